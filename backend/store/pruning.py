"""Finds and takes away what is kept long enough, a bounded number of rows at a time.

A deletion or leave marker leaves its stream and no more: its seq is negated, so that no pull reads
it, and the record with its history goes on to answer who asks for it by its id.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import msgspec

from backend.store.database import Connection
from backend.store.sql import execute, execute_many, listed, select

MarkerTable = Literal["record", "gone"]
MARKER_TABLES: tuple[MarkerTable, ...] = ("record", "gone")


class Marker(NamedTuple):
    """A deletion or a leave marker that phones are still told; `at` is the server's time of it."""

    place: str
    stream: str
    seq: int
    id: str
    at: str


class _Wire(msgspec.Struct):
    updated_at: str


@dataclass(frozen=True, slots=True)
class Expired:
    """Rows of a table that go once their time in `column` is before some moment."""

    table: str
    key: tuple[str, ...]
    column: str


OUTCOMES = Expired("outcome", ("place", "lineage", "seq"), "at")
TOKENS = Expired("token", ("hash",), "expires_at")
INVITATIONS = Expired("invitation", ("id",), "expires_at")

NEVER = "9999"
"""What is spoilt stays where it is, until somebody mends it."""
_decode = msgspec.json.Decoder(_Wire).decode
_ONLY: dict[MarkerTable, str] = {"record": "m.is_deleted AND ", "gone": ""}


def list_markers(
    connection: Connection, table: MarkerTable, *, after: Marker | None, limit: int
) -> list[Marker]:
    """In the order of place, stream and seq. Only what the facts have taken already: their
    projector reads markers too."""
    beyond, parameters = "", list[object]()
    if after is not None:
        beyond = "AND (m.place, m.stream, m.seq) > (?, ?, ?) "
        parameters = [after.place, after.stream, after.seq]
    rows = select(
        connection,
        f"SELECT m.place, m.stream, m.seq, m.id, m.wire FROM {table} m "
        "JOIN projection p ON p.place = m.place AND p.stream = m.stream AND m.seq <= p.seq "
        f"WHERE {_ONLY[table]}m.seq > 0 {beyond}ORDER BY m.place, m.stream, m.seq LIMIT ?",
        *parameters,
        limit,
    )
    return [Marker(row[0], row[1], row[2], row[3], _time_of(row[4])) for row in rows]


def _time_of(raw: bytes | memoryview) -> str:
    try:
        return _decode(raw).updated_at
    except msgspec.DecodeError:
        return NEVER


def hide_markers(connection: Connection, table: MarkerTable, markers: Sequence[Marker]) -> int:
    """Takes them out of their streams and notes how far; one that has a newer seq by now stays.
    Their number."""
    floors: dict[tuple[str, str], int] = {}
    for each in markers:
        key = (each.stream, each.place)
        floors[key] = max(each.seq, floors.get(key, 0))
    select(
        connection,
        "SELECT id FROM stream WHERE place IN (?*) AND id IN (?*) ORDER BY id FOR UPDATE",
        listed(connection, sorted({place for _, place in floors})),
        listed(connection, sorted(stream for stream, _ in floors)),
    )
    hidden = sum(
        execute(
            connection,
            f"UPDATE {table} SET seq = -seq WHERE place = ? AND stream = ? AND id = ? AND seq = ?",
            each.place,
            each.stream,
            each.id,
            each.seq,
        )
        for each in markers
    )
    execute_many(
        connection,
        "UPDATE stream SET pruned = ? WHERE place = ? AND id = ? AND pruned < ?",
        [(seq, place, stream, seq) for (stream, place), seq in sorted(floors.items())],
    )
    return hidden


def list_expired(
    connection: Connection,
    what: Expired,
    *,
    before: str,
    after: tuple[object, ...] | None,
    limit: int,
) -> list[tuple[object, ...]]:
    """Keys of the rows whose time is before this moment, in their order, beyond `after`."""
    key = ", ".join(what.key)
    beyond = f"AND ({key}) > ({', '.join('?' * len(what.key))}) " if after else ""
    rows = select(
        connection,
        f"SELECT {key} FROM {what.table} WHERE {what.column} < ? {beyond}ORDER BY {key} LIMIT ?",
        before,
        *(after or ()),
        limit,
    )
    return [tuple(row) for row in rows]


def delete_expired(
    connection: Connection, what: Expired, keys: Sequence[tuple[object, ...]]
) -> None:
    """What somebody is at just now goes another day: whoever prunes waits for nobody, so that
    nobody who waits for it can be waited for."""
    key, where = ", ".join(what.key), " AND ".join(f"{name} = ?" for name in what.key)
    free = f"SELECT {key} FROM {what.table} WHERE {where} FOR UPDATE SKIP LOCKED"
    execute_many(connection, f"DELETE FROM {what.table} WHERE ({key}) IN ({free})", keys)


def note_disabled(connection: Connection, *, at: str) -> None:
    """From when those are counted of whom nobody knows when they were disabled."""
    execute(
        connection,
        "UPDATE account SET disabled_at = ? WHERE NOT is_active AND disabled_at IS NULL",
        at,
    )


def claim_turn(connection: Connection, key: str, *, now: str, before: str) -> bool:
    """Whether this turn is the caller's: of several who ask, one gets it, and the next comes when
    `before` has passed it. A turn in the future was taken by a clock that has been put right."""
    execute(
        connection, "INSERT INTO server (key, value) VALUES (?, '') ON CONFLICT DO NOTHING", key
    )
    statement = "UPDATE server SET value = ? WHERE key = ? AND (value < ? OR value > ?)"
    return execute(connection, statement, now, key, before, now) == 1

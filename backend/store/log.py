"""The device log and what hangs on it: held work, what it waits for, and outcomes."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import Connection

from backend.core.quick import quick
from backend.core.recovered import RECOVERED_N
from backend.core.validate import Reason
from backend.store import wire
from backend.store.sql import (
    execute,
    execute_many,
    insert_into,
    insert_many,
    is_sqlite,
    listed,
    paired,
    select,
)
from backend.store.tables import LogRow


@quick
@dataclass(frozen=True, slots=True)
class Logged:
    """A changeset that the log has: `body` as it came, `result` as it was first answered."""

    device: str
    n: int
    body: bytes
    result: bytes


class LogEntry(NamedTuple):
    """A changeset to be logged, in the order of the table's columns. `repeat_of` is `device n` of
    where it came first, or None."""

    place: str
    device: str
    n: int
    user_id: str
    changeset_id: str
    status: str
    body: bytes
    result: bytes
    received_at: str
    offset_ms: int | None
    repeat_of: str | None


@dataclass(frozen=True, slots=True)
class Held:
    """A held changeset with its body. `waits_for` are ids of records that must exist first."""

    id: str
    place: str
    author: str
    device: str
    n: int
    body: bytes
    offset_ms: int | None
    received_at: str

    @property
    def is_recovered(self) -> bool:
        """A record that a phone gave back after a restore, not a changeset of its log."""
        return self.n == RECOVERED_N


@dataclass(frozen=True, slots=True)
class NewHeld:
    """What `hold` stores: reasons, the streams that it names, what it waits for."""

    id: str
    n: int
    reasons: Sequence[Reason]
    streams: Sequence[str]
    waits_for: Iterable[str]


def lock_devices(connection: Connection, devices: Iterable[str]) -> dict[str, int]:
    """The highest n of each device that is logged; their rows are locked until the commit, in the
    order of ids."""
    rows = select(
        connection,
        "SELECT id, acked FROM device WHERE id IN (?*) ORDER BY id FOR UPDATE",
        listed(connection, devices),
    )
    return {row[0]: row[1] for row in rows}


def find_logged(
    connection: Connection, place: str, device: str, numbers: Iterable[int]
) -> dict[int, Logged]:
    rows = select(
        connection,
        "SELECT n, body, result FROM log WHERE place = ? AND device = ? AND n IN (?*)",
        place,
        device,
        listed(connection, numbers),
    )
    return {row[0]: Logged(device, row[0], bytes(row[1]), bytes(row[2])) for row in rows}


_CAME = (
    "FROM log WHERE place = ? AND user_id = w.value AND changeset_id = w.key AND repeat_of IS NULL"
)
_ELSEWHERE = (
    "SELECT l.user_id, l.changeset_id, l.device, l.n, l.body, l.result FROM PAIRS (?) w "
    f"CROSS JOIN LATERAL (SELECT * {_CAME} LIMIT 1) l"
)
_ELSEWHERE_SQLITE = (
    "SELECT user_id, changeset_id, device, n, body, result FROM PAIRS (?) w "
    f"CROSS JOIN {_CAME.removeprefix('FROM ')}"
)


def find_elsewhere(
    connection: Connection, place: str, users: Mapping[str, str]
) -> dict[tuple[str, str], Logged]:
    """Where changesets came first, under any device of their user, by user and id; `users` are
    theirs by the changesets' ids."""
    # Each id is looked up by itself: both databases would otherwise read the whole log of the
    # place for a few ids, SQLite but for CROSS, PostgreSQL but for the LIMIT.
    statement = _ELSEWHERE_SQLITE if is_sqlite(connection) else _ELSEWHERE
    rows = select(connection, statement, paired(users), place)
    return {row[:2]: Logged(row[2], row[3], bytes(row[4]), bytes(row[5])) for row in rows}


_INSERT_LOG = insert_into(
    LogRow,
    "place",
    "device",
    "n",
    "user_id",
    "changeset_id",
    "status",
    "body",
    "result",
    "received_at",
    "offset_ms",
    "repeat_of",
)


def append_log(connection: Connection, entries: Sequence[LogEntry]) -> None:
    insert_many(connection, _INSERT_LOG, entries)


def record_lost(connection: Connection, *, place: str, device: str, first: int, last: int) -> None:
    execute_many(
        connection,
        "INSERT INTO lost (place, device, first, last) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
        [(place, device, first, last)],
    )


def set_acked(connection: Connection, acked: Iterable[tuple[str, int]]) -> None:
    """`acked` are devices with the highest n that is now logged."""
    execute_many(
        connection,
        "UPDATE device SET acked = ? WHERE id = ?",
        [(n, device) for device, n in acked],
    )


def count_held(connection: Connection, place: str, device: str) -> int:
    rows = select(
        connection,
        "SELECT count(*) FROM held WHERE place = ? AND device = ? AND status = 'open' AND n > ?",
        place,
        device,
        RECOVERED_N,
    )
    return int(rows[0][0])


def hold(
    connection: Connection,
    *,
    place: str,
    device: str,
    author: str,
    at: str,
    held: Sequence[NewHeld],
) -> None:
    execute_many(
        connection,
        "INSERT INTO held (place, id, status, author, device, n, reasons, streams, received_at) "
        "VALUES (?, ?, 'open', ?, ?, ?, ?, ?, ?)",
        [
            (
                place,
                each.id,
                author,
                device,
                each.n,
                wire.encode([reason.as_dict() for reason in each.reasons]),
                json.dumps(list(each.streams)),
                at,
            )
            for each in held
        ],
    )
    _wait(connection, place, held)


def _wait(connection: Connection, place: str, held: Sequence[NewHeld]) -> None:
    execute_many(
        connection,
        "INSERT INTO held_wait (place, record_id, held_id) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        [(place, record_id, each.id) for each in held for record_id in each.waits_for],
    )


def hold_again(connection: Connection, place: str, held: NewHeld) -> None:
    """Held work that was tried and still cannot be applied: new reasons, new waits."""
    execute(connection, "DELETE FROM held_wait WHERE place = ? AND held_id = ?", place, held.id)
    execute(
        connection,
        "UPDATE held SET reasons = ? WHERE place = ? AND id = ?",
        wire.encode([reason.as_dict() for reason in held.reasons]),
        place,
        held.id,
    )
    _wait(connection, place, [held])


def close_held(
    connection: Connection,
    held: Held,
    *,
    status: str,
    by: str | None,
    at: str,
    why: str | None,
) -> bool:
    """False where somebody else closed it first."""
    changed = execute(
        connection,
        "UPDATE held SET status = ?, closed_at = ?, closed_by = ?, why = ? "
        "WHERE place = ? AND id = ? AND status = 'open'",
        status,
        at,
        by,
        why,
        held.place,
        held.id,
    )
    execute(
        connection,
        "DELETE FROM held_wait WHERE place = ? AND held_id = ?",
        held.place,
        held.id,
    )
    return changed == 1


def list_closed(connection: Connection, held_ids: Iterable[str]) -> set[str]:
    """Those that are open no more."""
    rows = select(
        connection,
        "SELECT id FROM held WHERE id IN (?*) AND status <> 'open'",
        listed(connection, held_ids),
    )
    return {row[0] for row in rows}


_HELD = (
    "SELECT h.id, h.place, h.author, h.device, h.n, COALESCE(h.body, l.body), l.offset_ms, "
    "h.received_at FROM held h LEFT JOIN log l ON l.place = h.place "
    "AND l.device = h.device AND l.n = h.n "
)


def list_waited_for(connection: Connection, record_ids: Iterable[str]) -> set[str]:
    """Those of these records that held work waits for."""
    rows = select(
        connection,
        "SELECT DISTINCT record_id FROM held_wait WHERE record_id IN (?*)",
        listed(connection, record_ids),
    )
    return {row[0] for row in rows}


def find_waiting(connection: Connection, record_ids: Iterable[str]) -> list[Held]:
    """Open held work that waits for any of these records, oldest first."""
    waiting = select(
        connection,
        "SELECT DISTINCT held_id FROM held_wait WHERE record_id IN (?*)",
        listed(connection, record_ids),
    )
    if not waiting:
        return []
    rows = select(
        connection,
        _HELD + "WHERE h.status = 'open' AND h.id IN (?*) ORDER BY h.id",
        listed(connection, [row[0] for row in waiting]),
    )
    return [_held(row) for row in rows]


def list_open(connection: Connection, *, after: str, limit: int) -> list[Held]:
    """Open held work by id, from beyond `after`."""
    rows = select(
        connection,
        _HELD + "WHERE h.status = 'open' AND h.id > ? ORDER BY h.id LIMIT ?",
        after,
        limit,
    )
    return [_held(row) for row in rows]


def find_held(connection: Connection, held_id: str) -> Held | None:
    rows = select(connection, _HELD + "WHERE h.id = ?", held_id)
    return _held(rows[0]) if rows else None


def _held(row: Sequence[object]) -> Held:
    held_id, place, author, device, n, body, offset_ms, received_at = row
    assert isinstance(body, bytes | memoryview)
    return Held(
        str(held_id),
        str(place),
        str(author),
        str(device),
        int(str(n)),
        bytes(body),
        None if offset_ms is None else int(str(offset_ms)),
        str(received_at),
    )

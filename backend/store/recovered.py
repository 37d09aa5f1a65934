"""Records that phones gave back: which the server has in its history, and which are held."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from backend.core.recovered import RECOVERED_N, Returned
from backend.core.validate import Reason
from backend.store import wire
from backend.store.database import Connection
from backend.store.places import find_stream_places
from backend.store.sql import execute, execute_many, listed, select

MOVES_MAX = 8


@dataclass(frozen=True, slots=True)
class NewRecovered:
    """What is to be held: `key` tells it from others in the partition `where` of its stream,
    `waits_for` is the record's id, if any."""

    id: str
    where: str
    key: str
    author: str
    body: bytes
    reasons: Sequence[Reason]
    streams: Sequence[str]
    waits_for: str | None
    is_settled: bool


def follow_moves(
    connection: Connection, partitions: Iterable[str], ids: Iterable[str]
) -> frozenset[str]:
    """The partitions in which these records are or were, beginning with those given."""
    found, wanted = frozenset(partitions), listed(connection, ids)
    for _ in range(MOVES_MAX):
        rows = select(
            connection,
            "SELECT DISTINCT moved_to FROM gone WHERE place IN (?*) AND id IN (?*)",
            listed(connection, found),
            wanted,
        )
        places = find_stream_places(connection, [row[0] for row in rows]).values()
        more = {place.partition for place in places} - found
        if not more:
            break
        found |= more
    return found


def find_known_keys(
    connection: Connection, partitions: Iterable[str], returned: Sequence[Returned]
) -> set[str]:
    """The keys of those whose rev and tag are in the server's history, or whose id was erased."""
    where = listed(connection, partitions)
    ids = listed(connection, {each.id for each in returned})
    known = {
        (row[0], row[1], row[2])
        for row in select(
            connection,
            "SELECT id, rev, tag FROM record WHERE place IN (?*) AND id IN (?*)",
            where,
            ids,
        )
    }
    for record_id, rev, tag, tag_before in select(
        connection,
        "SELECT id, rev, tag, tag_before FROM revision WHERE place IN (?*) AND id IN (?*)",
        where,
        ids,
    ):
        known |= {(record_id, rev, tag), (record_id, rev - 1, tag_before)}
    erased = {row[0] for row in select(connection, "SELECT id FROM erased WHERE id IN (?*)", ids)}
    return {
        each.key for each in returned if each.id in erased or (each.id, each.rev, each.tag) in known
    }


def find_held_keys(
    connection: Connection, partitions: Iterable[str], keys: Iterable[str]
) -> set[str]:
    """Those that were held before, whatever became of them."""
    rows = select(
        connection,
        "SELECT key FROM recovered WHERE place IN (?*) AND key IN (?*)",
        listed(connection, partitions),
        listed(connection, keys),
    )
    return {row[0] for row in rows}


def count_open(connection: Connection, place: str, device: str) -> int:
    rows = select(
        connection,
        "SELECT count(*) FROM held WHERE place = ? AND device = ? AND n = ? AND status = 'open'",
        place,
        device,
        RECOVERED_N,
    )
    return int(rows[0][0])


def hold_recovered(
    connection: Connection, items: Iterable[NewRecovered], *, place: str, device: str, at: str
) -> None:
    """Holds each once, also where another device gives the same back at the same time; `place`
    is the device's partition. What is settled is kept as released."""
    new = [
        each
        for each in sorted(items, key=lambda item: item.key)
        if execute(
            connection,
            "INSERT INTO recovered (place, key, held_id) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
            each.where,
            each.key,
            each.id,
        )
    ]
    execute_many(
        connection,
        "INSERT INTO held (place, id, status, author, device, n, reasons, streams, received_at, "
        "closed_at, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [_held_row(each, place, device, at) for each in new],
    )
    execute_many(
        connection,
        "INSERT INTO held_wait (place, record_id, held_id) VALUES (?, ?, ?)",
        [
            (place, each.waits_for, each.id)
            for each in new
            if each.waits_for is not None and not each.is_settled
        ],
    )


def _held_row(item: NewRecovered, place: str, device: str, at: str) -> tuple[object, ...]:
    return (
        place,
        item.id,
        "released" if item.is_settled else "open",
        item.author,
        device,
        RECOVERED_N,
        wire.encode([reason.as_dict() for reason in item.reasons]),
        json.dumps(list(item.streams)),
        at,
        at if item.is_settled else None,
        item.body,
    )

"""What became of changesets after their first answer, told to their devices.

Numbered in the lineage of the device: one sequence for a chain of devices that replace each other.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from backend.store import wire
from backend.store.database import Connection
from backend.store.sql import execute_many, listed, select

Lineage = tuple[str, str]
"""Its place, and the id of the first device of the chain."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A later fate of a changeset of this device."""

    place: str
    device: str
    n: int
    changeset_id: str
    status: str
    by: str | None
    reason: str | None
    conflicts: Sequence[str]


def append_outcomes(connection: Connection, outcomes: Sequence[Outcome], *, at: str) -> None:
    """Numbers the outcomes in the lineages of their devices."""
    if not outcomes:
        return
    lineages, heads = _lock_lineages_of(connection, outcomes)
    rows = []
    for each in outcomes:
        lineage = lineages[each.device]
        heads[lineage] += 1
        rows.append((*lineage, heads[lineage], each.device, each.n, at, _body(each, at)))
    execute_many(
        connection,
        "INSERT INTO outcome (place, lineage, seq, device, n, at, wire) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        rows,
    )
    _set_heads(connection, heads)


def renumber_outcomes(connection: Connection, place: str, lineages: Iterable[str]) -> None:
    """After devices changed their lineage: what these lineages hold goes to where its device is
    now, with numbers above all that were given. So no cursor has passed what its device was not
    told; what it was told, it is told once more."""
    heads = _lock(connection, [(place, lineage) for lineage in lineages])
    head = max(heads.values(), default=0)
    rows = select(
        connection,
        "SELECT d.lineage, o.lineage, o.seq FROM outcome o JOIN device d ON d.id = o.device "
        "WHERE o.place = ? AND o.lineage IN (?*) ORDER BY o.at, o.lineage, o.seq",
        place,
        listed(connection, [lineage for _, lineage in heads]),
    )
    execute_many(
        connection,
        "UPDATE outcome SET lineage = ?, seq = ? WHERE place = ? AND lineage = ? AND seq = ?",
        [
            (now, head + number, place, before, seq)
            for number, (now, before, seq) in enumerate(rows, start=1)
        ],
    )
    _set_heads(connection, dict.fromkeys(heads, head + len(rows)))


def list_outcomes(
    connection: Connection, place: str, lineage: str, *, after: int, limit: int
) -> list[tuple[int, str, bytes]]:
    """(seq, device, wire) of the outcomes of a lineage after a seq, at most `limit`."""
    rows = select(
        connection,
        "SELECT seq, device, wire FROM outcome WHERE place = ? AND lineage = ? AND seq > ? "
        "ORDER BY seq LIMIT ?",
        place,
        lineage,
        after,
        limit,
    )
    return [(row[0], row[1], bytes(row[2])) for row in rows]


def _lock_lineages_of(
    connection: Connection, outcomes: Sequence[Outcome]
) -> tuple[dict[str, Lineage], dict[Lineage, int]]:
    """The lineage of each device, and the heads of the lineages. Looked at again once they are
    locked: a device may have joined another chain while this waited."""
    heads: dict[Lineage, int] = {}
    while True:
        lineages = _lineages_of(connection, outcomes)
        missing = set(lineages.values()) - heads.keys()
        if not missing:
            return lineages, heads
        heads |= _lock(connection, missing)


def _lineages_of(connection: Connection, outcomes: Sequence[Outcome]) -> dict[str, Lineage]:
    places = {each.device: each.place for each in outcomes}
    rows = select(
        connection,
        "SELECT id, lineage FROM device WHERE id IN (?*)",
        listed(connection, places),
    )
    return {device: (places[device], lineage) for device, lineage in rows}


def _lock(connection: Connection, lineages: Iterable[Lineage]) -> dict[Lineage, int]:
    """Their heads; the rows are locked until the commit, in the order of ids."""
    keys = sorted(lineages)
    execute_many(
        connection,
        "INSERT INTO lineage (place, id, head) VALUES (?, ?, 0) ON CONFLICT DO NOTHING",
        keys,
    )
    heads: dict[Lineage, int] = {}
    for place, lineage in keys:
        rows = select(
            connection,
            "SELECT head FROM lineage WHERE place = ? AND id = ? FOR UPDATE",
            place,
            lineage,
        )
        heads[(place, lineage)] = int(rows[0][0])
    return heads


def _set_heads(connection: Connection, heads: Mapping[Lineage, int]) -> None:
    execute_many(
        connection,
        "UPDATE lineage SET head = ? WHERE place = ? AND id = ?",
        [(head, place, lineage) for (place, lineage), head in heads.items()],
    )


def _body(outcome: Outcome, at: str) -> bytes:
    body: Mapping[str, object] = {
        "n": outcome.n,
        "id": outcome.changeset_id,
        "status": outcome.status,
        "by": outcome.by,
        "at": at,
        "reason": outcome.reason,
        "conflicts": list(outcome.conflicts),
        "device": outcome.device,
    }
    return wire.encode(body)

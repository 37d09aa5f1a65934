"""Reads streams for pulls: finished bytes in the order of seq, skimmed and never decoded.

Moved-away markers lie in a table of their own and are merged into the same order.
"""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from backend.store import wire
from backend.store.sql import listed, select

_LOG = logging.getLogger("tungnha")
REMAINING_MAX = 10_000

_PAGE = (
    "SELECT seq, wire, NULL FROM record WHERE place = ? AND stream = ? AND seq > ? "
    "ORDER BY seq LIMIT ?"
)
_GONE = (
    "SELECT seq, wire, moved_to FROM gone WHERE place = ? AND stream = ? AND seq > ? "
    "ORDER BY seq LIMIT ?"
)
_RECORD_AT = (
    "SELECT id, type, rev, tag, is_deleted FROM record WHERE place = ? AND stream = ? AND seq = ?"
)
_LEFT_AT = "SELECT id, type, rev, tag, 1 FROM gone WHERE place = ? AND stream = ? AND seq = ?"
_LEFT = (
    "SELECT count(*) FROM (SELECT 1 FROM record WHERE place = ? AND stream = ? AND seq > ? "
    "UNION ALL SELECT 1 FROM gone WHERE place = ? AND stream = ? AND seq > ? LIMIT ?) AS rest"
)


@dataclass(frozen=True, slots=True)
class Head:
    """A stream's last seq and digest, and the highest seq of a marker that was forgotten."""

    seq: int = 0
    live: int = 0
    tag_sum: int = 0
    pruned: int = 0


PulledRow = tuple[int, bytes, str | None]
"""Seq, bytes, and where the record moved to for a marker: the driver's own row, because a page has
2,000 of them."""


def list_heads(
    connection: Connection, partitions: Iterable[str], streams: Iterable[str]
) -> dict[str, Head]:
    """The heads of these streams; one that never held a record is missing."""
    rows = select(
        connection,
        "SELECT id, head, live, tag_sum, pruned FROM stream WHERE place IN (?*) AND id IN (?*)",
        listed(connection, set(partitions)),
        listed(connection, streams),
    )
    return {row[0]: Head(row[1], row[2], row[3], row[4]) for row in rows}


def list_rows(
    connection: Connection, partition: str, stream: str, *, after: int, limit: int
) -> Sequence[PulledRow]:
    """At most `limit` rows above the seq `after`, in its order."""
    rows: Sequence[PulledRow] = select(connection, _PAGE, partition, stream, after, limit)
    gone = select(connection, _GONE, partition, stream, after, limit)
    if gone:
        rows = sorted([*rows, *gone], key=lambda row: row[0])[:limit]
    if wire.is_sound([row[1] for row in rows]):
        return rows
    return [
        row if wire.is_sound([row[1]]) else _unreadable(connection, partition, stream, row)
        for row in rows
    ]


def _unreadable(connection: Connection, partition: str, stream: str, row: PulledRow) -> PulledRow:
    """One spoilt record does not spoil the page that it is on; the operator is told which it is."""
    seq, _, moved_to = row
    [(record_id, record_type, rev, tag, is_deleted)] = select(
        connection,
        _LEFT_AT if moved_to is not None else _RECORD_AT,
        *(partition, stream, seq),
    )
    _LOG.error("record %s of %s cannot be read; `tungnha check` finds it", record_id, stream)
    raw = wire.encode_unreadable(
        record_id, rev=rev, tag=tag, is_deleted=bool(is_deleted), record_type=record_type
    )
    return seq, raw, moved_to


def count_rows(connection: Connection, partition: str, stream: str, *, after: int) -> int:
    """How many rows lie above the seq, at least: counting stops at REMAINING_MAX."""
    place = (partition, stream, after)
    return int(select(connection, _LEFT, *place, *place, REMAINING_MAX)[0][0])

"""Reads streams for pulls: finished bytes in the order of seq, never decoded.

Moved-away markers lie in a table of their own and are merged into the same order.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from backend.store.sql import listed, select

REMAINING_MAX = 10_000

_PAGE = (
    "SELECT seq, wire, NULL FROM record WHERE place = ? AND stream = ? AND seq > ? "
    "ORDER BY seq LIMIT ?"
)
_GONE = (
    "SELECT seq, wire, moved_to FROM gone WHERE place = ? AND stream = ? AND seq > ? "
    "ORDER BY seq LIMIT ?"
)
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
    return rows


def count_rows(connection: Connection, partition: str, stream: str, *, after: int) -> int:
    """How many rows lie above the seq, at least: counting stops at REMAINING_MAX."""
    place = (partition, stream, after)
    return int(select(connection, _LEFT, *place, *place, REMAINING_MAX)[0][0])

"""What `tungnha check` compares: the digests as they are kept and as the records make them."""

from dataclasses import dataclass

from backend.store.database import Connection
from backend.store.sql import select

TAG_MODULUS = 2**48
HALF_BITS = 24
HALF_MASK = 2**HALF_BITS - 1


COUNTED = (
    ("stream", "streams"),
    ("record", "records"),
    ("revision", "revisions"),
    ("log", "changesets"),
    ("fact", "facts"),
    ("photo", "photos"),
    ("audit", "audit entries"),
)
"""Tables and what the operator calls their rows."""


@dataclass(frozen=True, slots=True)
class Digest:
    """Live records of a stream and the sum of their tags modulo 2^48."""

    count: int
    sum: int


Key = tuple[str, str]


def read_digests(connection: Connection) -> tuple[dict[Key, Digest], dict[Key, Digest]]:
    """By place and stream: as kept, and as counted."""
    kept = select(connection, "SELECT place, id, live, tag_sum FROM stream")
    # In halves: 65,536 tags of 48 bits are more than SQLite's integers hold.
    counted = select(
        connection,
        f"SELECT place, stream, COUNT(*), SUM(tag >> {HALF_BITS}), SUM(tag & {HALF_MASK}) "
        "FROM record WHERE NOT is_deleted GROUP BY place, stream",
    )
    whole = [(*row[:3], (int(row[3]) << HALF_BITS) + int(row[4])) for row in counted]
    return _digests(kept), _digests(whole)


def count_rows(connection: Connection, table: str) -> int:
    """Of a table of `COUNTED`."""
    return int(select(connection, f"SELECT COUNT(*) FROM {table}")[0][0])


def list_streams_kept(connection: Connection) -> list[Key]:
    rows = select(connection, "SELECT place, id FROM stream ORDER BY place, id")
    return [(row[0], row[1]) for row in rows]


def list_partitions_kept(connection: Connection) -> list[str]:
    return [row[0] for row in select(connection, "SELECT DISTINCT place FROM stream")]


def _digests(rows: object) -> dict[Key, Digest]:
    assert isinstance(rows, list)
    return {(row[0], row[1]): Digest(int(row[2]), int(row[3]) % TAG_MODULUS) for row in rows}

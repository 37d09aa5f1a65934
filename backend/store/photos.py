"""The bytes of photos: parts while they arrive, then one row. What is fit is decided above."""

from collections.abc import Collection
from dataclasses import dataclass
from hashlib import sha256

from backend.store.database import Connection
from backend.store.sql import execute, listed, select

_ONE = "place = ? AND id = ?"
_PARTS = f"{_ONE} AND sha256 = ?"


@dataclass(frozen=True, slots=True)
class PhotoKey:
    """A photo's bytes as its record has them now: its partition, id, and the hash it names."""

    place: str
    id: str
    sha256: str

    @property
    def all(self) -> tuple[str, str, str]:
        return self.place, self.id, self.sha256


def has_photo(connection: Connection, key: PhotoKey) -> bool:
    return bool(select(connection, f"SELECT 1 FROM photo WHERE {_PARTS}", *key.all))


def find_photo(connection: Connection, key: PhotoKey) -> bytes | None:
    rows = select(connection, f"SELECT body FROM photo WHERE {_PARTS}", *key.all)
    return bytes(rows[0][0]) if rows else None


def count_received(connection: Connection, key: PhotoKey) -> int:
    """How many bytes of it are here, from the first on."""
    total = f"SELECT SUM(LENGTH(body)) FROM photo_part WHERE {_PARTS}"
    return int(select(connection, total, *key.all)[0][0] or 0)


def add_part(
    connection: Connection, key: PhotoKey, start: int, body: bytes, *, by: str, at: str
) -> bool:
    """False where somebody else has put a part there."""
    return bool(
        execute(
            connection,
            "INSERT INTO photo_part (place, id, sha256, start, by, at, body) "
            "VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            *key.all,
            start,
            by,
            at,
            body,
        )
    )


def join_parts(connection: Connection, key: PhotoKey) -> bytes:
    rows = select(
        connection, f"SELECT body FROM photo_part WHERE {_PARTS} ORDER BY start", *key.all
    )
    return b"".join(bytes(row[0]) for row in rows)


def drop_parts(connection: Connection, key: PhotoKey) -> None:
    """Of this photo, whatever hash they were sent for."""
    execute(connection, f"DELETE FROM photo_part WHERE {_ONE}", key.place, key.id)


def put_photo(connection: Connection, key: PhotoKey, body: bytes, *, by: str, at: str) -> None:
    """Keeps the bytes in place of any that were there, and forgets the parts."""
    drop_parts(connection, key)
    execute(
        connection,
        "INSERT INTO photo (place, id, sha256, digest, by, arrived_at, body) "
        "VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (place, id) DO UPDATE SET "
        "sha256 = excluded.sha256, digest = excluded.digest, by = excluded.by, "
        "arrived_at = excluded.arrived_at, body = excluded.body",
        *key.all,
        sha256(body).hexdigest(),
        by,
        at,
        body,
    )


def count_begun(connection: Connection, by: str, *, since: str) -> int:
    """The photos that this person has sent, or begun to send, since then."""
    done = "SELECT COUNT(*) FROM photo WHERE by = ? AND arrived_at > ?"
    begun = "SELECT COUNT(*) FROM photo_part WHERE start = 0 AND by = ? AND at > ?"
    return sum(int(select(connection, each, by, since)[0][0]) for each in (done, begun))


def drop_photos(connection: Connection, partitions: Collection[str], ids: Collection[str]) -> None:
    for table in ("photo", "photo_part"):
        execute(
            connection,
            f"DELETE FROM {table} WHERE place IN (?*) AND id IN (?*)",
            listed(connection, partitions),
            listed(connection, ids),
        )


def relocate_photo(connection: Connection, photo_id: str, *, old: str, new: str) -> None:
    """Follows its record into another partition."""
    for table in ("photo", "photo_part"):
        execute(connection, f"UPDATE {table} SET place = ? WHERE {_ONE}", new, old, photo_id)


def list_forgotten(connection: Connection, place: str, *, before: str) -> list[str]:
    """Photos of a place whose records were deleted before that time."""
    rows = select(
        connection,
        "SELECT p.id FROM photo p JOIN record r ON r.place = p.place AND r.id = p.id "
        "JOIN revision v ON v.place = r.place AND v.id = r.id AND v.rev = r.rev "
        "WHERE p.place = ? AND r.is_deleted AND v.at < ? ORDER BY p.id",
        place,
        before,
    )
    return [row[0] for row in rows]


def drop_old_parts(connection: Connection, place: str, *, before: str) -> None:
    execute(connection, "DELETE FROM photo_part WHERE place = ? AND at < ?", place, before)


def list_spoilt(connection: Connection) -> list[str]:
    """Photos whose bytes are not those that were stored; one after the other, for they are big."""
    found = []
    for place, photo_id, digest in select(connection, "SELECT place, id, digest FROM photo"):
        [row] = select(connection, f"SELECT body FROM photo WHERE {_ONE}", place, photo_id)
        if sha256(bytes(row[0])).hexdigest() != digest:
            found.append(photo_id)
    return found

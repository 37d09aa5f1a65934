"""Delivered outbox files that begin beyond a gap: kept as unsealed until the gap closes."""

from collections.abc import Iterable
from dataclasses import dataclass

from backend.store.database import Connection
from backend.store.sql import execute, listed, select


@dataclass(frozen=True, slots=True)
class KeptFile:
    """`digest` names the content, `packed` is its gzip."""

    digest: str
    packed: bytes


def keep_file(
    connection: Connection, *, place: str, device: str, file: KeptFile, by: str, at: str
) -> None:
    """Keeps a file once, however often it is delivered."""
    execute(
        connection,
        "INSERT INTO outbox_file (place, device, digest, packed, delivered_by, delivered_at) "
        "VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        place,
        device,
        file.digest,
        file.packed,
        by,
        at,
    )


def list_files(connection: Connection, place: str, device: str) -> list[KeptFile]:
    """Those that wait, in the order of their arrival."""
    rows = select(
        connection,
        "SELECT digest, packed FROM outbox_file WHERE place = ? AND device = ? "
        "AND refused_at IS NULL ORDER BY delivered_at, digest",
        place,
        device,
    )
    return [KeptFile(row[0], bytes(row[1])) for row in rows]


def list_keeping(connection: Connection, devices: Iterable[str]) -> frozenset[str]:
    """Those of the devices that have files waiting."""
    rows = select(
        connection,
        "SELECT DISTINCT device FROM outbox_file WHERE refused_at IS NULL AND device IN (?*)",
        listed(connection, devices),
    )
    return frozenset(row[0] for row in rows)


def list_digests(connection: Connection, place: str, device: str) -> frozenset[str]:
    """Of all that is kept of a device, also what was refused."""
    rows = select(
        connection,
        "SELECT digest FROM outbox_file WHERE place = ? AND device = ?",
        place,
        device,
    )
    return frozenset(row[0] for row in rows)


def drop_file(connection: Connection, place: str, device: str, digest: str) -> None:
    execute(
        connection,
        "DELETE FROM outbox_file WHERE place = ? AND device = ? AND digest = ?",
        place,
        device,
        digest,
    )


def refuse_file(connection: Connection, place: str, device: str, digest: str, *, at: str) -> None:
    """A file that contradicts the log is never tried again, and kept for who looks into it."""
    execute(
        connection,
        "UPDATE outbox_file SET refused_at = ? WHERE place = ? AND device = ? AND digest = ?",
        at,
        place,
        device,
        digest,
    )

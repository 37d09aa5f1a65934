"""What is known of a device's last contact, as sync reads and keeps it."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection

from backend.store.sql import execute, execute_many, select


@dataclass(frozen=True, slots=True)
class Contact:
    """`acked` is how far the device's log is taken, `safe` how much of it a verified backup has;
    `waiting` what the device said it keeps."""

    acked: int
    waiting: int | None
    app: str | None
    last_seen_at: str | None
    healed_at: str | None
    safe: int


@dataclass(frozen=True, slots=True)
class NewContact:
    """A contact that just happened; `offset_ms` is how far the device's clock is behind."""

    device: str
    at: str
    waiting: int | None
    app: str | None
    offset_ms: int | None


def get_contact(connection: Connection, device: str) -> Contact:
    """Raises LookupError for a device that never signed in."""
    rows = select(
        connection,
        "SELECT acked, waiting, app, last_seen_at, healed_at, safe FROM device WHERE id = ?",
        device,
    )
    if not rows:
        raise LookupError("unknown device")
    return Contact(*rows[0])


def note_contacts(connection: Connection, contacts: Iterable[NewContact]) -> None:
    execute_many(
        connection,
        "UPDATE device SET last_seen_at = ?, waiting = ?, app = ?, offset_ms = ? WHERE id = ?",
        [(each.at, each.waiting, each.app, each.offset_ms, each.device) for each in contacts],
    )


def note_healed(connection: Connection, device: str, *, at: str) -> None:
    execute(connection, "UPDATE device SET healed_at = ? WHERE id = ?", at, device)

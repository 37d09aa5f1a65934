"""What is known of a device's last contact, as sync reads and keeps it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from backend.store.epochs import CURRENT
from backend.store.sql import execute, execute_many, select

_CONTACT = "d.acked, d.waiting, d.app, d.last_seen_at, d.healed_at, d.safe"
SEEN = f"{_CONTACT}, ({CURRENT})"
"""Of a device `d`, as `seen_of` reads it: beside another question it costs no round trip."""


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
class Seen:
    """What one snapshot says of a device and of the server's history."""

    contact: Contact
    epoch: str


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
    return get_seen(connection, device).contact


def get_seen(connection: Connection, device: str) -> Seen:
    """Raises LookupError for a device that never signed in, or in a database that never served."""
    rows = select(connection, f"SELECT {SEEN} FROM device d WHERE d.id = ?", device)
    if not rows:
        raise LookupError("unknown device")
    return seen_of(rows[0])


def seen_of(row: Sequence[Any]) -> Seen:
    """The columns SEEN. Raises LookupError in a database that never served."""
    if row[-1] is None:
        raise LookupError("The database has no epoch: run `tungnha migrate`.")
    return Seen(Contact(*row[:-1]), row[-1])


def note_contacts(connection: Connection, contacts: Iterable[NewContact]) -> None:
    execute_many(
        connection,
        "UPDATE device SET last_seen_at = ?, waiting = ?, app = ?, offset_ms = ? WHERE id = ?",
        [(each.at, each.waiting, each.app, each.offset_ms, each.device) for each in contacts],
    )


def note_pushes(connection: Connection, pushed: Iterable[tuple[NewContact, int]]) -> None:
    """As `note_contacts`, with the highest n that is now logged of each device."""
    execute_many(
        connection,
        "UPDATE device SET acked = ?, last_seen_at = ?, waiting = ?, app = ?, offset_ms = ? "
        "WHERE id = ?",
        [
            (acked, each.at, each.waiting, each.app, each.offset_ms, each.device)
            for each, acked in pushed
        ],
    )


def note_healed(connection: Connection, device: str, *, at: str) -> None:
    execute(connection, "UPDATE device SET healed_at = ? WHERE id = ?", at, device)

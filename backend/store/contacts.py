"""What is known of a device's last contact, as sync reads and keeps it."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from backend.store.epochs import CURRENT
from backend.store.sql import execute, execute_many, listed, select

_CONTACT = "d.acked, d.waiting, d.app, d.last_seen_at, d.healed_at, d.safe"
_OUTCOMES = (
    "(SELECT l.head FROM lineage l JOIN account o ON o.id = d.user_id "
    "WHERE l.place = o.place AND l.id = d.lineage)"
)
SEEN = f"{_CONTACT}, {_OUTCOMES}, ({CURRENT})"
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
    """What one snapshot says of a device and of the server's history; `outcomes` is the last
    number that was given in its lineage."""

    contact: Contact
    outcomes: int
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
    return list_seen(connection, [device])[device]


def list_seen(connection: Connection, devices: Collection[str]) -> dict[str, Seen]:
    """As `get_seen`, of all these devices, by id."""
    rows = select(
        connection,
        f"SELECT d.id, {SEEN} FROM device d WHERE d.id IN (?*)",
        listed(connection, devices),
    )
    if len(rows) < len(devices):
        raise LookupError("unknown device")
    return {row[0]: seen_of(row[1:]) for row in rows}


def seen_of(row: Sequence[Any]) -> Seen:
    """The columns SEEN. Raises LookupError in a database that never served."""
    if row[-1] is None:
        raise LookupError("The database has no epoch: run `tungnha migrate`.")
    *contact, outcomes, epoch = row
    return Seen(Contact(*contact), outcomes or 0, epoch)


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

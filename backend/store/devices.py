"""Phones and browsers: whose they are, what they replaced, when they were last heard of."""

from collections.abc import Iterable, Sequence
from typing import Any

from backend.core.people import Device
from backend.store.database import Connection
from backend.store.sql import execute, listed, select

_DEVICE = (
    "SELECT d.id, d.place, d.user_id, d.name, d.key, d.replaces, d.lineage, d.ancestors, "
    "d.created_at, d.revoked_at, d.last_seen_at, d.app, d.acked, d.waiting FROM device d "
)
_ANCESTORS = 7
_IN_SCOPE = (
    "EXISTS (SELECT 1 FROM account_unit au JOIN unit u ON u.id = au.unit_id "
    "WHERE au.user_id = d.user_id AND au.until IS NULL "
    "AND (u.id IN (?*) OR u.commune IN (?*) OR u.province IN (?*)))"
)


def find_device(connection: Connection, device_id: str) -> Device | None:
    rows = select(connection, _DEVICE + "WHERE d.id = ?", device_id)
    return _device(rows[0]) if rows else None


def is_key_of_another(connection: Connection, key: str, user_id: str) -> bool:
    """Whether a device of another user was registered with this key."""
    rows = select(
        connection, "SELECT 1 FROM device WHERE key = ? AND user_id <> ? LIMIT 1", key, user_id
    )
    return bool(rows)


def insert_device(connection: Connection, device: Device) -> bool:
    """False where the id is taken, also by a sign-in that ran at the same time."""
    count = execute(
        connection,
        "INSERT INTO device (id, place, user_id, name, key, replaces, lineage, ancestors, acked, "
        "created_at, last_seen_at, revoked_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?) "
        "ON CONFLICT DO NOTHING",
        device.id,
        device.place,
        device.user_id,
        device.name,
        device.key,
        device.replaces,
        device.lineage,
        " ".join(device.ancestors),
        device.created_at,
        device.last_seen_at,
        device.revoked_at,
    )
    return count == 1


def update_device(
    connection: Connection, device_id: str, *, name: str, key: str | None, at: str
) -> None:
    """What a device says of itself at a later sign-in; a key that it does not name stays."""
    execute(
        connection,
        "UPDATE device SET name = ?, key = coalesce(?, key), last_seen_at = ? WHERE id = ?",
        name,
        key,
        at,
        device_id,
    )


def list_lineage(connection: Connection, lineage: str) -> tuple[Device, ...]:
    """The devices of a chain, by id."""
    rows = select(connection, _DEVICE + "WHERE d.lineage = ? ORDER BY d.id", lineage)
    return tuple(_device(row) for row in rows)


def update_chain(
    connection: Connection, device_id: str, *, lineage: str, ancestors: Sequence[str]
) -> None:
    execute(
        connection,
        "UPDATE device SET lineage = ?, ancestors = ? WHERE id = ?",
        lineage,
        " ".join(ancestors),
        device_id,
    )


def count_devices_of(connection: Connection, user_id: str) -> int:
    statement = "SELECT count(*) FROM device WHERE user_id = ? AND revoked_at IS NULL"
    return int(select(connection, statement, user_id)[0][0])


def list_signed_in(connection: Connection, user_id: str, *, now: str) -> tuple[str, ...]:
    """The user's devices that hold a good refresh token: those that said that work waits on them
    come last, else the longest silent first. Reads the whole table of tokens."""
    rows = select(
        connection,
        "SELECT d.id FROM device d WHERE d.user_id = ? AND d.revoked_at IS NULL "
        "AND d.id IN (SELECT t.device_id FROM token t "
        "WHERE t.user_id = ? AND t.kind = 'refresh' AND t.expires_at > ?) "
        "ORDER BY coalesce(d.waiting, 0) > 0, d.last_seen_at, d.id",
        user_id,
        user_id,
        now,
    )
    return tuple(row[0] for row in rows)


def revoke_device(connection: Connection, device_id: str, *, at: str) -> bool:
    """False where it was revoked before; the first time stays."""
    statement = "UPDATE device SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL"
    return execute(connection, statement, at, device_id) == 1


def find_stopped_at(connection: Connection, device_id: str) -> str | None:
    """Since when the device is revoked or its user disabled, whichever came first."""
    rows = select(
        connection,
        "SELECT d.revoked_at, CASE WHEN a.is_active THEN NULL ELSE a.disabled_at END "
        "FROM device d JOIN account a ON a.id = d.user_id WHERE d.id = ?",
        device_id,
    )
    return min((each for row in rows for each in row if each is not None), default=None)


def list_devices(
    connection: Connection, scope: Iterable[str], *, after: str, limit: int
) -> tuple[Device, ...]:
    """Devices of users with a present unit among or below `scope`, by id, from beyond `after`."""
    ids = listed(connection, scope)
    rows = select(
        connection,
        f"{_DEVICE}WHERE {_IN_SCOPE} AND d.id > ? ORDER BY d.id LIMIT ?",
        ids,
        ids,
        ids,
        after,
        limit,
    )
    return tuple(_device(row) for row in rows)


def list_devices_of(
    connection: Connection, user_id: str, *, after: str, limit: int
) -> tuple[Device, ...]:
    rows = select(
        connection,
        _DEVICE + "WHERE d.user_id = ? AND d.id > ? ORDER BY d.id LIMIT ?",
        user_id,
        after,
        limit,
    )
    return tuple(_device(row) for row in rows)


def _device(row: Sequence[Any]) -> Device:
    """From a row of `_DEVICE`, whose columns stand in the order of the fields."""
    values = list(row)
    values[_ANCESTORS] = tuple(values[_ANCESTORS].split())
    return Device(*values)

"""Revoking a phone that was lost or given away: it pulls nothing more and wipes what has arrived.

What it still holds unsent is taken as held work, so its sign-in is not cut.
"""

from backend.core.people import Device
from backend.core.problems import not_allowed, not_found
from backend.core.scope import DECIDERS, Caller
from backend.services.context import Context
from backend.services.people.user_changes import check_may_manage, get_visible_user
from backend.store import audit, devices
from backend.store.database import Connection


def revoke_device(context: Context, caller: Caller, device_id: str) -> Device:
    """The device as revoked; once more changes nothing. By its owner or an admin of the owner.

    Raises Problem 404 `not_found` for a device that the caller does not see, 403 `not_allowed`.
    """
    with context.database.write() as connection:
        device = devices.find_device(connection, device_id)
        if device is None:
            raise not_found()
        _check_may_revoke(connection, caller, device)
        now = context.now_text()
        if devices.revoke_device(connection, device_id, at=now):
            audit.append(
                connection,
                device.place,
                at=now,
                by=caller.user_id,
                device=caller.device_id,
                action="device_revoked",
                subject=device_id,
            )
        return devices.find_device(connection, device_id) or device


def _check_may_revoke(connection: Connection, caller: Caller, device: Device) -> None:
    owner = get_visible_user(connection, caller, device.user_id)
    if owner.id == caller.user_id:
        return
    if caller.role not in DECIDERS:
        raise not_found()
    if not caller.is_admin:
        raise not_allowed()
    check_may_manage(connection, caller, owner)

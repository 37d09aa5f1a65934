"""How many devices one person may be signed in at. Beyond it nobody is refused and nothing is held:
the one that was silent for longest is signed out, keeps what it holds, and may sign in again.
"""

from backend.core.people import Device
from backend.services.context import Context
from backend.store import audit, devices, tokens
from backend.store.database import Connection


def sign_out_silent(context: Context, connection: Connection, device: Device) -> None:
    """Makes room for this device of a user whose account is locked. Those that said that work
    waits on them stay for as long as there are others."""
    most, now = context.settings.limits.devices_signed_in_max, context.now_text()
    if devices.count_devices_of(connection, device.user_id) <= most:
        return
    signed_in = devices.list_signed_in(connection, device.user_id, now=now)
    others = [each for each in signed_in if each != device.id]
    silent = others[: max(0, len(others) + 1 - most)]
    for each in silent:
        tokens.delete_tokens_at(connection, device.user_id, each)
    for each in silent:
        audit.append(
            connection,
            device.place,
            at=now,
            by=device.user_id,
            device=device.id,
            action="device_signed_out",
            subject=each,
        )

"""The phones of a caller's people: when each was last heard of, and what waits on it."""

from backend.core.people import Device
from backend.core.scope import DECIDERS, Caller
from backend.services.context import Context
from backend.services.people.user_changes import scope_of
from backend.store import devices


def list_devices(context: Context, caller: Caller, *, after: str, limit: int) -> tuple[Device, ...]:
    """At most `limit` devices by id, from beyond `after`: of their units for leaders and admins,
    their own for all others."""
    with context.database.read() as connection:
        if caller.role in DECIDERS and not caller.is_silenced:
            return devices.list_devices(connection, scope_of(caller), after=after, limit=limit)
        return devices.list_devices_of(connection, caller.user_id, after=after, limit=limit)

"""Who sees held work: admins who may write every stream that it names, or those of its author's
units, then or now.
"""

from backend.core.scope import Caller, Role
from backend.store.database import Connection
from backend.store.held import HeldItem
from backend.store.places import find_places, find_stream_places


def may_see_held(connection: Connection, caller: Caller, item: HeldItem) -> bool:
    if not caller.is_admin or caller.is_silenced:
        return False
    units = find_places(connection, item.author_units)
    if any(_is_within(caller, unit.province, unit.commune) for unit in units.values()):
        return True
    places = find_stream_places(connection, item.streams)
    return len(places) == len(item.streams) > 0 and all(
        caller.access_to(place) == "write" for place in places.values()
    )


def _is_within(caller: Caller, province: str, commune: str | None) -> bool:
    if caller.role is Role.PROVINCE_ADMIN:
        return any(own.province == province for own in caller.places)
    return any(own.commune == commune for own in caller.places if commune is not None)

"""What may be said of a user, and by whom: the checks that creating and changing share."""

import json
from collections.abc import Iterable, Mapping, Sequence

from backend.core.people import User
from backend.core.problems import invalid_request, not_allowed, not_found
from backend.core.scope import ADMINS, UNIT_LEVEL_OF_ROLE, Caller, Place, Role, may_grant
from backend.store.database import Connection
from backend.store.places import find_places
from backend.store.units import keep_units
from backend.store.users import find_user, is_user_in_scope


def scope_of(caller: Caller) -> tuple[str, ...]:
    """The units among and below which the caller sees people and phones; none when silenced."""
    if caller.is_silenced:
        return ()
    return tuple(place.unit_id for place in caller.places)


def covers(caller: Caller, place: Place) -> bool:
    """Whether the place is one of the caller's own or lies below one."""
    own = scope_of(caller)
    return any(unit in own for unit in (place.hamlet, place.commune, place.province) if unit)


def get_visible_user(connection: Connection, caller: Caller, user_id: str) -> User:
    """Raises Problem 404 `not_found` alike for who does not exist and who is out of scope."""
    user = find_user(connection, user_id)
    if user is None or caller.is_silenced:
        raise not_found()
    is_self = user.id == caller.user_id
    if not is_self and not is_user_in_scope(connection, user_id, scope_of(caller)):
        raise not_found()
    return user


def check_may_manage(connection: Connection, caller: Caller, user: User) -> None:
    """Raises Problem 403 `not_allowed` unless the caller is an admin of all that the user is in,
    and not the user: nobody changes their own rank, place or access."""
    is_above = caller.role in ADMINS and may_grant(caller.role, user.role)
    places = find_places(connection, user.units)
    reaches = all(covers(caller, place) for place in places.values())
    if not is_above or not reaches or user.id == caller.user_id:
        raise not_allowed()


def get_units(
    connection: Connection, unit_ids: Sequence[str], *, role: Role, caller: Caller | None
) -> tuple[Place, ...]:
    """The places of a user with this role, which then stay as they are until the commit: a hamlet
    does not end while somebody comes there. Without a caller (the command line) there is no scope.

    Raises Problem 404 `not_found` for a unit that does not exist or is out of scope, 422 for one
    of the wrong level.
    """
    if not unit_ids:
        raise invalid_request("units", "at least one is needed")
    keep_units(connection, unit_ids)
    found = find_places(connection, unit_ids)
    places = [found[unit_id] for unit_id in dict.fromkeys(unit_ids) if unit_id in found]
    is_seen = caller is None or all(covers(caller, place) for place in places)
    if len(places) != len(set(unit_ids)) or not is_seen:
        raise not_found()
    if any(place.level != UNIT_LEVEL_OF_ROLE[role] for place in places):
        raise invalid_request("units", f"this role belongs to a {UNIT_LEVEL_OF_ROLE[role]}")
    return tuple(places)


def check_password(password: str, *, length_min: int) -> None:
    """Raises Problem 422 for a new password that is too short."""
    if len(password) < length_min:
        raise invalid_request("password", f"at least {length_min} characters are needed")


def describe_change(names: Iterable[str], shown: Mapping[str, object]) -> str:
    """The audit's words for a change: all names, but only such values as are no personal data."""
    return json.dumps({"changed": sorted(names), **shown}, ensure_ascii=False, sort_keys=True)

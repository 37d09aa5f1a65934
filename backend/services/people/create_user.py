"""Creating a person who signs in, in the units of an admin."""

from collections.abc import Sequence
from dataclasses import dataclass

from backend.core.people import User
from backend.core.problems import not_allowed
from backend.core.scope import Caller, Role, may_grant
from backend.core.text import fold
from backend.services.context import Context
from backend.services.people.passwords import hash_password
from backend.services.people.user_changes import check_password, describe_change, get_units
from backend.store import audit, users
from backend.store.database import Connection
from backend.store.units import keep_units


@dataclass(frozen=True, slots=True)
class NewUser:
    """Without a password the user cannot sign in until one is set."""

    username: str
    full_name: str
    role: Role
    units: Sequence[str]
    phone: str | None = None
    password: str | None = None
    is_active: bool = True


def create_user(
    context: Context, caller: Caller | None, new: NewUser, *, password_hash: str | None = None
) -> User:
    """The user made. Without a caller it is the server's own command line that asks;
    `password_hash` then spares hashing one password many times.

    Raises Problem 403 `not_allowed`, 404 `not_found` for units out of scope, 409 `name_taken`,
    422 `invalid_request`.
    """
    if caller is not None and (caller.is_silenced or not may_grant(caller.role, new.role)):
        raise not_allowed()
    if new.password is not None:
        check_password(new.password, length_min=context.settings.limits.password_length_min)
        password_hash = hash_password(context, new.password)
    with context.database.write() as connection:
        user = _insert(context, connection, caller, new, password_hash=password_hash)
        _write_down(context, connection, caller, user)
    return user


def add_users(
    context: Context, connection: Connection, caller: Caller, new: Sequence[NewUser]
) -> None:
    """Several within a transaction; whether the caller may is checked before. None is written
    down before all are there: who waits for a name must not hold the audit log. Units and names
    are taken in their orders: two tables with the same new names would wait for each other."""
    keep_units(connection, {unit for each in new for unit in each.units})
    ordered = sorted(new, key=lambda each: fold(each.username))
    for user in [
        _insert(context, connection, caller, each, password_hash=None) for each in ordered
    ]:
        _write_down(context, connection, caller, user)


def _insert(
    context: Context,
    connection: Connection,
    caller: Caller | None,
    new: NewUser,
    *,
    password_hash: str | None,
) -> User:
    places = get_units(connection, new.units, role=new.role, caller=caller)
    user = User(
        id=context.new_id(),
        place=places[0].partition,
        username=new.username,
        full_name=new.full_name,
        phone=new.phone,
        role=new.role,
        is_active=new.is_active,
        units=tuple(sorted(place.unit_id for place in places)),
    )
    by = caller.user_id if caller else None
    users.insert_user(connection, user, password_hash=password_hash, at=context.now_text(), by=by)
    return user


def _write_down(
    context: Context, connection: Connection, caller: Caller | None, user: User
) -> None:
    audit.append(
        connection,
        user.place,
        at=context.now_text(),
        by=caller.user_id if caller else None,
        device=caller.device_id if caller else None,
        action="user_created",
        subject=user.id,
        detail=describe_change((), {"role": user.role, "units": user.units}),
    )

"""Changing a person: names, role, units, password, or whether they may act at all.

It takes effect with the next request of each of their devices; what those still hold unsent is
taken as held work, never refused.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from backend.core.people import User
from backend.core.problems import not_allowed
from backend.core.scope import Caller, Role, may_grant
from backend.services.context import Context
from backend.services.people.passwords import hash_password
from backend.services.people.user_changes import (
    check_may_manage,
    check_password,
    describe_change,
    get_units,
    get_visible_user,
)
from backend.store import audit, users
from backend.store.database import Connection
from backend.store.tokens import delete_tokens_of


@dataclass(frozen=True, slots=True)
class UserChange:
    """What to set. `columns` may hold username, full_name and phone; None leaves the others."""

    columns: Mapping[str, object]
    role: Role | None = None
    units: Sequence[str] | None = None
    is_active: bool | None = None
    password: str | None = None


def change_user(context: Context, caller: Caller, user_id: str, change: UserChange) -> User:
    """The user as changed.

    Raises Problem 403 `not_allowed`, 404 `not_found` for who or what is out of scope,
    409 `name_taken`, 422 `invalid_request`.
    """
    password_hash = None
    if change.password is not None:
        check_password(change.password, length_min=context.settings.limits.password_length_min)
    with context.database.read() as connection:
        _get_managed(connection, caller, user_id, change)
    if change.password is not None:
        password_hash = hash_password(context, change.password)
    with context.database.write() as connection:
        users.lock_user(connection, user_id)
        user = _get_managed(connection, caller, user_id, change)
        _carry_out(context, connection, user, change, caller=caller, password_hash=password_hash)
        _write_down(context, connection, caller, user, change)
        return get_visible_user(connection, caller, user_id)


def _get_managed(connection: Connection, caller: Caller, user_id: str, change: UserChange) -> User:
    user = get_visible_user(connection, caller, user_id)
    check_may_manage(connection, caller, user)
    if change.role is not None and not may_grant(caller.role, change.role):
        raise not_allowed()
    return user


def _carry_out(
    context: Context,
    connection: Connection,
    user: User,
    change: UserChange,
    *,
    caller: Caller,
    password_hash: str | None,
) -> None:
    role = change.role or user.role
    units = user.units if change.units is None else tuple(change.units)
    columns = dict(change.columns)
    if role != user.role or change.units is not None:
        places = get_units(connection, units, role=role, caller=caller)
        units = tuple(place.unit_id for place in places)
        users.move_user(connection, user.id, old=user.units, new=units, at=context.now_text())
    if role != user.role:
        columns["role"] = role.value
    if change.is_active not in (None, user.is_active):
        columns["is_active"] = change.is_active
        columns["disabled_at"] = None if change.is_active else context.now_text()
    if password_hash is not None:
        columns["password_hash"] = password_hash
        # Whoever knew the old password is out; unsent work waits on the phone for the next sign-in.
        delete_tokens_of(connection, user.id)
    users.update_user(connection, user.id, columns)


def _write_down(
    context: Context, connection: Connection, caller: Caller, user: User, change: UserChange
) -> None:
    shown: dict[str, object] = {
        "role": change.role,
        "units": None if change.units is None else list(change.units),
        "active": change.is_active,
    }
    said = {name: value for name, value in shown.items() if value is not None}
    names = {*change.columns, *said}
    if change.password is not None:
        names.add("password")
    audit.append(
        connection,
        user.place,
        at=context.now_text(),
        by=caller.user_id,
        device=caller.device_id,
        action="user_changed",
        subject=user.id,
        detail=describe_change(names, said),
    )

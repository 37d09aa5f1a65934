"""People who sign in and the units they belong to, now and then."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy.exc import IntegrityError

from backend.core.people import Credentials, User
from backend.core.problems import name_taken
from backend.core.scope import Role
from backend.core.text import fold
from backend.store.database import Connection
from backend.store.sql import execute, execute_many, listed, select

_USER = "SELECT a.id, a.place, a.username, a.full_name, a.phone, a.role, a.is_active "
_IN_SCOPE = (
    "EXISTS (SELECT 1 FROM account_unit au JOIN unit u ON u.id = au.unit_id "
    "WHERE au.user_id = a.id AND au.until IS NULL "
    "AND (u.id IN (?*) OR u.commune IN (?*) OR u.province IN (?*)))"
)
_CHANGEABLE = frozenset(
    {"username", "full_name", "phone", "role", "is_active", "password_hash", "disabled_at"}
)


def find_credentials(connection: Connection, username: str) -> Credentials | None:
    rows = select(
        connection,
        "SELECT id, place, is_active, password_hash FROM account WHERE name_key = ?",
        fold(username),
    )
    if not rows:
        return None
    user_id, place, is_active, password_hash = rows[0]
    return Credentials(user_id, place, bool(is_active), password_hash)


def find_user(connection: Connection, user_id: str) -> User | None:
    return next(iter(_users(connection, f"{_USER} FROM account a WHERE a.id = ?", user_id)), None)


def list_users(
    connection: Connection, scope: Iterable[str], *, unit: str | None, after: str, limit: int
) -> tuple[User, ...]:
    """Users with a present unit among or below `scope`, by id, from beyond `after`.

    `unit` leaves those who have a unit among or below that one as well.
    """
    parameters = [listed(connection, scope)] * 3
    condition = _IN_SCOPE
    if unit is not None:
        condition += f" AND {_IN_SCOPE}"
        parameters += [listed(connection, [unit])] * 3
    statement = f"{_USER} FROM account a WHERE {condition} AND a.id > ? ORDER BY a.id LIMIT ?"
    return tuple(_users(connection, statement, *parameters, after, limit))


def is_user_in_scope(connection: Connection, user_id: str, scope: Iterable[str]) -> bool:
    """Whether a present unit of the user is among or below the units of `scope`."""
    ids = listed(connection, scope)
    statement = f"SELECT 1 FROM account a WHERE a.id = ? AND {_IN_SCOPE}"
    return bool(select(connection, statement, user_id, ids, ids, ids))


def find_password_hash(connection: Connection, user_id: str) -> str | None:
    rows = select(connection, "SELECT password_hash FROM account WHERE id = ?", user_id)
    return rows[0][0] if rows else None


def find_taken(connection: Connection, name_keys: Iterable[str]) -> dict[str, str]:
    """Ids of users by these folded names, whatever their scope: user names are unique."""
    statement = "SELECT name_key, id FROM account WHERE name_key IN (?*)"
    return {row[0]: row[1] for row in select(connection, statement, listed(connection, name_keys))}


def insert_user(
    connection: Connection,
    user: User,
    *,
    password_hash: str | None,
    at: str,
    by: str | None,
) -> None:
    """Raises Problem 409 `name_taken`, after which the transaction can only be rolled back."""
    try:
        execute(
            connection,
            "INSERT INTO account (id, place, username, name_key, full_name, phone, role, "
            "is_active, password_hash, created_at, created_by) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            user.id,
            user.place,
            user.username,
            fold(user.username),
            user.full_name,
            user.phone,
            user.role.value,
            user.is_active,
            password_hash,
            at,
            by,
        )
    except IntegrityError as error:
        raise name_taken() from error
    _insert_units(connection, user.id, user.units, at=at)


def lock_user(connection: Connection, user_id: str) -> None:
    """Until the commit; what is one person's is then changed one after the other.

    Taken before any of their tokens, devices and units is changed: two who came the other way
    round would wait for each other (docs/architecture.md, "What keeps it safe").
    """
    lock_users(connection, [user_id])


def lock_users(connection: Connection, user_ids: Iterable[str]) -> None:
    """As `lock_user`, each in the order of ids."""
    ids = listed(connection, sorted(user_ids))
    select(connection, "SELECT id FROM account WHERE id IN (?*) ORDER BY id FOR UPDATE", ids)


def update_user(connection: Connection, user_id: str, changes: dict[str, object]) -> None:
    """Sets these columns. Raises Problem 409 `name_taken`, as `insert_user`."""
    columns = {name: value for name, value in changes.items() if name in _CHANGEABLE}
    if "username" in columns:
        columns["name_key"] = fold(str(columns["username"]))
    if not columns:
        return
    assigned = ", ".join(f"{name} = ?" for name in columns)
    try:
        execute(
            connection,
            f"UPDATE account SET {assigned} WHERE id = ?",
            *columns.values(),
            user_id,
        )
    except IntegrityError as error:
        raise name_taken() from error


def move_user(
    connection: Connection, user_id: str, *, old: Iterable[str], new: Iterable[str], at: str
) -> None:
    """Ends the membership in the units that are not among the new ones, and keeps its dates."""
    before, after = set(old), set(new)
    gone = sorted(before - after)
    if gone:
        execute(
            connection,
            "UPDATE account_unit SET until = ? "
            "WHERE user_id = ? AND until IS NULL AND unit_id IN (?*)",
            at,
            user_id,
            listed(connection, gone),
        )
    _insert_units(connection, user_id, sorted(after - before), at=at)


def _insert_units(connection: Connection, user_id: str, units: Iterable[str], *, at: str) -> None:
    execute_many(
        connection,
        "INSERT INTO account_unit (user_id, unit_id, since, until) VALUES (?, ?, ?, NULL) "
        "ON CONFLICT (user_id, unit_id, since) DO UPDATE SET until = NULL",
        [(user_id, unit, at) for unit in units],
    )


def list_members(connection: Connection, unit_ids: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Who belongs to one of these units now, with all their present units."""
    rows = select(
        connection,
        "SELECT DISTINCT user_id FROM account_unit WHERE unit_id IN (?*) AND until IS NULL "
        "ORDER BY user_id",
        listed(connection, unit_ids),
    )
    return list_units_of(connection, [row[0] for row in rows])


def list_units_of(
    connection: Connection, user_ids: Iterable[str], *, past: bool = False
) -> dict[str, tuple[str, ...]]:
    """The present units of each user, or all they ever had, in the order of ids."""
    rows = select(
        connection,
        "SELECT DISTINCT user_id, unit_id FROM account_unit WHERE user_id IN (?*)"
        + ("" if past else " AND until IS NULL")
        + " ORDER BY user_id, unit_id",
        listed(connection, user_ids),
    )
    units: dict[str, list[str]] = {}
    for user_id, unit_id in rows:
        units.setdefault(user_id, []).append(unit_id)
    return {user_id: tuple(ids) for user_id, ids in units.items()}


def _users(connection: Connection, statement: str, *parameters: object) -> list[User]:
    rows: Sequence[Any] = select(connection, statement, *parameters)
    units = list_units_of(connection, [row[0] for row in rows]) if rows else {}
    return [
        User(
            id=row[0],
            place=row[1],
            username=row[2],
            full_name=row[3],
            phone=row[4],
            role=Role(row[5]),
            is_active=bool(row[6]),
            units=units.get(row[0], ()),
        )
        for row in rows
    ]

"""The people within a caller's units."""

from backend.core.people import User
from backend.core.scope import Caller
from backend.services.context import Context
from backend.services.people.user_changes import get_visible_user, scope_of
from backend.store import users


def list_users(
    context: Context, caller: Caller, *, unit: str | None, after: str, limit: int
) -> tuple[User, ...]:
    """At most `limit` users by id, from beyond `after`; only those of `unit` where it is given."""
    with context.database.read() as connection:
        return users.list_users(connection, scope_of(caller), unit=unit, after=after, limit=limit)


def get_user(context: Context, caller: Caller, user_id: str) -> User:
    """Raises Problem 404 `not_found`, also for who is out of scope."""
    with context.database.read() as connection:
        return get_visible_user(connection, caller, user_id)

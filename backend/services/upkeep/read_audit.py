"""The audit log of a place, for its admins: who did what when, and whether the chain is whole."""

from dataclasses import dataclass

from backend.core.audit_chain import AuditEntry
from backend.core.problems import not_allowed, not_found
from backend.core.scope import Caller
from backend.services.context import Context
from backend.services.people.user_changes import covers
from backend.store import audit
from backend.store.database import Connection
from backend.store.places import find_places


@dataclass(frozen=True, slots=True)
class ChainState:
    """`head` is the hash of the last entry: kept elsewhere, it shows later that nothing was taken
    away. `broken_at` is the number of the first entry that does not fit, None where all do."""

    place: str
    entries: int
    head: str
    broken_at: int | None


def list_audit(
    context: Context, caller: Caller, place: str, *, before: int | None, limit: int
) -> list[AuditEntry]:
    """The newest first, from below the number `before`. That it was looked at is an entry too.

    Raises Problem 403 `not_allowed` for who is no admin, 404 for a place out of scope."""
    with context.database.write() as connection:
        _check(connection, caller, place)
        found = audit.list_newest(connection, place, before=before, limit=limit)
        if before is None:
            _note(context, connection, caller, place, "audit_read")
    return found


def check_audit(context: Context, caller: Caller, place: str) -> ChainState:
    """Computes the chain of a place anew. Raises Problems as `list_audit`."""
    with context.database.read() as connection:
        _check(connection, caller, place)
        entries, head = audit.find_head(connection, place)
        broken_at = audit.find_break(connection, place)
    return ChainState(place, entries, head, broken_at)


def _check(connection: Connection, caller: Caller, place: str) -> None:
    if not caller.is_admin or caller.is_silenced:
        raise not_allowed()
    found = find_places(connection, [place]).get(place)
    if found is None or found.hamlet is not None or not covers(caller, found):
        raise not_found()


def _note(
    context: Context, connection: Connection, caller: Caller, place: str, action: str
) -> None:
    audit.append(
        connection,
        place,
        at=context.now_text(),
        by=caller.user_id,
        device=caller.device_id,
        action=action,
        subject=place,
    )

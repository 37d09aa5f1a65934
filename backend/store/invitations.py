"""Links that sign a person in once, known only by the hashes of their tokens."""

from collections.abc import Iterable

from backend.core.people import Invitation
from backend.store.database import Connection
from backend.store.sql import execute, listed, select

_INVITATION = (
    "SELECT i.id, i.user_id, i.created_by, i.created_at, i.expires_at, i.device, i.used_at "
    "FROM invitation i "
)
_IN_SCOPE = (
    "EXISTS (SELECT 1 FROM account_unit au JOIN unit u ON u.id = au.unit_id "
    "WHERE au.user_id = i.user_id AND au.until IS NULL "
    "AND (u.id IN (?*) OR u.commune IN (?*) OR u.province IN (?*)))"
)


def insert_invitation(connection: Connection, invitation: Invitation, *, token_hash: str) -> None:
    """Links of the same user that nobody used yet end with it: the newest alone is good."""
    execute(
        connection,
        "DELETE FROM invitation WHERE user_id = ? AND used_at IS NULL",
        invitation.user_id,
    )
    execute(
        connection,
        "INSERT INTO invitation (id, hash, user_id, created_by, created_at, expires_at) "
        "VALUES (?, ?, ?, ?, ?, ?)",
        invitation.id,
        token_hash,
        invitation.user_id,
        invitation.created_by,
        invitation.created_at,
        invitation.expires_at,
    )


def lock_invitation(connection: Connection, token_hash: str) -> Invitation | None:
    """The link with this token, locked until the commit, whether or not it is still good."""
    rows = select(connection, _INVITATION + "WHERE i.hash = ? FOR UPDATE", token_hash)
    return Invitation(*rows[0]) if rows else None


def use_invitation(connection: Connection, invitation_id: str, *, device: str, at: str) -> None:
    execute(
        connection,
        "UPDATE invitation SET device = ?, used_at = ? WHERE id = ?",
        device,
        at,
        invitation_id,
    )


def list_invitations(
    connection: Connection, scope: Iterable[str], *, after: str, limit: int
) -> tuple[Invitation, ...]:
    """Of users with a present unit among or below `scope`, by id, from beyond `after`."""
    ids = listed(connection, scope)
    rows = select(
        connection,
        f"{_INVITATION}WHERE {_IN_SCOPE} AND i.id > ? ORDER BY i.id LIMIT ?",
        ids,
        ids,
        ids,
        after,
        limit,
    )
    return tuple(Invitation(*row) for row in rows)

"""Signing in by an invitation: once, within its time, and by one device only."""

from backend.core.people import DeviceClaim, Invitation, Session
from backend.core.problems import bad_invitation
from backend.services.context import Context
from backend.services.people.attempts import Attempts
from backend.services.people.sessions import hash_token, issue_session, register_device
from backend.store import audit, invitations
from backend.store.database import Connection
from backend.store.tokens import TokenOwner
from backend.store.users import find_user


def accept_invitation(
    context: Context, attempts: Attempts, *, token: str, device: DeviceClaim, address: str
) -> Session:
    """As `sign_in`. The device that used the link may ask again while it lasts: its first answer
    may have been lost.

    Raises Problem 401 `bad_invitation` alike for links that are unknown, used or too old, 403
    `device_not_yours`, 429 `too_many_attempts`.
    """
    attempts.begin(token, address)
    with context.database.write() as connection:
        invitation = invitations.lock_invitation(connection, hash_token(token))
        session = None
        if invitation is not None and _is_good(context, invitation, device):
            session = _open(context, connection, invitation, device)
    if session is None:
        attempts.fail(token, address)
        raise bad_invitation()
    attempts.succeed(token, address)
    return session


def _is_good(context: Context, invitation: Invitation, device: DeviceClaim) -> bool:
    is_free = invitation.device is None or invitation.device == device.id
    return is_free and context.now_text() < invitation.expires_at


def _open(
    context: Context, connection: Connection, invitation: Invitation, claim: DeviceClaim
) -> Session:
    user = find_user(connection, invitation.user_id)
    if user is None or not user.is_active:
        raise bad_invitation()
    device = register_device(context, connection, claim, user_id=user.id, place=user.place)
    owner = TokenOwner(context.new_id(), user.id, device.id)
    session = issue_session(context, connection, owner, parent=None)
    now = context.now_text()
    invitations.use_invitation(connection, invitation.id, device=device.id, at=now)
    audit.append(
        connection,
        user.place,
        at=now,
        by=user.id,
        device=device.id,
        action="signed_in_by_invitation",
        subject=user.id,
        detail=invitation.id,
    )
    return session

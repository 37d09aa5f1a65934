"""Inviting a person by a link or its QR code, so that nobody needs an e-mail or a password.

The token is told this once and only its hash is kept. It is good for a day, for one device.
"""

import base64
from dataclasses import dataclass
from datetime import timedelta

from backend.core.people import Invitation, User
from backend.core.problems import not_allowed
from backend.core.scope import DECIDERS, RANK, Caller
from backend.services.context import Context, time_text
from backend.services.people.sessions import hash_token
from backend.services.people.user_changes import (
    check_may_manage,
    covers,
    get_visible_user,
    scope_of,
)
from backend.store import audit, invitations
from backend.store.database import Connection
from backend.store.places import find_places
from backend.store.users import find_password_hash

TOKEN_BYTES = 16


@dataclass(frozen=True, slots=True)
class Invited:
    """The invitation and its token in clear."""

    invitation: Invitation
    token: str


def invite_user(context: Context, caller: Caller, user_id: str) -> Invited:
    """A new link for a user; an earlier one that nobody used ends.

    Admins invite whom they may manage. Leaders invite the volunteers of their own hamlets who
    have no password: a link for an account that has one would be a way around it.

    Raises Problem 404 `not_found` for who is out of scope, 403 `not_allowed`.
    """
    raw = context.random_bytes(TOKEN_BYTES)
    token = base64.urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")
    now = context.now()
    expires_at = now + timedelta(hours=context.settings.invitation_hours)
    with context.database.write() as connection:
        user = get_visible_user(connection, caller, user_id)
        _check_may_invite(connection, caller, user)
        invitation = Invitation(
            id=context.new_id(),
            user_id=user.id,
            created_by=caller.user_id,
            created_at=time_text(now),
            expires_at=time_text(expires_at),
        )
        invitations.insert_invitation(connection, invitation, token_hash=hash_token(token))
        audit.append(
            connection,
            user.place,
            at=invitation.created_at,
            by=caller.user_id,
            device=caller.device_id,
            action="user_invited",
            subject=user.id,
        )
    return Invited(invitation, token)


def list_invitations(
    context: Context, caller: Caller, *, after: str, limit: int
) -> tuple[Invitation, ...]:
    """The links made for the people of the caller's units, for leaders and admins.

    Raises Problem 403 `not_allowed`.
    """
    if caller.role not in DECIDERS:
        raise not_allowed()
    with context.database.read() as connection:
        return invitations.list_invitations(connection, scope_of(caller), after=after, limit=limit)


def _check_may_invite(connection: Connection, caller: Caller, user: User) -> None:
    if not user.is_active:
        raise not_allowed()
    if caller.is_admin:
        check_may_manage(connection, caller, user)
        return
    is_led = caller.role in DECIDERS and RANK[user.role] < RANK[caller.role]
    places = find_places(connection, user.units).values()
    if not is_led or not all(covers(caller, place) for place in places):
        raise not_allowed()
    if find_password_hash(connection, user.id) is not None:
        raise not_allowed()

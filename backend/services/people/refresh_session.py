"""Exchanging a refresh token for the next one; a copied token ends the whole sign-in.

Disabled users and revoked devices may refresh, because only so can their unsent work arrive.
"""

from backend.core.people import Device, DeviceClaim, Session
from backend.core.problems import invalid_request, not_signed_in, token_reused
from backend.core.refresh_tokens import Presented, present
from backend.services.context import Context
from backend.services.people.sessions import hash_token, issue_session, register_device
from backend.store import audit, tokens
from backend.store.database import Connection
from backend.store.devices import find_device
from backend.store.tokens import TokenOwner
from backend.store.users import lock_user


def refresh_session(
    context: Context, refresh_token: str, *, device: DeviceClaim | None = None
) -> Session:
    """`device` may be a new one that replaces the token's own, or the token's own again.

    Raises Problem 401 `not_signed_in` for what is unknown, expired or overtaken by a sibling,
    401 `token_reused` for what was copied, and those of `register_device`.
    """
    token_hash = hash_token(refresh_token)
    with context.database.write() as connection:
        now = context.now_text()
        owner = tokens.find_owner(connection, token_hash, kind="refresh", now=now)
        if owner is None:
            raise not_signed_in()
        lock_user(connection, owner.user_id)
        family = tokens.lock_family(connection, owner.family, token_hash)
        if token_hash not in family:
            raise not_signed_in()
        presented = present(family, token_hash)
        tokens.set_states(connection, presented.changes)
        session = None
        if presented.is_good:
            tokens.delete_expired(connection, owner.family, now=now)
            owner = _move(context, connection, owner, device)
            session = issue_session(context, connection, owner, parent=token_hash)
        elif presented.changes:
            _end_stolen(context, connection, owner)
    # Raised only here: the end of a stolen sign-in must be committed first.
    if session is None:
        raise _refusal(presented)
    return session


def _refusal(presented: Presented) -> Exception:
    return token_reused() if presented.is_reuse else not_signed_in()


def _move(
    context: Context, connection: Connection, owner: TokenOwner, claim: DeviceClaim | None
) -> TokenOwner:
    """The owner at the device that the new tokens are bound to."""
    if claim is None:
        return owner
    own = _get_device(connection, owner.device_id)
    if own.id not in (claim.id, claim.replaces):
        raise invalid_request("device.replaces", "must be the device that is signed in")
    registered = register_device(
        context,
        connection,
        claim,
        user_id=owner.user_id,
        place=own.place,
        revoked_at=own.revoked_at,
    )
    return TokenOwner(owner.family, owner.user_id, registered.id)


def _end_stolen(context: Context, connection: Connection, owner: TokenOwner) -> None:
    tokens.revoke_access(connection, owner.family)
    audit.append(
        connection,
        _get_device(connection, owner.device_id).place,
        at=context.now_text(),
        by=owner.user_id,
        device=owner.device_id,
        action="token_reused",
        subject=owner.user_id,
    )


def _get_device(connection: Connection, device_id: str) -> Device:
    device = find_device(connection, device_id)
    if device is None:
        raise not_signed_in()
    return device

"""What signing in and refreshing have in common: registering the device and issuing tokens."""

import base64
import hashlib
from dataclasses import replace
from datetime import timedelta

from backend.core.people import Device, DeviceClaim, Session
from backend.core.problems import access_ended, device_not_yours, invalid_request, not_signed_in
from backend.services.context import Context, time_text
from backend.services.people.device_chains import find_ancestors, join_successors, lineage_of
from backend.services.people.list_streams import list_streams_of
from backend.services.people.silent_devices import sign_out_silent
from backend.store import audit, devices, tokens
from backend.store.callers import find_caller
from backend.store.database import Connection
from backend.store.tokens import NewToken, TokenOwner
from backend.store.users import find_user, lock_user

TOKEN_BYTES = 32


def hash_token(token: str) -> str:
    """The name under which a token is stored: its SHA-256 in hex."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def register_device(
    context: Context,
    connection: Connection,
    claim: DeviceClaim,
    *,
    user_id: str,
    place: str,
    revoked_at: str | None = None,
) -> Device:
    """The device of this user, made where it is new. `revoked_at` is inherited by a new one.
    Until the commit no other device of the user is registered.

    Raises Problem 403 `device_not_yours` for another user's device, also for one to be replaced.
    """
    lock_user(connection, user_id)
    claim = _with_own_key(connection, claim, user_id)
    known = devices.find_device(connection, claim.id)
    if known is None:
        device = _new_device(context, connection, claim, user_id, place, revoked_at)
        if devices.insert_device(connection, device):
            join_successors(connection, device)
            sign_out_silent(context, connection, device)
            audit.append(
                connection,
                place,
                at=device.created_at,
                by=user_id,
                device=device.id,
                action="device_registered",
                subject=device.id,
            )
            return device
        known = devices.find_device(connection, claim.id)
    if known is None or known.user_id != user_id:
        raise device_not_yours()
    if claim.replaces is not None and claim.replaces != known.replaces:
        raise invalid_request("device.replaces", "this device was registered without it")
    devices.update_device(
        connection, known.id, name=claim.name, key=claim.key, at=context.now_text()
    )
    sign_out_silent(context, connection, known)
    return known


def _with_own_key(connection: Connection, claim: DeviceClaim, user_id: str) -> DeviceClaim:
    """The claim without a key that is another user's: nothing is taken that it signed.

    Whoever carries an outbox file can work out the key that signed it; with that key as their own
    they could deliver another's work in their own name.
    """
    if claim.key is None or not devices.is_key_of_another(connection, claim.key, user_id):
        return claim
    return replace(claim, key=None)


def _new_device(
    context: Context,
    connection: Connection,
    claim: DeviceClaim,
    user_id: str,
    place: str,
    revoked_at: str | None,
) -> Device:
    length_max = context.settings.limits.device_chain_max
    ancestors = find_ancestors(connection, claim, user_id, length_max=length_max)
    now = context.now_text()
    return Device(
        id=claim.id,
        place=place,
        user_id=user_id,
        name=claim.name,
        key=claim.key,
        replaces=claim.replaces,
        lineage=lineage_of(claim.id, ancestors),
        ancestors=ancestors,
        created_at=now,
        last_seen_at=now,
        revoked_at=revoked_at,
    )


def issue_session(
    context: Context, connection: Connection, owner: TokenOwner, *, parent: str | None
) -> Session:
    """New tokens for a user at a device; `parent` is the refresh token that they succeed.

    Raises Problem 401 `access_ended` where the device was revoked, or the user disabled, too long
    ago; what it still holds can be delivered as an outbox file.
    """
    now, settings = context.now(), context.settings
    stopped_at = devices.find_stopped_at(connection, owner.device_id)
    earliest = now - timedelta(days=settings.retention.stopped_days)
    if stopped_at is not None and stopped_at < time_text(earliest):
        raise access_ended()
    access, refresh = _new_token(context), _new_token(context)
    at = time_text(now)
    tokens.insert_tokens(
        connection,
        NewToken(
            hash_token(access),
            "access",
            owner,
            expires_at=time_text(now + timedelta(seconds=settings.access_seconds)),
            created_at=at,
        ),
        NewToken(
            hash_token(refresh),
            "refresh",
            owner,
            expires_at=time_text(now + timedelta(days=settings.refresh_days)),
            created_at=at,
            parent=parent,
        ),
    )
    user = find_user(connection, owner.user_id)
    caller = find_caller(connection, owner.user_id, owner.device_id)
    if user is None or caller is None:
        raise not_signed_in()
    return Session(
        access, refresh, settings.access_seconds, user, list_streams_of(connection, caller)
    )


def _new_token(context: Context) -> str:
    raw = context.random_bytes(TOKEN_BYTES)
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")

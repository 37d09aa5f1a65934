"""Signing in with a name and a password, from a device that is thereby the user's."""

from backend.core.people import Credentials, DeviceClaim, Session
from backend.core.problems import bad_credentials
from backend.services.context import Context
from backend.services.people.attempts import Attempts
from backend.services.people.passwords import find_better_hash, is_password
from backend.services.people.sessions import issue_session, register_device
from backend.store import audit
from backend.store.devices import find_device
from backend.store.tokens import TokenOwner
from backend.store.users import find_credentials, find_password_hash, lock_user, update_user


def sign_in(
    context: Context,
    attempts: Attempts,
    *,
    username: str,
    password: str,
    device: DeviceClaim,
    address: str,
) -> Session:
    """Raises Problem 401 `bad_credentials` (same words and time for unknown and disabled users),
    403 `device_not_yours`, 429 `too_many_attempts`."""
    attempts.begin(username, address)
    found, is_known = _look_up(context, username, device.id)
    if not is_known:
        attempts.check_stranger(username)
    usable = found.password_hash if found is not None and found.is_active else None
    if not is_password(context, usable, password) or found is None or usable is None:
        attempts.fail(username, address)
        raise bad_credentials()
    attempts.succeed(username, address)
    return _open(context, found, usable, password=password, device=device)


def _look_up(context: Context, username: str, device_id: str) -> tuple[Credentials | None, bool]:
    """The account, and whether the device is one of its own."""
    with context.database.read() as connection:
        found = find_credentials(connection, username)
        device = find_device(connection, device_id)
    return found, found is not None and device is not None and device.user_id == found.user_id


def _open(
    context: Context, found: Credentials, password_hash: str, *, password: str, device: DeviceClaim
) -> Session:
    better = find_better_hash(context, password_hash, password)
    with context.database.write() as connection:
        lock_user(connection, found.user_id)
        current = find_password_hash(connection, found.user_id)
        if current != password_hash and not is_password(context, current, password):
            raise bad_credentials()  # changed while the old one was looked at
        if better is not None and current == password_hash:
            update_user(connection, found.user_id, {"password_hash": better})
        registered = register_device(
            context, connection, device, user_id=found.user_id, place=found.place
        )
        owner = TokenOwner(context.new_id(), found.user_id, registered.id)
        session = issue_session(context, connection, owner, parent=None)
        if not session.user.is_active:
            raise bad_credentials()
        audit.append(
            connection,
            found.place,
            at=context.now_text(),
            by=found.user_id,
            device=registered.id,
            action="signed_in",
            subject=found.user_id,
        )
    return session

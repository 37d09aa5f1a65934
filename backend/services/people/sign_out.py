"""Ending a sign-in: all its tokens are forgotten, the device stays the user's."""

from backend.core.problems import not_signed_in
from backend.services.context import Context
from backend.services.people.sessions import hash_token
from backend.store import audit, tokens
from backend.store.devices import find_device
from backend.store.users import lock_user


def sign_out(context: Context, token: str | None) -> None:
    """Takes an access or a refresh token; one that is unknown is already signed out.

    Raises Problem 401 `not_signed_in` where there is none at all.
    """
    if token is None:
        raise not_signed_in()
    with context.database.write() as connection:
        now = context.now_text()
        owner = tokens.find_owner(connection, hash_token(token), kind=None, now=now)
        if owner is None:
            return
        lock_user(connection, owner.user_id)
        tokens.delete_family(connection, owner.family)
        device = find_device(connection, owner.device_id)
        if device is not None:
            audit.append(
                connection,
                device.place,
                at=now,
                by=owner.user_id,
                device=owner.device_id,
                action="signed_out",
                subject=owner.user_id,
            )

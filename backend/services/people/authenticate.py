"""Who asks: turns the Authorization header of a request into a caller."""

from sqlalchemy import Connection

from backend.core.problems import not_signed_in
from backend.core.scope import Caller
from backend.services.context import Context
from backend.services.people.sessions import hash_token
from backend.store.callers import SignedIn, find_signed_in

TOKEN_LENGTH_MAX = 200


def authenticate(context: Context, authorization: str | None) -> Caller:
    """The caller, also where they are disabled or their device is revoked (see `is_silenced`).

    Raises Problem 401 `not_signed_in` without a live access token.
    """
    with context.database.read() as connection:
        return get_signed_in(context, connection, authorization).caller


def get_signed_in(context: Context, connection: Connection, authorization: str | None) -> SignedIn:
    """As `authenticate`, within a snapshot that goes on, and what it says of the device."""
    scheme, _, token = (authorization or "").partition(" ")
    if scheme.lower() != "bearer" or not 0 < len(token) <= TOKEN_LENGTH_MAX:
        raise not_signed_in()
    signed_in = find_signed_in(connection, hash_token(token), now=context.now_text())
    if signed_in is None:
        raise not_signed_in()
    return signed_in

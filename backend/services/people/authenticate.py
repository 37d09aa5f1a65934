"""Who asks: turns the Authorization header of a request into a caller."""

from collections.abc import Sequence

from sqlalchemy import Connection

from backend.core.problems import not_signed_in
from backend.core.scope import Caller
from backend.services.context import Context
from backend.services.people.sessions import hash_token
from backend.store import callers
from backend.store.callers import SignedIn

TOKEN_LENGTH_MAX = 200


def authenticate(context: Context, authorization: str | None) -> Caller:
    """The caller, also where they are disabled or their device is revoked (see `is_silenced`).

    Raises Problem 401 `not_signed_in` without a live access token.
    """
    with context.database.read() as connection:
        [signed_in] = find_signed_in(context, connection, [authorization])
    if signed_in is None:
        raise not_signed_in()
    return signed_in.caller


def find_signed_in(
    context: Context, connection: Connection, authorizations: Sequence[str | None]
) -> list[SignedIn | None]:
    """The callers of several requests, within a snapshot that goes on, and what it says of their
    devices; None without a live access token."""
    hashes = [_token_hash(each) for each in authorizations]
    sought = {each for each in hashes if each is not None}
    if not sought:
        return [None] * len(hashes)
    found = callers.find_signed_in(connection, sought, now=context.now_text())
    return [None if each is None else found.get(each) for each in hashes]


def _token_hash(authorization: str | None) -> str | None:
    scheme, _, token = (authorization or "").partition(" ")
    if scheme.lower() != "bearer" or not 0 < len(token) <= TOKEN_LENGTH_MAX:
        return None
    return hash_token(token)

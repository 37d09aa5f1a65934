"""Hashing and checking passwords with Argon2id; a check costs the same whether the user exists."""

from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.low_level import Type

from backend.services.context import Context
from backend.settings import PasswordCost

SALT_BYTES = 16
# Each check holds a core and tens of megabytes: more at once would only wait for each other.
_AT_ONCE = BoundedSemaphore(4)
_DUMMIES: dict[PasswordCost, str] = {}


def hash_password(context: Context, password: str) -> str:
    """The hash with its salt and cost, as one text."""
    hasher = _hasher(context.settings.password_cost)
    with _AT_ONCE:
        return hasher.hash(password, salt=context.random_bytes(SALT_BYTES))


def is_password(context: Context, password_hash: str | None, password: str) -> bool:
    """Whether the password is the one hashed; None takes as long and is always wrong."""
    cost = context.settings.password_cost
    # Made for everybody, so that the first stranger's answer does not take longer.
    dummy = _dummy(cost)
    against = password_hash or dummy
    try:
        with _AT_ONCE:
            _hasher(cost).verify(against, password)
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None


def find_better_hash(context: Context, password_hash: str, password: str) -> str | None:
    """A new hash where the stored one was made at another cost; the password must be right."""
    hasher = _hasher(context.settings.password_cost)
    if not hasher.check_needs_rehash(password_hash):
        return None
    return hash_password(context, password)


def _hasher(cost: PasswordCost) -> PasswordHasher:
    return PasswordHasher(
        time_cost=cost.rounds, memory_cost=cost.memory_kib, parallelism=cost.lanes, type=Type.ID
    )


def _dummy(cost: PasswordCost) -> str:
    if cost not in _DUMMIES:
        _DUMMIES[cost] = _hasher(cost).hash("nobody has this password")
    return _DUMMIES[cost]

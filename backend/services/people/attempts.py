"""Slows down whoever guesses passwords, by account and by address, without locking anybody out.

It counts in this process's memory: a restart forgets, and each worker counts for itself.
"""

import math

from limits import RateLimitItem, RateLimitItemPerSecond
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from backend.core.problems import Problem, too_many_attempts
from backend.core.text import fold
from backend.services.context import Context


class Attempts:
    """Failed sign-ins of the last `window_seconds`."""

    def __init__(self, context: Context) -> None:
        pace = context.settings.sign_in_pace
        self._context = context
        self._window_seconds = pace.window_seconds
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self._of_both = RateLimitItemPerSecond(pace.account_address_max, pace.window_seconds)
        self._of_address = RateLimitItemPerSecond(pace.address_max, pace.window_seconds)
        self._of_account = RateLimitItemPerSecond(pace.account_max, pace.window_seconds)

    def begin(self, username: str, address: str) -> None:
        """Counts an attempt before its password is looked at, so that many at once count too.

        Raises Problem 429 `too_many_attempts`.
        """
        account = fold(username)
        if not self._limiter.test(self._of_address, "address", address):
            raise self._refusal(self._of_address, "address", address)
        if not self._limiter.hit(self._of_both, "both", account, address):
            raise self._refusal(self._of_both, "both", account, address)

    def check_stranger(self, username: str) -> None:
        """For a device that the account does not know: strangers share one allowance, so that
        they cannot keep the account's own devices out. Raises Problem 429 `too_many_attempts`."""
        account = fold(username)
        if not self._limiter.test(self._of_account, "account", account):
            raise self._refusal(self._of_account, "account", account)

    def fail(self, username: str, address: str) -> None:
        self._limiter.hit(self._of_address, "address", address)
        self._limiter.hit(self._of_account, "account", fold(username))

    def succeed(self, username: str, address: str) -> None:
        """Forgets the failures of this account from this address."""
        self._limiter.clear(self._of_both, "both", fold(username), address)

    def _refusal(self, limit: RateLimitItem, *key: str) -> Problem:
        reset = self._limiter.get_window_stats(limit, *key).reset_time
        wait = math.ceil(reset - self._context.now().timestamp())
        return too_many_attempts(min(max(wait, 1), self._window_seconds))

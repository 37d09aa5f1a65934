"""Slows down whoever guesses passwords, by account and by address, without locking anybody out.

It counts in the database, where all processes and app servers see it. Only an attempt that is
looked at costs a write; one that is refused costs a read.
"""

import hashlib
import math
from dataclasses import dataclass

from backend.core.problems import too_many_attempts
from backend.core.text import fold
from backend.services.context import Context
from backend.store.attempts import (
    delete_attempts,
    lock_attempts,
    read_attempts,
    write_attempts,
)
from backend.store.database import Connection

FORGOTTEN_AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class _Counted:
    """What is counted, and how often it may be within the window."""

    key: str
    most: int


class Attempts:
    """Failed sign-ins of the last `window_seconds`."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._pace = context.settings.sign_in_pace
        self._window_ms = self._pace.window_seconds * 1_000

    def begin(self, username: str, address: str) -> None:
        """Counts an attempt before its password is looked at, so that many at once count too.

        Raises Problem 429 `too_many_attempts`.
        """
        both = self._of_both(username, address)
        with self._context.database.read() as connection:
            for counted in (self._of_address(address), both):
                self._check(read_attempts(connection, counted.key), counted)
        with self._context.database.write() as connection:
            times = lock_attempts(connection, [both.key])[both.key]
            self._check(times, both)
            self._add(connection, both, times)

    def check_stranger(self, username: str) -> None:
        """For a device that the account does not know: strangers share one allowance, so that
        they cannot keep the account's own devices out. Raises Problem 429 `too_many_attempts`."""
        counted = self._of_account(username)
        with self._context.database.read() as connection:
            self._check(read_attempts(connection, counted.key), counted)

    def fail(self, username: str, address: str) -> None:
        counted = {
            each.key: each for each in (self._of_address(address), self._of_account(username))
        }
        with self._context.database.write() as connection:
            for key, times in lock_attempts(connection, counted).items():
                self._add(connection, counted[key], times)
        self.forget()

    def succeed(self, username: str, address: str) -> None:
        """Forgets the failures of this account from this address."""
        with self._context.database.write() as connection:
            write_attempts(connection, self._of_both(username, address).key, ())

    def forget(self) -> int:
        """Takes away some of what counts no more; more than one failure can bring, so that it
        does not pile up. How many it found."""
        with self._context.database.write() as connection:
            before = self._now_ms() - self._window_ms
            return delete_attempts(connection, before=before, limit=FORGOTTEN_AT_ONCE)

    def _of_both(self, username: str, address: str) -> _Counted:
        return _counted(self._pace.account_address_max, "both", fold(username), address)

    def _of_address(self, address: str) -> _Counted:
        return _counted(self._pace.address_max, "address", address)

    def _of_account(self, username: str) -> _Counted:
        return _counted(self._pace.account_max, "account", fold(username))

    def _check(self, times: list[int], counted: _Counted) -> None:
        recent = self._recent(times)
        if len(recent) >= counted.most:
            wait = math.ceil((recent[0] + self._window_ms - self._now_ms()) / 1_000)
            raise too_many_attempts(min(max(wait, 1), self._pace.window_seconds))

    def _add(self, connection: Connection, counted: _Counted, times: list[int]) -> None:
        recent = self._recent(times)
        if len(recent) < counted.most:
            write_attempts(connection, counted.key, [*recent, self._now_ms()])

    def _recent(self, times: list[int]) -> list[int]:
        """Also where a clock was set back: what lies far ahead counts no more than what is long
        ago."""
        now = self._now_ms()
        return sorted(each for each in times if abs(now - each) < self._window_ms)

    def _now_ms(self) -> int:
        return int(self._context.now().timestamp() * 1_000)


def _counted(most: int, *what: str) -> _Counted:
    text = "\n".join(what).encode("utf-8", "surrogatepass")
    return _Counted(hashlib.blake2b(text, digest_size=16).hexdigest(), most)

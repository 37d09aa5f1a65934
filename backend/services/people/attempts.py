"""Slows down whoever guesses passwords, by account and by address, without locking anybody out.

It counts in the database, where all processes and app servers see it. Only an attempt that is
looked at costs a write; one that is refused costs a read. What is being looked at is counted by
itself (as a time below zero), so that many devices of one account may sign in at once, and many
guesses at once are no way around the pace.
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
        """Counts an attempt before its password is looked at; `fail` or `succeed` ends that.

        Raises Problem 429 `too_many_attempts`.
        """
        both = self._of_both(username, address)
        with self._context.database.read() as connection:
            for counted in (self._of_address(address), both):
                self._check(read_attempts(connection, counted.key), counted)
        with self._context.database.write() as connection:
            times = lock_attempts(connection, [both.key])[both.key]
            self._check(times, both)
            recent = self._recent(times)
            write_attempts(connection, both.key, [*recent, -self._now_ms()])

    def check_stranger(self, username: str) -> None:
        """For a device that the account does not know: strangers share one allowance, so that
        they cannot keep the account's own devices out. Raises Problem 429 `too_many_attempts`."""
        counted = self._of_account(username)
        with self._context.database.read() as connection:
            self._check(read_attempts(connection, counted.key), counted)

    def fail(self, username: str, address: str) -> None:
        both = self._of_both(username, address)
        every = (both, self._of_address(address), self._of_account(username))
        counted = {each.key: each for each in every}
        with self._context.database.write() as connection:
            for key, times in lock_attempts(connection, counted).items():
                left = without_begun(times) if key == both.key else times
                self._add(connection, counted[key], left)
        self.forget()

    def succeed(self, username: str, address: str) -> None:
        """Forgets the failures of this account from this address."""
        key = self._of_both(username, address).key
        with self._context.database.write() as connection:
            left = without_begun(self._recent(lock_attempts(connection, [key])[key]))
            write_attempts(connection, key, [each for each in left if each < 0])

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
        failed = [each for each in recent if each > 0]
        if len(failed) >= counted.most:
            wait = math.ceil((failed[0] + self._window_ms - self._now_ms()) / 1_000)
            raise too_many_attempts(min(max(wait, 1), self._pace.window_seconds))
        if len(recent) - len(failed) >= self._pace.at_once_max:
            raise too_many_attempts(1)

    def _add(self, connection: Connection, counted: _Counted, times: list[int]) -> None:
        recent = self._recent(times)
        if sum(each > 0 for each in recent) < counted.most:
            recent.append(self._now_ms())
        write_attempts(connection, counted.key, recent)

    def _recent(self, times: list[int]) -> list[int]:
        """Also where a clock was set back: what lies far ahead counts no more than what is long
        ago."""
        now = self._now_ms()
        return sorted(each for each in times if abs(now - abs(each)) < self._window_ms)

    def _now_ms(self) -> int:
        return int(self._context.now().timestamp() * 1_000)


def without_begun(times: list[int]) -> list[int]:
    """The times without the oldest attempt that was being looked at."""
    begun = [each for each in times if each < 0]
    left = list(times)
    if begun:
        left.remove(max(begun))
    return left


def _counted(most: int, *what: str) -> _Counted:
    text = "\n".join(what).encode("utf-8", "surrogatepass")
    return _Counted(hashlib.blake2b(text, digest_size=16).hexdigest(), most)

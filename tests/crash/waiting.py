"""Waits until transactions of another process wait for a lock, so that a test can order them."""

from time import monotonic

from backend.store.database import Database
from backend.store.sql import select

WAITS_SECONDS = 10


def wait_until_waiting(database: Database, *, count: int = 1) -> None:
    """Until that many transactions of this database wait for a lock of another."""
    deadline = monotonic() + WAITS_SECONDS
    while monotonic() < deadline:
        with database.read() as connection:
            waiting = select(
                connection,
                "SELECT 1 FROM pg_stat_activity, pg_sleep(0.01) "
                "WHERE datname = current_database() AND wait_event_type = 'Lock'",
            )
        if len(waiting) >= count:
            return
    raise AssertionError(f"{count} should wait for a lock")

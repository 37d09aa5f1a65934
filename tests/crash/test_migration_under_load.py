"""The schema is brought up to date over many rows while phones push: each is answered, none waits
for longer than a writer ever waits, and nothing is lost.

`TUNGNHA_MIGRATED_ROWS` sets how many rows; a million are for a quiet evening.
"""

import os
import threading
from collections.abc import Callable
from time import monotonic

import pytest
from alembic import command
from alembic.config import Config

from backend.core.problems import Problem
from backend.services.context import Context
from backend.services.upkeep.check_database import check_database
from backend.store.database import LOCK_SECONDS, Database
from backend.store.migrate import MIGRATIONS, is_current, upgrade
from backend.store.sql import execute, is_sqlite, select
from tests.commune import COMMUNE, build_commune
from tests.phone import Phone

ROWS = int(os.environ.get("TUNGNHA_MIGRATED_ROWS", "60000"))
BEFORE = "20261126_places"
"""What follows makes an index over every record and widens a table."""
MARGIN_SECONDS = 5
NUMBERS = {
    True: "WITH RECURSIVE g(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM g WHERE n < ?) ",
    False: "WITH g(n) AS (SELECT * FROM generate_series(1, ?)) ",
}


def take_back(database: Database) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with database.write() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, BEFORE)


def fill(database: Database) -> None:
    """Records of a hamlet that nobody reads here."""
    with database.write() as connection:
        execute(
            connection,
            f"INSERT INTO record (place, id, stream, seq, type, rev, tag, is_deleted, marks, wire) "
            f"{NUMBERS[is_sqlite(connection)]}SELECT '{COMMUNE}', 'r' || n, 'hamlet:many', n, "
            "'household', 1, n, n % 10 = 0, '{}', ? FROM g",
            ROWS,
            b"x" * 600,
        )


class Pusher:
    """Pushes one household after the other until told to stop."""

    def __init__(self, phone: Phone, stream: str) -> None:
        self.phone, self.stream = phone, stream
        self.longest_seconds = 0.0
        self.refused: list[tuple[int, str]] = []
        self.pushed = threading.Semaphore(0)
        self.must_stop = threading.Event()

    def run(self) -> None:
        while not self.must_stop.is_set():
            number = len(self.phone.log) + 1
            self.phone.record(
                self.phone.create("household", self.stream, head_name=f"Ông {number}")
            )
            began = monotonic()
            try:
                self.phone.sync()
            except Problem as problem:
                self.refused.append((problem.status, problem.code))
            self.longest_seconds = max(self.longest_seconds, monotonic() - began)
            self.pushed.release()


@pytest.mark.slow
def test_phones_push_on_while_many_rows_are_migrated(
    context: Context, database: Database, record_property: Callable[[str, object], None]
) -> None:
    take_back(database)
    fill(database)
    commune = build_commune(context)
    pusher = Pusher(commune.phone("an"), commune.hamlets[0])
    thread = threading.Thread(target=pusher.run)
    thread.start()
    assert pusher.pushed.acquire(timeout=60)
    began = monotonic()
    upgrade(database)
    record_property("migration_seconds", round(monotonic() - began, 2))
    while pusher.pushed.acquire(blocking=False):
        pass
    assert pusher.pushed.acquire(timeout=60)
    pusher.must_stop.set()
    thread.join(60)
    record_property("longest_push_seconds", round(pusher.longest_seconds, 2))
    assert is_current(database)
    assert set(pusher.refused) <= {(503, "server_busy")}
    assert pusher.longest_seconds < LOCK_SECONDS + MARGIN_SECONDS
    pusher.phone.sync()
    assert pusher.phone.acked == len(pusher.phone.log)
    with database.write() as connection:
        many = select(connection, "SELECT count(*) FROM record WHERE stream = 'hamlet:many'")
        execute(connection, "DELETE FROM record WHERE stream = 'hamlet:many'")
    assert many[0][0] == ROWS
    assert check_database(context) == []

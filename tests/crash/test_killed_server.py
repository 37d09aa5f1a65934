"""`tungnha serve` is killed in the middle of pushes; what it had acknowledged is there afterwards.

`TUNGNHA_KILLS` sets how many times; a thousand are for a quiet evening.
"""

import os
import shutil
import threading
import urllib.error
from collections.abc import Iterator
from http.client import HTTPException
from pathlib import Path
from random import Random

import pysqlite3.dbapi2 as pysqlite
import pytest

from backend.core.scope import Role
from backend.store.database import Database
from backend.store.sql import select
from tests.conftest import Clock, make_context
from tests.e2e.harness import PASSWORD, Account, Server, sign_in
from tests.people import add_hamlet, add_user
from tests.phone import Phone

KILLS = int(os.environ.get("TUNGNHA_KILLS", "6"))
PUSHES_MAX = 12
PATIENCE_S = 20


@pytest.fixture
def server(tmp_path: Path, sqlite_template: Path) -> Iterator[Server]:
    """A server with one hamlet and one volunteer, `an`."""
    path = tmp_path / "tungnha.sqlite3"
    shutil.copyfile(sqlite_template, path)
    database = Database(f"sqlite:///{path}")
    context = make_context(database, Clock())
    hamlet = add_hamlet(context, "Ấp Mỹ Phú")
    add_user(context, "an", Role.VOLUNTEER, [hamlet], password=PASSWORD)
    database.close()
    started = Server(tmp_path)
    started.start()
    yield started
    started.kill()


class Pusher:
    """Pushes one household after the other as long as the server answers."""

    def __init__(self, account: Account) -> None:
        self.phone: Phone = account.pull()
        self.stream = next(each for each in self.phone.streams if each.startswith("hamlet:"))
        self.pushed = threading.Semaphore(0)

    def run(self) -> None:
        try:
            while True:
                number = len(self.phone.log) + 1
                change = self.phone.create("household", self.stream, head_name=f"Ông {number}")
                self.phone.record(change)
                self.phone.take(self.phone.exchange(self.phone.request()))
                self.pushed.release()
        except (OSError, urllib.error.URLError, HTTPException):
            return


def _read(path: Path) -> tuple[str, set[int]]:
    """What SQLite says of the file, and the numbers in the log."""
    connection = pysqlite.connect(path)
    try:
        said = connection.execute("PRAGMA integrity_check").fetchone()[0]
        return str(said), {row[0] for row in connection.execute("SELECT n FROM log")}
    finally:
        connection.close()


@pytest.mark.slow
def test_nothing_acknowledged_is_missing_after_the_server_was_killed(server: Server) -> None:
    chance = Random(1)
    pusher = Pusher(sign_in(server, "an"))
    for _ in range(KILLS):
        thread = threading.Thread(target=pusher.run)
        thread.start()
        for _ in range(1 + chance.randrange(PUSHES_MAX)):
            assert pusher.pushed.acquire(timeout=PATIENCE_S)
        server.kill()
        thread.join(PATIENCE_S)
        said, logged = _read(server.data / "tungnha.sqlite3")
        assert said == "ok"
        assert set(range(1, pusher.phone.acked + 1)) <= logged
        server.start()
    pusher.phone.sync()
    assert len(pusher.phone.all_of("household")) == len(pusher.phone.log)
    assert pusher.phone.acked == len(pusher.phone.log)
    database = Database(f"sqlite:///{server.data / 'tungnha.sqlite3'}")
    with database.read() as connection:
        revs = [row[0] for row in select(connection, "SELECT rev FROM record")]
    database.close()
    assert set(revs) == {1}

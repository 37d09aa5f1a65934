"""A full disk: a clear answer, nothing half stored, and all goes on when there is room again."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import event

from backend.core.problems import Problem
from backend.services.upkeep.check_database import check_database
from backend.store.database import Database
from backend.store.sql import select
from tests.commune import Commune, build_commune
from tests.conftest import Clock, make_context
from tests.phone import Phone

ROOM_PAGES = 40
ROOM_BYTES = 1024 * 1024
DISK = "12m"
NOTE = "x" * 3_900
CHANGES = 60


@pytest.fixture
def small_disk(tmp_path: Path, sqlite_template: Path) -> Iterator[Path | None]:
    """The database on a disk of its own with little room; None where no disk may be mounted."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={DISK}", "tmpfs", str(folder)]
    is_mounted = os.geteuid() == 0 and subprocess.run(mount, check=False).returncode == 0
    shutil.copyfile(sqlite_template, folder / "tungnha.sqlite3")
    yield folder if is_mounted else None
    if is_mounted:
        subprocess.run(["umount", str(folder)], check=False)


def _fill(phone: Phone, stream: str) -> Problem:
    """Records and pushes until the server has no room."""
    for _ in range(1_000):
        phone.record(
            *(phone.create("household", stream, head_name="Ông", note=NOTE) for _ in range(CHANGES))
        )
        try:
            phone.take(phone.exchange(phone.request()))
        except Problem as problem:
            return problem
    raise AssertionError("the disk never filled up")


def _logged(database: Database) -> int:
    with database.read() as connection:
        return int(select(connection, "SELECT count(*) FROM log")[0][0])


def _assert_nothing_is_half(commune: Commune, phone: Phone, problem: Problem) -> None:
    assert (problem.status, problem.code) == (503, "server_full")
    assert problem.retry_after_seconds
    assert _logged(commune.context.database) == phone.acked == len(phone.log) - 1
    with commune.context.database.read() as connection:
        assert select(connection, "PRAGMA integrity_check")[0][0] == "ok"


def _assert_all_goes_on(commune: Commune, phone: Phone) -> None:
    phone.sync()
    assert phone.acked == len(phone.log)
    assert len(phone.all_of("household")) == CHANGES * len(phone.log)
    assert check_database(commune.context) == []


def test_a_database_that_may_not_grow_answers_server_full_and_heals(
    tmp_path: Path, sqlite_template: Path
) -> None:
    path = tmp_path / "tungnha.sqlite3"
    shutil.copyfile(sqlite_template, path)
    limit = {"pages": 2**30}
    database = Database(f"sqlite:///{path}")

    def keep_small(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute(f"PRAGMA max_page_count={limit['pages']}")

    event.listen(database.engine, "connect", keep_small)
    commune = build_commune(make_context(database, Clock()))
    phone = commune.phone("an")
    phone.sync()
    with database.read() as connection:
        pages = int(select(connection, "PRAGMA page_count")[0][0])
    limit["pages"] = pages + ROOM_PAGES
    database.close()
    problem = _fill(phone, commune.hamlets[0])
    _assert_nothing_is_half(commune, phone, problem)
    limit["pages"] = 2**30
    database.close()
    _assert_all_goes_on(commune, phone)
    database.close()


@pytest.mark.slow
def test_a_full_disk_answers_server_full_and_heals(small_disk: Path | None) -> None:
    if small_disk is None:
        return  # the test above shows the rule without a disk of its own
    database = Database(f"sqlite:///{small_disk / 'tungnha.sqlite3'}")
    commune = build_commune(make_context(database, Clock()))
    phone = commune.phone("an")
    phone.sync()
    ballast = small_disk / "ballast"
    ballast.write_bytes(b"\0" * (shutil.disk_usage(small_disk).free - ROOM_BYTES))
    problem = _fill(phone, commune.hamlets[0])
    _assert_nothing_is_half(commune, phone, problem)
    ballast.unlink()
    _assert_all_goes_on(commune, phone)
    assert commune.phone("binh").sync()["acked"] == 0
    database.close()

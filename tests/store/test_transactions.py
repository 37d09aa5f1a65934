"""What SQLite's driver gets wrong unless it is told: savepoints, readers that turn writers, and
versions that can lose a write-ahead log."""

import threading
from pathlib import Path

import pytest

from backend.store import database as store
from backend.store.database import Database
from backend.store.sql import execute, select

WAIT_S = 10


class Undo(Exception):
    """Leaves a transaction without committing it."""


@pytest.fixture
def table(database: Database) -> Database:
    with database.write() as connection:
        execute(connection, "CREATE TABLE probe (id INTEGER PRIMARY KEY)")
    return database


def _insert_and_undo(database: Database) -> None:
    with database.write() as connection:
        with connection.begin_nested():
            execute(connection, "INSERT INTO probe VALUES (1)")
        raise Undo


def _count(database: Database) -> int:
    with database.read() as connection:
        return int(select(connection, "SELECT count(*) FROM probe")[0][0])


def test_a_row_under_a_savepoint_goes_with_the_transaction(table: Database) -> None:
    with pytest.raises(Undo):
        _insert_and_undo(table)
    assert _count(table) == 0


def test_a_writer_that_reads_first_waits_for_the_one_before_it(table: Database) -> None:
    """Two processes: each has its own connections, so that only the database makes them wait."""
    other = Database(table.url)
    has_read, problems = threading.Event(), list[BaseException]()

    def count_and_insert() -> None:
        try:
            with other.write() as connection:
                seen = int(select(connection, "SELECT count(*) FROM probe")[0][0])
                has_read.set()
                execute(connection, "INSERT INTO probe VALUES (?)", 10 + seen)
        except BaseException as error:  # noqa: BLE001 - the test's thread tells it
            problems.append(error)

    second = threading.Thread(target=count_and_insert)
    with table.write() as connection:
        select(connection, "SELECT count(*) FROM probe")
        second.start()
        if not table.is_sqlite:
            has_read.wait(WAIT_S)
        else:
            assert not has_read.wait(0.2), "the second writer read what the first is changing"
        execute(connection, "INSERT INTO probe VALUES (1)")
    second.join(WAIT_S)
    other.close()
    assert problems == []
    assert _count(table) == 2


def test_a_row_must_name_a_row_that_is_there(database: Database) -> None:
    if not database.is_sqlite:
        return
    with database.read() as connection:
        assert select(connection, "PRAGMA foreign_keys")[0][0] == 1
        assert select(connection, "PRAGMA synchronous")[0][0] == 2
        assert select(connection, "PRAGMA journal_mode")[0][0] == "wal"


class _OldSqlite:
    sqlite_version_info = (3, 40, 1)
    sqlite_version = "3.40.1"


def test_a_sqlite_that_can_lose_its_log_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "pysqlite", _OldSqlite)
    with pytest.raises(RuntimeError, match=r"3\.40\.1"):
        Database(f"sqlite:///{tmp_path / 'old.sqlite3'}")

"""Connections and transactions on SQLite and PostgreSQL, with the same promises on both.

SQLite's own driver transactions are off and BEGIN is emitted here (a writer takes its lock at
once), because a row written under a savepoint otherwise survives an outer rollback, and a reader
that turns writer fails at once whatever the timeout.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DisconnectionError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool

from backend.core.problems import server_busy, server_full
from backend.store.sql import execute
from backend.store.turns import Turns
from backend.store.writer_lock import WriterLock

try:
    import pysqlite3.dbapi2 as pysqlite
except ImportError:  # no wheel for this machine: Python's own, if it is new enough
    pysqlite = sqlite3

__all__ = ["Connection", "Database", "pysqlite"]

SQLITE_VERSION_MIN = (3, 51, 3)
LOCK_SECONDS = 15
POOL_SIZE = 12
"""The one that was used last is taken first: it has the pages and statements at hand."""
PING_SECONDS = 5
PAGE_CACHE_KIB = 2_048
CHECKPOINT_PAGES = 8_000
"""32 MiB of log: a page that many pushes change is then written to the database once for all of
them. Opening after a crash reads that much."""


class Database:
    """One database: `write()` opens a writing transaction, `read()` a snapshot."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.is_sqlite = url.startswith("sqlite")
        self.engine = _sqlite_engine(url) if self.is_sqlite else _postgres_engine(url)
        self.pushes: Turns[Any, Any] = Turns()
        self._writer = WriterLock(_file_of(url)) if self.is_sqlite else None

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Commits at the end, rolls back on any exception.

        Raises Problem 503 `server_busy` when the lock is not had in time, `server_full` when the
        disk is full; nothing is stored in either case.
        """
        if self._writer is not None and not self._writer.acquire(LOCK_SECONDS):
            raise server_busy()
        try:
            with self._translated(), self.engine.connect() as connection:
                if self.is_sqlite:
                    connection.execution_options(begin="BEGIN IMMEDIATE")
                with connection.begin():
                    yield connection
        finally:
            if self._writer is not None:
                self._writer.release()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One consistent snapshot for all statements within."""
        with self._translated(), self.engine.connect() as connection:
            if not self.is_sqlite:
                connection.execution_options(
                    isolation_level="REPEATABLE READ", postgresql_readonly=True
                )
            with connection.begin():
                yield connection

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except OperationalError as error:
            said = str(error.orig)
            if "disk is full" in said or "No space left" in said:
                raise server_full() from error
            raise server_busy() from error
        except PoolTimeoutError as error:
            raise server_busy() from error

    def close(self) -> None:
        self.engine.dispose()
        if self._writer is not None:
            self._writer.close()


def _file_of(url: str) -> Path | None:
    path = make_url(url).database
    return Path(path) if path and path != ":memory:" else None


def _sqlite_engine(url: str) -> Engine:
    if pysqlite.sqlite_version_info < SQLITE_VERSION_MIN:
        raise RuntimeError(
            f"SQLite {pysqlite.sqlite_version} can corrupt a WAL database when it resets the log; "
            f"at least {'.'.join(map(str, SQLITE_VERSION_MIN))} is needed."
        )
    path = _file_of(url)
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        url,
        module=pysqlite,
        poolclass=QueuePool,
        pool_size=POOL_SIZE,
        pool_use_lifo=True,
        max_overflow=0,
        pool_timeout=LOCK_SECONDS,
        hide_parameters=True,
        connect_args={"timeout": LOCK_SECONDS, "check_same_thread": False},
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        f"cache_size=-{PAGE_CACHE_KIB}",
        f"wal_autocheckpoint={CHECKPOINT_PAGES}",
        "temp_store=MEMORY",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    execute(connection, connection.get_execution_options().get("begin", "BEGIN"))


def _postgres_engine(url: str) -> Engine:
    options: dict[str, Any] = {"options": "-c timezone=UTC -c statement_timeout=60000"}
    engine = create_engine(
        url,
        pool_size=POOL_SIZE,
        pool_use_lifo=True,
        max_overflow=0,
        pool_timeout=LOCK_SECONDS,
        hide_parameters=True,
        isolation_level="READ COMMITTED",
        connect_args=options,
    )
    event.listen(engine, "checkin", _note_use)
    event.listen(engine, "checkout", partial(_ping_where_idle, engine))
    return engine


def _note_use(_connection: object, record: ConnectionPoolEntry) -> None:
    record.info["used_at"] = monotonic()


def _ping_where_idle(
    engine: Engine, connection: DBAPIConnection, record: ConnectionPoolEntry, _given: object
) -> None:
    """One that was used just now is taken to live: asking costs as much as a short answer."""
    idle_seconds = monotonic() - record.info.get("used_at", monotonic())
    if idle_seconds < PING_SECONDS:
        return
    try:
        engine.dialect.do_ping(connection)
    except engine.dialect.loaded_dbapi.Error as error:
        raise DisconnectionError from error

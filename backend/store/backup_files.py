"""The file of a backup: every table of one snapshot with its count and digest, as one SQLite file.

The same for both databases, so that either restores into either. Its tables have no types: it is
read by this module and nothing else.
"""

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from backend.store.database import Connection, pysqlite
from backend.store.table_rows import (
    ROWS_A_CHUNK,
    Row,
    Table,
    Tally,
    list_tables,
    read_rows,
    write_rows,
)

FORMAT = "1"
PRIVATE = 0o600


class BackupDamaged(RuntimeError):
    """The file is not a whole backup."""


def write_backup(connection: Connection, path: Path, about: Mapping[str, str]) -> None:
    """Writes the snapshot of `connection` into a new file. `about` says what it is."""
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, PRIVATE))
    with _opened(path, "rw") as file:
        file.execute("PRAGMA journal_mode=OFF")
        file.execute("BEGIN")
        file.execute("CREATE TABLE about (key TEXT PRIMARY KEY, value TEXT)")
        file.execute("CREATE TABLE content (name TEXT PRIMARY KEY, columns, row_count, digest)")
        for table in list_tables(connection):
            tally = _write_table(connection, file, table)
            file.execute(
                "INSERT INTO content VALUES (?, ?, ?, ?)",
                (table.name, json.dumps(table.columns), tally.rows, tally.digest),
            )
        items = {"format": FORMAT, **about}
        file.executemany("INSERT INTO about VALUES (?, ?)", list(items.items()))
        file.execute("COMMIT")
    _sync(path)


def _write_table(connection: Connection, file: Any, table: Table) -> Tally:  # noqa: ANN401
    tally = Tally()
    file.execute(f'CREATE TABLE "t_{table.name}" ({table.quoted})')
    marks = ", ".join("?" * len(table.columns))
    for rows in read_rows(connection, table):
        tally.add(rows)
        file.executemany(f'INSERT INTO "t_{table.name}" VALUES ({marks})', rows)
    return tally


def move_into_place(partial: Path, path: Path) -> None:
    """The name appears when the whole file is on the disk, not before."""
    partial.replace(path)
    _sync(path.parent)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class BackupFile:
    """An open backup. Reading raises BackupDamaged wherever it is not what was written."""

    def __init__(self, file: Any) -> None:  # noqa: ANN401 - either of two SQLite drivers
        self._file = file
        self.about: dict[str, str] = dict(file.execute("SELECT key, value FROM about"))
        if self.about.get("format") != FORMAT:
            raise BackupDamaged("The backup is of a format that this version does not know.")
        self._content = {
            name: (Table(name, tuple(json.loads(columns))), rows, digest)
            for name, columns, rows, digest in file.execute("SELECT * FROM content")
        }

    @property
    def row_count(self) -> int:
        return sum(rows for _, rows, _ in self._content.values())

    def list_audit_ends(self) -> list[tuple[str, int, str]]:
        """Place, number and hash of the last entry of each audit chain."""
        rows = self._file.execute("SELECT place, MAX(seq), hash FROM t_audit GROUP BY place")
        return [(row[0], row[1], row[2]) for row in rows]

    def load(self, connection: Connection) -> None:
        """Fills the tables of a database that has the backup's schema and whose tables are empty.

        Raises BackupDamaged where a count or digest differs; the caller rolls back.
        """
        for here in list_tables(connection):
            if here.name not in self._content:
                raise BackupDamaged(f"The backup has no table {here.name}.")
            table, rows, digest = self._content[here.name]
            if set(table.columns) != set(here.columns):
                raise BackupDamaged(f"The backup's table {here.name} has other columns.")
            tally = write_rows(connection, table, self._rows(table))
            if (tally.rows, tally.digest) != (rows, digest):
                raise BackupDamaged(f"The backup's table {here.name} is not what was written.")

    def _rows(self, table: Table) -> Iterator[list[Row]]:
        cursor = self._file.execute(f'SELECT {table.quoted} FROM "t_{table.name}"')
        while rows := cursor.fetchmany(ROWS_A_CHUNK):
            yield rows


@contextmanager
def open_backup(path: Path) -> Iterator[BackupFile]:
    """Raises OSError where there is no such file, BackupDamaged where it is no whole backup."""
    if not path.is_file():
        raise FileNotFoundError(f"There is no backup {path}.")
    try:
        with _opened(path, "ro") as file:
            found = file.execute("PRAGMA integrity_check(1)").fetchone()[0]
            if found != "ok":
                raise BackupDamaged("The backup is damaged.")
            yield BackupFile(file)
    except pysqlite.DatabaseError as error:
        raise BackupDamaged(f"The backup cannot be read: {error}.") from error


@contextmanager
def _opened(path: Path, mode: str) -> Iterator[Any]:
    file = pysqlite.connect(f"{path.resolve().as_uri()}?mode={mode}", uri=True)
    file.isolation_level = None
    try:
        yield file
    finally:
        file.close()

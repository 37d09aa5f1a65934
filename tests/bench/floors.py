"""The floor: what the raw database does with the same records, durably and with their history.

The same batches of 100, one transaction each, a row for the record and one for its log; no rules,
no HTTP, no other index than what pulls and repeats need.
"""

import random
import time
from pathlib import Path

import msgspec
import psycopg
import pysqlite3.dbapi2 as pysqlite

from tests.bench.devices import BATCH, make_household, seven

TABLES = (
    "CREATE TABLE floor_record (id TEXT PRIMARY KEY, stream TEXT, seq INT, wire {bytes})",
    "CREATE UNIQUE INDEX floor_seq ON floor_record (stream, seq)",
    "CREATE TABLE floor_log (device TEXT, n INT, body {bytes}, PRIMARY KEY (device, n))",
)
PAGE = 2_000


def _wires() -> list[bytes]:
    """500 records of the size that a pull sends."""
    chance = random.Random(1)
    return [
        msgspec.json.encode(
            {
                "type": "household",
                "id": seven(),
                "rev": 1,
                "tag": chance.getrandbits(48),
                "deleted": False,
                "fields": make_household(number, chance),
                "created_by": seven(),
                "created_at": "2026-11-23T02:40:11.000Z",
                "updated_by": seven(),
                "updated_at": "2026-11-23T02:40:11.000Z",
            }
        )
        for number in range(500)
    ]


class SqliteFloor:
    """WAL and synchronous=FULL, as the server has it."""

    def __init__(self, folder: Path) -> None:
        self.stored = 0
        path = folder / f"floor-{seven()}.sqlite3"
        self.connection = pysqlite.connect(str(path), isolation_level=None)
        self.connection.execute("PRAGMA journal_mode=WAL")
        self.connection.execute("PRAGMA synchronous=FULL")
        for table in TABLES:
            self.connection.execute(table.format(bytes="BLOB"))

    def push(self, records: int) -> float:
        """Records a second."""
        wires = _wires()
        began = time.perf_counter()
        for start in range(self.stored, self.stored + records, BATCH):
            rows = range(start, start + BATCH)
            self.connection.execute("BEGIN IMMEDIATE")
            self.connection.executemany(
                "INSERT INTO floor_record VALUES (?, 'hamlet', ?, ?)",
                [(seven(), n, wires[n % 500]) for n in rows],
            )
            self.connection.executemany(
                "INSERT INTO floor_log VALUES ('device', ?, ?)", [(n, wires[n % 500]) for n in rows]
            )
            self.connection.execute("COMMIT")
        self.stored += records
        return records / (time.perf_counter() - began)

    def pull(self, records: int) -> float:
        """Records a second as bytes, in pages."""
        began = time.perf_counter()
        for after in range(-1, records - 1, PAGE):
            rows = self.connection.execute(
                "SELECT wire FROM floor_record WHERE stream = 'hamlet' AND seq > ?"
                " ORDER BY seq LIMIT ?",
                (after, PAGE),
            ).fetchall()
            b",".join(row[0] for row in rows)
        return records / (time.perf_counter() - began)

    def close(self) -> None:
        self.connection.close()


class PostgresFloor:
    """One connection, COPY in binary, which is its fastest way in."""

    def __init__(self, url: str) -> None:
        self.stored = 0
        self.connection = psycopg.connect(url.replace("postgresql+psycopg://", "postgresql://"))
        for table in ("floor_record", "floor_log"):
            self.connection.execute(f"DROP TABLE IF EXISTS {table}")
        for table in TABLES:
            self.connection.execute(table.format(bytes="BYTEA"))
        self.connection.commit()

    def push(self, records: int) -> float:
        """Records a second."""
        wires = _wires()
        began = time.perf_counter()
        with self.connection.cursor() as cursor:
            for start in range(self.stored, self.stored + records, BATCH):
                rows = range(start, start + BATCH)
                with cursor.copy("COPY floor_record FROM STDIN (FORMAT BINARY)") as copy:
                    copy.set_types(["text", "text", "int4", "bytea"])
                    for n in rows:
                        copy.write_row((seven(), "hamlet", n, wires[n % 500]))
                with cursor.copy("COPY floor_log FROM STDIN (FORMAT BINARY)") as copy:
                    copy.set_types(["text", "int4", "bytea"])
                    for n in rows:
                        copy.write_row(("device", n, wires[n % 500]))
                self.connection.commit()
        self.stored += records
        return records / (time.perf_counter() - began)

    def pull(self, records: int) -> float:
        """Records a second as bytes, in pages."""
        began = time.perf_counter()
        for after in range(-1, records - 1, PAGE):
            rows = self.connection.execute(
                "SELECT wire FROM floor_record WHERE stream = 'hamlet' AND seq > %s"
                " ORDER BY seq LIMIT %s",
                (after, PAGE),
                binary=True,
            ).fetchall()
            b",".join(row[0] for row in rows)
        return records / (time.perf_counter() - began)

    def close(self) -> None:
        self.connection.close()


Floor = SqliteFloor | PostgresFloor


def make_floor(folder: Path, database: str | None) -> Floor:
    return PostgresFloor(database) if database else SqliteFloor(folder)

"""Attempts that are counted against a pace, where all server processes see them.

One row for each key, with the times of its attempts within the window; a key names what is counted
and is a digest, so that neither names nor addresses are kept.
"""

import json
from collections.abc import Iterable, Sequence

from backend.store.database import Connection
from backend.store.sql import execute, execute_many, select


def read_attempts(connection: Connection, key: str) -> list[int]:
    """The times of a key, in milliseconds, also those that count no more; below zero where the
    attempt is still being looked at."""
    return _times(select(connection, "SELECT times FROM attempt WHERE key = ?", key))


def lock_attempts(connection: Connection, keys: Iterable[str]) -> dict[str, list[int]]:
    """As `read_attempts`, of several keys; their rows are locked until the commit, in order."""
    ordered = sorted(keys)
    execute_many(
        connection,
        "INSERT INTO attempt (key, last_at, times) VALUES (?, 0, '[]') ON CONFLICT DO NOTHING",
        [(key,) for key in ordered],
    )
    statement = "SELECT times FROM attempt WHERE key = ? FOR UPDATE"
    return {key: _times(select(connection, statement, key)) for key in ordered}


def write_attempts(connection: Connection, key: str, times: Sequence[int]) -> None:
    execute(
        connection,
        "INSERT INTO attempt (key, last_at, times) VALUES (?, ?, ?) "
        "ON CONFLICT (key) DO UPDATE SET last_at = excluded.last_at, times = excluded.times",
        key,
        max(map(abs, times), default=0),
        json.dumps(times),
    )


def delete_attempts(connection: Connection, *, before: int, limit: int) -> int:
    """Takes away at most `limit` rows without an attempt since `before`; how many it found."""
    rows = select(
        connection,
        "SELECT key FROM attempt WHERE last_at < ? ORDER BY last_at, key LIMIT ?",
        before,
        limit,
    )
    keys = sorted(row[0] for row in rows)
    execute_many(
        connection,
        "DELETE FROM attempt WHERE key = ? AND last_at < ?",
        [(key, before) for key in keys],
    )
    return len(keys)


def _times(rows: Sequence[Sequence[str]]) -> list[int]:
    return [int(each) for row in rows for each in json.loads(row[0])]

"""Counts what each person deleted on the last day on which they deleted anything."""

from collections.abc import Mapping

from backend.store.database import Connection
from backend.store.sql import execute_many, select


def count_deleted(connection: Connection, user_id: str, *, day: str) -> int:
    """Records that the person deleted on this day."""
    rows = select(
        connection, "SELECT count FROM deletion WHERE user_id = ? AND day = ?", user_id, day
    )
    return int(rows[0][0]) if rows else 0


def add_deleted(connection: Connection, counts: Mapping[str, int], *, day: str) -> None:
    """In the order of ids, so that two transactions do not wait for each other."""
    execute_many(
        connection,
        "INSERT INTO deletion (user_id, day, count) VALUES (?, ?, ?) "
        "ON CONFLICT (user_id) DO UPDATE SET day = excluded.day, "
        "count = excluded.count + CASE WHEN deletion.day = excluded.day "
        "THEN deletion.count ELSE 0 END",
        [(user, day, count) for user, count in sorted(counts.items())],
    )

"""Small facts about this installation, kept in the database: its seed, its keys, its kind."""

from backend.store.database import Connection
from backend.store.sql import execute, select


def find_fact(connection: Connection, key: str) -> str | None:
    rows = select(connection, "SELECT value FROM server WHERE key = ?", key)
    return rows[0][0] if rows else None


def keep_fact(connection: Connection, key: str, value: str) -> None:
    """Sets the fact, whatever it was."""
    execute(
        connection,
        "INSERT INTO server (key, value) VALUES (?, ?) "
        "ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        key,
        value,
    )


def keep_first_fact(connection: Connection, key: str, value: str) -> str:
    """Sets the fact where there is none; what holds then. Of two who set it at once one wins."""
    execute(
        connection,
        "INSERT INTO server (key, value) VALUES (?, ?) ON CONFLICT DO NOTHING",
        key,
        value,
    )
    kept = find_fact(connection, key)
    assert kept is not None
    return kept

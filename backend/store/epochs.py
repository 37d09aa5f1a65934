"""The server's histories: each restore opens a new epoch, and cursors name the one they are of."""

from backend.store.database import Connection
from backend.store.sql import execute, select

CURRENT = "SELECT id FROM epoch ORDER BY no DESC LIMIT 1"


def open_epoch(connection: Connection, *, epoch_id: str, at: str, reason: str) -> None:
    """Makes `epoch_id` the current history."""
    execute(
        connection,
        "INSERT INTO epoch (no, id, opened_at, reason) "
        "SELECT coalesce(max(no), 0) + 1, ?, ?, ? FROM epoch",
        epoch_id,
        at,
        reason,
    )


def open_first_epoch(connection: Connection, *, epoch_id: str, at: str) -> None:
    """Opens the first history where there is none; of two servers that start at once one wins."""
    execute(
        connection,
        "INSERT INTO epoch (no, id, opened_at, reason) "
        "SELECT 1, ?, ?, 'first start' WHERE NOT EXISTS (SELECT 1 FROM epoch) "
        "ON CONFLICT DO NOTHING",
        epoch_id,
        at,
    )


def find_epoch(connection: Connection) -> str | None:
    """The current epoch's id, None in a database that never served."""
    rows = select(connection, CURRENT)
    return rows[0][0] if rows else None


def get_epoch(connection: Connection) -> str:
    """The current epoch's id. Raises LookupError in a database that never served."""
    found = find_epoch(connection)
    if found is None:
        raise LookupError("The database has no epoch: run `tungnha migrate`.")
    return found


def list_epochs(connection: Connection) -> tuple[str, ...]:
    """The ids of all epochs, the oldest first; the last is the current one."""
    rows = select(connection, "SELECT id FROM epoch ORDER BY no")
    return tuple(row[0] for row in rows)


def number_epochs(connection: Connection) -> dict[str, int]:
    """The number of each history by its id, from 1; the highest is the current one."""
    return {epoch: no for no, epoch in enumerate(list_epochs(connection), start=1)}

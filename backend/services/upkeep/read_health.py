"""Whether the server can serve, and by which history and limits."""

from backend.services.context import Context
from backend.store.epochs import get_epoch


def read_epoch(context: Context) -> str:
    """The current epoch. Raises Problem 503 where the database does not answer."""
    with context.database.read() as connection:
        return get_epoch(connection)

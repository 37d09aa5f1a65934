"""The heads of streams, for listing them."""

from collections.abc import Iterable

from backend.core.scope import Place
from backend.store.database import Connection
from backend.store.sql import listed, select


def find_heads(connection: Connection, places: Iterable[Place]) -> dict[str, int]:
    """The last seq given in each of these streams; one that never had a record is left out."""
    asked = tuple(places)
    if not asked:
        return {}
    rows = select(
        connection,
        "SELECT id, head FROM stream WHERE place IN (?*) AND id IN (?*)",
        listed(connection, sorted({place.partition for place in asked})),
        listed(connection, [place.stream for place in asked]),
    )
    return {row[0]: row[1] for row in rows}

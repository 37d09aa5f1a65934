"""The history of a record above its first revision."""

from backend.core.validate import Fields
from backend.store import wire
from backend.store.database import Connection
from backend.store.sql import select


def list_revisions(connection: Connection, place: str, record_id: str) -> list[Fields]:
    """In the order of rev; `fields` is {name: {"from", "to"}}."""
    rows = select(
        connection,
        "SELECT rev, op, by, device, n, at, changes FROM revision "
        "WHERE place = ? AND id = ? ORDER BY rev",
        place,
        record_id,
    )
    return [
        {
            "rev": row[0],
            "op": row[1],
            "by": row[2],
            "device": row[3],
            "n": row[4],
            "at": row[5],
            "fields": wire.decode(bytes(row[6])),
        }
        for row in rows
    ]

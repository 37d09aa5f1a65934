"""The streams that a caller's device pulls, each with its name and how far it goes."""

from backend.core.people import StreamListing
from backend.core.scope import Caller
from backend.services.context import Context
from backend.store.database import Connection
from backend.store.streams import find_heads


def list_streams(context: Context, caller: Caller) -> tuple[StreamListing, ...]:
    """Province, communes, hamlets; none for a disabled user or a revoked device."""
    with context.database.read() as connection:
        return list_streams_of(connection, caller)


def list_streams_of(connection: Connection, caller: Caller) -> tuple[StreamListing, ...]:
    """As `list_streams`, within a transaction. Nothing new is begun in a closed hamlet."""
    if caller.is_silenced:
        return ()
    heads = find_heads(connection, (place for place, _ in caller.listed))
    return tuple(
        StreamListing(
            place.stream,
            place.name,
            "read" if place.is_closed else access,
            heads.get(place.stream, 0),
        )
        for place, access in caller.listed
    )

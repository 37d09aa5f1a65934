"""The conflicts that the caller may read, oldest first, each with its current value as it is."""

from collections.abc import Iterator

from sqlalchemy import Connection

from backend.core.scope import Caller
from backend.core.validate import Fields
from backend.core.values import is_storable_text
from backend.services.cases.fill_page import ITEMS_AT_ONCE, Page, fill_page
from backend.services.cases.present_conflict import present_conflict
from backend.services.context import Context
from backend.store import conflicts, records, wire


def list_conflicts(
    context: Context,
    caller: Caller,
    *,
    status: str | None,
    stream: str | None,
    cursor: str | None,
    limit: int,
) -> Page:
    """At most `limit` conflicts after `cursor` (the last id of the page before), fewer where they
    are together larger than `list_bytes_max`."""
    if caller.is_silenced or not is_storable_text(stream or ""):
        return Page([], None)
    with context.database.read() as connection:
        items, more = fill_page(
            _present(connection, caller, stream, status, cursor or ""),
            limit=limit,
            bytes_max=context.settings.limits.list_bytes_max,
            size=lambda item: len(wire.encode(item)),
        )
    return Page(items, str(items[-1]["id"]) if more else None)


def _present(
    connection: Connection, caller: Caller, stream: str | None, status: str | None, after: str
) -> Iterator[Fields]:
    own = {place.stream: place for place, _ in caller.listed}
    while True:
        keys = conflicts.list_conflicts(
            connection, caller, stream=stream, status=status, after=after, limit=ITEMS_AT_ONCE
        )
        ids = {key.id for key in keys} | {key.record_id for key in keys}
        found = records.find_records(connection, {key.place for key in keys}, ids, own)
        for key in keys:
            if key.id in found:
                yield present_conflict(found[key.id], found.get(key.record_id))
        if len(keys) < ITEMS_AT_ONCE:
            return
        after = keys[-1].id

"""The conflicts that the caller may read, oldest first, each with its current value as it is."""

from collections.abc import Iterator, Sequence

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
        keys = conflicts.list_conflicts(
            connection,
            caller,
            status=status,
            stream=stream,
            after=cursor or "",
            limit=limit + 1,
        )
        items, more = fill_page(
            _present(connection, caller, keys),
            limit=limit,
            bytes_max=context.settings.limits.list_bytes_max,
            size=lambda item: len(wire.encode(item)),
        )
    return Page(items, str(items[-1]["id"]) if more else None)


def _present(
    connection: Connection, caller: Caller, keys: Sequence[conflicts.ConflictKey]
) -> Iterator[Fields]:
    own = {place.stream: place for place, _ in caller.listed}
    for start in range(0, len(keys), ITEMS_AT_ONCE):
        part = keys[start : start + ITEMS_AT_ONCE]
        ids = {key.id for key in part} | {key.record_id for key in part}
        found = records.find_records(connection, {key.place for key in part}, ids, own)
        for key in part:
            if key.id in found:
                yield present_conflict(found[key.id], found.get(key.record_id))

"""The conflicts that the caller may read, oldest first, each with its current value as it is."""

from dataclasses import dataclass

from backend.core.scope import Caller
from backend.core.validate import Fields
from backend.services.cases.present_conflict import present_conflict
from backend.services.context import Context
from backend.store import conflicts, records


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list; `cursor` is None at its end."""

    items: list[Fields]
    cursor: str | None


def list_conflicts(
    context: Context,
    caller: Caller,
    *,
    status: str | None,
    stream: str | None,
    cursor: str | None,
    limit: int,
) -> Page:
    """At most `limit` conflicts after `cursor` (the last id of the page before)."""
    if caller.is_silenced:
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
        more = len(keys) > limit
        keys = keys[:limit]
        found = records.find_records(
            connection,
            {key.place for key in keys},
            {key.id for key in keys} | {key.record_id for key in keys},
            {place.stream: place for place, _ in caller.listed},
        )
    items = [
        present_conflict(found[key.id], found.get(key.record_id)) for key in keys if key.id in found
    ]
    return Page(items, keys[-1].id if more else None)

"""Takes what a phone still has of records that the server lost: held once each, for the office.

Whoever may send it and whatever it is: nothing is refused, because the phone then drops its own.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b

from backend.core.problems import held_quota
from backend.core.recovered import Returned, read_returned
from backend.core.scope import SERVER_TYPES, Caller, Place
from backend.core.validate import Fields, Reason
from backend.services.context import Context
from backend.store import wire
from backend.store.database import Connection
from backend.store.places import find_stream_places
from backend.store.records import find_records
from backend.store.recovered import (
    NewRecovered,
    count_open,
    find_held_keys,
    find_known_keys,
    follow_moves,
    hold_recovered,
)

DIGEST_BYTES = 24
RETRY_SECONDS = 3_600


@dataclass(frozen=True, slots=True)
class _Item:
    """What came, and what it is if it is a record."""

    raw: object
    key: str
    returned: Returned | None

    @property
    def stream(self) -> str:
        return self.returned.stream if self.returned else ""


def take_recovered(context: Context, caller: Caller, items: Sequence[object]) -> None:
    """Ignores what the server has or held before. Raises Problem 429 `quota` where too much of
    this device waits for the office."""
    given = {item.key: item for item in map(_read, items)}
    wanted = [item for item in given.values() if not _is_of_server(item)]
    with context.database.read() as connection:
        if not _News(connection, caller, wanted).items:
            return
    with context.database.write() as connection:
        news = _News(connection, caller, wanted)
        waiting = count_open(connection, caller.partition, caller.device_id)
        if waiting + len(news.items) > context.settings.limits.recovered_open_max:
            raise held_quota(RETRY_SECONDS)
        ids = sorted(context.new_id() for _ in news.items)
        held = [
            replace(news.describe(caller, item), id=held_id)
            for item, held_id in zip(news.items, ids, strict=True)
        ]
        hold_recovered(
            connection,
            held,
            place=caller.partition,
            device=caller.device_id,
            at=context.now_text(),
        )


def body_of(returned: Returned | None, raw: object) -> Fields:
    """What came back, in the shape of a changeset, so that every desk can show it."""
    if returned is None:
        return {"changes": [], "recovered": raw}
    change = {
        "op": "create",
        "type": returned.type,
        "id": returned.id,
        "stream": returned.stream,
        "fields": returned.fields,
    }
    return {"id": returned.id, "changes": [change], "recovered": raw}


def _read(raw: object) -> _Item:
    returned = read_returned(raw)
    if returned is not None:
        return _Item(raw, returned.key, returned)
    return _Item(raw, blake2b(wire.encode(raw), digest_size=DIGEST_BYTES).hexdigest(), None)


def _is_of_server(item: _Item) -> bool:
    """Conflicts and units are made anew by the server; no phone may give them."""
    return item.returned is not None and item.returned.type in SERVER_TYPES


class _News:
    """Of the given items those that the server does not know, in the order they were given."""

    def __init__(self, connection: Connection, caller: Caller, given: Sequence[_Item]) -> None:
        self.places: dict[str, Place] = find_stream_places(
            connection, {item.stream for item in given}
        )
        self.home = caller.partition
        returned = [item.returned for item in given if item.returned is not None]
        own = {place.partition for place, _ in caller.listed}
        near = own.union(self._where(item) for item in given)
        partitions = follow_moves(connection, near, {each.id for each in returned})
        known = find_known_keys(connection, partitions, returned)
        known |= find_held_keys(connection, near, [item.key for item in given])
        self.items = [item for item in given if item.key not in known]
        ids = _ids(self.items)
        self.records = find_records(connection, partitions, ids, self.places) if ids else {}

    def _where(self, item: _Item) -> str:
        place = self.places.get(item.stream)
        return place.partition if place else self.home

    def describe(self, caller: Caller, item: _Item) -> NewRecovered:
        returned = item.returned
        return NewRecovered(
            id="",
            where=self._where(item),
            key=item.key,
            author=(returned.created_by if returned else None) or caller.user_id,
            body=wire.encode(body_of(returned, item.raw)),
            reasons=self._reasons(caller, item),
            streams=[item.stream] if returned else [],
            waits_for=returned.id if returned else None,
            is_settled=returned is not None and returned.is_in(self.records.get(returned.id)),
        )

    def _reasons(self, caller: Caller, item: _Item) -> list[Reason]:
        reasons = [Reason(None, None, "recovered", "given back by a phone after a restore")]
        if item.returned is None:
            reasons.append(Reason(None, None, "invalid_field", "is not a record"))
            return reasons
        place = self.places.get(item.stream)
        if place is None or not caller.may_read(place):
            reasons.append(Reason(0, "stream", "out_of_scope", "not a place of who gave it back"))
        return reasons


def _ids(items: Iterable[_Item]) -> set[str]:
    return {item.returned.id for item in items if item.returned is not None}

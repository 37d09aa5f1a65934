"""Lists held work for the repair desk."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from backend.core.scope import Caller, Role
from backend.core.validate import Fields
from backend.store import wire
from backend.store.database import Connection
from backend.store.sql import is_sqlite, listed, select


@dataclass(frozen=True, slots=True)
class HeldItem:
    """Held work as the desk sees it. `streams` are those that its changeset names, `author_units`
    the author's units, then and now."""

    id: str
    status: str
    author: str
    device: str
    n: int
    body: bytes
    reasons: list[Fields]
    received_at: str
    streams: tuple[str, ...]
    author_units: frozenset[str]


_COLUMNS = (
    "SELECT h.id, h.status, h.author, h.device, h.n, COALESCE(h.body, l.body), h.reasons, "
    "h.received_at, h.streams FROM held h LEFT JOIN log l ON l.place = h.place "
    "AND l.device = h.device AND l.n = h.n "
)
_UNITS_OF = "SELECT user_id, unit_id FROM account_unit WHERE user_id IN (?*)"
_CONCERNS = (
    "(h.author IN (SELECT user_id FROM account_unit WHERE unit_id IN (?*)) "
    "OR EXISTS (SELECT 1 FROM (ITEMS) AS named WHERE named.stream IN (?*)))"
)


def list_held(
    connection: Connection, caller: Caller, *, status: str | None, after: str, limit: int
) -> Sequence[HeldItem]:
    """Held work that concerns the caller's places by its author or by a stream it names, oldest
    first; who may see it is decided above."""
    parameters = _scope(connection, caller)
    where = f"WHERE {_CONCERNS} AND h.id > ?".replace("ITEMS", _items_of(connection))
    parameters.append(after)
    if status is not None:
        where += " AND h.status = ?"
        parameters.append(status)
    rows = select(connection, f"{_COLUMNS}{where} ORDER BY h.id LIMIT ?", *parameters, limit)
    return _items(connection, rows)


def find_held_item(connection: Connection, held_id: str) -> HeldItem | None:
    rows = select(connection, _COLUMNS + "WHERE h.id = ?", held_id)
    items = _items(connection, rows)
    return items[0] if items else None


def _scope(connection: Connection, caller: Caller) -> list[object]:
    """The parameters of `_CONCERNS`: the ids of the caller's units and of all below them."""
    own = listed(connection, [place.unit_id for place in caller.places])
    rows = select(
        connection,
        "SELECT id, level FROM unit WHERE id IN (?*) OR commune IN (?*) OR province IN (?*)",
        own,
        own,
        own,
    )
    streams = {place.stream for place, _ in caller.listed}
    if caller.role is Role.PROVINCE_ADMIN:
        streams |= {f"{row[1]}:{row[0]}" for row in rows}
    return [listed(connection, [row[0] for row in rows]), listed(connection, sorted(streams))]


def _items_of(connection: Connection) -> str:
    if is_sqlite(connection):
        return "SELECT value AS stream FROM json_each(h.streams)"
    return "SELECT json_array_elements_text(h.streams::json) AS stream"


def _items(connection: Connection, rows: Sequence[Sequence[object]]) -> list[HeldItem]:
    authors = {str(row[2]) for row in rows}
    units: dict[str, set[str]] = {author: set() for author in authors}
    if authors:
        for user_id, unit_id in select(connection, _UNITS_OF, listed(connection, authors)):
            units[user_id].add(unit_id)
    return [
        HeldItem(
            id=str(row[0]),
            status=str(row[1]),
            author=str(row[2]),
            device=str(row[3]),
            n=int(str(row[4])),
            body=_bytes(row[5]),
            reasons=_reasons(_bytes(row[6])),
            received_at=str(row[7]),
            streams=tuple(json.loads(str(row[8]))),
            author_units=frozenset(units[str(row[2])]),
        )
        for row in rows
    ]


def _bytes(value: object) -> bytes:
    assert isinstance(value, bytes | memoryview)
    return bytes(value)


def _reasons(raw: bytes) -> list[Fields]:
    reasons = wire.decode(raw)
    assert isinstance(reasons, list)
    return reasons

"""Builds who asks: the user, their units now, the device and its chain of replacements.

On the hot path of every request, so it is two statements, three for those with hamlets below.
"""

from collections.abc import Sequence

from sqlalchemy import Connection

from backend.core.scope import Access, Caller, Place, Role, listed_streams
from backend.store.places import COLUMNS, place_of
from backend.store.sql import listed, select

_PERSON = (
    "SELECT a.username, a.full_name, a.role, a.place, a.is_active, d.revoked_at, d.lineage, "
    "d.ancestors, (SELECT count(*) FROM device s WHERE s.lineage = d.lineage) "
    "FROM account a JOIN device d ON d.user_id = a.id WHERE a.id = ? AND d.id = ?"
)
_UNITS = (
    f"SELECT {COLUMNS} FROM unit WHERE valid_to IS NULL AND id IN "
    "(SELECT unit_id FROM account_unit WHERE user_id = ? AND until IS NULL)"
)
_ABOVE = f"SELECT {COLUMNS} FROM unit WHERE valid_to IS NULL AND id IN (?*)"
_BELOW = f"SELECT {COLUMNS} FROM unit WHERE valid_to IS NULL AND parent_id IN (?*)"
_SUCCESSORS = "SELECT id, ancestors FROM device WHERE lineage = ? AND id <> ?"


def find_caller(connection: Connection, user_id: str, device_id: str) -> Caller | None:
    """The caller, or None where the user or their device does not exist."""
    people = select(connection, _PERSON, user_id, device_id)
    if not people:
        return None
    username, full_name, role_name, place, is_active, revoked_at, lineage, chain, size = people[0]
    role = Role(role_name)
    own = tuple(place_of(row) for row in select(connection, _UNITS, user_id))
    return Caller(
        user_id=user_id,
        username=username,
        full_name=full_name,
        role=role,
        partition=place,
        places=own,
        listed=_listed(connection, role, own),
        device_id=device_id,
        ancestors=frozenset(chain.split()),
        successors=_successors(connection, lineage, device_id) if size > 1 else frozenset(),
        lineage=lineage,
        is_active=bool(is_active),
        is_revoked=revoked_at is not None,
    )


def _listed(
    connection: Connection, role: Role, own: tuple[Place, ...]
) -> tuple[tuple[Place, Access], ...]:
    above_ids = {place.province for place in own if place.level != "province"}
    above_ids |= {place.commune for place in own if place.level == "hamlet" and place.commune}
    communes = [place.unit_id for place in own if place.level == "commune"]
    return listed_streams(
        role,
        own,
        _places(connection, _BELOW, communes),
        _places(connection, _ABOVE, sorted(above_ids)),
    )


def _places(connection: Connection, statement: str, ids: Sequence[str]) -> tuple[Place, ...]:
    if not ids:
        return ()
    return tuple(place_of(row) for row in select(connection, statement, listed(connection, ids)))


def _successors(connection: Connection, lineage: str, device_id: str) -> frozenset[str]:
    rows = select(connection, _SUCCESSORS, lineage, device_id)
    return frozenset(row[0] for row in rows if device_id in row[1].split())

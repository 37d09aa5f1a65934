"""Builds who asks: the user, their units now, the device and its chain of replacements.

On the hot path of every request, so it is one statement, and one more each for those with hamlets
below their communes, for hamlets that others became, and for devices that were replaced or replaced
another.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection

from backend.core.scope import Caller, Place, Role, listed_streams
from backend.store.contacts import SEEN, Seen, seen_of
from backend.store.places import COLUMNS, place_of
from backend.store.sql import listed, select

_COLUMNS = (
    "a.id, a.username, a.full_name, a.role, a.place, a.is_active, d.id, d.revoked_at, d.lineage, "
    "d.ancestors, (SELECT count(*) FROM device s WHERE s.lineage = d.lineage), "
    "u.id, u.level, u.name, u.province, u.commune, u.valid_to, c.name, p.name, "
    "EXISTS (SELECT 1 FROM unit_succession x WHERE x.new_id = u.id)"
)
_UNITS = (
    "LEFT JOIN account_unit au ON au.user_id = a.id AND au.until IS NULL "
    "LEFT JOIN unit u ON u.id = au.unit_id AND u.valid_to IS NULL "
    "LEFT JOIN unit c ON c.id = u.commune "
    "LEFT JOIN unit p ON p.id = u.province"
)
_BY_DEVICE = (
    f"SELECT {_COLUMNS} FROM account a JOIN device d ON d.user_id = a.id {_UNITS} "
    "WHERE a.id = ? AND d.id = ? ORDER BY u.id"
)
_BY_TOKEN = (
    f"SELECT {_COLUMNS}, {SEEN}, t.hash FROM token t JOIN account a ON a.id = t.user_id "
    f"JOIN device d ON d.id = t.device_id {_UNITS} "
    "WHERE t.hash IN (?*) AND t.kind = 'access' AND t.state = 'live' AND t.expires_at > ? "
    "ORDER BY t.hash, u.id"
)
_BELOW = f"SELECT parent_id, {COLUMNS} FROM unit WHERE level = 'hamlet' AND parent_id IN (?*)"
_BEFORE = (
    "WITH RECURSIVE before(id) AS (SELECT old_id FROM unit_succession WHERE new_id IN (?*) "
    "UNION SELECT s.old_id FROM unit_succession s JOIN before b ON s.new_id = b.id) "
    f"SELECT {COLUMNS} FROM unit WHERE level = 'hamlet' AND id IN (SELECT id FROM before)"
)
_SUCCESSORS = "SELECT id, ancestors FROM device WHERE lineage = ? AND id <> ?"
_ROLE = 3
_PERSON_COLUMNS = 11
_UNIT_END = _PERSON_COLUMNS + 9
_PLACE_COLUMNS = 6
_ROLES_WITH_HAMLETS = frozenset({Role.DESK, Role.COMMUNE_ADMIN})


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who holds a token, and what the same look says of their device."""

    caller: Caller
    seen: Seen


def find_caller(connection: Connection, user_id: str, device_id: str) -> Caller | None:
    """The caller, or None where the user or their device does not exist."""
    rows = select(connection, _BY_DEVICE, user_id, device_id)
    return _caller(connection, rows, _below(connection, rows)) if rows else None


def find_signed_in(
    connection: Connection, token_hashes: Collection[str], *, now: str
) -> dict[str, SignedIn]:
    """Who holds these access tokens, by hash; one that is unknown or has expired is missing."""
    rows = select(connection, _BY_TOKEN, listed(connection, token_hashes), now)
    below = _below(connection, rows)
    found = {}
    for token_hash, group in groupby(rows, key=itemgetter(-1)):
        of_token = list(group)
        caller = _caller(connection, of_token, below)
        found[token_hash] = SignedIn(caller, seen_of(of_token[0][_UNIT_END:-1]))
    return found


def _caller(
    connection: Connection, rows: Sequence[Any], below: Mapping[str, Sequence[Place]]
) -> Caller:
    """From the rows of one device; `below` are the hamlets of communes."""
    user_id, username, full_name, role_name, place, is_active = rows[0][:6]
    device_id, revoked_at, lineage, chain, chain_length = rows[0][6:_PERSON_COLUMNS]
    role = Role(role_name)
    units = [row[_PERSON_COLUMNS:_UNIT_END] for row in rows if row[_PERSON_COLUMNS] is not None]
    own = tuple(place_of(unit[:_PLACE_COLUMNS]) for unit in units)
    hamlets = tuple(hamlet for each in own for hamlet in below.get(each.unit_id, ()))
    before = _before(connection, units)
    return Caller(
        user_id=user_id,
        username=username,
        full_name=full_name,
        role=role,
        partition=place,
        places=own,
        listed=listed_streams(role, own, hamlets, _above(units), before),
        device_id=device_id,
        ancestors=frozenset(chain.split()),
        successors=(
            _successors(connection, lineage, device_id) if chain_length > 1 else frozenset()
        ),
        lineage=lineage,
        is_active=bool(is_active),
        is_revoked=revoked_at is not None,
    )


def _below(connection: Connection, rows: Sequence[Any]) -> dict[str, list[Place]]:
    """The hamlets below the own communes of those who work there, by commune."""
    communes = {
        row[_PERSON_COLUMNS]
        for row in rows
        if row[_PERSON_COLUMNS + 1] == "commune" and row[_ROLE] in _ROLES_WITH_HAMLETS
    }
    if not communes:
        return {}
    found: dict[str, list[Place]] = {}
    for row in select(connection, _BELOW, listed(connection, communes)):
        found.setdefault(row[0], []).append(place_of(row[1:]))
    return found


def _before(connection: Connection, units: Sequence[Any]) -> tuple[Place, ...]:
    """The hamlets that became the user's own, at any remove."""
    became = [unit[0] for unit in units if unit[1] == "hamlet" and unit[-1]]
    if not became:
        return ()
    rows = select(connection, _BEFORE, listed(connection, became))
    return tuple(place_of(row) for row in rows)


def _above(units: Sequence[Any]) -> tuple[Place, ...]:
    """The communes and provinces over the user's own units."""
    above: dict[str, Place] = {}
    for _id, level, _name, province, commune, _to, commune_name, province_name, _ in units:
        if level != "province":
            above[province] = Place("province", province_name, province)
        if level == "hamlet":
            above[commune] = Place("commune", commune_name, province, commune)
    return tuple(above.values())


def _successors(connection: Connection, lineage: str, device_id: str) -> frozenset[str]:
    rows = select(connection, _SUCCESSORS, lineage, device_id)
    return frozenset(row[0] for row in rows if device_id in row[1].split())

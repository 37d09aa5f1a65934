"""The keys by which households are compared, kept beside the facts by the same projector, and the
pairs that have keys in common. Asking reads the keys alone; no pair is ever stored.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection

from backend.core.likeness import (
    LIKE_ADDRESS,
    LIKE_NAME,
    LIKE_PHONE,
    apart_ids,
    household_keys,
    merged_into,
)
from backend.core.scope import Caller, Role
from backend.core.validate import Fields
from backend.store.sql import execute_many, listed, select

SHARED_PHONE_MAX = 6
"""A number that more households give is an office's or a shop's, and says nothing."""

_DELETE = "DELETE FROM household_key WHERE place = ? AND stream = ? AND id = ?"
_INSERT = (
    "INSERT INTO household_key (place, stream, id, phone_key, name_key, address_key, apart, "
    "merged_into, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_SCORE = (
    f"CASE WHEN a.phone_key <> '' AND a.phone_key = b.phone_key THEN {LIKE_PHONE} ELSE 0 END"
    f" + CASE WHEN a.name_key <> '' AND a.name_key = b.name_key THEN {LIKE_NAME} ELSE 0 END"
    f" + CASE WHEN a.address_key <> '' AND a.address_key = b.address_key "
    f"THEN {LIKE_ADDRESS} ELSE 0 END"
)
_BY_PHONE = (
    "a.phone_key <> '' AND b.phone_key = a.phone_key AND (SELECT COUNT(*) FROM household_key c "
    f"WHERE c.place = a.place AND c.phone_key = a.phone_key) <= {SHARED_PHONE_MAX}"
)
_BY_NAME = (
    "a.name_key <> '' AND b.name_key = a.name_key "
    "AND a.address_key <> '' AND b.address_key = a.address_key"
)
_IS_APART = "(a.apart LIKE '%' || b.id || '%' OR b.apart LIKE '%' || a.id || '%')"
_PAIRS = (
    "SELECT p.score, p.a, p.b FROM (SELECT {score} AS score, a.id AS a, b.id AS b "
    "FROM household_key a JOIN household_key b ON b.place = a.place AND b.id > a.id "
    "WHERE ({by_phone}) AND {both} UNION SELECT {score}, a.id, b.id "
    "FROM household_key a JOIN household_key b ON b.place = a.place AND b.id > a.id "
    "WHERE ({by_name}) AND {both}) AS p "
    "WHERE p.score < ? OR (p.score = ? AND (p.a > ? OR (p.a = ? AND p.b > ?))) "
    "ORDER BY p.score DESC, p.a, p.b LIMIT ?"
)
_MERGED = (
    "SELECT a.updated_at, a.merged_into, a.id FROM household_key a WHERE a.merged_into <> '' "
    "AND {scope} AND (a.updated_at < ? OR (a.updated_at = ? AND a.id > ?)) "
    "ORDER BY a.updated_at DESC, a.id LIMIT ?"
)
_HOUSEHOLDS = "SELECT id, stream, wire FROM record WHERE place IN (?*) AND id IN (?*)"


@dataclass(frozen=True, slots=True)
class Pair:
    """Two households by id, and the sum of what they have in common."""

    score: int
    first: str
    second: str


@dataclass(frozen=True, slots=True)
class MergedPair:
    """The household that stayed, the one merged into it, and when that one last changed."""

    at: str
    stayed: str
    merged: str


def keep_keys(
    connection: Connection,
    place: str,
    stream: str,
    *,
    gone: Iterable[str],
    households: Iterable[tuple[str, Fields, str]],
) -> None:
    """`households` are the live ones that changed: id, fields, time of the change."""
    execute_many(connection, _DELETE, [(place, stream, each) for each in gone])
    execute_many(connection, _INSERT, [_row(place, stream, *each) for each in households])


def forget_keys(connection: Connection, place: str, stream: str) -> None:
    execute_many(
        connection, "DELETE FROM household_key WHERE place = ? AND stream = ?", [(place, stream)]
    )


def list_pairs(
    connection: Connection, caller: Caller, *, are_apart: bool, after: Pair, limit: int
) -> list[Pair]:
    """Pairs in what the caller reads that look alike, the likest first."""
    scopes = [_scope(connection, caller, side) for side in ("a", "b")]
    apart = _IS_APART if are_apart else f"NOT {_IS_APART}"
    both = f"a.merged_into = '' AND b.merged_into = '' AND {apart} AND " + " AND ".join(
        condition for condition, _ in scopes
    )
    statement = _PAIRS.format(score=_SCORE, by_phone=_BY_PHONE, by_name=_BY_NAME, both=both)
    scoped = [parameter for _, parameter in scopes]
    cursor = (after.score, after.score, after.first, after.first, after.second)
    # Every LIKE stands twice in the statement, and so do the places.
    rows = select(connection, statement, *scoped, *scoped, *cursor, limit)
    return [Pair(int(row[0]), row[1], row[2]) for row in rows]


def list_merged(
    connection: Connection, caller: Caller, *, after: tuple[str, str], limit: int
) -> list[MergedPair]:
    """Households that were merged away, the last ones first."""
    condition, parameter = _scope(connection, caller, "a")
    statement = _MERGED.format(scope=condition)
    rows = select(connection, statement, parameter, after[0], after[0], after[1], limit)
    return [MergedPair(*row) for row in rows]


def find_households(
    connection: Connection, partitions: Iterable[str], ids: Iterable[str]
) -> dict[str, Fields]:
    """The households as pulls carry them, each with its `stream`."""
    rows = select(connection, _HOUSEHOLDS, listed(connection, partitions), listed(connection, ids))
    return {row[0]: {**json.loads(bytes(row[2])), "stream": row[1]} for row in rows}


def _scope(connection: Connection, caller: Caller, side: str) -> tuple[str, object]:
    if caller.role is Role.PROVINCE_ADMIN:
        provinces = sorted({place.province for place in caller.places})
        return (
            f"{side}.place IN (SELECT id FROM unit WHERE level = 'commune' AND province IN (?*))",
            listed(connection, provinces),
        )
    streams = [place.stream for place, _ in caller.listed]
    return f"{side}.stream IN (?*)", listed(connection, streams)


def _row(
    place: str, stream: str, record_id: str, fields: Fields, updated_at: str
) -> tuple[object, ...]:
    keys = household_keys(fields)
    apart = " ".join(apart_ids(fields))
    into = merged_into(fields)
    return (
        *(place, stream, record_id, keys.phone, keys.name, keys.address),
        *(apart, into, updated_at),
    )


def find_merged(connection: Connection, partitions: Iterable[str]) -> dict[str, str]:
    """From each household that was merged away to the one that its record names."""
    rows = select(
        connection,
        "SELECT id, merged_into FROM household_key WHERE place IN (?*) AND merged_into <> ''",
        listed(connection, partitions),
    )
    return {row[0]: row[1] for row in rows}


@dataclass(frozen=True, slots=True)
class KeyRow:
    """The keys of one live household that was not merged away."""

    stream: str
    id: str
    phone: str
    name: str
    address: str


def list_keys(connection: Connection, place: str) -> list[KeyRow]:
    """Of every household of a commune, as far as its streams have been followed."""
    rows = select(
        connection,
        "SELECT stream, id, phone_key, name_key, address_key FROM household_key "
        "WHERE place = ? AND merged_into = '' ORDER BY id",
        place,
    )
    return [KeyRow(*row) for row in rows]

"""What became of hamlets: their names then, what they were merged into or split into, and where
their households passed.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from backend.core.unit_history import Era, Part, Passage
from backend.store import wire
from backend.store.database import Connection
from backend.store.facts import FIRST_DAY, LAST_DAY
from backend.store.sql import execute, execute_many, listed, select


@dataclass(frozen=True, slots=True)
class FormerName:
    """A name that a unit had before the day `until`, and what gave it another."""

    unit_id: str
    until: str
    name: str
    legal_ref: str


MERGED, SPLIT, UNDONE = "whole", "part", "undone"


@dataclass(frozen=True, slots=True)
class Succession:
    """`kind` is whole (a merge), part (a split), or undone: back from what a merge or a split had
    made. `effective` is the first day of what it made; `made_at` when it was decided."""

    old_id: str
    new_id: str
    kind: str
    effective: str
    legal_ref: str
    part: Part
    made_at: str = ""


@dataclass(frozen=True, slots=True)
class House:
    """A live household of a stream as a split needs it."""

    id: str
    cluster: str | None


@dataclass(frozen=True, slots=True)
class Follower:
    """A record that goes on when its hamlet has ended; `author` is who recorded it."""

    id: str
    type: str
    fields: dict[str, object]
    author: str | None


def rename_unit(connection: Connection, unit_id: str, name: str, *, former: FormerName) -> None:
    execute(connection, "UPDATE unit SET name = ? WHERE id = ?", name, unit_id)
    execute(
        connection,
        "INSERT INTO unit_name (unit_id, until, name, legal_ref) VALUES (?, ?, ?, ?)",
        former.unit_id,
        former.until,
        former.name,
        former.legal_ref,
    )


def take_back_name(connection: Connection, former: FormerName) -> None:
    execute(connection, "UPDATE unit SET name = ? WHERE id = ?", former.name, former.unit_id)
    execute(
        connection,
        "DELETE FROM unit_name WHERE unit_id = ? AND until = ?",
        former.unit_id,
        former.until,
    )


def list_former_names(connection: Connection, unit_ids: Iterable[str]) -> list[FormerName]:
    """Of each unit in the order of their days."""
    rows = select(
        connection,
        "SELECT unit_id, until, name, legal_ref FROM unit_name WHERE unit_id IN (?*) "
        "ORDER BY unit_id, until",
        listed(connection, unit_ids),
    )
    return [FormerName(*row) for row in rows]


def find_name_on(connection: Connection, unit_id: str, day: str) -> str | None:
    """The name that a unit had on a day of its past; None where it is today's."""
    rows = select(
        connection,
        "SELECT name FROM unit_name WHERE unit_id = ? AND until > ? ORDER BY until LIMIT 1",
        unit_id,
        day,
    )
    return rows[0][0] if rows else None


def close_units(connection: Connection, unit_ids: Iterable[str], *, last_day: str) -> None:
    execute(
        connection,
        "UPDATE unit SET valid_to = ? WHERE id IN (?*)",
        last_day,
        listed(connection, unit_ids),
    )


def insert_successions(connection: Connection, successions: Iterable[Succession]) -> None:
    execute_many(
        connection,
        "INSERT INTO unit_succession (old_id, new_id, kind, effective, legal_ref, takes_rest, "
        "clusters, made_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                each.old_id,
                each.new_id,
                each.kind,
                each.effective,
                each.legal_ref,
                each.part.takes_rest,
                json.dumps(each.part.clusters, ensure_ascii=False) if each.part.clusters else "",
                each.made_at,
            )
            for each in successions
        ],
    )


def list_successions(connection: Connection, old_ids: Iterable[str]) -> list[Succession]:
    return _successions(connection, "old_id", old_ids)


def list_origins(connection: Connection, new_ids: Iterable[str]) -> list[Succession]:
    """The merges and splits that made these units, as far as they stand."""
    found = _successions(connection, "new_id", new_ids)
    return [each for each in found if each.kind != UNDONE]


def _successions(connection: Connection, column: str, ids: Iterable[str]) -> list[Succession]:
    rows = select(
        connection,
        "SELECT old_id, new_id, kind, effective, legal_ref, takes_rest, clusters, made_at "
        f"FROM unit_succession WHERE {column} IN (?*) ORDER BY old_id, takes_rest DESC, new_id",
        listed(connection, ids),
    )
    return [
        Succession(
            old_id,
            new_id,
            kind,
            effective,
            legal_ref,
            Part(new_id, bool(takes_rest), tuple(json.loads(clusters or "[]"))),
            made_at,
        )
        for old_id, new_id, kind, effective, legal_ref, takes_rest, clusters, made_at in rows
    ]


def list_eras(connection: Connection, commune: str) -> dict[str, Era]:
    """The days of the commune's hamlets that ended or came of others; all others are always. One
    whose making was taken back has ended before it began."""
    rows = select(
        connection,
        "SELECT u.id, u.valid_from, u.valid_to, "
        "EXISTS (SELECT 1 FROM unit_succession s WHERE (s.new_id = u.id AND s.kind <> ?) "
        "OR (s.old_id = u.id AND s.kind = ?)) AS came "
        "FROM unit u WHERE u.parent_id = ? AND u.level = 'hamlet'",
        UNDONE,
        UNDONE,
        commune,
    )
    return {
        unit_id: Era((came and first) or FIRST_DAY, last or LAST_DAY)
        for unit_id, first, last, came in rows
        if came or last
    }


def keep_passages(connection: Connection, place: str, passages: Iterable[Passage]) -> None:
    """A hamlet that ended on its first day was nothing: who passed through it went on at once."""
    execute_many(
        connection,
        "INSERT INTO household_passage (place, household_id, until, unit_id, next_id) "
        "VALUES (?, ?, ?, ?, ?) ON CONFLICT (place, household_id, until) "
        "DO UPDATE SET next_id = excluded.next_id",
        [(place, each.household_id, each.until, each.unit_id, each.next_id) for each in passages],
    )


def list_passages(
    connection: Connection, place: str, household_ids: Iterable[str]
) -> dict[str, list[Passage]]:
    """Of each household in the order of their days."""
    rows = select(
        connection,
        "SELECT household_id, until, unit_id, next_id FROM household_passage "
        "WHERE place = ? AND household_id IN (?*) ORDER BY household_id, until",
        place,
        listed(connection, household_ids),
    )
    found: dict[str, list[Passage]] = {}
    for row in rows:
        found.setdefault(row[0], []).append(Passage(*row))
    return found


def list_houses(
    connection: Connection, place: str, streams: Iterable[str]
) -> dict[str, list[House]]:
    """The live households of these streams, by stream."""
    rows = select(
        connection,
        "SELECT stream, id, wire FROM record WHERE place = ? AND stream IN (?*) "
        "AND type = 'household' AND NOT is_deleted ORDER BY id",
        place,
        listed(connection, streams),
    )
    found: dict[str, list[House]] = {}
    for stream, record_id, raw in rows:
        fields = wire.fields_of(raw)
        cluster = fields.get("cluster")
        house = House(record_id, cluster if isinstance(cluster, str) else None)
        found.setdefault(stream, []).append(house)
    return found


def list_closed(connection: Connection, streams: Iterable[str]) -> list[str]:
    """Those of these streams whose hamlet has ended."""
    ids = [stream.removeprefix("hamlet:") for stream in streams if stream.startswith("hamlet:")]
    rows = select(
        connection,
        "SELECT id FROM unit WHERE id IN (?*) AND level = 'hamlet' AND valid_to IS NOT NULL "
        "ORDER BY id",
        listed(connection, ids),
    )
    return [f"hamlet:{row[0]}" for row in rows]


def list_unsettled(connection: Connection, types: Sequence[str]) -> list[str]:
    """Streams of hamlets that ended in which live records of these types are left."""
    rows = select(
        connection,
        "SELECT u.id FROM unit u WHERE u.level = 'hamlet' AND u.valid_to IS NOT NULL AND EXISTS "
        "(SELECT 1 FROM record r WHERE r.place = u.commune AND r.stream = 'hamlet:' || u.id "
        "AND r.type IN (?*) AND NOT r.is_deleted) ORDER BY u.id",
        listed(connection, types),
    )
    return [f"hamlet:{row[0]}" for row in rows]


def list_followers(
    connection: Connection, place: str, stream: str, types: Sequence[str], *, limit: int
) -> list[Follower]:
    """Live records of these types in a stream, at most `limit`."""
    rows = select(
        connection,
        "SELECT id, type, wire FROM record WHERE place = ? AND stream = ? AND type IN (?*) "
        "AND NOT is_deleted ORDER BY seq LIMIT ?",
        place,
        stream,
        listed(connection, types),
        limit,
    )
    return [
        Follower(row[0], row[1], wire.fields_of(row[2]), wire.author_of(row[2])) for row in rows
    ]

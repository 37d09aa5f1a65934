"""Follows each stream by its own seq and keeps the facts of its live guidance sessions.

A stream's projection row is its lock: a seq is projected exactly once, whoever asks at the same
time, and from 0 again after `forget_facts`. Counting reads the facts alone, never the records.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import msgspec
from sqlalchemy import Connection

from backend.core.facts import NO_MERGES, CountedTopic, Fact, fact_of_guidance
from backend.core.validate import Fields
from backend.store.household_keys import forget_keys, keep_keys
from backend.store.sql import execute, execute_many, listed, paired, select

SEQS_A_TRANSACTION = 5_000
SEQ_MAX = 2**62
FIRST_DAY, LAST_DAY = "0000-00-00", "9999-99-99"

_LAGGING = (
    "SELECT s.place, s.id FROM stream s "
    "LEFT JOIN projection p ON p.place = s.place AND p.stream = s.id "
    "WHERE s.place IN (?*) AND s.head > COALESCE(p.seq, 0) ORDER BY s.place, s.id"
)
_CHANGED = (
    "SELECT seq, id, type, is_deleted, wire FROM record "
    "WHERE place = ? AND stream = ? AND seq > ? AND seq <= ?"
)
_LEFT = "SELECT seq, id FROM gone WHERE place = ? AND stream = ? AND seq > ? AND seq <= ?"
_INSERT = (
    "INSERT INTO fact (place, stream, id, day, topic, outcome, quantity, household_id, "
    "person_key, shop_id, product_id, member_id, team_id, channel, created_by) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_HOUSEHOLD = "COALESCE(stayed.last, fact.household_id)"
_DISTINCT_KEY = {
    "person": f"COALESCE({_HOUSEHOLD}, '') || ' ' || fact.person_key",
    "shop": f"COALESCE(fact.shop_id, {_HOUSEHOLD})",
    "product": "fact.product_id",
}
_STAYED = (
    "WITH stayed(id, last) AS MATERIALIZED (SELECT key, value FROM PAIRS (?)) "
    "SELECT {what} FROM fact LEFT JOIN stayed ON stayed.id = fact.household_id WHERE {where}"
)


@dataclass(frozen=True, slots=True)
class FactScope:
    """Whose facts: those of some partitions, or of one stream in one; `first` and `last` are
    local days, both included. `also` are facts by id that count beside the stream's."""

    partitions: tuple[str, ...]
    stream: str | None = None
    first: str = FIRST_DAY
    last: str = LAST_DAY
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Stray:
    """A session recorded in the stream of a hamlet that did not exist on its day."""

    id: str
    stream: str
    day: str
    household_id: str | None
    author: str | None


class _Wire(msgspec.Struct):
    fields: dict[str, object]
    created_by: str | None = None
    updated_at: str = ""


_decode = msgspec.json.Decoder(_Wire).decode


def list_lagging(connection: Connection, partitions: Iterable[str]) -> list[tuple[str, str]]:
    """Place and stream of those that have moved on since they were last projected."""
    return [
        (row[0], row[1]) for row in select(connection, _LAGGING, listed(connection, partitions))
    ]


def project(connection: Connection, place: str, stream: str) -> bool:
    """Takes the next seqs of a stream into its facts; true while there are more."""
    done = _lock(connection, place, stream)
    heads = select(connection, "SELECT head FROM stream WHERE place = ? AND id = ?", place, stream)
    head = heads[0][0] if heads else 0
    upto = min(head, done + SEQS_A_TRANSACTION)
    if upto <= done:
        return False
    span = (place, stream, done, upto)
    changed = {row[1]: row for row in select(connection, _CHANGED, *span)}
    left = [row[1] for row in select(connection, _LEFT, *span) if row[1] not in changed]
    execute_many(
        connection,
        "DELETE FROM fact WHERE place = ? AND stream = ? AND id = ? AND NOT is_kept",
        [(place, stream, record_id) for record_id in (*changed, *left)] if done else [],
    )
    facts = [_fact(row) for row in changed.values() if row[2] == "guidance" and not row[3]]
    execute_many(
        connection, _INSERT, [_row(place, stream, fact) for fact in facts if fact is not None]
    )
    households = [
        _household(row) for row in changed.values() if row[2] == "household" and not row[3]
    ]
    gone = (*changed, *left) if done else ()
    keep_keys(
        connection, place, stream, gone=gone, households=[each for each in households if each]
    )
    execute(
        connection,
        "UPDATE projection SET seq = ? WHERE place = ? AND stream = ?",
        upto,
        place,
        stream,
    )
    return upto < head


def forget_facts(connection: Connection, place: str, stream: str) -> None:
    """Sets a stream back to 0, so that its facts are made anew from its records; what outlived
    its record stays."""
    _lock(connection, place, stream)
    execute(
        connection,
        "DELETE FROM fact WHERE place = ? AND stream = ? AND NOT is_kept",
        place,
        stream,
    )
    forget_keys(connection, place, stream)
    execute(
        connection, "UPDATE projection SET seq = 0 WHERE place = ? AND stream = ?", place, stream
    )


def recompute_facts(connection: Connection, place: str, stream: str) -> list[Fact]:
    """What the stream's live records come to now, without keeping it."""
    rows = select(connection, _CHANGED, place, stream, 0, SEQ_MAX)
    facts = [_fact(row) for row in rows if row[2] == "guidance" and not row[3]]
    return [fact for fact in facts if fact is not None]


def list_projected_facts(connection: Connection, place: str, stream: str) -> list[Fact]:
    """Those of live records, as `recompute_facts` gives them: not what outlived its record."""
    return _list(connection, FactScope((place,), stream=stream), " AND NOT is_kept")


def list_facts(connection: Connection, scope: FactScope) -> list[Fact]:
    """The facts themselves, by id; for drill-down."""
    return _list(connection, scope, "")


def _list(connection: Connection, scope: FactScope, only: str) -> list[Fact]:
    where, parameters = _where(connection, scope)
    rows = select(
        connection,
        "SELECT id, day, topic, outcome, quantity, household_id, person_key, shop_id, product_id, "
        f"member_id, team_id, channel, created_by FROM fact WHERE {where}{only} ORDER BY id",
        *parameters,
    )
    return [Fact(*row) for row in rows]


def count_indicator_parts(
    connection: Connection,
    scope: FactScope,
    topics: Iterable[CountedTopic],
    stayed: Mapping[str, str] = NO_MERGES,
) -> dict[str, int]:
    """What `core.facts.count_parts` counts, counted by the database."""
    by_code = {topic.code: topic for topic in topics}
    sums = {topic.indicator: 0 for topic in by_code.values()}
    for (indicator, dedupe_by), pairs in _counted_pairs(by_code).items():
        sums[indicator] += _count(connection, scope, dedupe_by, pairs, paired(stayed))
    return sums


def list_strays(
    connection: Connection, place: str, eras: Mapping[str, tuple[str, str]]
) -> list[Stray]:
    """The facts of these streams outside the first and the last day of their hamlets."""
    found: list[Stray] = []
    for stream, (first, last) in sorted(eras.items()):
        rows = select(
            connection,
            "SELECT id, stream, day, household_id, created_by FROM fact "
            "WHERE place = ? AND stream = ? AND (day < ? OR day > ?) ORDER BY id",
            place,
            stream,
            first,
            last,
        )
        found += [Stray(*row) for row in rows]
    return found


def _counted_pairs(topics: Mapping[str, CountedTopic]) -> dict[tuple[str, str], list[str]]:
    """Topic and outcome that count, by indicator and by what is counted once."""
    pairs: dict[tuple[str, str], list[str]] = {}
    for topic in topics.values():
        wanted = pairs.setdefault((topic.indicator, topic.dedupe_by or ""), [])
        wanted.extend(f"{topic.code} {outcome}" for outcome in sorted(topic.counts_when))
    return pairs


def _count(
    connection: Connection, scope: FactScope, dedupe_by: str, pairs: Sequence[str], stayed: str
) -> int:
    where, parameters = _where(connection, scope)
    key = _DISTINCT_KEY.get(dedupe_by, "NULL")
    distinct = f"COUNT(DISTINCT {key})" if dedupe_by in _DISTINCT_KEY else "0"
    what = f"{distinct}, COALESCE(SUM(CASE WHEN {key} IS NULL THEN quantity ELSE 0 END), 0)"
    rows = select(
        connection,
        _STAYED.format(what=what, where=f"{where} AND topic || ' ' || outcome IN (?*)"),
        stayed,
        *parameters,
        listed(connection, pairs),
    )
    return int(rows[0][0]) + int(rows[0][1])


def _where(connection: Connection, scope: FactScope) -> tuple[str, list[object]]:
    where = "day >= ? AND day <= ?"
    parameters: list[object] = [scope.first, scope.last]
    if scope.stream is not None:
        where += " AND stream = ?"
        parameters.append(scope.stream)
    if scope.also:
        where = f"({where} OR fact.id IN (?*))"
        parameters.append(listed(connection, scope.also))
    return f"place IN (?*) AND {where}", [listed(connection, scope.partitions), *parameters]


def _lock(connection: Connection, place: str, stream: str) -> int:
    """The seq that a stream's facts have reached; its row is made and locked."""
    execute(
        connection,
        "INSERT INTO projection (place, stream, seq) VALUES (?, ?, 0) ON CONFLICT DO NOTHING",
        place,
        stream,
    )
    rows = select(
        connection,
        "SELECT seq FROM projection WHERE place = ? AND stream = ? FOR UPDATE",
        place,
        stream,
    )
    return int(rows[0][0])


def _household(row: Sequence[object]) -> tuple[str, Fields, str] | None:
    record = _read(row)
    return None if record is None else (str(row[1]), record.fields, record.updated_at)


def _fact(row: Sequence[object]) -> Fact | None:
    record = _read(row)
    if record is None:
        return None
    return fact_of_guidance(record.fields, record_id=str(row[1]), created_by=record.created_by)


def _read(row: Sequence[object]) -> _Wire | None:
    """None where the bytes are spoilt: it counts as nothing, and the stream goes on."""
    raw = row[4]
    assert isinstance(raw, bytes | memoryview)
    try:
        return _decode(raw)
    except msgspec.DecodeError:
        return None


def _row(place: str, stream: str, fact: Fact) -> tuple[object, ...]:
    return (
        place,
        stream,
        fact.id,
        fact.day,
        fact.topic,
        fact.outcome,
        fact.quantity,
        fact.household_id,
        fact.person_key,
        fact.shop_id,
        fact.product_id,
        fact.member_id,
        fact.team_id,
        fact.channel,
        fact.created_by,
    )

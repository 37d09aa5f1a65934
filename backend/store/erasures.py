"""Takes every recorded value of some records out of the database; ids, numbers and counts stay."""

import json
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from backend.core.facts import follow_merges
from backend.core.validate import Fields
from backend.store import wire
from backend.store.database import Connection, Database
from backend.store.household_keys import find_merged
from backend.store.recovered import follow_moves
from backend.store.sql import execute, execute_many, is_sqlite, listed, select

IDS_A_SCAN = 40
_ESCAPE = b"\\u"
_CLEANED = "record, revision, log, held, outcome, fact, conflict, household_key, photo, photo_part"


@dataclass(frozen=True, slots=True)
class Subject:
    """A record to be erased and the partitions in which it is or was."""

    type: str
    partitions: frozenset[str]


@dataclass(frozen=True, slots=True)
class LoggedBody:
    """A changeset of the log that may concern what is erased."""

    place: str
    device: str
    n: int
    body: bytes


def find_subject(connection: Connection, record_id: str) -> Subject | None:
    rows = select(connection, "SELECT place, type FROM record WHERE id = ?", record_id)
    left = select(connection, "SELECT place FROM gone WHERE id = ?", record_id)
    if not rows:
        return None
    near = {row[0] for row in (*rows, *left)}
    return Subject(rows[0][1], follow_moves(connection, near, [record_id]))


def is_erased(connection: Connection, record_id: str) -> bool:
    return bool(select(connection, "SELECT 1 FROM erased WHERE id = ?", record_id))


def list_erased(connection: Connection) -> list[tuple[str, str]]:
    """Place and id of everything that was ever erased here."""
    rows = select(connection, "SELECT place, id FROM erased ORDER BY id, place")
    return [(row[0], row[1]) for row in rows]


def list_fields(
    connection: Connection, partitions: Collection[str], types: Iterable[str]
) -> Iterable[tuple[str, str, Fields]]:
    """Id, type and fields of all records of these types, deleted ones too."""
    rows = select(
        connection,
        "SELECT id, type, wire, kept FROM record WHERE place IN (?*) AND type IN (?*)",
        listed(connection, partitions),
        listed(connection, types),
    )
    for record_id, record_type, raw, kept in rows:
        fields = wire.decode(kept) if kept is not None else wire.decode(raw)
        assert isinstance(fields, dict)
        yield record_id, record_type, fields if kept is not None else fields["fields"]


def note_erased(
    connection: Connection, partitions: Iterable[str], ids: Iterable[str], *, at: str
) -> None:
    execute_many(
        connection,
        "INSERT INTO erased (place, id, at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        [(place, each, at) for place in sorted(partitions) for each in sorted(ids)],
    )


def blank_history(
    connection: Connection, partitions: Collection[str], ids: Collection[str]
) -> None:
    """Revisions keep who, when and their tags; conflicts are found no more."""
    where, named = listed(connection, partitions), listed(connection, ids)
    execute(
        connection,
        "UPDATE revision SET changes = ? WHERE place IN (?*) AND id IN (?*)",
        b"{}",
        where,
        named,
    )
    execute(
        connection, "DELETE FROM conflict WHERE place IN (?*) AND record_id IN (?*)", where, named
    )


def keep_facts(
    connection: Connection,
    partitions: Collection[str],
    ids: Collection[str],
    *,
    new_key: Callable[[str], str],
) -> int:
    """What was counted goes on counting, once for each person as before, under a key that no
    name leads to; a person of whom other sessions remain keeps their key. Their number."""
    where = listed(connection, partitions)
    rows = select(
        connection,
        "SELECT place, stream, id, household_id, person_key FROM fact "
        "WHERE place IN (?*) AND id IN (?*)",
        where,
        listed(connection, ids),
    )
    keys = {row[4] for row in rows if row[4] is not None}
    stayed = follow_merges(find_merged(connection, partitions))
    elsewhere = {
        (stayed.get(row[1], row[1]), row[2])
        for row in select(
            connection,
            "SELECT id, household_id, person_key FROM fact WHERE person_key IN (?*)",
            listed(connection, keys),
        )
        if row[0] not in ids
    }
    kept = []
    for *where_it_is, household_id, key in rows:
        # The merge may be erased with its household; the one that stayed is known now.
        household = stayed.get(household_id, household_id)
        is_alone = key is not None and (household, key) not in elsewhere
        renamed = new_key(f"{household} {key}") if is_alone else key
        kept.append((True, household, renamed, *where_it_is))
    execute_many(
        connection,
        "UPDATE fact SET is_kept = ?, household_id = ?, person_key = ? "
        "WHERE place = ? AND stream = ? AND id = ?",
        kept,
    )
    return len(rows)


def find_logged_about(connection: Connection, ids: Sequence[str]) -> list[LoggedBody]:
    """Changesets whose bytes hold one of the ids, or could hold one in escapes."""
    found: dict[tuple[str, str, int], LoggedBody] = {}
    for row in _scan(connection, "SELECT place, device, n, body FROM log WHERE", ids):
        found[(row[0], row[1], row[2])] = LoggedBody(row[0], row[1], row[2], bytes(row[3]))
    return list(found.values())


def find_returned_about(connection: Connection, ids: Sequence[str]) -> dict[str, bytes]:
    """What phones gave back that holds one of the ids, by the id of the held work."""
    rows = _scan(connection, "SELECT id, body FROM held WHERE body IS NOT NULL AND", ids)
    return {row[0]: bytes(row[1]) for row in rows}


def _scan(connection: Connection, statement: str, ids: Sequence[str]) -> Iterable[Any]:
    """Reads the whole table: an erasure is rare, and no index leads from a record to its log."""
    for start in range(0, len(ids), IDS_A_SCAN):
        parts = [*(each.encode() for each in ids[start : start + IDS_A_SCAN]), _ESCAPE]
        holds = "instr(body, ?) > 0" if is_sqlite(connection) else "position(? in body) > 0"
        where = " OR ".join([holds] * len(parts))
        yield from select(connection, f"{statement} ({where})", *parts)


def rewrite_logged(connection: Connection, bodies: Iterable[LoggedBody]) -> None:
    rows = [(each.body, each.place, each.device, each.n) for each in bodies]
    execute_many(
        connection, "UPDATE log SET body = ? WHERE place = ? AND device = ? AND n = ?", rows
    )


def rewrite_returned(connection: Connection, bodies: dict[str, bytes]) -> None:
    execute_many(
        connection,
        "UPDATE held SET body = ? WHERE id = ?",
        [(body, held_id) for held_id, body in sorted(bodies.items())],
    )


def find_held_of(connection: Connection, logged: Iterable[LoggedBody]) -> list[str]:
    """The held work whose changesets these are."""
    return [
        row[0]
        for each in logged
        for row in select(
            connection,
            "SELECT id FROM held WHERE place = ? AND device = ? AND n = ?",
            each.place,
            each.device,
            each.n,
        )
    ]


def blank_reasons(
    connection: Connection, logged: Iterable[LoggedBody], held_ids: Iterable[str]
) -> None:
    """The office's own words about it."""
    execute(
        connection,
        "UPDATE held SET why = NULL WHERE id IN (?*)",
        listed(connection, held_ids),
    )
    for each in logged:
        rows = select(
            connection,
            "SELECT lineage, seq, wire FROM outcome WHERE place = ? AND device = ? AND n = ?",
            each.place,
            each.device,
            each.n,
        )
        for lineage, seq, raw in rows:
            outcome = json.loads(bytes(raw))
            execute(
                connection,
                "UPDATE outcome SET wire = ? WHERE place = ? AND lineage = ? AND seq = ?",
                wire.encode({**outcome, "reason": None}),
                each.place,
                lineage,
                seq,
            )


def overwrite_deleted(connection: Connection) -> None:
    """From here on SQLite writes zeros over what this connection deletes."""
    if is_sqlite(connection):
        select(connection, "PRAGMA secure_delete = ON")


def forget_old_pages(database: Database) -> None:
    """After the commit: nothing of it stays in the write-ahead log or in dead rows, unless a
    reader still looks at the state before."""
    if not database.is_sqlite:
        with database.engine.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT")
            connection.exec_driver_sql(f"VACUUM {_CLEANED}")
        return
    pooled = database.engine.raw_connection()
    try:
        driver = pooled.driver_connection
        assert driver is not None
        driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    finally:
        pooled.close()

"""Reads a server's whole database for the checks, as an outsider: the tables, not the services."""

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from backend.core.record import WHOLE
from backend.store.database import Connection, Database
from backend.store.sql import select
from tests.phone import Json

UUID_CHARS = 36
COMPARED = {
    "recovered": "place, key",
    "record": "place, id",
    "gone": "place, stream, id",
    "revision": "place, id, rev",
    "conflict": "place, id",
    "held": "place, id",
    "held_wait": "place, record_id, held_id",
    "log": "place, device, n",
    "lost": "place, device, first",
    "stream": "place, id",
    "outcome": "place, lineage, seq",
    "lineage": "place, id",
    "outbox_file": "place, device, digest",
    "epoch": "no",
}


@dataclass(frozen=True, slots=True)
class LogLine:
    device: str
    n: int
    user: str
    changeset_id: str
    status: str
    body: Json
    result: Json
    is_repeat: bool


@dataclass(frozen=True, slots=True)
class RecordLine:
    """`fields` are there also of a deleted record; `marks` as they are stored."""

    id: str
    stream: str
    type: str
    rev: int
    tag: int
    is_deleted: bool
    fields: Json
    wire: Json
    marks: Json


@dataclass(frozen=True, slots=True)
class RevisionLine:
    id: str
    rev: int
    op: str
    device: str | None
    n: int | None
    at: str
    changes: Json


@dataclass
class State:
    """All that the checks look at; `log` by device and n, `held` the status by device and n,
    `items` the device, n and status of held work by its id, `awaited` the ids of records that open
    held work waits for, `given_back` those of records that phones sent after a restore, `kept` the
    changesets of files that wait for a gap to close; `audit` (action, subject, detail); `devices`
    what each replaces."""

    log: dict[tuple[str, int], LogLine] = field(default_factory=dict)
    records: dict[str, RecordLine] = field(default_factory=dict)
    revisions: dict[str, list[RevisionLine]] = field(default_factory=dict)
    held: dict[tuple[str, int], str] = field(default_factory=dict)
    items: dict[str, tuple[str, int, str]] = field(default_factory=dict)
    lost: list[tuple[str, int, int]] = field(default_factory=list)
    outcomes: list[Json] = field(default_factory=list)
    awaited: set[str] = field(default_factory=set)
    given_back: set[str] = field(default_factory=set)
    kept: set[str] = field(default_factory=set)
    audit: list[tuple[str, str, str]] = field(default_factory=list)
    devices: dict[str, str | None] = field(default_factory=dict)
    _by_changeset: dict[str, list[LogLine]] = field(default_factory=dict)

    def live(self, stream: str) -> dict[str, RecordLine]:
        return {
            each.id: each
            for each in self.records.values()
            if each.stream == stream and not each.is_deleted
        }

    def chain_of(self, device: str) -> list[str]:
        """The device and those that it replaces, as far back as the server knows them."""
        chain, replaces = [device], self.devices[device]
        while replaces in self.devices:
            chain.append(replaces)
            replaces = self.devices[replaces]
        return chain

    def lines_of(self, changeset_id: str) -> list[LogLine]:
        if not self._by_changeset:
            for line in self.log.values():
                self._by_changeset.setdefault(line.changeset_id, []).append(line)
        return self._by_changeset.get(changeset_id, [])


def read_state(database: Database) -> State:
    state = State()
    with database.read() as connection:
        for line in _read_log(connection):
            state.log[(line.device, line.n)] = line
        for record in _read_records(connection):
            state.records[record.id] = record
        for revision in _read_revisions(connection):
            state.revisions.setdefault(revision.id, []).append(revision)
        rows = select(connection, "SELECT id, device, n, status FROM held")
        state.items = {row[0]: (row[1], row[2], row[3]) for row in rows}
        state.held = {(row[1], row[2]): row[3] for row in rows}
        rows = select(
            connection,
            "SELECT w.record_id FROM held_wait w JOIN held h ON h.place = w.place "
            "AND h.id = w.held_id WHERE h.status = 'open' AND h.n > 0",
        )
        state.awaited = {row[0] for row in rows}
        rows = select(connection, "SELECT key FROM recovered")
        state.given_back = {row[0][:UUID_CHARS] for row in rows}
        rows = select(connection, "SELECT device, first, last FROM lost")
        state.lost = [(row[0], row[1], row[2]) for row in rows]
        rows = select(connection, "SELECT device, n, wire FROM outcome")
        state.outcomes = [{"device": row[0], "n": row[1], **_json(row[2])} for row in rows]
        state.kept = set(_read_kept(connection))
        rows = select(connection, "SELECT action, subject, detail FROM audit ORDER BY place, seq")
        state.audit = [(row[0], row[1], row[2]) for row in rows]
        rows = select(connection, "SELECT id, replaces FROM device")
        state.devices = {row[0]: row[1] for row in rows}
    return state


def _read_log(connection: Connection) -> Iterator[LogLine]:
    rows = select(
        connection,
        "SELECT device, n, user_id, changeset_id, status, body, result, repeat_of FROM log",
    )
    for device, n, user, changeset_id, status, body, result, repeat_of in rows:
        bodies = _json(body), _json(result)
        yield LogLine(device, n, user, changeset_id, status, *bodies, repeat_of is not None)


def _read_kept(connection: Connection) -> Iterator[str]:
    for row in select(connection, "SELECT packed FROM outbox_file"):
        content = json.loads(gzip.decompress(bytes(row[0])))
        yield from (changeset["id"] for changeset in content["changesets"])


def _read_records(connection: Connection) -> Iterator[RecordLine]:
    rows = select(
        connection, "SELECT id, stream, type, rev, tag, is_deleted, wire, kept, marks FROM record"
    )
    for record_id, stream, kind, rev, tag, is_deleted, raw, kept, marks in rows:
        wire = _json(raw)
        fields = wire["fields"] if kept is None else _json(kept)
        yield RecordLine(
            record_id, stream, kind, rev, tag, bool(is_deleted), fields, wire, json.loads(marks)
        )


def _read_revisions(connection: Connection) -> Iterator[RevisionLine]:
    rows = select(
        connection, "SELECT id, rev, op, device, n, at, changes FROM revision ORDER BY id, rev"
    )
    for record_id, rev, op, device, n, at, changes in rows:
        yield RevisionLine(record_id, rev, op, device, n, at, _json(changes))


def fields_at(record: RecordLine, later: list[RevisionLine]) -> Json:
    """The fields as they were before the `later` revisions."""
    fields = dict(record.fields)
    for revision in reversed(later):
        for name, change in revision.changes.items():
            fields[name] = change["from"]
    return fields


def texts_since(state: State, moment: str) -> Iterator[str]:
    """What was written from then on under a number that a lost part of the history may have used
    for something else: by revisions, and where a record that was lost and given back was created
    anew, which leaves none. A record that nobody knew before has no such number."""
    written = [
        change["to"]
        for revisions in state.revisions.values()
        for revision in revisions
        if revision.at >= moment
        for change in revision.changes.values()
    ]
    for record_id in state.given_back & state.records.keys():
        record = state.records[record_id]
        device, at = record.marks[WHOLE][1], record.marks[WHOLE][5]
        if device is None and at >= moment:
            written += fields_at(record, state.revisions.get(record_id, [])).values()
    return (each for each in written if isinstance(each, str))


def read_arrived(database: Database, device: str, after: int) -> dict[int, str]:
    """The changeset ids of a device's log beyond n `after`."""
    with database.read() as connection:
        rows = select(
            connection,
            "SELECT n, changeset_id FROM log WHERE device = ? AND n > ?",
            device,
            after,
        )
    return {row[0]: row[1] for row in rows}


def read_lost(database: Database, device: str) -> list[tuple[int, int]]:
    with database.read() as connection:
        rows = select(connection, "SELECT first, last FROM lost WHERE device = ?", device)
    return [(row[0], row[1]) for row in rows]


def read_all_ids(database: Database) -> set[str]:
    with database.read() as connection:
        return {row[0] for row in select(connection, "SELECT changeset_id FROM log")}


def read_conflicts(database: Database, ids: list[str]) -> list[Json]:
    found = []
    with database.read() as connection:
        for conflict_id in ids:
            rows = select(connection, "SELECT wire FROM record WHERE id = ?", conflict_id)
            found += [_json(row[0])["fields"] for row in rows]
    return found


def dump_tables(database: Database) -> dict[str, list[Any]]:
    """Every row of the tables that a replay must give again, in the order of their keys."""
    with database.read() as connection:
        return {
            table: [
                tuple(bytes(value) if isinstance(value, memoryview) else value for value in row)
                for row in select(connection, f"SELECT * FROM {table} ORDER BY {order}")
            ]
            for table, order in COMPARED.items()
        }


def _json(raw: bytes | memoryview) -> Json:
    parsed: Json = json.loads(bytes(raw))
    return parsed

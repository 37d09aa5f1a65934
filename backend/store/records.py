"""Reads the world that a plan needs and writes what it decided, in a few statements whatever
the number of changes. Streams are always locked in the order of their ids.
"""

import logging
from collections.abc import Iterable, Mapping

import msgspec
from sqlalchemy import Connection

from backend.core.conflicts import opened_by
from backend.core.plan import Gone, Plan, Revision, StreamHead
from backend.core.record import Record
from backend.core.scope import Place
from backend.store import wire
from backend.store.deletions import add_deleted
from backend.store.photos import relocate_photo
from backend.store.places import find_stream_places
from backend.store.sql import execute_many, insert_into, insert_many, listed, select
from backend.store.tables import RecordRow, RevisionRow

_LOG = logging.getLogger("tungnha")
_RECORDS = (
    "SELECT r.id, r.stream, r.seq, r.wire, r.marks, r.kept FROM record r "
    "WHERE r.place IN (?*) AND r.id IN (?*)"
)
_CONFLICTS = (
    "SELECT c.record_id, c.field, c.status, r.id, r.stream, r.seq, r.wire, r.marks, r.kept "
    "FROM conflict c JOIN record r ON r.place = c.place AND r.id = c.id "
    "WHERE c.place IN (?*) AND c.record_id IN (?*)"
)
_INSERT_RECORD = insert_into(
    RecordRow,
    "place",
    "id",
    "stream",
    "seq",
    "type",
    "rev",
    "tag",
    "is_deleted",
    "marks",
    "wire",
    "kept",
)
_UPDATE_RECORD = (
    "UPDATE record SET stream = ?, seq = ?, rev = ?, tag = ?, is_deleted = ?, marks = ?, "
    "wire = ?, kept = ? WHERE place = ? AND id = ?"
)
_INSERT_REVISION = insert_into(
    RevisionRow,
    "place",
    "id",
    "rev",
    "op",
    "tag",
    "by",
    "device",
    "n",
    "at",
    "changes",
    "tag_before",
)


def lock_streams(connection: Connection, places: Iterable[Place]) -> dict[str, StreamHead]:
    """The heads of these streams, each made where it is new and locked until the commit."""
    by_stream = {place.stream: place for place in places}
    ordered = sorted(by_stream)
    heads = _read_heads(connection, by_stream, ordered)
    missing = [stream for stream in ordered if stream not in heads]
    if missing:
        execute_many(
            connection,
            "INSERT INTO stream (place, id, head, live, tag_sum) VALUES (?, ?, 0, 0, 0) "
            "ON CONFLICT DO NOTHING",
            [(by_stream[stream].partition, stream) for stream in missing],
        )
        heads.update(_read_heads(connection, by_stream, missing))
    return heads


def _read_heads(
    connection: Connection, by_stream: Mapping[str, Place], streams: list[str]
) -> dict[str, StreamHead]:
    partitions = {by_stream[stream].partition for stream in streams}
    rows = select(
        connection,
        "SELECT id, head, live, tag_sum FROM stream WHERE place IN (?*) AND id IN (?*) "
        "ORDER BY id FOR UPDATE",
        listed(connection, partitions),
        listed(connection, streams),
    )
    return {row[0]: StreamHead(by_stream[row[0]], row[1], row[2], row[3]) for row in rows}


def find_records(
    connection: Connection,
    partitions: Iterable[str],
    ids: Iterable[str],
    places: dict[str, Place],
    *,
    said: Mapping[str, str] | None = None,
    twins: set[tuple[str, str]] | None = None,
) -> dict[str, Record]:
    """The records of these ids; `places` learns the streams that they lie in.

    An id may have been used in two partitions, which know nothing of each other: then the record
    in the stream that was `said` of the id is given, and `twins` learns partition and id of both.
    """
    rows = select(connection, _RECORDS, listed(connection, partitions), listed(connection, ids))
    _learn_places(connection, places, {row[1] for row in rows})
    found: dict[str, Record] = {}
    for row in rows:
        if row[1] not in places:
            continue
        try:
            record = wire.decode_record(places[row[1]], row[2], row[3], row[4], row[5])
        except (msgspec.DecodeError, KeyError) as error:
            # As if it were not there: what is about it is held, and nothing else waits for it.
            _LOG.error("record %s cannot be read: %s", row[0], error)
            continue
        if row[0] in found:
            record = _choose(found[row[0]], record, said or {}, set() if twins is None else twins)
        found[row[0]] = record
    return found


def _choose(
    one: Record, other: Record, said: Mapping[str, str], twins: set[tuple[str, str]]
) -> Record:
    twins.update((each.place.partition, each.id) for each in (one, other))
    return min(
        (one, other),
        key=lambda each: (said.get(each.id) != each.place.stream, each.place.partition),
    )


def find_conflicts(
    connection: Connection,
    partitions: Iterable[str],
    record_ids: Iterable[str],
    places: dict[str, Place],
) -> tuple[dict[tuple[str, str | None], Record], list[Record]]:
    """The open conflicts by record and field, and all conflicts, of these records."""
    ids = list(record_ids)
    if not ids:
        return {}, []
    rows = select(connection, _CONFLICTS, listed(connection, partitions), listed(connection, ids))
    _learn_places(connection, places, {row[4] for row in rows})
    still_open: dict[tuple[str, str | None], Record] = {}
    every = []
    for row in rows:
        record = wire.decode_record(places[row[4]], row[5], row[6], row[7], row[8])
        every.append(record)
        if row[2] == "open":
            still_open[(row[0], row[1] or None)] = record
    return still_open, every


def _learn_places(connection: Connection, places: dict[str, Place], streams: set[str]) -> None:
    unknown = streams - places.keys()
    if unknown:
        places.update(find_stream_places(connection, sorted(unknown)))


def find_erased(
    connection: Connection, partitions: Iterable[str], ids: Iterable[str]
) -> frozenset[str]:
    rows = select(
        connection,
        "SELECT id FROM erased WHERE place IN (?*) AND id IN (?*)",
        listed(connection, partitions),
        listed(connection, ids),
    )
    return frozenset(row[0] for row in rows)


def find_moves(
    connection: Connection, partitions: Iterable[str], streams: Iterable[str], ids: Iterable[str]
) -> set[str]:
    """The streams to which these records moved when they left these streams."""
    rows = select(
        connection,
        "SELECT DISTINCT moved_to FROM gone WHERE place IN (?*) AND stream IN (?*) AND id IN (?*)",
        listed(connection, partitions),
        listed(connection, streams),
        listed(connection, ids),
    )
    return {row[0] for row in rows}


def write_plan(connection: Connection, plan: Plan) -> None:
    """Carries out a plan; the streams it numbers in must be locked."""
    created = [record for key, record in plan.written.items() if key in plan.created]
    updated = [record for key, record in plan.written.items() if key not in plan.created]
    _park(connection, plan, updated)
    insert_many(connection, _INSERT_RECORD, [_record_row(each) for each in created])
    execute_many(
        connection,
        _UPDATE_RECORD,
        [_changed_row(each) for each in updated],
    )
    insert_many(connection, _INSERT_REVISION, [_revision_row(each) for each in plan.revisions])
    _write_gone(connection, plan)
    _write_conflicts(
        connection, [each for each in plan.written.values() if each.type == "conflict"]
    )
    if plan.deletions is not None and plan.deletions.added:
        add_deleted(connection, plan.deletions.added, day=plan.deletions.day)
    execute_many(
        connection,
        "UPDATE stream SET head = ?, live = ?, tag_sum = ? WHERE place = ? AND id = ?",
        [
            (head.head, head.live, head.tag_sum, head.place.partition, stream)
            for stream, head in sorted(plan.heads.items())
        ],
    )


def _park(connection: Connection, plan: Plan, updated: list[Record]) -> None:
    """A record that changes partition is taken out and written anew: a distributed table does
    not let a row's distribution column change."""
    relocated = [
        each for each in updated if plan.stored[each.id].place.partition != each.place.partition
    ]
    for each in relocated:
        old = plan.stored[each.id].place.partition
        execute_many(connection, "DELETE FROM record WHERE place = ? AND id = ?", [(old, each.id)])
        execute_many(
            connection, "DELETE FROM conflict WHERE place = ? AND id = ?", [(old, each.id)]
        )
        insert_many(connection, _INSERT_RECORD, [_record_row(each)])
        execute_many(
            connection,
            "UPDATE revision SET place = ? WHERE place = ? AND id = ?",
            [(each.place.partition, old, each.id)],
        )
        if each.type == "photo":
            relocate_photo(connection, each.id, old=old, new=each.place.partition)


def _record_row(record: Record) -> tuple[object, ...]:
    return (
        record.place.partition,
        record.id,
        record.place.stream,
        record.seq,
        record.type,
        record.rev,
        record.tag,
        record.is_deleted,
        wire.encode_marks(record),
        wire.encode_record(record),
        wire.encode(record.fields) if record.is_deleted else None,
    )


def _changed_row(record: Record) -> tuple[object, ...]:
    return (
        record.place.stream,
        record.seq,
        record.rev,
        record.tag,
        record.is_deleted,
        wire.encode_marks(record),
        wire.encode_record(record),
        wire.encode(record.fields) if record.is_deleted else None,
        record.place.partition,
        record.id,
    )


def _revision_row(revision: Revision) -> tuple[object, ...]:
    author = revision.author
    return (
        revision.place.partition,
        revision.id,
        revision.rev,
        revision.op,
        revision.tag,
        author.user_id,
        author.device,
        author.n,
        revision.at,
        wire.encode(revision.changes),
        revision.tag_before,
    )


def _write_gone(connection: Connection, plan: Plan) -> None:
    back = [
        (record.place.partition, record.place.stream, record.id)
        for record in plan.written.values()
        if record.id in plan.stored and plan.stored[record.id].place.stream != record.place.stream
    ]
    gone = list(plan.gone.values())
    leaving = [(each.left.partition, each.left.stream, each.record.id) for each in gone]
    execute_many(
        connection, "DELETE FROM gone WHERE place = ? AND stream = ? AND id = ?", back + leaving
    )
    execute_many(
        connection,
        "INSERT INTO gone (place, stream, id, seq, type, rev, tag, moved_to, wire) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [_gone_row(each) for each in gone],
    )


def _gone_row(gone: Gone) -> tuple[object, ...]:
    record = gone.record
    return (
        gone.left.partition,
        gone.left.stream,
        record.id,
        gone.seq,
        record.type,
        record.rev,
        record.tag,
        record.place.stream,
        wire.encode_gone(record),
    )


def _write_conflicts(connection: Connection, conflicts: list[Record]) -> None:
    execute_many(
        connection,
        "INSERT INTO conflict (place, id, stream, record_id, field, status, opened_by) "
        "VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (place, id) "
        "DO UPDATE SET stream = excluded.stream, status = excluded.status",
        [
            (
                each.place.partition,
                each.id,
                each.place.stream,
                each.fields["record_id"],
                each.fields["field"] or "",
                each.fields["status"],
                opened_by(each),
            )
            for each in conflicts
        ],
    )

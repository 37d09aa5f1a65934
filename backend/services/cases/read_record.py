"""One record and its history, for desks and other systems."""

from collections.abc import Sequence

from backend.core.conflicts import first_sides
from backend.core.problems import not_found
from backend.core.record import WHOLE, Record
from backend.core.scope import Caller
from backend.core.validate import Fields
from backend.services.context import Context
from backend.store import records, wire
from backend.store.conflicts import list_partitions
from backend.store.database import Connection
from backend.store.revisions import list_revisions as stored_revisions


def get_record(context: Context, caller: Caller, record_type: str, record_id: str) -> bytes:
    """The record's JSON as pulls carry it. Raises Problem 404."""
    with context.database.read() as connection:
        return wire.encode_record(_get(connection, caller, record_type, record_id))


def list_records(context: Context, caller: Caller, ids: Sequence[str]) -> list[Fields]:
    """Those of these records that the caller may read, each with its stream, in no order."""
    if caller.is_silenced:
        return []
    places = {place.stream: place for place, _ in caller.listed}
    with context.database.read() as connection:
        partitions = list_partitions(connection, caller)
        found = records.find_records(connection, partitions, ids, places)
    return [
        {**wire.show_record(each), "stream": each.place.stream}
        for each in found.values()
        if caller.may_read(each.place)
    ]


def list_revisions(
    context: Context, caller: Caller, record_type: str, record_id: str
) -> list[Fields]:
    """Every revision, the first one first, with what it changed. Raises Problem 404."""
    with context.database.read() as connection:
        record = _get(connection, caller, record_type, record_id)
        later = stored_revisions(connection, record.place.partition, record_id)
    fields = _first_fields(record, later)
    mark = record.marks[WHOLE]
    first: Fields = {
        "rev": 1,
        "op": "create",
        "by": record.created_by,
        "device": mark.device,
        "n": mark.n,
        "at": record.created_at,
        "fields": {name: {"from": None, "to": value} for name, value in fields.items()},
    }
    return [first, *later]


def _get(connection: Connection, caller: Caller, record_type: str, record_id: str) -> Record:
    if caller.is_silenced:
        raise not_found()
    places = {place.stream: place for place, _ in caller.listed}
    partitions = list_partitions(connection, caller)
    found = records.find_records(connection, partitions, [record_id], places)
    record = found.get(record_id)
    if record is None or record.type != record_type or not caller.may_read(record.place):
        raise not_found()
    return record


def _first_fields(record: Record, later: list[Fields]) -> Fields:
    """Goes back from the fields of today through every change."""
    fields = dict(record.fields)
    for revision in reversed(later):
        changes = revision["fields"]
        assert isinstance(changes, dict)
        for name, change in changes.items():
            if name not in fields:
                continue
            if change["from"] is None:
                del fields[name]
            else:
                fields[name] = change["from"]
    if record.type == "conflict":
        fields["incoming"] = first_sides(record, _replaced_sides(later))
    return fields


def _replaced_sides(later: list[Fields]) -> list[Fields]:
    sides: list[Fields] = []
    for revision in later:
        changes = revision["fields"]
        assert isinstance(changes, dict)
        sides += changes.get("incoming", {}).get("from") or []
    return sides

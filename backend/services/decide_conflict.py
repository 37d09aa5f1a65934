"""A person decides a conflict, or takes the decision back; both authors are told.

A decision is a change by no device: the merge rule sees it only through `base` or an equal `from`.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Literal

from backend.core.conflicts import (
    Resolution,
    chosen_side,
    close_conflict,
    describe_current,
    reopen_conflict,
)
from backend.core.plan import Plan
from backend.core.problems import (
    already_resolved,
    invalid_request,
    not_allowed,
    not_found,
    not_resolved,
    server_busy,
    stale,
)
from backend.core.record import DELETION, STREAM, Author, Mark, Record
from backend.core.record_types import RECORD_TYPES
from backend.core.scope import Caller, Place
from backend.core.validate import Fields, clean_fields
from backend.core.values import is_same
from backend.services.context import Context
from backend.services.open_plan import MovedMeanwhile, open_plan
from backend.store import audit, log, records
from backend.store.conflicts import find_conflict, find_tellers
from backend.store.database import Connection
from backend.store.log import Outcome
from backend.store.places import find_stream_places

TRIES_MAX = 5


@dataclass(frozen=True, slots=True)
class Decision:
    """What the decider asked for. `rev` is the record's revision that they saw."""

    choice: Literal["current", "incoming", "value"]
    side: int
    value: object
    reason: str | None
    rev: int


def resolve_conflict(
    context: Context, caller: Caller, conflict_id: str, decision: Decision
) -> Fields:
    """The decided conflict. Raises Problems 404, 403, 409 `already_resolved` or `stale`, 422."""
    return _in_transaction(
        context,
        caller,
        conflict_id,
        lambda connection, plan, conflict: _resolve(connection, plan, caller, conflict, decision),
    )


def undo_conflict(context: Context, caller: Caller, conflict_id: str) -> Fields:
    """The conflict, open again. Raises Problems 404, 403, 409 `not_resolved` or `stale`."""
    since = context.now() - timedelta(days=context.settings.undo_days)
    return _in_transaction(
        context,
        caller,
        conflict_id,
        lambda connection, plan, conflict: _undo(connection, plan, caller, conflict, since),
    )


Act = Callable[[Connection, Plan, Record], Record]


def _in_transaction(context: Context, caller: Caller, conflict_id: str, act: Act) -> Fields:
    for _ in range(TRIES_MAX):
        try:
            with context.database.write() as connection:
                return _carry_out(context, connection, caller, conflict_id, act)
        except MovedMeanwhile:
            continue
    raise server_busy()


def _carry_out(
    context: Context, connection: Connection, caller: Caller, conflict_id: str, act: Act
) -> Fields:
    key = find_conflict(connection, conflict_id)
    if key is None:
        raise not_found()
    plan = open_plan(context, connection, [], also=[key.id, key.record_id], partitions=[key.place])
    conflict = plan.world.records.get(key.id)
    if conflict is not None:
        _lock_targets(connection, plan, conflict)
    if conflict is None or not caller.may_read(conflict.place):
        raise not_found()
    if not caller.may_decide(conflict.place):
        raise not_allowed()
    closed = act(connection, plan, conflict)
    records.write_plan(connection, plan)
    _audit(connection, plan, caller, closed)
    record = plan.world.records[key.record_id]
    return present_conflict(closed, record)


def _lock_targets(connection: Connection, plan: Plan, conflict: Record) -> None:
    """The streams that a side wanted to move the record to."""
    sides = conflict.fields.get("incoming")
    values = [side["value"] for side in sides] if isinstance(sides, list) else []
    found = find_stream_places(connection, {each for each in values if isinstance(each, str)})
    new = [place for stream, place in found.items() if stream not in plan.heads]
    plan.world.places = {**plan.world.places, **found}
    plan.heads.update(records.lock_streams(connection, new))


def present_conflict(conflict: Record, record: Record | None) -> Fields:
    """The conflict with its current value as it is now."""
    if record is None or conflict.fields["status"] != "open":
        return conflict.fields
    return {**conflict.fields, "current": describe_current(record, _field_of(conflict))}


def _field_of(conflict: Record) -> str | None:
    name = conflict.fields.get("field")
    return name if isinstance(name, str) else None


def _resolve(
    connection: Connection, plan: Plan, caller: Caller, conflict: Record, decision: Decision
) -> Record:
    if conflict.fields["status"] != "open":
        raise already_resolved(conflict.fields)
    record, name = _record_of(plan, conflict), _field_of(conflict)
    _refuse_stale(record, name, decision.rev)
    resolution = Resolution(decision.choice, decision.side, decision.value, decision.reason)
    written = _written_by(conflict, record, name)
    stood, before = describe_current(record, name), _state(record, name)
    author = _decider(plan, caller)
    wanted = _wanted(record, name, conflict, resolution)
    after = _put(plan, author, record, wanted)
    closed = close_conflict(
        conflict,
        after,
        resolution,
        by=caller.user_id,
        now=plan.now,
        stood=stood,
        before=before,
        told=written,
    )
    closed = plan.put(closed, "update", author)
    del plan.world.conflicts[(record.id, name)]
    _tell(connection, plan, caller, closed, "decided", written, decision.reason)
    return closed


def _undo(
    connection: Connection, plan: Plan, caller: Caller, conflict: Record, since: datetime
) -> Record:
    resolution = conflict.fields.get("resolution")
    at = conflict.fields.get("resolved_at")
    if not isinstance(resolution, dict) or not isinstance(at, str):
        raise not_resolved()
    if datetime.fromisoformat(at).astimezone(UTC) < since:
        raise not_resolved()
    record, name = _record_of(plan, conflict), _field_of(conflict)
    if (record.id, name) in plan.world.conflicts:
        raise stale()
    _refuse_stale(record, name, int(resolution["rev"]))
    author = _decider(plan, caller)
    after = _put(plan, author, record, _from_state(resolution["before"]))
    opened = plan.put(reopen_conflict(conflict, after), "update", author)
    plan.world.conflicts[(record.id, name)] = opened
    told = [(device, n) for device, n in resolution["told"]]
    _tell(connection, plan, caller, opened, "undone", told, None)
    return opened


def _record_of(plan: Plan, conflict: Record) -> Record:
    record = plan.world.records.get(str(conflict.fields["record_id"]))
    if record is None:
        raise not_found()
    return record


def _refuse_stale(record: Record, name: str | None, rev: int) -> None:
    """The field changed, or the record was deleted, after what the decider saw."""
    deletion = record.marks.get(DELETION)
    if deletion is not None and record.is_deleted and deletion.rev > rev:
        raise stale()
    if name is None:
        if record.rev > rev:
            raise stale()
    elif record.mark_of(STREAM if name == "stream" else name).rev > rev:
        raise stale()


def _decider(plan: Plan, caller: Caller) -> Author:
    return Author(caller.user_id, None, None, plan.world.epoch, at=plan.now, offset_ms=0)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What the record shall be: fields to set, its deletion, its stream; None leaves it."""

    fields: Fields | None = None
    is_deleted: bool | None = None
    stream: str | None = None


def _wanted(record: Record, name: str | None, conflict: Record, resolution: Resolution) -> _Wanted:
    if resolution.choice == "current":
        return _Wanted()
    if resolution.choice == "value":
        return _of_value(record, name, resolution.value)
    side = chosen_side(conflict, resolution)
    if side is None:
        raise invalid_request("side", "there is no such side")
    if name is not None:
        return _of_value(record, name, side["value"])
    if side["op"] == "delete":
        return _Wanted(is_deleted=True)
    value = side["value"]
    if isinstance(value, dict):
        return _Wanted(fields=value, is_deleted=False)
    return _Wanted(is_deleted=False, stream=str(value))


def _of_value(record: Record, name: str | None, value: object) -> _Wanted:
    if name is None:
        raise invalid_request("choice", "a deletion takes current or incoming")
    if name == "stream":
        return _Wanted(stream=str(value))
    declared = RECORD_TYPES[record.type]
    cleaned, reasons = clean_fields(declared, {name: value}, change=0, is_create=False)
    if reasons:
        raise invalid_request("value", reasons[0].detail)
    return _Wanted(fields=cleaned)


def _put(plan: Plan, author: Author, record: Record, wanted: _Wanted) -> Record:
    """The record after the decision: one new revision, none where nothing changes."""
    mark = author.mark(record.rev + 1, plan.world.epoch)
    marks: dict[str, Mark] = dict(record.marks)
    changed = {
        key: value
        for key, value in (wanted.fields or {}).items()
        if not is_same(record.fields.get(key), value)
    }
    marks.update(dict.fromkeys(changed, mark))
    after = replace(record, fields={**record.fields, **changed}, marks=marks)
    if wanted.is_deleted is not None and wanted.is_deleted != record.is_deleted:
        marks[DELETION] = mark
        after = replace(after, is_deleted=wanted.is_deleted)
    if wanted.stream is not None and wanted.stream != record.place.stream:
        marks[STREAM] = mark
        after = replace(after, place=_place_of(plan, wanted.stream))
    if after == replace(record, marks=marks):
        return record
    op = "delete" if after.is_deleted and not record.is_deleted else "update"
    return plan.put(after, op, author)


def _place_of(plan: Plan, stream: str) -> Place:
    place = plan.world.places.get(stream)
    if place is None or stream not in plan.heads:
        raise invalid_request("value", "is not a stream that can take the record")
    return place


def _state(record: Record, name: str | None) -> Fields:
    """What an undo puts back: the field, or all that a deletion concerns."""
    if name is None:
        return {
            "fields": dict(record.fields),
            "deleted": record.is_deleted,
            "stream": record.place.stream,
        }
    if name == "stream":
        return {"stream": record.place.stream}
    return {"fields": {name: record.fields.get(name)}}


def _from_state(state: Fields) -> _Wanted:
    fields, stream, is_deleted = state.get("fields"), state.get("stream"), state.get("deleted")
    return _Wanted(
        fields if isinstance(fields, dict) else None,
        is_deleted if isinstance(is_deleted, bool) else None,
        stream if isinstance(stream, str) else None,
    )


def _written_by(conflict: Record, record: Record, name: str | None) -> list[tuple[str, int]]:
    """The (device, n) of every value that stood against another."""
    written: dict[tuple[str, int], None] = {}
    incoming = conflict.fields.get("incoming")
    for side in incoming if isinstance(incoming, list) else []:
        for value in [*side["earlier"], side]:
            if value["device"] is not None and value["n"] is not None:
                written[(value["device"], value["n"])] = None
    mark = record.mark_of(STREAM if name == "stream" else name or DELETION)
    if mark.device is not None and mark.n is not None:
        written[(mark.device, mark.n)] = None
    return list(written)


def _tell(
    connection: Connection,
    plan: Plan,
    caller: Caller,
    conflict: Record,
    status: str,
    written: list[tuple[str, int]],
    reason: str | None,
) -> None:
    outcomes = [
        Outcome(
            place=teller.place,
            lineage=teller.lineage,
            device=teller.device,
            n=teller.n,
            changeset_id=teller.changeset_id,
            status=status,
            by=caller.user_id,
            reason=reason,
            conflicts=[conflict.id],
        )
        for teller in find_tellers(connection, written)
    ]
    if outcomes:
        log.append_outcomes(connection, outcomes, at=plan.now)


def _audit(connection: Connection, plan: Plan, caller: Caller, conflict: Record) -> None:
    audit.append(
        connection,
        conflict.place.partition,
        at=plan.now,
        by=caller.user_id,
        device=caller.device_id,
        action="resolve" if conflict.fields["status"] == "resolved" else "undo",
        subject=conflict.id,
    )

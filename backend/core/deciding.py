"""What a decision does to a conflict and its record, and what taking it back does.

A decision is a change by no device: the merge rule sees it only through `base` or an equal `from`.
The functions write into a plan and say who is to be told; they raise the Problems of the contract.
"""

from dataclasses import dataclass, replace

from backend.core.conflicts import (
    Resolution,
    chosen_side,
    close_conflict,
    describe_current,
    mark_of_current,
    parties_of,
    reopen_conflict,
)
from backend.core.merge import merge_values
from backend.core.plan import Plan
from backend.core.problems import (
    already_resolved,
    invalid_request,
    not_allowed,
    not_found,
    stale,
)
from backend.core.record import DELETION, STREAM, Author, Mark, Record, was_seen_by_base
from backend.core.record_types import RECORD_TYPES
from backend.core.scope import Caller, Place
from backend.core.validate import Fields, clean_fields
from backend.core.values import is_same


@dataclass(frozen=True, slots=True)
class Decision:
    """What the decider asked for: `choice` is current, incoming or value. `rev` is the record's
    revision that they saw, in the history of number `epoch` (None: the present one)."""

    choice: str
    side: int
    value: object
    reason: str | None
    rev: int
    epoch: int | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """The conflict and the record afterwards; `told` are the (device, n) of all it concerns."""

    conflict: Record
    record: Record
    told: tuple[tuple[str, int], ...]


def get_conflict(plan: Plan, judge: Caller, conflict_id: str) -> Record:
    """Raises Problem 404 for what the judge may not read, 403 for what they may not decide."""
    conflict = plan.world.records.get(conflict_id)
    if conflict is None or conflict.type != "conflict" or not judge.may_read(conflict.place):
        raise not_found()
    if not judge.may_decide(conflict.place):
        raise not_allowed()
    return conflict


def resolve(plan: Plan, judge: Caller, conflict_id: str, decision: Decision) -> Verdict:
    """One new revision of the record, none where its value does not change. Raises Problem 409
    `already_resolved` or `stale`, 422 `invalid_request` and those of `get_conflict`."""
    conflict = get_conflict(plan, judge, conflict_id)
    if conflict.fields["status"] != "open":
        raise already_resolved(conflict.fields)
    record, name = _record_of(plan, conflict), _field_of(conflict)
    epoch = plan.world.epoch if decision.epoch is None else decision.epoch
    _refuse_stale(record, name, decision.rev, epoch)
    resolution = Resolution(decision.choice, decision.side, decision.value, decision.reason)
    told = parties_of(conflict, record)
    stood, before = describe_current(record, name), _state(record, name)
    author = _decider(plan, judge)
    after = _put(plan, author, record, _wanted(plan, judge, record, conflict, resolution))
    closed = close_conflict(
        conflict,
        after,
        resolution,
        by=judge.user_id,
        now=plan.now,
        stood=stood,
        before=before,
        told=told,
    )
    closed = plan.put(_where_now(plan, closed), "update", author)
    del plan.world.conflicts[(record.id, name)]
    return Verdict(closed, after, tuple(told))


def undo(plan: Plan, judge: Caller, conflict_id: str, *, since: str) -> Verdict:
    """The conflict open again and the earlier value restored. Raises Problem 409 `stale` where it
    was decided before `since`, is open, or the field changed, and those of `get_conflict`."""
    conflict = get_conflict(plan, judge, conflict_id)
    resolution, at = conflict.fields.get("resolution"), conflict.fields.get("resolved_at")
    if not isinstance(resolution, dict) or not isinstance(at, str):
        raise stale("The conflict is open.")
    if at < since:
        raise stale("The decision is too long ago.")
    record, name = _record_of(plan, conflict), _field_of(conflict)
    if (record.id, name) in plan.world.conflicts:
        raise stale("A newer conflict of this field is open.")
    _refuse_stale(record, name, int(resolution["rev"]), plan.world.epoch)
    author = _decider(plan, judge)
    after = _put(plan, author, record, _from_state(plan, record, resolution["before"]))
    told = tuple((str(device), int(n)) for device, n in resolution["told"])
    opened = plan.put(_where_now(plan, reopen_conflict(conflict, after, told)), "update", author)
    plan.world.conflicts[(record.id, name)] = opened
    return Verdict(opened, after, told)


def _where_now(plan: Plan, conflict: Record) -> Record:
    """The conflict in the stream that its record is in by now."""
    stored = plan.world.records[conflict.id]
    fields = {**conflict.fields, "stream": stored.place.stream}
    return replace(conflict, place=stored.place, fields=fields)


def _field_of(conflict: Record) -> str | None:
    name = conflict.fields.get("field")
    return name if isinstance(name, str) else None


def _record_of(plan: Plan, conflict: Record) -> Record:
    record = plan.world.records.get(str(conflict.fields["record_id"]))
    if record is None:
        raise not_found()
    return record


def _refuse_stale(record: Record, name: str | None, rev: int, epoch: int) -> None:
    """The field changed, or the record was deleted, after what the decider saw; where a deletion
    stands against a change, any change counts."""
    marks = list(record.marks.values()) if name is None else [mark_of_current(record, name)]
    if record.is_deleted:
        marks.append(record.mark_of(DELETION))
    if not all(was_seen_by_base(mark, rev, epoch) for mark in marks):
        raise stale()


def _decider(plan: Plan, judge: Caller) -> Author:
    return Author(judge.user_id, None, None, plan.world.epoch, at=plan.now, offset_ms=0)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What the record shall be: fields to set, its deletion, its place; None leaves it."""

    fields: Fields | None = None
    is_deleted: bool | None = None
    place: Place | None = None


def _wanted(
    plan: Plan, judge: Caller, record: Record, conflict: Record, resolution: Resolution
) -> _Wanted:
    name = _field_of(conflict)
    if resolution.choice == "current":
        return _Wanted()
    if resolution.choice == "value":
        return _of_value(plan, judge, record, name, resolution.value)
    side = chosen_side(conflict, resolution)
    if side is None:
        raise invalid_request("side", "there is no such side")
    if name is None:
        return _of_side(plan, record, side)
    if name == "stream":
        return _Wanted(place=_place_of(plan, side["value"]))
    return _Wanted(fields={name: side["value"]})


def _of_side(plan: Plan, record: Record, side: Fields) -> _Wanted:
    """What the side of a deletion wanted: to delete, to move, or to change what was deleted."""
    value, op = side["value"], side["op"]
    if op == "delete":
        return _Wanted(is_deleted=True)
    if op == "move":
        return _Wanted(is_deleted=False, place=_place_of(plan, value))
    saw = side["from"] if isinstance(side["from"], dict) else {}
    fields = value if isinstance(value, dict) else {}
    return _Wanted(fields=merge_values(record, fields, saw), is_deleted=False)


def _of_value(
    plan: Plan, judge: Caller, record: Record, name: str | None, value: object
) -> _Wanted:
    if name is None:
        raise invalid_request("choice", "a deletion takes current or incoming")
    if name == "stream":
        place = _place_of(plan, value)
        if not judge.may_write(place, record.type):
            raise invalid_request("value", "is not a stream that can take the record")
        return _Wanted(place=place)
    declared = RECORD_TYPES[record.type]
    cleaned, reasons = clean_fields(declared, {name: value}, change=0, is_create=False)
    if reasons:
        raise invalid_request("value", reasons[0].detail)
    return _Wanted(fields=cleaned)


def _place_of(plan: Plan, stream: object) -> Place:
    place = plan.world.places.get(str(stream))
    if place is None or place.stream not in plan.heads:
        raise invalid_request("value", "is not a stream that can take the record")
    return place


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
    if wanted.place is not None and wanted.place.stream != record.place.stream:
        if wanted.place.level not in RECORD_TYPES[record.type].levels:
            raise invalid_request("value", "is not a stream that can take the record")
        marks[STREAM] = mark
        after = replace(after, place=wanted.place)
    if marks == record.marks:
        return record
    return plan.put(after, _op_of(record, after), author)


def _op_of(before: Record, after: Record) -> str:
    if after.is_deleted != before.is_deleted:
        return "delete" if after.is_deleted else "restore"
    return "move" if after.place.stream != before.place.stream else "update"


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


def _from_state(plan: Plan, record: Record, state: Fields) -> _Wanted:
    fields, stream, is_deleted = state.get("fields"), state.get("stream"), state.get("deleted")
    if isinstance(fields, dict) and isinstance(is_deleted, bool):
        fields = {**dict.fromkeys(record.fields), **fields}
    return _Wanted(
        fields if isinstance(fields, dict) else None,
        is_deleted if isinstance(is_deleted, bool) else None,
        _place_of(plan, stream) if isinstance(stream, str) else None,
    )

"""Conflicts as records: opened with all sides, joined by further devices, decided, undone."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from backend.core.merge import Unseen
from backend.core.record import DELETION, STREAM, WHOLE, Author, Mark, Record
from backend.core.validate import Fields

EARLIER_MAX = 100


def corrected_at(at: str | None, offset_ms: int | None) -> str | None:
    """The device's time moved by how far its clock was off; None where that is unknown."""
    if at is None or offset_ms is None:
        return None
    try:
        moved = datetime.fromisoformat(at) + timedelta(milliseconds=offset_ms)
    except (ValueError, OverflowError):
        return None
    return moved.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def describe_current(record: Record, name: str | None) -> Fields:
    """The value that the record has now, with who wrote it, when, and on which device."""
    mark = _mark_of(record, name)
    return {
        "rev": record.rev,
        "value": current_value(record, name),
        "by": mark.by or record.created_by,
        "device": mark.device,
        "at": mark.at,
        "corrected_at": corrected_at(mark.at, mark.offset_ms),
    }


def current_value(record: Record, name: str | None) -> object:
    if name is None:
        return None if record.is_deleted else dict(record.fields)
    if name == "stream":
        return record.place.stream
    return record.fields.get(name)


def _mark_of(record: Record, name: str | None) -> Mark:
    if name is None:
        if record.is_deleted:
            return record.mark_of(DELETION)
        return max(record.marks.values(), key=lambda mark: (mark.epoch, mark.rev))
    return record.mark_of(STREAM if name == "stream" else name)


def _side(unseen: Unseen, author: Author) -> Fields:
    return {
        "op": unseen.op,
        "value": unseen.value,
        "from": unseen.saw,
        "base": unseen.base,
        "by": author.user_id,
        "device": author.device,
        "at": author.at,
        "corrected_at": corrected_at(author.at, author.offset_ms),
        "n": author.n,
        "earlier": [],
    }


def open_conflict(
    conflict_id: str, record: Record, unseen: Unseen, author: Author, *, epoch: int, now: str
) -> Record:
    """A new conflict record, in the stream of the record that it is about."""
    fields: Fields = {
        "id": conflict_id,
        "status": "open",
        "stream": record.place.stream,
        "type": record.type,
        "record_id": record.id,
        "field": unseen.field,
        "current": describe_current(record, unseen.field),
        "incoming": [_side(unseen, author)],
        "opened_at": now,
        "resolved_at": None,
        "resolved_by": None,
        "resolution": None,
    }
    return Record(
        type="conflict",
        id=conflict_id,
        place=record.place,
        fields=fields,
        marks={WHOLE: Mark(1, None, None, epoch)},
        created_at=now,
    )


def join_conflict(conflict: Record, record: Record, unseen: Unseen, author: Author) -> Record:
    """Another side, or a later one of a device (or of the one it replaces) in its place; what it
    replaces stays in `earlier`. An older number that comes late goes into `earlier` itself."""
    sides = [dict(side) for side in _sides(conflict)]
    new = _side(unseen, author)
    for index, side in enumerate(sides):
        if not _is_same_device(side, author):
            continue
        if _comes_before(author, side):
            earlier = [*_earlier(side), _without_earlier(new)]
            sides[index] = {**side, "earlier": earlier[-EARLIER_MAX:]}
        else:
            earlier = [*_earlier(side), _without_earlier(side)]
            sides[index] = {**new, "earlier": earlier[-EARLIER_MAX:]}
        break
    else:
        sides.append(new)
    current = describe_current(record, unseen.field)
    return replace(conflict, fields={**conflict.fields, "current": current, "incoming": sides})


def _sides(conflict: Record) -> list[Fields]:
    sides = conflict.fields.get("incoming")
    return sides if isinstance(sides, list) else []


def _earlier(side: Fields) -> list[object]:
    earlier = side.get("earlier")
    return earlier if isinstance(earlier, list) else []


def _without_earlier(side: Fields) -> Fields:
    return {key: value for key, value in side.items() if key != "earlier"}


def _is_same_device(side: Fields, author: Author) -> bool:
    device = side.get("device")
    return device is not None and (
        device == author.device or device in author.ancestors or device in author.successors
    )


def _comes_before(author: Author, side: Fields) -> bool:
    if side.get("device") == author.device:
        n = side.get("n")
        return isinstance(n, int) and author.n is not None and author.n < n
    return side.get("device") in author.successors


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a decider chose: the server's value, the value of one side, or another one."""

    choice: str
    side: int
    value: object
    reason: str | None


def chosen_side(conflict: Record, resolution: Resolution) -> Fields | None:
    """The side that was chosen, None where there is none of that number."""
    sides = _sides(conflict)
    return sides[resolution.side] if 0 <= resolution.side < len(sides) else None


def close_conflict(
    conflict: Record,
    record: Record,
    resolution: Resolution,
    *,
    by: str,
    now: str,
    stood: Fields,
    before: object,
    told: list[tuple[str, int]],
) -> Record:
    """Decided: `stood` is what was current until then, by whom, so that both sides can still be
    shown; `before` is what an undo restores, `told` the (device, n) of all who are told."""
    field = conflict.fields.get("field")
    name = field if isinstance(field, str) else None
    return replace(
        conflict,
        fields={
            **conflict.fields,
            "status": "resolved",
            "current": describe_current(record, name),
            "resolved_at": now,
            "resolved_by": by,
            "resolution": {
                "choice": resolution.choice,
                "side": resolution.side if resolution.choice == "incoming" else None,
                "value": current_value(record, name),
                "reason": resolution.reason,
                "rev": record.rev,
                "stood": stood,
                "before": before,
                "told": [list(each) for each in told],
            },
        },
    )


def reopen_conflict(conflict: Record, record: Record) -> Record:
    """Undone: open again, as if nobody had decided."""
    field = conflict.fields.get("field")
    return replace(
        conflict,
        fields={
            **conflict.fields,
            "status": "open",
            "current": describe_current(record, field if isinstance(field, str) else None),
            "resolved_at": None,
            "resolved_by": None,
            "resolution": None,
        },
    )

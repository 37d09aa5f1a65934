"""Conflicts as records: opened with all sides, joined by further devices, decided, undone."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from backend.core.merge import Unseen
from backend.core.record import DELETION, STREAM, WHOLE, Author, Mark, Record
from backend.core.validate import Fields
from backend.core.values import is_same

EARLIER_MAX = 1_000
_PARTY = "\x01party:"


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
    mark = mark_of_current(record, name)
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


def mark_of_current(record: Record, name: str | None) -> Mark:
    """Who wrote what stands: the field, the stream, or of a whole record its deletion or what was
    written last."""
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
        marks={
            WHOLE: Mark(1, None, None, epoch),
            **_party(mark_of_current(record, unseen.field)),
        },
        created_at=now,
    )


def _party(mark: Mark) -> dict[str, Mark]:
    """The author of a value that stood in the field, kept among the marks of the conflict, because
    a decision that is undone takes their place in the record."""
    if mark.device is None or mark.n is None:
        return {}
    return {f"{_PARTY}{mark.device}:{mark.n}": mark}


def parties_of(conflict: Record, record: Record) -> list[tuple[str, int]]:
    """The (device, n) of every value that stood against another: all who are told."""
    found: dict[tuple[str, int], None] = {}
    for side in _sides(conflict):
        for value in [*_earlier(side), side]:
            if isinstance(value, dict) and value["device"] is not None and value["n"] is not None:
                found[(value["device"], value["n"])] = None
    field = conflict.fields.get("field")
    current = mark_of_current(record, field if isinstance(field, str) else None)
    marks = [mark for name, mark in conflict.marks.items() if name.startswith(_PARTY)]
    for mark in (*marks, current):
        if mark.device is not None and mark.n is not None:
            found[(mark.device, mark.n)] = None
    return list(found)


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
    return replace(
        conflict,
        fields={**conflict.fields, "current": current, "incoming": sides},
        marks={**conflict.marks, **_party(mark_of_current(record, unseen.field))},
    )


def sides_that_came(before: Record, after: Record) -> Fields:
    """What a revision of a conflict did to its sides: {"from": those replaced, "to": those that
    came}, each with the number of its `side`. The others stand in the conflict: to keep them all
    with each that joins took 328 MB for one value that was contested 1,200 times."""
    were = _sides(before)
    gone: list[Fields] = []
    came: list[Fields] = []
    for index, side in enumerate(_sides(after)):
        old = were[index] if index < len(were) else {}
        if not is_same(_without_earlier(old), _without_earlier(side)):
            gone += [{**_without_earlier(old), "side": index}] if old else []
            came.append({**_without_earlier(side), "side": index})
        elif not is_same(_earlier(old), _earlier(side)):
            late = _earlier(side)[-1]
            assert isinstance(late, dict)
            came.append({**late, "side": index})
    return {"from": gone, "to": came}


def first_sides(conflict: Record, replaced: Iterable[Fields]) -> list[Fields]:
    """The side that opened it. `replaced` are those that its revisions replaced, in order; without
    a number they are all that there were, as older servers kept them."""
    known = (*replaced, *_sides(conflict))
    return [
        {**_without_earlier(side), "earlier": []} for side in known if side.get("side", 0) == 0
    ][:1]


def opened_by(conflict: Record) -> str | None:
    """The author of its first side."""
    by = next((side.get("by") for side in _sides(conflict)), None)
    return by if isinstance(by, str) else None


def _sides(conflict: Record) -> list[Fields]:
    sides = conflict.fields.get("incoming")
    return sides if isinstance(sides, list) else []


def _earlier(side: Fields) -> list[object]:
    earlier = side.get("earlier")
    return earlier if isinstance(earlier, list) else []


def _without_earlier(side: Fields) -> Fields:
    return {key: value for key, value in side.items() if key not in ("earlier", "side")}


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


def reopen_conflict(
    conflict: Record, record: Record, told: Iterable[tuple[str, int]] = ()
) -> Record:
    """Undone: open again, as if nobody had decided; `told` are told of the next decision too."""
    field = conflict.fields.get("field")
    whole = conflict.marks[WHOLE]
    parties = [_party(Mark(whole.rev, device, n, whole.epoch)) for device, n in told]
    return replace(
        conflict,
        marks={**conflict.marks, **{name: mark for each in parties for name, mark in each.items()}},
        fields={
            **conflict.fields,
            "status": "open",
            "current": describe_current(record, field if isinstance(field, str) else None),
            "resolved_at": None,
            "resolved_by": None,
            "resolution": None,
        },
    )

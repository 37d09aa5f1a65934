"""The merge rule: what a changeset does to the records, what conflicts, and why it is held.

Field by field, three-way: a field conflicts only when its current value was not seen by the
author and differs. A draft never touches the world; a held changeset leaves no trace.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from backend.core.changes import Change
from backend.core.record import DELETION, STREAM, WHOLE, Author, Mark, Record, was_seen_by_base
from backend.core.record_types import RECORD_TYPES, Kind, RecordType
from backend.core.recovered import RECOVERED_N
from backend.core.scope import SERVER_TYPES, Caller, Place
from backend.core.validate import Fields, Reason
from backend.core.values import as_counters, as_set, is_same, merge_counters, merge_set

MERGE_HOPS_MAX = 16
MERGED_INTO = "merged_into"
NOTHING_SEEN = -1


@dataclass(slots=True)
class World:
    """The records, conflicts and places that a plan reads; committed drafts change it. `twins`
    are partition and id of records that share their id with one of another partition."""

    epoch: int
    records: dict[str, Record]
    places: Mapping[str, Place]
    erased: frozenset[str] = frozenset()
    conflicts: dict[tuple[str, str | None], Record] = field(default_factory=dict)
    twins: frozenset[tuple[str, str]] = frozenset()


@dataclass(frozen=True, slots=True)
class Unseen:
    """A change that was not applied because its author had not seen the current value.
    `field` is None where a deletion stands against a change."""

    record_id: str
    field: str | None
    op: str
    value: object
    saw: object
    base: int


@dataclass(slots=True)
class Draft:
    """One changeset being merged by `author`, within the scope of `judge`. `about` is the record
    that the present change names, `written` those that named a value's change, by where it landed.
    """

    world: World
    author: Author
    judge: Caller
    now: str
    records: dict[str, Record] = field(default_factory=dict)
    ops: dict[str, str] = field(default_factory=dict)
    unseen: list[Unseen] = field(default_factory=list)
    reasons: list[Reason] = field(default_factory=list)
    missing: set[str] = field(default_factory=set)
    is_erased: bool = False
    about: str = ""
    written: dict[tuple[str, str], str] = field(default_factory=dict)

    def apply(self, change: Change) -> None:
        """Merges one change into the draft, or notes why the changeset must be held."""
        self.about = change.id
        if change.id in self.world.erased:
            self.is_erased = True
            return
        declared = RECORD_TYPES.get(change.type)
        if declared is None:
            self._hold(change, "type", "invalid_field", "is not a known record type")
            return
        if change.type in SERVER_TYPES:
            self._hold(change, None, "out_of_scope", "only the server writes this type")
            return
        if change.op == "create":
            self._create(change, declared)
        else:
            self._change(change, declared)

    # -- creating

    def _create(self, change: Change, declared: RecordType) -> None:
        self.reasons.extend(change.wrong)
        existing = self._find(change.id)
        if existing is not None and not self._is_awaited(existing, change):
            self._hold(change, None, "id_taken", "another record has this id")
            return
        place = self.world.places.get(change.stream)
        if place is None or not self.judge.may_write(place, change.type):
            self._hold(change, None, "out_of_scope", "this place is not yours to write")
            return
        if place.level not in declared.levels:
            self._hold(change, "stream", "invalid_field", "holds no records of this type")
            return
        self._check_parents(change, declared, None)
        if existing is not None:
            # What came back is a later state: its sets and counters have the create's in them.
            mergeable = (name for name in change.fields if is_mergeable(existing, name))
            saw = {name: change.fields[name] for name in mergeable}
            self._update_fields(change, existing, saw, NOTHING_SEEN)
            return
        self.records[change.id] = Record(
            change.type,
            change.id,
            place,
            change.fields,
            {WHOLE: self._mark(0)},
            created_by=self.author.user_id,
            created_at=self.now,
        )
        self.ops[change.id] = "create"

    def _is_awaited(self, existing: Record, change: Change) -> bool:
        """A record that another phone gave back after a restore, whose author's own create
        comes late, merges with it field by field."""
        return (
            existing.id not in self.records
            and existing.type == change.type
            and existing.created_by == self.author.user_id
            and existing.marks[WHOLE].device is None
            and existing.marks[WHOLE].n == RECOVERED_N
        )

    # -- changing

    def _change(self, change: Change, declared: RecordType) -> None:
        record = self._find(change.id)
        if record is None:
            self.missing.add(change.id)
            self._hold(change, None, "missing_parent", "the record is not known here yet")
            return
        if record.type != change.type:
            self._hold(change, "type", "invalid_field", "the record is of another type")
            return
        base = change.base
        is_about_merging = MERGED_INTO in change.fields or MERGED_INTO not in declared.fields
        if not is_about_merging and record.fields.get(MERGED_INTO):
            record, base = self._stayed(record), NOTHING_SEEN
        if not self.judge.may_change(record.place, record.type, record.created_by):
            self._hold(change, None, "out_of_scope", "this record is not yours to change")
            return
        if change.op == "move":
            self._move(change, record, base)
        elif change.op == "delete":
            self._delete(change, record, base)
        elif change.op == "restore":
            self._restore(change, record, declared, base)
        else:
            self._update(change, record, declared, base)

    def _stayed(self, record: Record) -> Record:
        """The household that a merged-away one became part of."""
        for _ in range(MERGE_HOPS_MAX):
            target = record.fields.get(MERGED_INTO)
            following = self._find(target) if isinstance(target, str) else None
            if following is None or following.type != record.type:
                break
            record = following
        return record

    def _leads_back(self, record: Record, target: object) -> bool:
        """Whether merging into `target` closes a ring, in which no household would stay."""
        if record.fields.get(MERGED_INTO) == target:
            return False
        for _ in range(MERGE_HOPS_MAX):
            following = self._find(target) if isinstance(target, str) else None
            if following is None or following.type != record.type:
                return False
            if following.id == record.id:
                return True
            target = following.fields.get(MERGED_INTO)
        return False

    def _update(self, change: Change, record: Record, declared: RecordType, base: int) -> None:
        self.reasons.extend(change.wrong)
        if change.wrong:
            return
        if not change.fields:
            self._touch(record)
            return
        self._check_parents(change, declared, record)
        if self._leads_back(record, change.fields.get(MERGED_INTO)):
            self._hold(change, MERGED_INTO, "invalid_field", "leads back to the household itself")
            return
        if record.is_deleted:
            self._conflict(change, record, None, change.fields, change.saw)
            return
        self._update_fields(change, record, change.saw, base)

    def _update_fields(self, change: Change, record: Record, saw: Fields, base: int) -> None:
        changed: Fields = {}
        for name, value in change.fields.items():
            kind = _kind_of(record.type, name)
            current = record.fields.get(name)
            if kind in (Kind.SET, Kind.COUNTERS):
                merged = _merge(kind, current, saw.get(name), value)
                if not _is_equal(kind, current, merged):
                    changed[name] = merged
            elif not is_same(current, value):
                # What the record never had cannot be lost: there, no `from` is an empty one.
                unsent = _Absent if name in record.fields else None
                if self._has_seen(record, name, saw.get(name, unsent), base):
                    changed[name] = value
                else:
                    self._conflict(change, record, name, value, saw.get(name))
        if changed:
            self._put(change.op, record, fields=changed)
        else:
            self._touch(record)

    def _delete(self, change: Change, record: Record, base: int) -> None:
        if record.is_deleted:
            self._touch(record)
            return
        names = [WHOLE, *(name for name in record.marks if name != WHOLE)]
        if all(self._has_seen(record, name, _Absent, base) for name in names):
            self._put("delete", record, is_deleted=True)
        else:
            self._conflict(change, record, None, None, None)

    def _restore(self, change: Change, record: Record, declared: RecordType, base: int) -> None:
        if not record.is_deleted:
            self._touch(record)
        elif self._was_overtaken(record, DELETION):
            self._conflict(change, record, None, change.fields or None, change.saw or None)
            return
        else:
            self._put("restore", record, is_deleted=False)
        if change.fields:
            self._update(change, self.records.get(record.id, record), declared, base)

    def _move(self, change: Change, record: Record, base: int) -> None:
        target = self.world.places.get(change.to or "")
        if target is None or not self.judge.may_write(target, record.type):
            self._hold(change, None, "out_of_scope", "the target is not yours to write")
            return
        if target.level not in RECORD_TYPES[record.type].levels:
            self._hold(change, "to", "invalid_field", "holds no records of this type")
            return
        if record.is_deleted:
            self._conflict(change, record, None, change.to, change.stream)
        elif record.place.stream == target.stream:
            self._touch(record)
        elif record.place.partition != target.partition and (
            (target.partition, record.id) in self.world.twins
        ):
            self._hold(change, None, "id_taken", "another record has this id there")
        elif self._has_seen(record, STREAM, change.stream, base):
            self._put("move", record, place=target)
        else:
            self._conflict(change, record, "stream", change.to, change.stream)

    # -- rules

    def _has_seen(self, record: Record, name: str, saw: object, base: int) -> bool:
        mark = record.mark_of(name)
        current = record.place.stream if name == STREAM else record.fields.get(name)
        if self._is_own(record, mark):
            # Of two households that are one here by now, neither value was meant to replace one.
            is_of_this = self.written.get((record.id, name), self.about) == self.about
            return is_of_this or (saw is not _Absent and is_same(current, saw))
        if self.author.wrote_after(mark):
            return False
        if saw is not _Absent and is_same(current, saw):
            return True
        if base == NOTHING_SEEN:
            return False
        return self.author.wrote_before(mark) or was_seen_by_base(mark, base, self.author.epoch)

    def _was_overtaken(self, record: Record, name: str) -> bool:
        """Whether a higher n of the same device wrote it: what is released late never undoes it."""
        mark = record.mark_of(name)
        return self.author.wrote_after(mark) and not self._is_own(record, mark)

    def _is_own(self, record: Record, mark: Mark) -> bool:
        """Whether an earlier change of this same changeset wrote the value."""
        before = self.world.records.get(record.id)
        return record.id in self.records and mark.rev > (before.rev if before else 0)

    def _check_parents(self, change: Change, declared: RecordType, record: Record | None) -> None:
        for name, parent_type in declared.parents:
            parent_id = change.fields.get(name)
            if not isinstance(parent_id, str):
                continue
            if record is not None and record.fields.get(name) == parent_id:
                continue
            self._check_parent(change, name, parent_type, parent_id)

    def _check_parent(self, change: Change, name: str, parent_type: str, parent_id: str) -> None:
        parent = self._find(parent_id)
        if parent_id in self.world.erased:
            self.is_erased = True
        elif parent is None:
            self.missing.add(parent_id)
            self._hold(change, name, "missing_parent", "is not known here yet")
        elif parent.type != parent_type:
            self._hold(change, name, "invalid_field", "names a record of another type")
        elif not self.judge.may_read(parent.place):
            self._hold(change, name, "out_of_scope", "lies where you may not read")

    # -- the draft

    def _find(self, record_id: str) -> Record | None:
        return self.records.get(record_id) or self.world.records.get(record_id)

    def _mark(self, rev_before: int) -> Mark:
        return self.author.mark(rev_before + 1, self.world.epoch)

    def _touch(self, record: Record) -> None:
        """The changeset concerns the record, though nothing changes."""
        self.records.setdefault(record.id, record)

    def _put(
        self,
        op: str,
        record: Record,
        *,
        fields: Fields | None = None,
        place: Place | None = None,
        is_deleted: bool | None = None,
    ) -> None:
        before = self.world.records.get(record.id)
        mark = self._mark(before.rev if before else 0)
        self.written |= {(record.id, name): self.about for name in fields or ()}
        marks = dict(record.marks)
        if before is not None:
            marks.update(dict.fromkeys(fields or (), mark))
            if place is not None:
                marks[STREAM] = mark
            if is_deleted is not None:
                marks[DELETION] = mark
        self.records[record.id] = replace(
            record,
            fields={**record.fields, **fields} if fields else record.fields,
            place=place or record.place,
            is_deleted=record.is_deleted if is_deleted is None else is_deleted,
            marks=marks,
        )
        if self.ops.get(record.id) != "create":
            self.ops[record.id] = op

    def _conflict(
        self, change: Change, record: Record, name: str | None, value: object, saw: object
    ) -> None:
        self.unseen.append(Unseen(record.id, name, change.op, value, saw, change.base))
        self._touch(record)

    def _hold(self, change: Change, name: str | None, code: str, detail: str) -> None:
        self.reasons.append(Reason(change.index, name, code, detail))


class _Absent:
    """Stands for a value of `from` that the author did not send."""


def is_mergeable(record: Record, name: str) -> bool:
    """Whether the field merges by its difference and never conflicts."""
    return _kind_of(record.type, name) in (Kind.SET, Kind.COUNTERS)


def merge_values(record: Record, fields: Fields, saw: Fields) -> Fields:
    """The values as they are to be set in the record: sets and counters by their difference."""
    merged: Fields = {}
    for name, value in fields.items():
        kind = _kind_of(record.type, name)
        is_merging = kind in (Kind.SET, Kind.COUNTERS)
        merged[name] = (
            _merge(kind, record.fields.get(name), saw.get(name), value)
            if kind is not None and is_merging
            else value
        )
    return merged


def _kind_of(record_type: str, name: str) -> Kind | None:
    declared = RECORD_TYPES.get(record_type)
    declared_field = declared.fields.get(name) if declared else None
    return declared_field.kind if declared_field else None


def _merge(kind: Kind, current: object, saw: object, incoming: object) -> object:
    if kind is Kind.SET:
        return merge_set(as_set(current), as_set(saw), as_set(incoming))
    return merge_counters(as_counters(current), as_counters(saw), as_counters(incoming))


def _is_equal(kind: Kind, current: object, merged: object) -> bool:
    if kind is Kind.SET:
        return set(as_set(current)) == set(as_set(merged))
    return is_same(as_counters(current), merged)

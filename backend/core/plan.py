"""What a transaction will write: drafts are committed into it one after the other, in memory.

A plan gives every changed record one revision, a tag and the next number of its stream, keeps the
digests, and turns unseen changes into conflicts. The store carries it out in a few statements.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from backend.core.conflicts import join_conflict, open_conflict, sides_that_came
from backend.core.deletions import Deletions
from backend.core.merge import Draft, World
from backend.core.quick import quick
from backend.core.record import TAG_MODULUS, Author, Record
from backend.core.scope import FOLLOWING_TYPES, Place
from backend.core.validate import Fields
from backend.core.values import is_same


@dataclass(slots=True)
class StreamHead:
    """The numbers of a stream: last seq given, live records, sum of their tags."""

    place: Place
    head: int = 0
    live: int = 0
    tag_sum: int = 0

    def count(self, before: Record | None, after: Record | None) -> None:
        """Keeps the digest when `before` (in this stream) becomes `after` (in this stream)."""
        if before is not None and not before.is_deleted:
            self.live -= 1
            self.tag_sum = (self.tag_sum - before.tag) % TAG_MODULUS
        if after is not None and not after.is_deleted:
            self.live += 1
            self.tag_sum = (self.tag_sum + after.tag) % TAG_MODULUS

    def next_seq(self) -> int:
        self.head += 1
        return self.head


@dataclass(frozen=True, slots=True)
class Revision:
    """One revision above the first; `changes` is {field: {"from", "to"}}, `tag_before` the tag
    of the revision before it."""

    place: Place
    id: str
    rev: int
    op: str
    tag: int
    author: Author
    at: str
    changes: Fields
    tag_before: int


@dataclass(frozen=True, slots=True)
class Gone:
    """The marker in the stream that a record left."""

    record: Record
    left: Place
    seq: int


@quick
@dataclass(frozen=True, slots=True)
class Touched:
    """A record that a changeset concerned, with its revision after it."""

    type: str
    id: str
    rev: int


@dataclass(slots=True)
class Plan:
    """Accumulates the writes of one transaction over `world`; `fields_bytes_max` is what the
    fields of one record may grow to, None without a bound; `count_open` tells how many open
    conflicts a person opened, of whom one may have `conflicts_max`; the sides of one conflict may
    grow to `conflict_bytes_max`."""

    world: World
    heads: dict[str, StreamHead]
    new_id: Callable[[], str]
    new_tag: Callable[[], int]
    now: str
    fields_bytes_max: int | None = None
    count_open: Callable[[str], int] | None = None
    conflicts_max: int = 0
    conflict_bytes_max: int | None = None
    deletions: Deletions | None = None
    open_counts: dict[str, int] = field(default_factory=dict)
    stored: dict[str, Record] = field(default_factory=dict)
    created: set[str] = field(default_factory=set)
    written: dict[str, Record] = field(default_factory=dict)
    revisions: list[Revision] = field(default_factory=list)
    gone: dict[tuple[str, str], Gone] = field(default_factory=dict)

    def would_flood(self, draft: Draft) -> bool:
        """Whether it opens more conflicts than its author may have open; a side that joins an open
        one opens none."""
        if not draft.unseen:
            return False
        user = draft.author.user_id
        opened = {
            (each.record_id, each.field) for each in draft.unseen
        } - self.world.conflicts.keys()
        if not opened or user is None or self.count_open is None:
            return False
        if user not in self.open_counts:
            self.open_counts[user] = self.count_open(user)
        return self.open_counts[user] + len(opened) > self.conflicts_max

    def would_delete_too_much(self, draft: Draft) -> bool:
        """Whether its author deletes more than a person may in a day."""
        return self.deletions is not None and self.deletions.would_be_too_many(draft)

    def commit(self, draft: Draft) -> tuple[list[Touched], list[str]]:
        """Takes a draft that is not to be held; returns what it touched and its conflicts."""
        if self.deletions is not None:
            self.deletions.note(draft)
        touched = []
        for record_id, record in draft.records.items():
            op = draft.ops.get(record_id)
            done = self._write(record, op, draft.author) if op else record
            touched.append(Touched(done.type, done.id, done.rev))
        conflicts = [self._conflict(draft, index) for index in range(len(draft.unseen))]
        return touched, list(dict.fromkeys(conflicts)) if conflicts else conflicts

    @property
    def arrivals(self) -> set[str]:
        """The hamlet streams that now hold what they did not: created, moved there, restored."""
        return {
            record.place.stream
            for record in self.written.values()
            if record.type in FOLLOWING_TYPES
            and record.place.hamlet is not None
            and not record.is_deleted
            and self._has_arrived(record)
        }

    def _has_arrived(self, record: Record) -> bool:
        before = None if record.id in self.created else self.stored.get(record.id)
        return before is None or before.is_deleted or before.place.stream != record.place.stream

    def put(self, record: Record, op: str, author: Author) -> Record:
        """Writes a record as it is given, as one new revision (for conflicts and the server)."""
        return self._write(record, op, author)

    def remember(self) -> Callable[[], None]:
        """What takes the plan back to where it is now, however it is changed in between."""
        world, deletions = self.world, self.deletions
        deleted = None if deletions is None else dict(deletions.added)
        kept = (dict(world.records), dict(world.conflicts), dict(self.stored), set(self.created))
        written, revisions, gone = dict(self.written), list(self.revisions), dict(self.gone)
        numbers = {
            stream: (head.head, head.live, head.tag_sum) for stream, head in self.heads.items()
        }

        def go_back() -> None:
            world.records, world.conflicts, self.stored, self.created = kept
            self.written, self.revisions, self.gone = written, revisions, gone
            if deletions is not None and deleted is not None:
                deletions.added = deleted
            for stream, (number, live, tag_sum) in numbers.items():
                head = self.heads[stream]
                head.head, head.live, head.tag_sum = number, live, tag_sum

        return go_back

    def _write(self, record: Record, op: str, author: Author) -> Record:
        before = self.world.records.get(record.id)
        after = record.revised(
            rev=before.rev + 1 if before else 1,
            tag=self.new_tag(),
            seq=self.heads[record.place.stream].next_seq(),
            by=author.user_id,
            at=self.now,
        )
        if before is None:
            self.created.add(record.id)
        else:
            self.stored.setdefault(record.id, before)
            self.revisions.append(self._revision(before, after, op, author))
        self._count(before, after)
        self.world.records[record.id] = after
        self.written[record.id] = after
        if before is not None and before.place.stream != after.place.stream:
            self._move_conflicts(after)
        return after

    def _count(self, before: Record | None, after: Record) -> None:
        """Keeps the digests of the record's stream, and of the one that it left."""
        target = self.heads[after.place.stream]
        if before is None or before.place.stream == after.place.stream:
            target.count(before, after)
            return
        left = self.heads[before.place.stream]
        left.count(before, None)
        target.count(None, after)
        key = (before.place.stream, after.id)
        self.gone[key] = Gone(after, before.place, left.next_seq())
        self.gone.pop((after.place.stream, after.id), None)

    def _revision(self, before: Record, after: Record, op: str, author: Author) -> Revision:
        changes: Fields = {
            name: {"from": before.fields.get(name), "to": value}
            for name, value in after.fields.items()
            if name not in before.fields or not is_same(before.fields[name], value)
        }
        if "incoming" in changes and after.type == "conflict":
            changes["incoming"] = sides_that_came(before, after)
        if before.place.stream != after.place.stream:
            changes["stream"] = {"from": before.place.stream, "to": after.place.stream}
        return Revision(
            after.place,
            after.id,
            after.rev,
            op,
            after.tag,
            author,
            self.now,
            changes,
            before.tag,
        )

    def _conflict(self, draft: Draft, index: int) -> str:
        unseen = draft.unseen[index]
        record = self.world.records[unseen.record_id]
        key = (unseen.record_id, unseen.field)
        existing = self.world.conflicts.get(key)
        if existing is None:
            conflict = open_conflict(
                self.new_id(),
                record,
                unseen,
                draft.author,
                epoch=self.world.epoch,
                now=self.now,
            )
            user = draft.author.user_id
            if user in self.open_counts:
                self.open_counts[user] += 1
        else:
            conflict = join_conflict(existing, record, unseen, draft.author)
        by_no_device = Author(None, None, None, self.world.epoch)
        self.world.conflicts[key] = self._write(conflict, "update", by_no_device)
        return conflict.id

    def _move_conflicts(self, record: Record) -> None:
        """Conflicts, open and decided, lie in the stream of their record; in an order that does
        not depend on how a database happens to read them."""
        by_no_device = Author(None, None, None, self.world.epoch)
        about = [
            each
            for each in self.world.records.values()
            if each.type == "conflict" and each.fields.get("record_id") == record.id
        ]
        for conflict in sorted(about, key=lambda each: each.id):
            fields = {**conflict.fields, "stream": record.place.stream}
            moved = self._write(
                replace(conflict, place=record.place, fields=fields), "move", by_no_device
            )
            field_name = fields["field"]
            key = (record.id, field_name if isinstance(field_name, str) else None)
            if key in self.world.conflicts and self.world.conflicts[key].id == moved.id:
                self.world.conflicts[key] = moved

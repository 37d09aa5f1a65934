"""A record's state on the server, and the marks that say who wrote each field's current value."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from backend.core.quick import quick
from backend.core.scope import Place
from backend.core.validate import Fields

TAG_MODULUS = 2**48
WHOLE = ""
"""The mark of every field that has none of its own: how the record was created."""
STREAM = "\x01stream"
DELETION = "\x01deleted"
"""Marks of what is not a field; control characters, so that no field can have these names."""

UNKNOWN_EPOCH = 0
"""The number of a history that is named and not known: one that a restore ended and took away.
Nothing was written in it, so that nothing of what stands was seen in it."""


class Mark(NamedTuple):
    """Who wrote a value: `rev` in history `epoch`, by `device` in its changeset `n` (both None
    for a change by no device), `by` a user (None in the mark WHOLE: the creator), `at` the
    device's claim of the time and `offset_ms` how far its clock was behind the server's."""

    rev: int
    device: str | None
    n: int | None
    epoch: int
    by: str | None = None
    at: str | None = None
    offset_ms: int | None = None


@quick
@dataclass(frozen=True, slots=True)
class Record:
    """One record as the server has it. `fields` are kept while it is deleted."""

    type: str
    id: str
    place: Place
    fields: Fields
    marks: Mapping[str, Mark]
    rev: int = 0
    tag: int = 0
    seq: int = 0
    is_deleted: bool = False
    created_by: str | None = None
    created_at: str = ""
    updated_by: str | None = None
    updated_at: str = ""

    def mark_of(self, name: str) -> Mark:
        return self.marks.get(name) or self.marks[WHOLE]

    def revised(self, *, rev: int, tag: int, seq: int, by: str | None, at: str) -> "Record":
        """The record as this revision; written out, because `replace` takes four times as long
        and every record of a push passes here."""
        return Record(
            self.type,
            self.id,
            self.place,
            self.fields,
            self.marks,
            rev,
            tag,
            seq,
            self.is_deleted,
            self.created_by,
            self.created_at,
            by,
            at,
        )


@quick
@dataclass(frozen=True, slots=True)
class Author:
    """Whose change it is: the user, and the device (None for decisions and corrections) with
    what its chain of replacements says about others."""

    user_id: str | None
    device: str | None
    n: int | None
    epoch: int | None
    at: str | None = None
    offset_ms: int | None = None
    ancestors: frozenset[str] = field(default_factory=frozenset)
    successors: frozenset[str] = field(default_factory=frozenset)

    def mark(self, rev: int, epoch: int) -> Mark:
        return Mark(rev, self.device, self.n, epoch, self.user_id, self.at, self.offset_ms)

    def without_device(self) -> "Author":
        return replace(self, device=None, n=None, ancestors=frozenset(), successors=frozenset())

    def wrote_before(self, mark: Mark) -> bool:
        """Whether the value was written by a lower (or this same) n of the same device."""
        if self.device is None or mark.device is None:
            return False
        if mark.device == self.device:
            return self.n is not None and mark.n is not None and mark.n <= self.n
        return mark.device in self.ancestors

    def wrote_after(self, mark: Mark) -> bool:
        """Whether the value was written by a higher n of the same device."""
        if self.device is None or mark.device is None:
            return False
        if mark.device == self.device:
            return self.n is not None and mark.n is not None and mark.n > self.n
        return mark.device in self.successors


def was_seen_by_base(mark: Mark, base: int, epoch: int | None) -> bool:
    """Whether `base` (a revision in history `epoch`) covers the mark.

    Revision numbers are used again after a restore, so a value written in a later history than
    the author's was not seen, whatever its number; an unknown history has seen nothing.
    """
    return epoch is not None and mark.epoch <= epoch and mark.rev <= base

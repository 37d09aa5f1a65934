"""P5 in a world that has healed: every text that was sent, decided or put in order is somewhere."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING

from tests.phone import Json
from tests.simulation.broken import hold
from tests.simulation.reading import LogLine, State

if TYPE_CHECKING:
    from tests.simulation.world import World

TOOK_EFFECT = ("applied", "conflict")
MERGED_INTO = "merged_into"


def check_p5_no_value_is_lost(world: World, state: State) -> None:
    """Each text that took effect is in the record (or in the household that it became part of), in
    its history or a conflict; also of what was held and released later, as it came or corrected."""
    known = _Known(state)
    for line in state.log.values():
        if line.is_repeat or not _took_effect(line, state):
            continue
        missing = known.missing(line.body["changes"])
        others = _corrections_of(world, state, line) if missing else []
        is_kept = not missing or any(not known.missing(each) for each in others)
        hold(is_kept, "P5", f"{line.device} {line.n}: {missing} is nowhere")


def _took_effect(line: LogLine, state: State) -> bool:
    return line.status in TOOK_EFFECT or state.held.get((line.device, line.n)) == "released"


def _corrections_of(world: World, state: State, line: LogLine) -> list[list[Json]]:
    """What desks would have put in the place of held work, each time that they tried."""
    corrected = world.ledger.corrected
    return [
        changes
        for held_id, (device, n, _) in state.items.items()
        if (device, n) == (line.device, line.n)
        for changes in corrected.get(held_id, ())
    ]


class _Known:
    """All texts that a record, its history and its conflicts hold, by the record's id."""

    def __init__(self, state: State) -> None:
        self.texts: dict[str, set[str]] = defaultdict(set)
        self.merged: dict[str, set[str]] = defaultdict(set)
        for record in state.records.values():
            about = record.fields["record_id"] if record.type == "conflict" else record.id
            self.texts[about] |= set(texts_in(record.fields))
            self._note_merge(record.id, record.fields.get(MERGED_INTO))
        for record_id, revisions in state.revisions.items():
            record = state.records[record_id]
            about = record.fields["record_id"] if record.type == "conflict" else record_id
            for revision in revisions:
                self.texts[about] |= set(texts_in(revision.changes))
                for value in revision.changes.get(MERGED_INTO, {}).values():
                    self._note_merge(record_id, value)

    def _note_merge(self, record_id: str, into: object) -> None:
        if isinstance(into, str):
            self.merged[record_id].add(into)

    def goes_round(self, record_id: str) -> bool:
        """Whether merges, taken together, may have led back to where they began."""
        return any(
            each in self._places(target)
            for each in self._places(record_id)
            for target in self.merged.get(each, ())
        )

    def missing(self, changes: list[Json]) -> list[tuple[str, str, str]]:
        """Of a field that one changeset sets twice the last value: it makes one revision."""
        sent = {
            (change["id"], name): value
            for change in changes
            if "type" in change
            for name, value in (change.get("fields") or {}).items()
        }
        return [
            (*key, value)
            for key, value in sent.items()
            if isinstance(value, str) and not self._has(key[0], value)
        ]

    def _has(self, record_id: str, value: str) -> bool:
        return any(value in self.texts[each] for each in self._places(record_id))

    def _places(self, record_id: str) -> set[str]:
        """The record and all that it was ever merged into."""
        reached, left = set[str](), [record_id]
        while left:
            each = left.pop()
            if each not in reached:
                reached.add(each)
                left += self.merged.get(each, ())
        return reached


def texts_in(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from texts_in(each)
    elif isinstance(value, list):
        for each in value:
            yield from texts_in(each)


def check_p6_an_edit_follows_a_merge(world: World, state: State) -> None:
    """What a device changes of a household that is part of another one lands on that one."""
    known = _Known(state)
    for record in state.records.values():
        ends = not known.goes_round(record.id)
        fields = dict(record.fields)
        for revision in reversed(state.revisions.get(record.id, [])):
            fields |= {name: change["from"] for name, change in revision.changes.items()}
            into = state.records.get(str(fields.get(MERGED_INTO)))
            # One that was given back after a restore keeps the day of its first creation.
            was_there = (
                into is not None
                and into.id not in state.given_back
                and into.wire["created_at"] < revision.at
            )
            is_edit = revision.device is not None and MERGED_INTO not in revision.changes
            hold(
                not (ends and was_there and is_edit),
                "P6",
                f"{record.id}: {revision.device} {revision.n} changed what was merged away",
            )


CHECKS = (check_p5_no_value_is_lost, check_p6_an_edit_follows_a_merge)

"""The checks of what the office did, in a world that has healed: by changeset or by endpoint, each
act counts once or not at all, decides what its author saw, and is told to everybody concerned.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.phone import Json
from tests.simulation.broken import hold
from tests.simulation.desk_acts import NO_TEXTS
from tests.simulation.reading import LogLine, State
from tests.simulation.values import texts_in

if TYPE_CHECKING:
    from tests.simulation.world import World

TOOK_EFFECT = ("applied", "conflict")
CLOSING = ("release", "discard")


@dataclass(frozen=True, slots=True)
class Turn:
    """A conflict was decided or opened again; `fields` are the conflict's afterwards, `resolution`
    the decision or the one that was taken back."""

    conflict_id: str
    status: str
    fields: Json
    resolution: Json

    @property
    def is_decided(self) -> bool:
        return self.status == "decided"


@dataclass
class Decided:
    """All turns of all conflicts, in their order."""

    turns: list[Turn] = field(default_factory=list)

    @property
    def reasons(self) -> Counter[str]:
        return Counter(turn.resolution["reason"] for turn in self.turns if turn.is_decided)


def read_turns(state: State) -> Decided:
    decided = Decided()
    for record in state.records.values():
        if record.type == "conflict":
            decided.turns += _turns_of(record.id, record.fields, state)
    return decided


def _turns_of(conflict_id: str, now: Json, state: State) -> list[Turn]:
    turns = []
    fields = dict(now)
    for revision in reversed(state.revisions.get(conflict_id, [])):
        after = dict(fields)
        fields |= {name: change["from"] for name, change in revision.changes.items()}
        if "incoming" in revision.changes:
            fields["incoming"] = _sides_before(after["incoming"], revision.changes["incoming"])
        if "status" in revision.changes:
            is_decided = after["status"] == "resolved"
            resolution = (after if is_decided else fields)["resolution"]
            turns.append(
                Turn(conflict_id, "decided" if is_decided else "undone", after, resolution)
            )
    return turns[::-1]


def _sides_before(after: list[Json], change: Json) -> list[Json]:
    """The sides before a revision, which names those that came and those they replaced."""
    sides = [dict(side) for side in after]
    replaced = {side["side"]: side for side in change["from"]}
    for came in sorted(change["to"], key=lambda each: -each["side"]):
        index = came["side"]
        if _is_from(sides[index], came) and index not in replaced:
            del sides[index]
            continue
        # What it replaced lies in `earlier`, and what came late at the end of it.
        earlier = [each for each in sides[index]["earlier"] if not _is_from(each, came)]
        if index in replaced:
            sides[index] = {key: value for key, value in replaced[index].items() if key != "side"}
            earlier = [each for each in earlier if not _is_from(each, sides[index])]
        sides[index]["earlier"] = earlier
    return sides


def _is_from(side: Json, other: Json) -> bool:
    return bool((side["device"], side["n"]) == (other["device"], other["n"]))


# -- counted once


def check_p2_an_act_of_the_office_counts_once(world: World, state: State) -> None:
    decided = read_turns(state)
    audited = Counter(
        detail for action, _, detail in state.audit if action in ("resolve", "discard")
    )
    for reason in world.ledger.deciders:
        most = max(audited[reason], decided.reasons[reason])
        hold(most <= 1, "P2", f"the act {reason!r} counted {most} times")
    closed = Counter(subject for action, subject, _ in state.audit if action in CLOSING)
    for held_id, times in closed.items():
        hold(times == 1, "P2", f"held work {held_id} was closed {times} times")
    undone = Counter(subject for action, subject, _ in state.audit if action == "undo")
    turns = Counter(turn.conflict_id for turn in decided.turns if not turn.is_decided)
    hold(undone == turns, "P2", f"{undone - turns} was undone and is not, {turns - undone} is")


def check_p4_an_act_is_carried_out_with_its_changeset(world: World, state: State) -> None:
    """With all the rest of it, or not at all."""
    done = read_turns(state)
    for line in state.log.values():
        if not line.is_repeat:
            is_done = _is_done(line, state)
            for act in (each for each in line.body.get("changes", ()) if "type" not in each):
                _check_act(done, state, line, act, is_done=is_done)


def _is_done(line: LogLine, state: State) -> bool:
    return line.status in TOOK_EFFECT or state.held.get((line.device, line.n)) == "released"


def _check_act(done: Decided, state: State, line: LogLine, act: Json, *, is_done: bool) -> None:
    named = f"{line.device} {line.n}: {act['op']} of {act['id']}"
    if act["op"] == "resolve":
        happened = act["reason"] in done.reasons
        hold(happened == is_done, "P4", f"{named} is {'not' if is_done else 'yet'} carried out")
    elif act["op"] == "discard":
        audited = any(detail == act["reason"] for _, _, detail in state.audit)
        hold(audited == is_done, "P4", f"{named} is {'not' if is_done else 'yet'} carried out")
    elif is_done and act["op"] == "release":
        status = state.items[act["id"]][2]
        hold(status == "released", "P4", f"{named} left it {status}")
    elif is_done:
        undone = any(turn.conflict_id == act["id"] for turn in done.turns if not turn.is_decided)
        hold(undone, "P4", f"{named} is not carried out")


# -- what was decided


def check_p5_what_was_decided_is_in_the_record(world: World, state: State) -> None:
    texts: dict[str, set[str]] = defaultdict(set)
    for record in state.records.values():
        texts[record.id] |= set(texts_in(record.fields))
    for record_id, revisions in state.revisions.items():
        texts[record_id].update(*(texts_in(each.changes) for each in revisions))
    for turn in read_turns(state).turns:
        value, record_id = turn.resolution["value"], turn.fields["record_id"]
        if turn.is_decided and isinstance(value, str) and turn.fields["field"] != "stream":
            hold(value in texts[record_id], "P5", f"{value!r} was decided for {record_id}")


def check_p6_nothing_was_decided_unseen(world: World, state: State) -> None:
    """Who decides has seen what stands; otherwise the decision is stale."""
    ledger = world.ledger
    for turn in read_turns(state).turns:
        entry = ledger.deciders.get(turn.resolution["reason"])
        if entry is None or not turn.is_decided or turn.fields["field"] == "stream":
            continue
        stood = turn.resolution["stood"]["value"]
        device = next(each.device for each in state.lines_of(entry.body["id"]))
        for value in texts_in(stood):
            is_seen = (
                ledger.may_pass_for_seen(entry, value)
                or ledger.had_seen(entry, value, device=device)
                or ledger.had_read(entry, value)
                or any(ledger.came_before(entry, value, shown) for shown in entry.showed.values())
            )
            hold(is_seen, "P6", f"{entry.device} {entry.n} decided over {value!r}, unseen")


# -- told


def check_p14_all_whom_a_decision_concerns_are_told(world: World, state: State) -> None:
    """Each side of it, what each said earlier, and whose value stood, of every turn."""
    told: dict[str, Counter[tuple[str, int, str]]] = defaultdict(Counter)
    for outcome in state.outcomes:
        for conflict_id in outcome["conflicts"]:
            told[conflict_id][(outcome["device"], outcome["n"], outcome["status"])] += 1
    due: dict[str, Counter[tuple[str, int, str]]] = defaultdict(Counter)
    turns: Counter[tuple[str, str]] = Counter()
    for turn in read_turns(state).turns:
        for device, n in set(_parties(world, state, turn)):
            due[turn.conflict_id][(device, n, turn.status)] += 1
        turns[(turn.conflict_id, turn.status)] += 1
    for conflict_id, keys in due.items():
        missing = keys - told[conflict_id]
        hold(not missing, "P14", f"of {conflict_id} nobody was told {sorted(missing)}")
    for conflict_id, heard in told.items():
        twice = [key for key, times in heard.items() if times > turns[(conflict_id, key[2])]]
        is_once = all(key[2] not in ("decided", "undone") for key in twice)
        hold(is_once, "P14", f"of {conflict_id} {twice} was told too often")


def _parties(world: World, state: State, turn: Turn) -> Iterator[tuple[str, int]]:
    for side in turn.fields["incoming"]:
        for each in [*side["earlier"], side]:
            if each["device"] is not None and each["n"]:
                yield each["device"], each["n"]
    stood = turn.resolution["stood"]
    if turn.fields["field"] in NO_TEXTS or not isinstance(stood["value"], str):
        return
    entry = world.ledger.tellers.get(stood["value"])
    lines = state.lines_of(entry.body["id"]) if entry else []
    yield from ((each.device, each.n) for each in lines if each.device == stood["device"])


def check_p14_who_is_released_or_discarded_is_told(world: World, state: State) -> None:
    """Once, and of nothing else."""
    told = Counter(
        (outcome["device"], outcome["n"], outcome["status"])
        for outcome in state.outcomes
        if outcome["status"] in ("released", "discarded")
    )
    due = Counter(each for each in state.items.values() if each[1] > 0 and each[2] != "open")
    hold(told == due, "P14", f"not told {due - told}, told for nothing {told - due}")


CHECKS = (
    check_p2_an_act_of_the_office_counts_once,
    check_p4_an_act_is_carried_out_with_its_changeset,
    check_p5_what_was_decided_is_in_the_record,
    check_p6_nothing_was_decided_unseen,
    check_p14_all_whom_a_decision_concerns_are_told,
    check_p14_who_is_released_or_discarded_is_told,
)

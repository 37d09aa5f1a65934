"""Decides what becomes of one changeset: applied, in conflict, held, void or erased."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import Protocol

from backend.core.changes import Change, OfficeAct
from backend.core.merge import Draft
from backend.core.plan import Plan, Touched
from backend.core.problems import Problem
from backend.core.quick import quick
from backend.core.record import UNKNOWN_EPOCH, Author
from backend.core.scope import Caller
from backend.core.validate import Fields, Reason
from backend.services.syncing.sync_request import Incoming
from backend.settings import Limits
from backend.store import wire


class ActTaker(Protocol):
    """Who carries out the office's acts of a changeset, and can forget them again."""

    def take(self, plan: Plan, judge: Caller, author: Author, act: OfficeAct) -> list[Fields]: ...

    def remember(self) -> Callable[[], None]: ...


GROWING_OPS = frozenset({"update", "restore"})


@dataclass(slots=True)
class _Taken:
    """What a changeset has done so far: the records that it concerned, by id, and the ids of the
    conflicts that it is part of, each in the order in which it came to them."""

    records: dict[object, Fields] = field(default_factory=dict)
    conflicts: dict[str, None] = field(default_factory=dict)


@quick
@dataclass(frozen=True, slots=True)
class Decided:
    """What became of one changeset. `waits_for` are the ids that it misses."""

    status: str
    result: Fields
    reasons: tuple[Reason, ...] = ()
    waits_for: frozenset[str] = frozenset()
    conflicts: tuple[str, ...] = ()


def decide(
    plan: Plan,
    author: Author,
    judge: Caller,
    incoming: Incoming,
    *,
    too_large: Reason | None = None,
    acts: ActTaker | None = None,
) -> Decided:
    """Merges one changeset into the plan, or says why it is held; held leaves no trace."""
    reasons = _held_whole(judge, incoming, too_large)
    if reasons:
        return _held(incoming, reasons, frozenset())
    if incoming.has_acts:
        return _decide_acts(plan, author, judge, incoming, acts)
    taken = _Taken()
    stopped = _take_changes(plan, author, judge, incoming, incoming.changes, taken)
    return _done(incoming, taken) if stopped is None else stopped


def _find_outgrown(plan: Plan, draft: Draft, incoming: Incoming) -> list[Reason]:
    """Records that small changes would make larger than one may be."""
    most = plan.fields_bytes_max
    for record_id, op in draft.ops.items():
        before = plan.world.records.get(record_id)
        if most is None or before is None or op not in GROWING_OPS:
            continue
        size = len(wire.encode(draft.records[record_id].fields))
        if size > most and size > len(wire.encode(before.fields)):
            places = (each.index for each in incoming.changes if each.id == record_id)
            return [_over("fields_bytes_max", next(places, None))]
    return []


def _find_flood(plan: Plan, draft: Draft, judge: Caller) -> list[Reason]:
    """One person's changes fill the office's desk, and empty the book, no further than this; what
    is over it waits as held work. Who releases it has looked at it."""
    if judge.user_id != draft.author.user_id:
        return []
    if plan.would_delete_too_much(draft):
        return [Reason(None, None, "quota", "over the limit deletions_a_day_max")]
    if plan.would_flood(draft):
        return [Reason(None, None, "quota", "over the limit conflicts_open_max")]
    return _find_swollen(plan, draft)


def _find_swollen(plan: Plan, draft: Draft) -> list[Reason]:
    """A conflict keeps every value, and each that joins writes it anew: 5 MB of notes against one
    another became 5.8 GB of revisions."""
    most = plan.conflict_bytes_max
    sizes: dict[tuple[str, str | None], int] = {}
    for each in draft.unseen:
        key = (each.record_id, each.field)
        before = sizes.get(key)
        if before is None:
            conflict = plan.world.conflicts.get(key)
            before = 0 if conflict is None else len(wire.encode(conflict.fields))
        sizes[key] = before + len(wire.encode([each.value, each.saw]))
        if most is not None and before and sizes[key] > most:
            return [Reason(None, None, "quota", "over the limit conflict_bytes_max")]
    return []


def _done(incoming: Incoming, taken: _Taken) -> Decided:
    status = "conflict" if taken.conflicts else "applied"
    result = result_of(incoming.n, incoming.id, status)
    result["records"] = list(taken.records.values())
    result["conflicts"] = list(taken.conflicts)
    return Decided(status, result, conflicts=tuple(taken.conflicts))


def _record_of(touched: Touched) -> Fields:
    return {"type": touched.type, "id": touched.id, "rev": touched.rev}


def _decide_acts(
    plan: Plan,
    author: Author,
    judge: Caller,
    incoming: Incoming,
    acts: ActTaker | None,
) -> Decided:
    """A changeset in which the office acts: all of it, in the order of its changes, or nothing."""
    if acts is None:
        reason = Reason(None, None, "not_allowed", "your role does not permit this")
        return _held(incoming, [reason], frozenset())
    ways_back = (plan.remember(), acts.remember())
    taken = _Taken()
    for is_act, part in groupby(incoming.changes, lambda change: isinstance(change, OfficeAct)):
        if is_act:
            stopped = _take_acts(plan, author, judge, incoming, part, acts, taken)
        else:
            stopped = _take_changes(plan, author, judge, incoming, part, taken)
        if stopped is not None:
            for go_back in ways_back:
                go_back()
            return stopped
    return _done(incoming, taken)


def _take_acts(
    plan: Plan,
    author: Author,
    judge: Caller,
    incoming: Incoming,
    part: Iterable[Change | OfficeAct],
    acts: ActTaker,
    taken: _Taken,
) -> Decided | None:
    """What stops the changeset, None where nothing does."""
    for act in part:
        assert isinstance(act, OfficeAct)
        try:
            touched = acts.take(plan, judge, author, act)
        except Problem as problem:
            return _held(incoming, [_reason_of(act, problem)], frozenset())
        taken.records.update({each["id"]: each for each in touched})
    return None


def _take_changes(
    plan: Plan,
    author: Author,
    judge: Caller,
    incoming: Incoming,
    part: Iterable[Change | OfficeAct],
    taken: _Taken,
) -> Decided | None:
    """Merges them into the plan; what stops the changeset, None where nothing does."""
    draft = Draft(plan.world, author, judge, plan.now)
    for change in part:
        assert isinstance(change, Change)
        draft.apply(change)
    if draft.is_erased:
        return Decided("erased", result_of(incoming.n, incoming.id, "erased"))
    outgrown = _find_outgrown(plan, draft, incoming)
    reasons = draft.reasons or outgrown or _find_flood(plan, draft, judge)
    if reasons:
        return _held(incoming, reasons, frozenset(draft.missing))
    touched, opened = plan.commit(draft)
    taken.records.update({each.id: _record_of(each) for each in touched})
    taken.conflicts.update(dict.fromkeys(opened))
    return None


def _reason_of(act: OfficeAct, problem: Problem) -> Reason:
    """The endpoint's code; what is wrong in the act's own members is an invalid field."""
    if problem.code == "invalid_request":
        field = problem.extra.get("field")
        return Reason(act.index, str(field), "invalid_field", problem.title)
    return Reason(act.index, None, problem.code, problem.title)


def _held_whole(judge: Caller, incoming: Incoming, too_large: Reason | None) -> list[Reason]:
    """Reasons that hold a changeset whatever it says."""
    if judge.is_revoked:
        return [Reason(None, None, "device_revoked", "the device was revoked")]
    if not judge.is_active:
        return [Reason(None, None, "author_disabled", "the account is closed")]
    if too_large is not None:
        return [too_large]
    return list(incoming.wrong)


def _held(incoming: Incoming, reasons: list[Reason], waits_for: frozenset[str]) -> Decided:
    result = result_of(incoming.n, incoming.id, "held")
    result["reasons"] = [reason.as_dict() for reason in reasons]
    only_waits = all(reason.code == "missing_parent" for reason in reasons)
    return Decided(
        "held", result, tuple(reasons), waits_for=waits_for if only_waits else frozenset()
    )


def result_of(n: int, changeset_id: str, status: str) -> Fields:
    return {
        "n": n,
        "id": changeset_id,
        "status": status,
        "records": [],
        "conflicts": [],
        "reasons": [],
    }


def over_limits(limits: Limits, incoming: Incoming) -> Reason | None:
    """The limit that the changeset is over, and by which change where one alone is too large."""
    if len(incoming.raw) > limits.changeset_bytes_max:
        return _over("changeset_bytes_max")
    changes = incoming.body.get("changes")
    if not isinstance(changes, list):
        return None
    if len(changes) > limits.changes_max:
        return _over("changes_max")
    if len(incoming.raw) <= limits.fields_bytes_max:
        return None
    for place, change in enumerate(changes):
        fields = change.get("fields") if isinstance(change, dict) else None
        if fields is not None and len(wire.encode(fields)) > limits.fields_bytes_max:
            return _over("fields_bytes_max", place)
    return None


def _over(limit: str, place: int | None = None) -> Reason:
    return Reason(place, None, "too_large", f"over the limit {limit}")


def author_of(
    caller: Caller, incoming: Incoming, offset_ms: int | None, epochs: Mapping[str, int]
) -> Author:
    at, epoch = incoming.body.get("at"), incoming.body.get("epoch")
    return Author(
        caller.user_id,
        caller.device_id,
        incoming.n,
        epochs.get(epoch, UNKNOWN_EPOCH) if isinstance(epoch, str) else None,
        at if isinstance(at, str) else None,
        offset_ms,
        caller.ancestors,
        caller.successors,
    )

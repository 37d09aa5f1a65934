"""Carries out the office's acts within a plan: decided, undone, released, discarded.

What else they cause (closed work, outcomes, the audit log) is kept until the plan is written, so
that a changeset that is held after all leaves no trace.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta

from backend.core.changes import OfficeAct, read_envelope
from backend.core.deciding import Verdict, resolve, undo
from backend.core.office_acts import Act, Discard, Release, Resolve, Undo, read_act
from backend.core.plan import Plan
from backend.core.problems import already_resolved, not_allowed, not_found, still_held
from backend.core.record import Author, Record
from backend.core.scope import Caller
from backend.core.upcast import HISTORY
from backend.core.validate import Fields
from backend.services.context import Context, time_text
from backend.services.syncing.accept_recovered import decide_recovered
from backend.services.syncing.changeset_body import parse_body
from backend.services.syncing.decide_changeset import Decided, author_of, decide, over_limits
from backend.services.syncing.office_targets import HeldTarget, Targets
from backend.services.syncing.open_plan import MovedMeanwhile
from backend.services.syncing.see_held import may_see_held
from backend.services.syncing.sync_request import Incoming
from backend.store import audit, log, wire
from backend.store.conflicts import find_tellers
from backend.store.database import Connection
from backend.store.log import Held
from backend.store.outcomes import Outcome

NESTING_MAX = 3


@dataclass(frozen=True, slots=True)
class _Closed:
    held: Held
    status: str
    by: str
    why: str | None


@dataclass(frozen=True, slots=True)
class _Told:
    parties: tuple[tuple[str, int], ...]
    status: str
    by: str
    reason: str | None
    conflict_id: str


@dataclass(frozen=True, slots=True)
class _Entry:
    place: str
    by: Caller
    action: str
    subject: str
    detail: str = ""


@dataclass(slots=True)
class _Effects:
    closed: list[_Closed] = field(default_factory=list)
    told: list[_Told] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)
    entries: list[_Entry] = field(default_factory=list)


class OfficeActs:
    """The acts of one transaction; `closed` are the ids of held work that is open no more."""

    def __init__(
        self,
        context: Context,
        connection: Connection,
        targets: Targets,
        epochs: Mapping[str, int],
    ) -> None:
        # Looked at again under the streams' locks: somebody may have been faster.
        self.closed = log.list_closed(connection, targets.held) if targets.held else set()
        self._context = context
        self._connection = connection
        self._targets = targets
        self._epochs = epochs
        self._effects = _Effects()
        self._nesting = 0

    def take(self, plan: Plan, judge: Caller, author: Author, act: OfficeAct) -> list[Fields]:
        """An act of a changeset; the records that it concerned. Raises the endpoint's Problems."""
        return self.carry_out(plan, judge, read_act(act, epoch=author.epoch))

    def carry_out(self, plan: Plan, judge: Caller, act: Act) -> list[Fields]:
        """Raises the Problems of the endpoints."""
        if judge.is_silenced:
            raise not_allowed()
        if isinstance(act, Resolve):
            reason = act.decision.reason
            verdict = resolve(plan, judge, act.id, act.decision)
            return self._tell(judge, verdict, "resolve", "decided", reason)
        if isinstance(act, Undo):
            undo_days = self._context.settings.retention.undo_days
            earliest = self._context.now() - timedelta(days=undo_days)
            verdict = undo(plan, judge, act.id, since=time_text(earliest))
            return self._tell(judge, verdict, "undo", "undone", None)
        target = self._get_held(judge, act.id)
        if isinstance(act, Discard):
            self._close(judge, target, "discarded", reason=act.reason)
            return []
        return self._release(plan, judge, target, act)

    def remember(self) -> Callable[[], None]:
        """What forgets the acts from here on."""
        effects, closed = self._effects, set(self.closed)
        self._effects = _Effects(
            list(effects.closed), list(effects.told), list(effects.outcomes), list(effects.entries)
        )

        def go_back() -> None:
            self._effects, self.closed = effects, closed

        return go_back

    def outcomes(self) -> list[Outcome]:
        """Whom to tell what; the log must have been written."""
        told = [
            Outcome(
                place=teller.place,
                device=teller.device,
                n=teller.n,
                changeset_id=teller.changeset_id,
                status=each.status,
                by=each.by,
                reason=each.reason,
                conflicts=[each.conflict_id],
            )
            for each in self._effects.told
            for teller in find_tellers(self._connection, each.parties)
        ]
        return [*told, *self._effects.outcomes]

    def write(self, *, at: str) -> None:
        """After the plan, the log and the outcomes. Raises MovedMeanwhile where somebody else
        closed the same held work."""
        for each in self._effects.closed:
            done = log.close_held(
                self._connection, each.held, status=each.status, by=each.by, at=at, why=each.why
            )
            if not done:
                raise MovedMeanwhile
        for entry in self._effects.entries:
            audit.append(
                self._connection,
                entry.place,
                at=at,
                by=entry.by.user_id,
                device=entry.by.device_id,
                action=entry.action,
                subject=entry.subject,
                detail=entry.detail,
            )

    def _tell(
        self, judge: Caller, verdict: Verdict, action: str, status: str, reason: str | None
    ) -> list[Fields]:
        conflict = verdict.conflict
        self._effects.told.append(_Told(verdict.told, status, judge.user_id, reason, conflict.id))
        self._effects.entries.append(
            _Entry(conflict.place.partition, judge, action, conflict.id, reason or "")
        )
        return [_touched(conflict), _touched(verdict.record)]

    def _get_held(self, judge: Caller, held_id: str) -> HeldTarget:
        if not judge.is_admin:
            raise not_allowed()
        target = self._targets.held.get(held_id)
        if target is None or not may_see_held(self._connection, judge, target.item):
            raise not_found()
        if target.item.status != "open" or held_id in self.closed:
            raise already_resolved()
        return target

    def _release(self, plan: Plan, judge: Caller, target: HeldTarget, act: Release) -> list[Fields]:
        """Applies the work in the scope of the releasing admin; its author stays its author."""
        decided = self._decide(plan, judge, target, act)
        if decided.status == "held":
            raise still_held([reason.as_dict() for reason in decided.reasons])
        self._close(judge, target, "released", conflicts=decided.conflicts)
        records = decided.result["records"]
        return records if isinstance(records, list) else []

    def _decide(self, plan: Plan, judge: Caller, target: HeldTarget, act: Release) -> Decided:
        held, body, raw = target.held, parse_body(target.held.body), target.held.body
        limits = self._context.settings.limits
        if target.owner is None:
            return decide_recovered(plan, judge, held, changes=act.changes, limits=limits)
        if act.changes is not None:
            body = _corrected(body, act.changes)
            raw = wire.encode(body)
        incoming = Incoming(held.n, str(body.get("id")), body, raw)
        author = author_of(target.owner, incoming, held.offset_ms, self._epochs)
        if act.changes is not None:
            author = replace(author.without_device(), epoch=author.epoch)
        if self._nesting >= NESTING_MAX:
            raise still_held([])
        self._nesting += 1
        try:
            too_large = over_limits(limits, incoming)
            return decide(plan, author, judge, incoming, too_large=too_large, acts=self)
        finally:
            self._nesting -= 1

    def _close(
        self,
        judge: Caller,
        target: HeldTarget,
        status: str,
        *,
        reason: str | None = None,
        conflicts: tuple[str, ...] = (),
    ) -> None:
        held, owner = target.held, target.owner
        self.closed.add(held.id)
        self._effects.closed.append(_Closed(held, status, judge.user_id, reason))
        action = "release" if status == "released" else "discard"
        self._effects.entries.append(_Entry(held.place, judge, action, held.id, reason or ""))
        if owner is None:
            return
        self._effects.outcomes.append(
            Outcome(
                place=owner.partition,
                device=held.device,
                n=held.n,
                changeset_id=str(parse_body(held.body).get("id")),
                status=status,
                by=judge.user_id,
                reason=reason,
                conflicts=conflicts,
            )
        )


def _touched(record: Record) -> Fields:
    return {"type": record.type, "id": record.id, "rev": record.rev}


def _corrected(body: Fields, changes: list[object]) -> Fields:
    """The changeset with the desk's changes; what was wrong with its other keys is left out."""
    wrong = {reason.field for reason in read_envelope(body)}
    kept = {name: value for name, value in body.items() if name not in wrong}
    if "schema" in wrong:
        kept["schema"] = HISTORY.current
    return {**kept, "changes": changes}

"""Applies a batch of one device's changesets within a transaction, and what waited for them.

The world is read once, everything is decided in memory, and written in a few statements.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import Connection

from backend.core.plan import Plan
from backend.core.scope import Caller
from backend.core.validate import Fields
from backend.services.changeset_body import created_ids, streams_of
from backend.services.context import Context
from backend.services.decide_changeset import (
    Decided,
    author_of,
    decide,
    over_limits,
    result_of,
)
from backend.services.office_targets import find_targets, open_plan_with
from backend.services.release_waiting import Releaser, bodies_of, find_waiting
from backend.services.sync_request import Incoming
from backend.services.take_office_acts import OfficeActs
from backend.store import log, records, wire
from backend.store.epochs import number_epochs
from backend.store.log import LogEntry, Logged, NewHeld


@dataclass(frozen=True, slots=True)
class Batch:
    """Whose changesets, how far the device's clock is behind, when they arrived, and where the
    same ids came before."""

    caller: Caller
    offset_ms: int | None
    now: str
    elsewhere: Mapping[str, Logged]


@dataclass(slots=True)
class Applied:
    """Results in the order of the changesets; ids of records created and waited for."""

    results: list[Fields] = field(default_factory=list)
    created: set[str] = field(default_factory=set)
    awaited: set[str] = field(default_factory=set)
    is_over_quota: bool = False


def apply_batch(
    context: Context, connection: Connection, batch: Batch, incoming: Sequence[Incoming]
) -> Applied:
    """Writes everything but the device's `acked`. Raises MovedMeanwhile."""
    bodies = [each.body for each in incoming if not each.is_void]
    targets = find_targets(connection, bodies)
    waiting = find_waiting(connection, created_ids([*bodies, *targets.bodies]))
    known = [place for place, _ in batch.caller.listed]
    plan = open_plan_with(context, connection, [*bodies, *bodies_of(waiting)], targets, known=known)
    epochs = number_epochs(connection)
    acts = OfficeActs(context, connection, targets, epochs)
    releaser = Releaser(connection, plan, epochs, waiting, acts)
    session = _Session(context, connection, batch, plan, epochs, releaser)
    for each in incoming:
        if not session.take(each):
            break
    session.write()
    return session.applied


def repeated(first: Logged, n: int) -> Fields:
    """The first result again, under the number that it came with now."""
    result = wire.decode(first.result)
    assert isinstance(result, dict)
    return {**result, "n": n, "repeated": True}


class _Session:
    """The state of one batch while its changesets are taken one after the other."""

    def __init__(
        self,
        context: Context,
        connection: Connection,
        batch: Batch,
        plan: Plan,
        epochs: Mapping[str, int],
        releaser: Releaser,
    ) -> None:
        self.context = context
        self.connection = connection
        self.batch = batch
        self.plan = plan
        self.epochs = epochs
        self.releaser = releaser
        self.applied = Applied()
        self.taken: dict[str, Logged] = {}
        self.entries: list[LogEntry] = []
        self.held: list[NewHeld] = []
        self.held_room = -1

    def take(self, incoming: Incoming) -> bool:
        """False where the device's held work is over its limit: nothing is taken from there."""
        first = self.batch.elsewhere.get(incoming.id) or self.taken.get(incoming.id)
        if first is not None:
            self._log(incoming, "repeat", first.result, repeat_of=f"{first.device} {first.n}")
            self.applied.results.append(repeated(first, incoming.n))
            return True
        decided = self._decide(incoming)
        if decided.status == "held" and not self._has_room():
            self.applied.is_over_quota = True
            return False
        result = wire.encode(decided.result)
        self._log(incoming, decided.status, result)
        self.taken[incoming.id] = Logged(
            self.batch.caller.device_id, incoming.n, incoming.raw, result
        )
        self.applied.results.append(decided.result)
        if decided.status == "held":
            self._hold(incoming, decided)
        elif self.releaser.waiting:
            self.releaser.release()
        return True

    def write(self) -> None:
        caller, now = self.batch.caller, self.batch.now
        records.write_plan(self.connection, self.plan)
        log.append_log(
            self.connection,
            place=caller.partition,
            device=caller.device_id,
            user_id=caller.user_id,
            at=now,
            offset_ms=self.batch.offset_ms,
            entries=self.entries,
        )
        log.hold(
            self.connection,
            place=caller.partition,
            device=caller.device_id,
            author=caller.user_id,
            at=now,
            held=self._in_order(),
        )
        acts = self.releaser.acts
        outcomes = [*self.releaser.outcomes, *acts.outcomes()]
        if outcomes:
            log.append_outcomes(self.connection, outcomes, at=now)
        acts.write(at=now)
        self.applied.created = set(self.plan.created)
        self.applied.awaited = {each for held in self.held for each in held.waits_for}

    def _in_order(self) -> list[NewHeld]:
        """Ids made within one millisecond have no order of their own; the desk lists by id."""
        ids = sorted(each.id for each in self.held)
        return [replace(each, id=new) for each, new in zip(self.held, ids, strict=True)]

    def _decide(self, incoming: Incoming) -> Decided:
        if incoming.is_void:
            return Decided("void", result_of(incoming.n, incoming.id, "void"))
        caller = self.batch.caller
        author = author_of(caller, incoming, self.batch.offset_ms, self.epochs)
        too_large = over_limits(self.context.settings.limits, incoming)
        acts = self.releaser.acts
        return decide(self.plan, author, caller, incoming, too_large=too_large, acts=acts)

    def _log(
        self, incoming: Incoming, status: str, result: bytes, *, repeat_of: str | None = None
    ) -> None:
        body = b"{}" if status == "erased" else incoming.raw
        self.entries.append(LogEntry(incoming.n, incoming.id, status, body, result, repeat_of))

    def _has_room(self) -> bool:
        if self.held_room < 0:
            caller = self.batch.caller
            taken = log.count_held(self.connection, caller.partition, caller.device_id)
            self.held_room = max(0, self.context.settings.limits.held_open_max - taken)
        return len(self.held) < self.held_room

    def _hold(self, incoming: Incoming, decided: Decided) -> None:
        self.held.append(
            NewHeld(
                self.context.new_id(),
                incoming.n,
                decided.reasons,
                sorted(streams_of(incoming.body)),
                decided.waits_for,
            )
        )

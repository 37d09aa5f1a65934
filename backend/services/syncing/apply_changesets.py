"""Applies a batch of one device's changesets within a transaction, and what waited for them.

The world is read once, everything is decided in memory, and written in a few statements.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import Connection

from backend.core.erasure import nothing_of
from backend.core.plan import Plan
from backend.core.scope import Caller
from backend.core.validate import Fields
from backend.services.context import Context
from backend.services.syncing.changeset_body import named_in, streams_of
from backend.services.syncing.decide_changeset import (
    Decided,
    author_of,
    decide,
    over_limits,
    result_of,
)
from backend.services.syncing.office_targets import open_plan_with
from backend.services.syncing.open_plan import MovedMeanwhile
from backend.services.syncing.release_waiting import Releaser, bodies_of, gather
from backend.services.syncing.sync_request import Incoming
from backend.services.syncing.take_office_acts import OfficeActs
from backend.store import log, records, wire
from backend.store.epochs import number_epochs
from backend.store.log import LogEntry, Logged, NewHeld
from backend.store.outcomes import append_outcomes


@dataclass(frozen=True, slots=True)
class Batch:
    """Whose changesets, how far the device's clock is behind, where they came before by user and
    id, and the changesets in the order of n."""

    caller: Caller
    offset_ms: int | None
    elsewhere: Mapping[tuple[str, str], Logged]
    incoming: Sequence[Incoming]


@dataclass(slots=True)
class Applied:
    """Results in the order of the changesets; ids of records created and waited for. `missed`
    came to be in the same transaction as the work that was held for the want of them; `arrivals`
    are hamlet streams that hold what they did not."""

    results: list[Fields] = field(default_factory=list)
    created: set[str] = field(default_factory=set)
    awaited: set[str] = field(default_factory=set)
    missed: set[str] = field(default_factory=set)
    arrivals: set[str] = field(default_factory=set)
    is_over_quota: bool = False


def apply_batches(
    context: Context, connection: Connection, batches: Sequence[Batch]
) -> list[Applied]:
    """Writes everything but the devices' `acked`, one batch after the other over one plan.
    Raises MovedMeanwhile."""
    if not any(batch.incoming for batch in batches):
        return [Applied() for _ in batches]
    incoming = [each for batch in batches for each in batch.incoming]
    named = named_in(change for each in incoming for change in each.changes)
    acting = [each.body for each in incoming if each.has_acts]
    targets, waiting = gather(connection, acting, named.created)
    plan = open_plan_with(
        context,
        connection,
        bodies_of(waiting),
        targets,
        known=dict.fromkeys(place for batch in batches for place, _ in batch.caller.listed),
        also=named.ids,
        streams=named.streams,
        said=named.said,
    )
    if plan.world.twins and len(batches) > 1:
        # Who pushes at the same moment must not find another place's record under this id.
        raise MovedMeanwhile
    epochs = number_epochs(connection)
    acts = OfficeActs(context, connection, targets, epochs)
    releaser = Releaser(connection, plan, epochs, waiting, acts)
    taken: dict[tuple[str, str], LogEntry] = {}
    sessions = [
        _Session(context, connection, batch, plan, epochs, releaser, taken) for batch in batches
    ]
    for session in sessions:
        session.take_all()
    sessions[0].applied.created |= plan.created
    sessions[0].applied.arrivals = plan.arrivals
    _write(connection, plan, releaser, sessions)
    return [session.applied for session in sessions]


def _write(
    connection: Connection, plan: Plan, releaser: Releaser, sessions: Sequence["_Session"]
) -> None:
    records.write_plan(connection, plan)
    log.append_log(connection, [entry for session in sessions for entry in session.entries])
    for session in sessions:
        session.write_held()
    outcomes = [*releaser.outcomes, *releaser.acts.outcomes()]
    if outcomes:
        append_outcomes(connection, outcomes, at=plan.now)
    releaser.acts.write(at=plan.now)


def repeated(first: Logged | LogEntry, n: int) -> Fields:
    """The first result again, under the number that it came with now."""
    result = wire.decode(first.result)
    assert isinstance(result, dict)
    return {**result, "n": n, "repeated": True}


class _Session:
    """The state of one batch while its changesets are taken one after the other; `taken` are
    those of all batches of the plan, by user and id."""

    def __init__(
        self,
        context: Context,
        connection: Connection,
        batch: Batch,
        plan: Plan,
        epochs: Mapping[str, int],
        releaser: Releaser,
        taken: dict[tuple[str, str], LogEntry],
    ) -> None:
        self.context = context
        self.connection = connection
        self.batch = batch
        self.plan = plan
        self.epochs = epochs
        self.releaser = releaser
        self.taken = taken
        self.applied = Applied()
        self.entries: list[LogEntry] = []
        self.held: list[NewHeld] = []
        self.held_room = -1

    def take_all(self) -> None:
        for each in self.batch.incoming:
            if not self._take(each):
                break

    def _take(self, incoming: Incoming) -> bool:
        """False where the device's held work is over its limit: nothing is taken from there."""
        key = (self.batch.caller.user_id, incoming.id)
        first = self.batch.elsewhere.get(key) or self.taken.get(key)
        if first is not None:
            self._log(incoming, "repeat", first.result, repeat_of=f"{first.device} {first.n}")
            self.applied.results.append(repeated(first, incoming.n))
            return True
        decided = self._decide(incoming)
        if decided.status == "held" and not self._has_room():
            self.applied.is_over_quota = True
            return False
        result = wire.encode(decided.result)
        self.taken[key] = self._log(incoming, decided.status, result)
        self.applied.results.append(decided.result)
        if decided.status == "held":
            self._hold(incoming, decided)
            return True
        for each in incoming.changes:
            if each.op == "create":
                self.applied.created.add(each.id)
        if self.releaser.waiting:
            self.releaser.release()
        return True

    def write_held(self) -> None:
        caller = self.batch.caller
        log.hold(
            self.connection,
            place=caller.partition,
            device=caller.device_id,
            author=caller.user_id,
            at=self.plan.now,
            held=self._in_order(),
        )
        self.applied.awaited = {each for held in self.held for each in held.waits_for}
        self.applied.missed = self.applied.awaited & self.plan.created

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
    ) -> LogEntry:
        is_erased = status == "erased"
        body = wire.encode(nothing_of(incoming.body)) if is_erased else incoming.raw
        caller = self.batch.caller
        entry = LogEntry(
            caller.partition,
            caller.device_id,
            incoming.n,
            caller.user_id,
            incoming.id,
            status,
            body,
            result,
            self.plan.now,
            self.batch.offset_ms,
            repeat_of,
        )
        self.entries.append(entry)
        return entry

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

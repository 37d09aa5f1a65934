"""Applies a batch of one device's changesets within a transaction, and what waited for them.

The world is read once, everything is decided in memory, and written in a few statements.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import msgspec
from sqlalchemy import Connection

from backend.core.changes import Change, OfficeAct, read_changes, read_envelope
from backend.core.merge import Draft, World
from backend.core.plan import Plan
from backend.core.record import Author, Record
from backend.core.record_types import RECORD_TYPES
from backend.core.scope import Caller, Place
from backend.core.strict_json import parse_json
from backend.core.validate import Fields, Reason
from backend.services.context import Context
from backend.services.people import find_caller
from backend.services.sync_request import Incoming
from backend.store import log, records, wire
from backend.store.epochs import list_epochs
from backend.store.log import Held, LogEntry, Logged, NewHeld, Outcome
from backend.store.sql import is_sqlite
from backend.store.units import find_stream_places

WAIT_ROUNDS_MAX = 32
DEPTH_STORED_MAX = 64


class MovedMeanwhile(Exception):  # noqa: N818 - a signal to try again, not an error
    """A record lies in a stream that was not locked; the transaction must be tried again."""


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


@dataclass(frozen=True, slots=True)
class Decided:
    """What became of one changeset. `waits_for` are the ids that it misses."""

    status: str
    result: Fields
    reasons: tuple[Reason, ...] = ()
    waits_for: frozenset[str] = frozenset()
    conflicts: tuple[str, ...] = ()


def parse_body(raw: bytes) -> Fields:
    """A changeset from the log."""
    try:
        body = msgspec.json.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError):
        body = parse_json(raw, depth_max=DEPTH_STORED_MAX)
    return body if isinstance(body, dict) else {}


def repeated(first: Logged, n: int) -> Fields:
    """The first result again, under the number that it came with now."""
    result = wire.decode(first.result)
    assert isinstance(result, dict)
    return {**result, "n": n, "repeated": True}


def apply_batch(
    context: Context, connection: Connection, batch: Batch, incoming: Sequence[Incoming]
) -> Applied:
    """Writes everything but the device's `acked`. Raises MovedMeanwhile."""
    waiting = _find_waiting(connection, incoming)
    epochs = {epoch: no for no, epoch in enumerate(list_epochs(connection), start=1)}
    plan = _open_plan(context, connection, batch, [*_bodies(incoming), *_bodies_of(waiting)])
    session = _Session(context, connection, batch, plan, epochs, waiting)
    for each in incoming:
        if not session.take(each):
            break
    session.write()
    return session.applied


class _Session:
    """The state of one batch while its changesets are taken one after the other."""

    def __init__(
        self,
        context: Context,
        connection: Connection,
        batch: Batch,
        plan: Plan,
        epochs: Mapping[str, int],
        waiting: Sequence[Held],
    ) -> None:
        self.context = context
        self.connection = connection
        self.batch = batch
        self.plan = plan
        self.epochs = epochs
        self.waiting = {held.id: held for held in waiting}
        self.applied = Applied()
        self.entries: list[LogEntry] = []
        self.held: list[NewHeld] = []
        self.outcomes: list[Outcome] = []
        self.held_room = -1

    def take(self, incoming: Incoming) -> bool:
        """False where the device's held work is over its limit: nothing is taken from there."""
        first = self.batch.elsewhere.get(incoming.id) or self._taken_before(incoming)
        if first is not None:
            self._log(incoming, "repeat", first.result, repeat_of=f"{first.device} {first.n}")
            self.applied.results.append(repeated(first, incoming.n))
            return True
        decided = self._decide(incoming)
        if decided.status == "held" and not self._has_room():
            self.applied.is_over_quota = True
            return False
        self._log(incoming, decided.status, wire.encode(decided.result))
        self.applied.results.append(decided.result)
        if decided.status == "held":
            self._hold(incoming, decided)
        self._release_what_waited()
        return True

    def write(self) -> None:
        records.write_plan(self.connection, self.plan)
        caller, now = self.batch.caller, self.batch.now
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
            held=self.held,
        )
        if self.outcomes:
            log.append_outcomes(self.connection, self.outcomes, at=now)
        self.applied.created = set(self.plan.created)
        self.applied.awaited = {each for held in self.held for each in held.waits_for}

    def _taken_before(self, incoming: Incoming) -> Logged | None:
        for entry in self.entries:
            if entry.changeset_id == incoming.id:
                return Logged(self.batch.caller.device_id, entry.n, entry.body, entry.result)
        return None

    def _log(
        self, incoming: Incoming, status: str, result: bytes, *, repeat_of: str | None = None
    ) -> None:
        body = b"{}" if status == "erased" else incoming.raw
        self.entries.append(
            LogEntry(incoming.n, incoming.id, status, body, result, repeat_of)
        )

    def _has_room(self) -> bool:
        if self.held_room < 0:
            caller = self.batch.caller
            taken = log.count_held(self.connection, caller.partition, caller.device_id)
            self.held_room = max(0, self.context.settings.limits.held_open_max - taken)
        return len(self.held) < self.held_room

    def _decide(self, incoming: Incoming) -> Decided:
        if incoming.is_void:
            return Decided("void", _result(incoming.n, incoming.id, "void"))
        author = _author(self.batch.caller, incoming, self.batch.offset_ms, self.epochs)
        too_large = _over_limits(self.context, incoming)
        return decide(self.plan, author, self.batch.caller, incoming, too_large=too_large)

    def _hold(self, incoming: Incoming, decided: Decided) -> None:
        self.held.append(
            NewHeld(
                self.context.new_id(),
                incoming.n,
                decided.reasons,
                sorted(_streams_of(incoming.body)),
                decided.waits_for,
            )
        )

    def _release_what_waited(self) -> None:
        """Tries what waited again until a round releases nothing more."""
        if not self.plan.created:
            return
        for _ in range(WAIT_ROUNDS_MAX):
            if not [held for held in list(self.waiting.values()) if self._try_again(held)]:
                return

    def _try_again(self, held: Held) -> bool:
        caller = find_caller(self.connection, held.author, held.device)
        body = parse_body(held.body)
        incoming = Incoming(held.n, str(body.get("id")), body, held.body)
        if caller is None:
            return False
        author = _author(caller, incoming, held.offset_ms, self.epochs)
        decided = decide(self.plan, author, caller, incoming)
        if decided.status == "held":
            again = NewHeld(held.id, held.n, decided.reasons, (), decided.waits_for)
            log.hold_again(self.connection, held.place, again)
            return False
        del self.waiting[held.id]
        log.close_held(
            self.connection, held, status="released", by=None, at=self.batch.now, why=None
        )
        self.outcomes.append(
            Outcome(
                caller.partition,
                caller.lineage,
                held.device,
                held.n,
                incoming.id,
                "released",
                None,
                None,
                decided.conflicts,
            )
        )
        return True


def decide(
    plan: Plan,
    author: Author,
    judge: Caller,
    incoming: Incoming,
    *,
    too_large: str | None = None,
) -> Decided:
    """Merges one changeset into the plan, or says why it is held; held leaves no trace."""
    reasons = _held_whole(judge, incoming, too_large)
    changes: tuple[Change | OfficeAct, ...] = ()
    if not reasons:
        changes, reasons = read_changes(incoming.body.get("changes"))
    if reasons:
        return _held(incoming, reasons, frozenset())
    draft = Draft(plan.world, author, judge, plan.now)
    for change in changes:
        if isinstance(change, OfficeAct):
            reasons.append(
                Reason(change.index, "op", "invalid_field", "use the endpoint for this act")
            )
        else:
            draft.apply(change)
    if draft.is_erased:
        return Decided("erased", _result(incoming.n, incoming.id, "erased"))
    reasons += draft.reasons
    if reasons:
        return _held(incoming, reasons, frozenset(draft.missing))
    touched, conflicts = plan.commit(draft)
    status = "conflict" if conflicts else "applied"
    result = _result(incoming.n, incoming.id, status)
    result["records"] = [{"type": each.type, "id": each.id, "rev": each.rev} for each in touched]
    result["conflicts"] = conflicts
    return Decided(status, result, conflicts=tuple(conflicts))


def _held_whole(judge: Caller, incoming: Incoming, too_large: str | None) -> list[Reason]:
    """Reasons that hold a changeset whatever it says."""
    if judge.is_revoked:
        return [Reason(None, None, "device_revoked", "the device was revoked")]
    if not judge.is_active:
        return [Reason(None, None, "author_disabled", "the account is closed")]
    if too_large is not None:
        return [Reason(None, None, "too_large", f"over the limit {too_large}")]
    return read_envelope(incoming.body)


def _held(incoming: Incoming, reasons: list[Reason], waits_for: frozenset[str]) -> Decided:
    result = _result(incoming.n, incoming.id, "held")
    result["reasons"] = [reason.as_dict() for reason in reasons]
    only_waits = all(reason.code == "missing_parent" for reason in reasons)
    return Decided(
        "held", result, tuple(reasons), waits_for=waits_for if only_waits else frozenset()
    )


def _result(n: int, changeset_id: str, status: str) -> Fields:
    return {
        "n": n,
        "id": changeset_id,
        "status": status,
        "records": [],
        "conflicts": [],
        "reasons": [],
    }


def _over_limits(context: Context, incoming: Incoming) -> str | None:
    limits = context.settings.limits
    if len(incoming.raw) > limits.changeset_bytes_max:
        return "changeset_bytes_max"
    changes = incoming.body.get("changes")
    if not isinstance(changes, list):
        return None
    if len(changes) > limits.changes_max:
        return "changes_max"
    if len(incoming.raw) <= limits.fields_bytes_max:
        return None
    for change in changes:
        fields = change.get("fields") if isinstance(change, dict) else None
        if fields is not None and len(wire.encode(fields)) > limits.fields_bytes_max:
            return "fields_bytes_max"
    return None


def _author(
    caller: Caller, incoming: Incoming, offset_ms: int | None, epochs: Mapping[str, int]
) -> Author:
    at, epoch = incoming.body.get("at"), incoming.body.get("epoch")
    return Author(
        user_id=caller.user_id,
        device=caller.device_id,
        n=incoming.n,
        epoch=epochs.get(epoch) if isinstance(epoch, str) else None,
        at=at if isinstance(at, str) else None,
        offset_ms=offset_ms,
        ancestors=caller.ancestors,
        successors=caller.successors,
    )


def _bodies(incoming: Iterable[Incoming]) -> list[Fields]:
    return [each.body for each in incoming if not each.is_void]


def _bodies_of(held: Iterable[Held]) -> list[Fields]:
    return [parse_body(each.body) for each in held]


def _find_waiting(connection: Connection, incoming: Sequence[Incoming]) -> list[Held]:
    """Held work that waits for what these changesets, or what they release, would create."""
    found: dict[str, Held] = {}
    created = _created_ids(_bodies(incoming))
    for _ in range(WAIT_ROUNDS_MAX):
        if not created:
            break
        new = [each for each in log.find_waiting(connection, created) if each.id not in found]
        found.update({each.id: each for each in new})
        created = _created_ids(_bodies_of(new))
    return sorted(found.values(), key=lambda held: held.id)


def _changes_of(body: Fields) -> list[Fields]:
    changes = body.get("changes")
    if not isinstance(changes, list):
        return []
    return [change for change in changes if isinstance(change, dict)]


def _created_ids(bodies: Iterable[Fields]) -> set[str]:
    return {
        str(change.get("id"))
        for body in bodies
        for change in _changes_of(body)
        if change.get("op") == "create"
    }


def _streams_of(body: Fields) -> set[str]:
    return {
        str(change[key])
        for change in _changes_of(body)
        for key in ("stream", "to")
        if isinstance(change.get(key), str)
    }


def _ids_of(body: Fields) -> set[str]:
    """Every id that the changeset names: its records, their parents, what they merged into."""
    ids: set[str] = set()
    for change in _changes_of(body):
        ids.add(str(change.get("id")))
        declared = RECORD_TYPES.get(str(change.get("type")))
        fields = change.get("fields")
        if declared is None or not isinstance(fields, dict):
            continue
        named = [name for name, _ in declared.parents] + ["merged_into"]
        ids.update(str(fields[name]) for name in named if isinstance(fields.get(name), str))
    return ids


def _open_plan(
    context: Context, connection: Connection, batch: Batch, bodies: Sequence[Fields]
) -> Plan:
    """Reads and locks all that these changesets name."""
    caller = batch.caller
    ids = set().union(*(_ids_of(body) for body in bodies)) if bodies else set()
    named = set().union(*(_streams_of(body) for body in bodies)) if bodies else set()
    places = {place.stream: place for place, _ in caller.listed}
    places |= find_stream_places(connection, sorted(named - places.keys()))
    partitions = {place.partition for place in places.values()} | {caller.partition}
    world = _read_world(connection, partitions, ids, places)
    wanted = (named & places.keys()) | _streams_in(world)
    heads = records.lock_streams(connection, [places[stream] for stream in wanted])
    if not is_sqlite(connection):
        world = _read_world(connection, partitions, ids, places)
        if not _streams_in(world) <= heads.keys():
            raise MovedMeanwhile
    world.epoch = len(list_epochs(connection))
    return Plan(world, heads, context.new_id, context.new_tag, batch.now)


def _streams_in(world: World) -> set[str]:
    return {record.place.stream for record in world.records.values()}


def _read_world(
    connection: Connection, partitions: set[str], ids: set[str], places: dict[str, Place]
) -> World:
    found = records.find_records(connection, partitions, ids, places)
    _follow_merges(connection, partitions, found, places)
    contested = [record.id for record in found.values() if record.type != "conflict"]
    still_open, every = records.find_conflicts(connection, partitions, contested, places)
    found.update({conflict.id: conflict for conflict in every})
    erased = records.find_erased(connection, partitions, ids)
    return World(0, found, places, erased, still_open)


def _follow_merges(
    connection: Connection, partitions: set[str], found: dict[str, Record], places: dict[str, Place]
) -> None:
    """Adds the households that merged-away ones became part of."""
    for _ in range(WAIT_ROUNDS_MAX):
        targets = {
            str(record.fields["merged_into"])
            for record in found.values()
            if record.fields.get("merged_into")
        } - found.keys()
        more = records.find_records(connection, partitions, targets, places) if targets else {}
        if not more:
            return
        found.update(more)

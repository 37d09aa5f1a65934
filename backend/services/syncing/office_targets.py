"""What the office's acts are about, looked up before a plan is opened: conflicts with their records
and the streams that a side wants, held work with its body and its author.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from backend.core.changes import OFFICE_OPS
from backend.core.plan import Plan
from backend.core.scope import Caller, Place
from backend.core.validate import Fields, is_uuid
from backend.core.values import is_storable_text
from backend.services.context import Context
from backend.services.syncing.changeset_body import parse_body
from backend.services.syncing.open_plan import open_plan
from backend.store import log
from backend.store.callers import find_caller
from backend.store.conflicts import ConflictKey, find_conflict, list_wanted_streams
from backend.store.database import Connection
from backend.store.held import HeldItem, find_held_item
from backend.store.log import Held

NESTING_MAX = 3
CONFLICT_OPS = frozenset({"resolve", "undo"})


@dataclass(frozen=True, slots=True)
class HeldTarget:
    """Held work as the desk sees it and as the log has it; `owner` is its author now, None for
    what a phone gave back after a restore."""

    item: HeldItem
    held: Held
    owner: Caller | None


@dataclass(slots=True)
class Targets:
    """`bodies` are all that acts release, `streams` those that decisions may move a record to."""

    conflicts: dict[str, ConflictKey] = field(default_factory=dict)
    held: dict[str, HeldTarget] = field(default_factory=dict)
    bodies: list[Fields] = field(default_factory=list)
    streams: set[str] = field(default_factory=set)

    @property
    def record_ids(self) -> set[str]:
        keys = self.conflicts.values()
        return {key.id for key in keys} | {key.record_id for key in keys}

    @property
    def partitions(self) -> set[str]:
        return {key.place for key in self.conflicts.values()}


def find_targets(connection: Connection, bodies: Sequence[Fields]) -> Targets:
    """Of all acts in these changesets, and of those in what they release."""
    targets = Targets()
    waiting = list(bodies)
    for _ in range(NESTING_MAX):
        acts = [act for body in waiting for act in _acts_of(body)]
        if not acts:
            break
        waiting = _find(connection, targets, acts)
        targets.bodies += waiting
    return targets


def open_plan_with(
    context: Context,
    connection: Connection,
    bodies: Sequence[Fields],
    targets: Targets,
    *,
    known: Iterable[Place] = (),
    also: Iterable[str] = (),
    streams: Iterable[str] = (),
    said: Mapping[str, str] | None = None,
) -> Plan:
    """A plan over these changesets, the records `also` and the `streams`, and over all that the
    acts are about."""
    return open_plan(
        context,
        connection,
        [*bodies, *targets.bodies],
        known=known,
        also=targets.record_ids.union(also),
        partitions=targets.partitions,
        streams=targets.streams.union(streams),
        said=said,
    )


def _acts_of(body: Fields) -> Iterable[Mapping[str, object]]:
    changes = body.get("changes")
    for change in changes if isinstance(changes, list) else ():
        if not isinstance(change, dict) or not is_uuid(change.get("id")):
            continue
        op = change.get("op")
        if isinstance(op, str) and op in OFFICE_OPS:
            yield change


def _find(
    connection: Connection, targets: Targets, acts: Iterable[Mapping[str, object]]
) -> list[Fields]:
    """Adds what is not known yet; gives the bodies of what would be released."""
    bodies = []
    for act in acts:
        target_id = str(act["id"])
        if act["op"] in CONFLICT_OPS:
            _find_conflict(connection, targets, target_id)
            targets.streams |= _streams_named(act)
            continue
        target = targets.held.get(target_id) or _find_held(connection, target_id)
        if target is None:
            continue
        targets.held[target_id] = target
        if act["op"] == "release":
            body = parse_body(target.held.body)
            corrected = act.get("changes")
            bodies += [body, {"changes": corrected}] if corrected is not None else [body]
    return bodies


def _streams_named(act: Mapping[str, object]) -> set[str]:
    """A decider may name a stream for a record that two people moved."""
    value = act.get("value")
    return {value} if isinstance(value, str) and is_storable_text(value) else set()


def _find_conflict(connection: Connection, targets: Targets, conflict_id: str) -> None:
    key = find_conflict(connection, conflict_id)
    if key is not None and conflict_id not in targets.conflicts:
        targets.conflicts[conflict_id] = key
        targets.streams |= list_wanted_streams(connection, key)


def _find_held(connection: Connection, held_id: str) -> HeldTarget | None:
    item, held = find_held_item(connection, held_id), log.find_held(connection, held_id)
    if item is None or held is None:
        return None
    if held.is_recovered:
        return HeldTarget(item, held, None)
    owner = find_caller(connection, held.author, held.device)
    return None if owner is None else HeldTarget(item, held, owner)

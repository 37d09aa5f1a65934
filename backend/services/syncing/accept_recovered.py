"""The office accepts a record that a phone gave back: it is there again, by no device.

Where the server lacks it, it is created anew with its creator. Where the server has an older state
of it, what came back is merged: values written in this history stand, and differing ones conflict.
"""

from dataclasses import replace

from backend.core.merge import is_mergeable
from backend.core.plan import Plan
from backend.core.record import DELETION, Author, Record, was_seen_by_base
from backend.core.recovered import RECOVERED_N, Returned, read_returned
from backend.core.scope import Caller
from backend.core.validate import Fields
from backend.core.values import is_same
from backend.services.syncing.changeset_body import parse_body
from backend.services.syncing.decide_changeset import Decided, decide, over_limits, result_of
from backend.services.syncing.sync_request import Incoming
from backend.settings import Limits
from backend.store import wire
from backend.store.log import Held


def decide_recovered(
    plan: Plan, judge: Caller, held: Held, *, changes: list[object] | None, limits: Limits
) -> Decided:
    """What becomes of what was given back, within the plan and the judge's scope. `changes` are
    the office's own in its place."""
    body = parse_body(held.body)
    returned = read_returned(body.get("recovered"))
    author = Author(
        returned.created_by if returned else None, None, RECOVERED_N, plan.world.epoch, at=plan.now
    )
    if changes is not None:
        return _decide(plan, author, judge, {**body, "changes": changes}, limits)
    existing = plan.world.records.get(returned.id) if returned else None
    if returned is None or (existing is None and not returned.is_deleted):
        decided = _decide(plan, author, judge, body, limits)
        if returned is not None and decided.status != "held":
            _keep_time(plan, returned)
        return decided
    wanted = _changes(plan, existing, returned) if existing else []
    if not wanted:
        return Decided("applied", result_of(RECOVERED_N, returned.id, "applied"))
    # By no device and no number: the record was created by another changeset.
    author = replace(author, user_id=returned.updated_by, n=None, epoch=plan.world.epoch - 1)
    return _decide(plan, author, judge, {**body, "changes": wanted}, limits)


def _decide(plan: Plan, author: Author, judge: Caller, body: Fields, limits: Limits) -> Decided:
    incoming = Incoming(RECOVERED_N, str(body.get("id")), body, wire.encode(body))
    return decide(plan, author, judge, incoming, too_large=over_limits(limits, incoming))


def _changes(plan: Plan, existing: Record, returned: Returned) -> list[Fields]:
    """What makes the record as it came back, as changes that saw all of the histories before."""
    if returned.is_in(existing):
        return []
    change: Fields = {
        "type": returned.type,
        "id": returned.id,
        "stream": existing.place.stream,
        "base": returned.rev,
    }
    if returned.is_deleted:
        return [{**change, "op": "delete"}]
    changes: list[Fields] = []
    fields = _differing(plan, existing, returned)
    was_undone = existing.is_deleted and _was_seen(plan, existing, DELETION, returned)
    if fields or was_undone:
        saw = {name: existing.fields.get(name) for name in fields if is_mergeable(existing, name)}
        op = "restore" if was_undone else "update"
        changes.append({**change, "op": op, "fields": fields, "from": saw})
    if returned.stream != existing.place.stream:
        changes.append({**change, "op": "move", "to": returned.stream})
    return changes


def _differing(plan: Plan, existing: Record, returned: Returned) -> Fields:
    """Sets and counters that were changed in this history stay: their difference is not known."""
    return {
        name: value
        for name, value in returned.fields.items()
        if not is_same(existing.fields.get(name), value)
        and (not is_mergeable(existing, name) or _was_seen(plan, existing, name, returned))
    }


def _was_seen(plan: Plan, existing: Record, name: str, returned: Returned) -> bool:
    return was_seen_by_base(existing.mark_of(name), returned.rev, plan.world.epoch - 1)


def _keep_time(plan: Plan, returned: Returned) -> None:
    """It was created when it was created, not when the office accepted it."""
    record = plan.written.get(returned.id)
    if record is not None and returned.created_at is not None:
        kept = replace(record, created_at=returned.created_at)
        plan.written[returned.id] = plan.world.records[returned.id] = kept

"""The office accepts a record that a phone gave back: it is there again, by no device.

Where the server lacks it, it is created anew with its creator. Where the server has an older state
of it, what came back is merged: values written in this history stand, and differing ones conflict.
"""

from collections.abc import Sequence
from dataclasses import replace

from backend.core.merge import is_mergeable
from backend.core.plan import Plan
from backend.core.problems import still_held
from backend.core.record import DELETION, Author, Record, was_seen_by_base
from backend.core.recovered import RECOVERED_N, Returned, read_returned
from backend.core.scope import Caller
from backend.core.validate import Fields, Reason
from backend.core.values import is_same
from backend.services.changeset_body import created_ids, parse_body
from backend.services.context import Context
from backend.services.decide_changeset import Decided, decide, over_limits
from backend.services.open_plan import open_plan
from backend.services.release_waiting import Releaser, bodies_of, find_waiting
from backend.services.sync_request import Incoming
from backend.store import log, records
from backend.store.database import Connection
from backend.store.epochs import number_epochs
from backend.store.log import Held


def accept_recovered(
    context: Context,
    connection: Connection,
    judge: Caller,
    held: Held,
    *,
    changes: Sequence[object] | None,
) -> tuple[str, ...]:
    """The ids of the conflicts that it made. `changes` are the office's own in its place.

    Raises Problem 422 `still_held` with reasons, MovedMeanwhile.
    """
    body = parse_body(held.body)
    returned = read_returned(body.get("recovered"))
    if changes is not None:
        body = {**body, "changes": list(changes)}
    elif returned is None:
        reason = Reason(None, None, "invalid_field", "is not a record: say what it shall be")
        raise still_held([reason.as_dict()])
    waiting = [each for each in find_waiting(connection, created_ids([body])) if each.id != held.id]
    plan = open_plan(context, connection, [body, *bodies_of(waiting)])
    decided = _decide(context, plan, judge, body, returned if changes is None else None)
    if decided is not None and decided.status == "held":
        raise still_held([reason.as_dict() for reason in decided.reasons])
    releaser = Releaser(connection, plan, number_epochs(connection), waiting)
    releaser.release()
    records.write_plan(connection, plan)
    if releaser.outcomes:
        log.append_outcomes(connection, releaser.outcomes, at=plan.now)
    return decided.conflicts if decided else ()


def _decide(
    context: Context, plan: Plan, judge: Caller, body: Fields, returned: Returned | None
) -> Decided | None:
    """None where nothing is to be done."""
    creator = read_returned(body.get("recovered"))
    author = Author(
        creator.created_by if creator else None, None, RECOVERED_N, plan.world.epoch, at=plan.now
    )
    existing = plan.world.records.get(returned.id) if returned else None
    if returned is not None and existing is not None:
        changes = [] if returned.is_in(existing) else _changes(plan, existing, returned)
        body = {**body, "changes": changes}
        author = replace(author, user_id=returned.updated_by, n=None, epoch=plan.world.epoch - 1)
    if body["changes"] == [] or (returned is not None and returned.is_deleted and not existing):
        return None
    incoming = Incoming(RECOVERED_N, str(body.get("id")), body, b"")
    too_large = over_limits(context.settings.limits, incoming)
    decided = decide(plan, author, judge, incoming, too_large=too_large)
    if returned is not None and existing is None and decided.status != "held":
        _keep_time(plan, returned)
    return decided


def _changes(plan: Plan, existing: Record, returned: Returned) -> list[Fields]:
    """What makes the record as it came back, as changes that saw all of the histories before."""
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

"""The repair desk: held work is seen, mended, released or discarded by the admins it concerns."""

from dataclasses import dataclass, replace
from typing import Literal

from backend.core.problems import Problem, not_allowed, not_found, server_busy, still_held
from backend.core.scope import Caller, Role
from backend.core.validate import Fields
from backend.core.values import displayable
from backend.services.accept_recovered import accept_recovered
from backend.services.changeset_body import created_ids, parse_body
from backend.services.context import Context
from backend.services.decide_changeset import Decided, author_of, decide
from backend.services.list_conflicts import Page
from backend.services.open_plan import MovedMeanwhile, open_plan
from backend.services.release_waiting import Releaser, bodies_of, find_waiting
from backend.services.sync_request import Incoming
from backend.store import audit, log, records
from backend.store.callers import find_caller
from backend.store.database import Connection
from backend.store.epochs import number_epochs
from backend.store.held import HeldItem, find_held_item, list_held
from backend.store.log import Held, Outcome
from backend.store.places import find_places, find_stream_places

TRIES_MAX = 5


@dataclass(frozen=True, slots=True)
class Repair:
    """What the desk does: `changes` replace the changeset's own (None leaves them)."""

    status: Literal["released", "discarded"]
    changes: list[object] | None = None
    reason: str | None = None


def list_held_work(
    context: Context, caller: Caller, *, status: str | None, cursor: str | None, limit: int
) -> Page:
    """Held work that the caller may release. Raises Problem 403 for those who are not admins."""
    if not caller.is_admin or caller.is_silenced:
        raise not_allowed()
    after, items = cursor or "", []
    with context.database.read() as connection:
        while True:
            rows = list_held(connection, caller, status=status, after=after, limit=limit + 1)
            items += [row for row in rows if _may_see(connection, caller, row)]
            if len(rows) <= limit or len(items) > limit:
                break
            after = rows[-1].id
    more = len(items) > limit
    items = items[:limit]
    return Page([present_held(item) for item in items], items[-1].id if more else None)


def present_held(item: HeldItem, *, status: str | None = None) -> Fields:
    return {
        "id": item.id,
        "status": status or item.status,
        "author": item.author,
        "device": item.device,
        "n": item.n,
        "changeset": displayable(parse_body(item.body)),
        "reasons": item.reasons,
        "received_at": item.received_at,
    }


def repair_held(context: Context, caller: Caller, held_id: str, repair: Repair) -> Fields:
    """The held work, released or discarded. Raises Problems 403, 404, 409 `already_closed`,
    422 `still_held` with reasons."""
    if not caller.is_admin or caller.is_silenced:
        raise not_allowed()
    for _ in range(TRIES_MAX):
        try:
            with context.database.write() as connection:
                return _repair(context, connection, caller, held_id, repair)
        except MovedMeanwhile:
            continue
    raise server_busy()


def _repair(
    context: Context, connection: Connection, caller: Caller, held_id: str, repair: Repair
) -> Fields:
    item = find_held_item(connection, held_id)
    held = log.find_held(connection, held_id)
    if item is None or held is None or not _may_see(connection, caller, item):
        raise not_found()
    if item.status != "open":
        raise Problem(409, "already_closed", "This was released or discarded before.")
    now = context.now_text()
    if held.is_recovered:
        if repair.status == "released":
            accept_recovered(context, connection, caller, held, changes=repair.changes)
    else:
        _repair_changeset(context, connection, caller, held, repair)
    log.close_held(
        connection, held, status=repair.status, by=caller.user_id, at=now, why=repair.reason
    )
    audit.append(
        connection,
        held.place,
        at=now,
        by=caller.user_id,
        device=caller.device_id,
        action="release" if repair.status == "released" else "discard",
        subject=held.id,
    )
    return present_held(item, status=repair.status)


def _repair_changeset(
    context: Context, connection: Connection, caller: Caller, held: Held, repair: Repair
) -> None:
    """Carries out the desk's decision on a device's changeset and tells its author."""
    author = find_caller(connection, held.author, held.device)
    if author is None:
        raise not_found()
    conflicts: tuple[str, ...] = ()
    if repair.status == "released":
        conflicts = _release(context, connection, caller, author, held, repair).conflicts
    outcome = Outcome(
        place=author.partition,
        lineage=author.lineage,
        device=held.device,
        n=held.n,
        changeset_id=str(parse_body(held.body).get("id")),
        status=repair.status,
        by=caller.user_id,
        reason=repair.reason,
        conflicts=conflicts,
    )
    log.append_outcomes(connection, [outcome], at=context.now_text())


def _release(
    context: Context,
    connection: Connection,
    caller: Caller,
    owner: Caller,
    held: Held,
    repair: Repair,
) -> Decided:
    """Applies the changeset in the scope of the releasing admin; its author stays its author."""
    body = parse_body(held.body)
    if repair.changes is not None:
        body = {**body, "changes": repair.changes}
    waiting = [each for each in find_waiting(connection, created_ids([body])) if each.id != held.id]
    plan = open_plan(context, connection, [body, *bodies_of(waiting)])
    epochs = number_epochs(connection)
    incoming = Incoming(held.n, str(body.get("id")), body, held.body)
    author = author_of(owner, incoming, held.offset_ms, epochs)
    if repair.changes is not None:
        author = replace(author.without_device(), epoch=author.epoch)
    decided = decide(plan, author, caller, incoming)
    if decided.status == "held":
        raise still_held([reason.as_dict() for reason in decided.reasons])
    releaser = Releaser(connection, plan, epochs, waiting)
    releaser.release()
    records.write_plan(connection, plan)
    if releaser.outcomes:
        log.append_outcomes(connection, releaser.outcomes, at=plan.now)
    return decided


def _may_see(connection: Connection, caller: Caller, item: HeldItem) -> bool:
    """Admins of the author's units, then or now, or who may write every stream it names."""
    units = find_places(connection, item.author_units)
    if any(_is_within(caller, unit.province, unit.commune) for unit in units.values()):
        return True
    places = find_stream_places(connection, item.streams)
    return len(places) == len(item.streams) > 0 and all(
        caller.access_to(place) == "write" for place in places.values()
    )


def _is_within(caller: Caller, province: str, commune: str | None) -> bool:
    if caller.role is Role.PROVINCE_ADMIN:
        return any(own.province == province for own in caller.places)
    return any(own.commune == commune for own in caller.places if commune is not None)

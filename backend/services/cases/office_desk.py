"""One act of the office in a transaction of its own: what the endpoints for other clients call."""

from backend.core.office_acts import Act, Discard, Release, Resolve, Undo
from backend.core.plan import Plan
from backend.core.problems import not_allowed, server_busy
from backend.core.scope import Caller
from backend.core.validate import Fields
from backend.services.context import Context
from backend.services.syncing.office_targets import open_plan_with
from backend.services.syncing.open_plan import MovedMeanwhile
from backend.services.syncing.release_waiting import Releaser, bodies_of, gather
from backend.services.syncing.settle_hamlets import settle_arrivals
from backend.services.syncing.take_office_acts import OfficeActs
from backend.store import records
from backend.store.database import Connection
from backend.store.epochs import number_epochs
from backend.store.outcomes import append_outcomes

TRIES_MAX = 5
_OPS: dict[type[Act], str] = {
    Resolve: "resolve",
    Undo: "undo",
    Release: "release",
    Discard: "discard",
}


def act_at_once(context: Context, caller: Caller, act: Act) -> Plan:
    """The plan as it was written. Raises the Problems of the act, 503 `server_busy`."""
    if caller.is_silenced:
        raise not_allowed()
    for _ in range(TRIES_MAX):
        try:
            with context.database.write() as connection:
                plan = _act(context, connection, caller, act)
        except MovedMeanwhile:
            continue
        settle_arrivals(context, plan.arrivals)
        return plan
    raise server_busy()


def _act(context: Context, connection: Connection, caller: Caller, act: Act) -> Plan:
    body: Fields = {"changes": [_as_change(act)]}
    (targets, waiting), epochs = gather(connection, [body], set()), number_epochs(connection)
    plan = open_plan_with(context, connection, bodies_of(waiting), targets)
    acts = OfficeActs(context, connection, targets, epochs)
    acts.carry_out(plan, caller, act)
    releaser = Releaser(connection, plan, epochs, waiting, acts)
    releaser.release()
    records.write_plan(connection, plan)
    outcomes = [*acts.outcomes(), *releaser.outcomes]
    if outcomes:
        append_outcomes(connection, outcomes, at=plan.now)
    acts.write(at=plan.now)
    return plan


def _as_change(act: Act) -> Fields:
    changes = act.changes if isinstance(act, Release) else None
    value = act.decision.value if isinstance(act, Resolve) else None
    return {"op": _OPS[type(act)], "id": act.id, "changes": changes, "value": value}

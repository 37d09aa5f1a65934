"""A person decides a conflict, or takes the decision back; all its authors are told."""

from backend.core.deciding import Decision
from backend.core.office_acts import Act, Resolve, Undo
from backend.core.scope import Caller
from backend.core.validate import Fields
from backend.services.cases.office_desk import act_at_once
from backend.services.cases.present_conflict import present_conflict
from backend.services.context import Context

__all__ = ["Decision", "resolve_conflict", "undo_conflict"]


def resolve_conflict(
    context: Context, caller: Caller, conflict_id: str, decision: Decision
) -> Fields:
    """The decided conflict. Raises Problems 404, 403, 409 `already_resolved` or `stale`, 422."""
    return _decide(context, caller, Resolve(conflict_id, decision))


def undo_conflict(context: Context, caller: Caller, conflict_id: str) -> Fields:
    """The conflict, open again. Raises Problems 404, 403, 409 `stale`."""
    return _decide(context, caller, Undo(conflict_id))


def _decide(context: Context, caller: Caller, act: Act) -> Fields:
    found = act_at_once(context, caller, act).world.records
    conflict = found[act.id]
    return present_conflict(conflict, found[str(conflict.fields["record_id"])])

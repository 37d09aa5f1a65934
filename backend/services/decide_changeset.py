"""Decides what becomes of one changeset: applied, in conflict, held, void or erased."""

from collections.abc import Mapping
from dataclasses import dataclass

from backend.core.changes import OfficeAct
from backend.core.merge import Draft
from backend.core.plan import Plan
from backend.core.record import Author
from backend.core.scope import Caller
from backend.core.validate import Fields, Reason
from backend.services.sync_request import Incoming
from backend.settings import Limits
from backend.store import wire


@dataclass(frozen=True, slots=True)
class Decided:
    """What became of one changeset. `waits_for` are the ids that it misses."""

    status: str
    result: Fields
    reasons: tuple[Reason, ...] = ()
    waits_for: frozenset[str] = frozenset()
    conflicts: tuple[str, ...] = ()


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
    if reasons:
        return _held(incoming, reasons, frozenset())
    draft = Draft(plan.world, author, judge, plan.now)
    for change in incoming.changes:
        if isinstance(change, OfficeAct):
            reasons.append(
                Reason(change.index, "op", "invalid_field", "use the endpoint for this act")
            )
        else:
            draft.apply(change)
    if draft.is_erased:
        return Decided("erased", result_of(incoming.n, incoming.id, "erased"))
    reasons += draft.reasons
    if reasons:
        return _held(incoming, reasons, frozenset(draft.missing))
    touched, conflicts = plan.commit(draft)
    status = "conflict" if conflicts else "applied"
    result = result_of(incoming.n, incoming.id, status)
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
    return list(incoming.wrong)


def _held(incoming: Incoming, reasons: list[Reason], waits_for: frozenset[str]) -> Decided:
    result = result_of(incoming.n, incoming.id, "held")
    result["reasons"] = [reason.as_dict() for reason in reasons]
    only_waits = all(reason.code == "missing_parent" for reason in reasons)
    return Decided(
        "held", result, tuple(reasons), waits_for=waits_for if only_waits else frozenset()
    )


def result_of(n: int, changeset_id: str, status: str) -> Fields:
    return {
        "n": n,
        "id": changeset_id,
        "status": status,
        "records": [],
        "conflicts": [],
        "reasons": [],
    }


def over_limits(limits: Limits, incoming: Incoming) -> str | None:
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


def author_of(
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

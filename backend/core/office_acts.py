"""The office's acts as they come in changesets and to the endpoints: read strictly, once."""

from dataclasses import dataclass

from backend.core.changes import REV_MAX, OfficeAct
from backend.core.deciding import Decision
from backend.core.problems import invalid_request
from backend.core.record_types import NOTE_CHARS_MAX
from backend.core.validate import Fields
from backend.core.values import clean

CHOICES = ("current", "incoming", "value")


@dataclass(frozen=True, slots=True)
class Resolve:
    """Decides the conflict `id`."""

    id: str
    decision: Decision


@dataclass(frozen=True, slots=True)
class Undo:
    """Takes back the decision of the conflict `id`."""

    id: str


@dataclass(frozen=True, slots=True)
class Release:
    """Applies the held work `id`; `changes` replace its own, None leaves them."""

    id: str
    changes: list[object] | None = None


@dataclass(frozen=True, slots=True)
class Discard:
    """Closes the held work `id` unapplied."""

    id: str
    reason: str


Act = Resolve | Undo | Release | Discard


def read_act(act: OfficeAct, *, epoch: int | None) -> Act:
    """`epoch` is the number of the history in which the decider saw `rev`. Raises Problem 422
    `invalid_request` naming the member that is wrong."""
    if act.op == "resolve":
        return Resolve(act.id, _read_decision(act.body, epoch))
    if act.op == "undo":
        return Undo(act.id)
    if act.op == "release":
        changes = act.body.get("changes")
        if changes is not None and not isinstance(changes, list):
            raise invalid_request("changes", "must be a list of changes")
        return Release(act.id, changes)
    reason = _read_reason(act.body)
    if reason is None or not reason.strip():
        raise invalid_request("reason", "is required")
    return Discard(act.id, reason)


def _read_decision(body: Fields, epoch: int | None) -> Decision:
    choice = body.get("choice")
    if choice not in CHOICES:
        raise invalid_request("choice", "must be current, incoming or value")
    if choice == "value" and "value" not in body:
        raise invalid_request("value", "is required with this choice")
    try:
        value = clean(body.get("value"))
    except ValueError as error:
        raise invalid_request("value", str(error)) from error
    return Decision(
        choice=choice,
        side=_read_integer(body, "side", 0),
        value=value,
        reason=_read_reason(body),
        rev=_read_integer(body, "rev"),
        epoch=epoch,
    )


def _read_integer(body: Fields, name: str, default: int | None = None) -> int:
    value = body.get(name)
    if value is None and default is not None:
        return default
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= REV_MAX:
        raise invalid_request(name, "must be an integer from 0")
    return value


def _read_reason(body: Fields) -> str | None:
    given = body.get("reason")
    try:
        reason = clean(given)
    except ValueError as error:
        raise invalid_request("reason", str(error)) from error
    if reason is None:
        return None
    if not isinstance(reason, str) or len(reason) > NOTE_CHARS_MAX:
        raise invalid_request("reason", f"must be a text of at most {NOTE_CHARS_MAX} characters")
    return reason

"""Conflicts: listed, decided, undone."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from backend.api.account_types import no_null
from backend.api.http import Acting, FormRoute, Given, Page, Paged, known_id, make_cursor
from backend.api.sync_types import ConflictOut
from backend.core.changes import REV_MAX
from backend.core.problems import invalid_request
from backend.core.record_types import NOTE_CHARS_MAX
from backend.core.validate import Fields
from backend.core.values import clean
from backend.services.cases.decide_conflict import Decision, resolve_conflict, undo_conflict
from backend.services.cases.list_conflicts import list_conflicts

router = APIRouter(route_class=FormRoute)
Status = Annotated[Literal["open", "resolved"] | None, Query()]
Stream = Annotated[str | None, Query(max_length=100)]


class ResolveIn(BaseModel):
    """A decision; `rev` is the record's revision that the decider saw."""

    model_config = ConfigDict(strict=True)

    choice: Literal["current", "incoming", "value"]
    side: Annotated[int, BeforeValidator(no_null(default=0))] = Field(default=0, ge=0, le=REV_MAX)
    value: Any = None
    reason: str | None = Field(default=None, max_length=NOTE_CHARS_MAX)
    rev: int = Field(ge=0, le=REV_MAX)


@router.get("/conflicts", operation_id="list_conflicts", response_model=Page[ConflictOut])
def get_conflicts(
    context: Given, caller: Acting, page: Paged, status: Status = None, stream: Stream = None
) -> dict[str, object]:
    """Those in the streams that the caller reads, oldest first, with their current values."""
    found = list_conflicts(
        context, caller, status=status, stream=stream, cursor=page.after, limit=page.limit
    )
    return {"items": found.items, "cursor": found.cursor and make_cursor(found.cursor)}


@router.post(
    "/conflicts/{conflict_id}/resolve",
    operation_id="resolve_conflict",
    response_model=ConflictOut,
)
def post_resolve(context: Given, caller: Acting, conflict_id: str, body: ResolveIn) -> Fields:
    """One new revision of the record, none where the value does not change."""
    if body.choice == "value" and "value" not in body.model_fields_set:
        raise invalid_request("value", "is required with this choice")
    try:
        value, reason = clean(body.value), clean(body.reason)
    except ValueError as error:
        raise invalid_request("value", str(error)) from error
    decision = Decision(
        body.choice, body.side, value, reason if isinstance(reason, str) else None, body.rev
    )
    return resolve_conflict(context, caller, known_id(conflict_id), decision)


@router.post(
    "/conflicts/{conflict_id}/undo", operation_id="undo_conflict", response_model=ConflictOut
)
def post_undo(context: Given, caller: Acting, conflict_id: str) -> Fields:
    """Open again, the earlier value restored; within 30 days."""
    return undo_conflict(context, caller, known_id(conflict_id))

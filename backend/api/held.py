"""Held work: listed, released (mended or as it came), discarded with a reason."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from backend.api.http import Acting, ChangesRoute, Given, Page, Paged, known_id, make_cursor
from backend.api.sync_types import HeldOut
from backend.core.problems import invalid_request
from backend.core.record_types import NOTE_CHARS_MAX
from backend.core.validate import Fields
from backend.core.values import is_storable_text
from backend.services.cases.release_held import Repair, list_held_work, repair_held

router = APIRouter(route_class=ChangesRoute)
Status = Annotated[Literal["open", "released", "discarded"] | None, Query()]


class ReleaseIn(BaseModel):
    """`changes` replace the changeset's own where something had to be mended."""

    model_config = ConfigDict(strict=True)

    changes: list[Any] | None = None


class DiscardIn(BaseModel):
    """Why the work will not be applied; its author is told."""

    model_config = ConfigDict(strict=True)

    reason: str = Field(min_length=1, max_length=NOTE_CHARS_MAX)


@router.get("/held", operation_id="list_held", response_model=Page[HeldOut])
def get_held(
    context: Given, caller: Acting, page: Paged, status: Status = None
) -> dict[str, object]:
    """What the caller may release, oldest first."""
    found = list_held_work(context, caller, status=status, cursor=page.after, limit=page.limit)
    return {"items": found.items, "cursor": found.cursor and make_cursor(found.cursor)}


@router.post("/held/{held_id}/release", operation_id="release_held", response_model=HeldOut)
def post_release(
    context: Given, caller: Acting, held_id: str, body: ReleaseIn | None = None
) -> Fields:
    """Applies it now, in the scope of the releasing admin; 422 `still_held` with reasons."""
    changes = body.changes if body else None
    return repair_held(context, caller, known_id(held_id), Repair("released", changes))


@router.post("/held/{held_id}/discard", operation_id="discard_held", response_model=HeldOut)
def post_discard(context: Given, caller: Acting, held_id: str, body: DiscardIn) -> Fields:
    """Closes it unapplied; the log keeps it in full."""
    if not is_storable_text(body.reason):
        raise invalid_request("reason", "holds a character that cannot be stored")
    return repair_held(context, caller, known_id(held_id), Repair("discarded", reason=body.reason))

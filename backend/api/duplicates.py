"""Households that may be one and the same, for the office's desk."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel

from backend.api.http import Acting, Given, Page, Paged, make_cursor
from backend.api.sync_types import PlacedRecordOut
from backend.services.cases.list_duplicates import list_duplicates

router = APIRouter()
Status = Annotated[Literal["open", "apart", "merged"], Query()]


class DuplicateOut(BaseModel):
    """Two households; `alike` is what they have in common. Of a merged pair the first stayed."""

    status: Literal["open", "apart", "merged"]
    alike: list[Literal["phone", "name", "address"]]
    households: list[PlacedRecordOut]


@router.get("/duplicates", operation_id="list_duplicates", response_model=Page[DuplicateOut])
def get_duplicates(
    context: Given, caller: Acting, page: Paged, status: Status = "open"
) -> dict[str, object]:
    """Pairs in the streams that the caller reads, also across the hamlets of a commune, the likest
    first: the same phone, or the same name (as it is heard) at the same address. `apart` are those
    that somebody said are two, `merged` those that became one, the last ones first."""
    found = list_duplicates(context, caller, status=status, cursor=page.after, limit=page.limit)
    return {"items": found.items, "cursor": found.cursor and make_cursor(found.cursor)}

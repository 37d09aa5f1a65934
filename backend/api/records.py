"""One record and its history, for desks and other systems."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from backend.api.http import Acting, Given, Page, Paged, known_id
from backend.api.sync_types import PlacedRecordOut, RecordOut, RevisionOut
from backend.core.problems import invalid_request
from backend.core.validate import Fields
from backend.services.cases.read_record import get_record, list_records, list_revisions

router = APIRouter()
IDS_MAX = 100


@router.get("/records", operation_id="list_records", response_model=Page[PlacedRecordOut])
def get_several(
    context: Given,
    caller: Acting,
    id: Annotated[list[str], Query(min_length=1, max_length=IDS_MAX)],
) -> dict[str, object]:
    """Several records at once, by id; those that are not for the caller are left out."""
    items: list[Fields] = list_records(context, caller, [known_id(each) for each in id])
    return {"items": items, "cursor": None}


@router.get(
    "/records/{record_type}/{record_id}",
    operation_id="get_record",
    response_model=None,
    responses={200: {"model": RecordOut}},
)
def get_one(context: Given, caller: Acting, record_type: str, record_id: str) -> Response:
    """The record as streams carry it; 404 where it does not exist or is not for the caller."""
    answer = get_record(context, caller, record_type, known_id(record_id))
    return Response(answer, media_type="application/json")


@router.get(
    "/records/{record_type}/{record_id}/revisions",
    operation_id="list_revisions",
    response_model=Page[RevisionOut],
)
def get_revisions(
    context: Given, caller: Acting, record_type: str, record_id: str, page: Paged
) -> dict[str, object]:
    """Every revision from the first, with what it changed, by whom and on which device."""
    found = list_revisions(context, caller, record_type, known_id(record_id))
    if not (page.after or "0").isdecimal():
        raise invalid_request("cursor", "not one of ours")
    after = int(page.after or 0)
    items, cursor = page.cut([each for each in found if _rev(each) > after], _name_of)
    return {"items": items, "cursor": cursor}


def _rev(revision: Fields) -> int:
    return int(str(revision["rev"]))


def _name_of(revision: Fields) -> str:
    return str(revision["rev"])

"""Requests of the people whom the records are about: what is known of them, and its erasure."""

from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import BaseModel, Field

from backend.api.account_types import Name, StrictIn, UnitId
from backend.api.http import Acting, FormRoute, Given, known_id
from backend.services.subjects import subject_data as serving

router = APIRouter(prefix="/subjects", tags=["subjects"], route_class=FormRoute)


class SubjectIn(StrictIn):
    """Whom to look for, by name or by number; in the body, so that no address holds a name."""

    commune: UnitId
    text: Name


class SubjectDataOut(BaseModel):
    """Records as pulls carry them, each with its `stream`; `has_more` where there are too many."""

    items: Annotated[list[dict[str, Any]], Field(description="At most 200.")]
    has_more: bool


class ErasedOut(BaseModel):
    """How many records went, and how many of them still count in the figures."""

    records: int
    counted: int


@router.post("/search")
def find_subject_data(context: Given, caller: Acting, body: SubjectIn) -> SubjectDataOut:
    """What names the person in a commune; an entry of the audit log. 403, 404."""
    items, has_more = serving.find_subject_data(
        context, caller, commune=body.commune, text=body.text
    )
    return SubjectDataOut(items=items, has_more=has_more)


@router.post("/{record_type}/{record_id}/erase")
def erase_subject(context: Given, caller: Acting, record_type: str, record_id: str) -> ErasedOut:
    """The record, its history and all about the same subject; it cannot be undone. 403, 404."""
    erased = serving.erase_subject(context, caller, record_type, known_id(record_id))
    return ErasedOut(records=erased.record_count, counted=erased.fact_count)

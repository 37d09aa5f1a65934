"""Requests of data subjects: see, correct, erase, withdraw consent, with their legal clocks."""

from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from pydantic import AfterValidator, BaseModel, Field

from backend.api.account_types import Day, Name, Phone, StrictIn, UnitId, Uuid
from backend.api.http import Acting, FormRoute, Given, Page, Paged, known_id
from backend.core.legal_clock import RequestKind
from backend.core.subject_request import Person, SubjectRequest
from backend.core.values import clean_text, is_storable_text
from backend.services.context import Context
from backend.services.subjects import subject_data as data
from backend.services.subjects import subject_requests as serving

NOTE_LENGTH_MAX = 500
ERASED_AT_ONCE_MAX = 50

router = APIRouter(prefix="/subjects/requests", tags=["subjects"], route_class=FormRoute)
Kind = Literal["see", "correct", "erase", "withdraw"]
Channel = Literal["counter", "phone", "letter", "message", "home"]
Status = Literal["open", "done", "refused"]
Reason = Literal["not_proven", "kept_by_law", "taken_back"]


def _note(text: str) -> str:
    if not is_storable_text(text):
        raise ValueError("holds a character that is not allowed")
    cleaned = clean_text(text)
    if len(cleaned) > NOTE_LENGTH_MAX:
        raise ValueError(f"must have at most {NOTE_LENGTH_MAX} characters")
    return cleaned


Note = Annotated[str, AfterValidator(_note)]


class SubjectRequestIn(StrictIn):
    """A request as it came; `id` is made by the client, and the same id counts once. A name, a
    number or a household is needed."""

    id: Uuid
    commune: UnitId
    kind: Kind
    channel: Channel
    received_on: Day
    name: Name | None = None
    phone: Phone | None = None
    household_id: Uuid | None = None
    note: Note | None = None

    def as_new(self) -> serving.NewRequest:
        person = Person(self.name, self.phone or None, self.household_id, self.note or None)
        received_on = date.fromisoformat(self.received_on)
        kind = RequestKind(self.kind)
        return serving.NewRequest(self.id, self.commune, kind, self.channel, received_on, person)


class RequestActIn(StrictIn):
    """What the office has done. `done`, `nothing_found` and `refused` (with `why`) close it."""

    act: Literal["answered", "copied", "corrected", "withdrawn", "done", "nothing_found", "refused"]
    record_id: Uuid | None = None
    why: Reason | None = None


class NamedRecordIn(StrictIn):
    """A record that names the person."""

    type: Literal["household", "guidance", "filing"]
    id: Uuid


class EraseIn(StrictIn):
    """The records to erase; what is about the same subject goes with each."""

    records: Annotated[list[NamedRecordIn], Field(min_length=1, max_length=ERASED_AT_ONCE_MAX)]


class RequestActOut(BaseModel):
    """A step: `by` is a user's id, null for the server."""

    act: str
    at: str
    by: str | None
    record_id: str | None
    why: str | None


class SubjectRequestOut(BaseModel):
    """A request with its last days in time and how far today is from the next one, `due_on`.

    Source: Decree 356/2025/NĐ-CP. `working_days_left` is 0 on the last day and negative after it;
    name, number, household and note are null once the person was erased.
    """

    id: str
    commune: str
    kind: Kind
    channel: Channel
    status: Status
    name: str | None
    phone: str | None
    household_id: str | None
    note: str | None
    received_on: date
    answer_by: date
    fulfil_by: date
    answered_on: date | None
    closed_on: date | None
    due_on: date
    working_days_left: int
    is_late: bool
    created_at: str
    created_by: str | None
    acts: list[RequestActOut]

    @classmethod
    def of(cls, context: Context, request: SubjectRequest) -> "SubjectRequestOut":
        clock = serving.clock_of(context, request)
        person = request.person
        return cls.model_validate(
            {
                "id": request.id,
                "commune": request.place,
                "kind": request.kind.value,
                "channel": request.channel,
                "status": request.status,
                "name": person.name,
                "phone": person.phone,
                "household_id": person.household_id,
                "note": person.note,
                "received_on": request.received_on,
                "answer_by": request.answer_by,
                "fulfil_by": request.fulfil_by,
                "answered_on": request.answered_on,
                "closed_on": request.closed_on,
                "due_on": clock.due_on,
                "working_days_left": clock.working_days_left,
                "is_late": clock.is_late,
                "created_at": request.created_at,
                "created_by": request.created_by,
                "acts": request.acts,
            },
            from_attributes=True,
        )


class RequestDataOut(BaseModel):
    """Records as pulls carry them, each with its `stream` and with `because`: `household`,
    `phone`, `name` (it can be another person's), or `related` to the record `about`."""

    items: Annotated[list[dict[str, Any]], Field(description="At most 500.")]
    has_more: bool


class RequestErasedOut(BaseModel):
    """The closed request, how many records went, and how many still count in the figures."""

    request: SubjectRequestOut
    records: int
    counted: int


def _key(request: SubjectRequest) -> str:
    return f"{request.due_on.isoformat()} {request.id}"


@router.post("", status_code=201)
def open_subject_request(
    context: Given, caller: Acting, body: SubjectRequestIn
) -> SubjectRequestOut:
    """403 for who is no admin, 404 for a commune out of scope, 422."""
    return SubjectRequestOut.of(context, serving.open_request(context, caller, body.as_new()))


@router.get("")
def list_subject_requests(
    context: Given,
    caller: Acting,
    page: Paged,
    commune: Annotated[UnitId, Query()],
    status: Annotated[Literal["open", "closed"], Query()] = "open",
) -> Page[SubjectRequestOut]:
    """What is due first comes first. 403, 404."""
    due_on, _, last = page.after.partition(" ")
    found = serving.list_requests(
        context,
        caller,
        commune,
        is_open=status == "open",
        after=(due_on, last),
        limit=page.one_more,
    )
    items, cursor = page.cut(found, _key)
    return Page(items=[SubjectRequestOut.of(context, each) for each in items], cursor=cursor)


@router.get("/{request_id}")
def get_subject_request(context: Given, caller: Acting, request_id: str) -> SubjectRequestOut:
    """403, 404."""
    found = serving.get_request(context, caller, known_id(request_id))
    return SubjectRequestOut.of(context, found)


@router.post("/{request_id}/search")
def find_data_of_request(context: Given, caller: Acting, request_id: str) -> RequestDataOut:
    """What the commune keeps of the person; an entry of the audit log. 403, 404."""
    items, has_more = data.find_data_of_request(context, caller, known_id(request_id))
    return RequestDataOut(items=items, has_more=has_more)


@router.post("/{request_id}/acts")
def act_on_request(
    context: Given, caller: Acting, request_id: str, body: RequestActIn
) -> SubjectRequestOut:
    """403, 404, 409 `already_resolved` for a closed one, 422 for `done` before it was done."""
    done = serving.note_act(
        context,
        caller,
        known_id(request_id),
        act=body.act,
        record_id=body.record_id,
        why=body.why,
    )
    return SubjectRequestOut.of(context, done)


@router.post("/{request_id}/erase")
def erase_for_request(
    context: Given, caller: Acting, request_id: str, body: EraseIn
) -> RequestErasedOut:
    """It cannot be undone. 403, 404, 409 `already_resolved` for a closed request."""
    ids = [(each.type, each.id) for each in body.records]
    request, erased = data.erase_for_request(context, caller, known_id(request_id), ids)
    return RequestErasedOut(
        request=SubjectRequestOut.of(context, request),
        records=erased.record_count,
        counted=erased.fact_count,
    )

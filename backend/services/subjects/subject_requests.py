"""Requests of data subjects of a commune: kept when they come, listed by what is due first, and
carried on by the admins of the place until they are fulfilled or refused.

Every step is an entry of the audit log, which says who did what to which request, but no name.
"""

from dataclasses import dataclass
from datetime import date

from backend.core.legal_clock import RequestKind, due_dates, is_late, working_days_left
from backend.core.problems import invalid_request, not_allowed, not_found, stale
from backend.core.record import Record
from backend.core.scope import Caller
from backend.core.subject_request import (
    Person,
    RequestAct,
    SubjectRequest,
    apply_act,
    has_consent,
)
from backend.services.context import Context
from backend.services.people.user_changes import covers
from backend.services.subjects.working_days import local_today, work_calendar
from backend.store import audit, records, subject_requests
from backend.store.conflicts import list_partitions
from backend.store.database import Connection
from backend.store.places import find_places


@dataclass(frozen=True, slots=True)
class NewRequest:
    """What the office was told; `id` is the client's, so that a repeat counts once."""

    id: str
    commune: str
    kind: RequestKind
    channel: str
    received_on: date
    person: Person


@dataclass(frozen=True, slots=True)
class Clock:
    """Working days until the next last day, negative where it has passed (see legal_clock)."""

    due_on: date
    working_days_left: int
    is_late: bool


def open_request(context: Context, caller: Caller, new: NewRequest) -> SubjectRequest:
    """Keeps a request with its legal dates; one that is there already stays as it is.

    Raises Problem 403 `not_allowed` for who is no admin, 404 for a commune out of scope, 422 for
    a day to come and for one that names nobody.
    """
    check_admin(caller)
    if not new.person.is_named:
        raise invalid_request("name", "a name, a number or a household is needed")
    if new.received_on > local_today(context):
        raise invalid_request("received_on", "must not be a day to come")
    due = due_dates(new.kind, new.received_on, work_calendar())
    with context.database.write() as connection:
        check_commune(connection, caller, new.commune)
        known = _find_known(connection, new)
        if known is not None:
            return known
        household_id = new.person.household_id
        if household_id is not None:
            get_writable(connection, caller, new.commune, household_id)
        request = SubjectRequest(
            id=new.id,
            place=new.commune,
            kind=new.kind,
            channel=new.channel,
            received_on=new.received_on,
            answer_by=due.answer_by,
            fulfil_by=due.fulfil_by,
            person=new.person,
            created_at=context.now_text(),
            created_by=caller.user_id,
        )
        if not subject_requests.insert_request(connection, request):
            return _find_known(connection, new) or request
        note(context, connection, caller, request, "received")
    return request


def _find_known(connection: Connection, new: NewRequest) -> SubjectRequest | None:
    """What was received by this id. Raises Problem 404 where it is another commune's."""
    known = subject_requests.find_request(connection, new.id)
    if known is not None and known.place != new.commune:
        raise not_found()
    return known


def list_requests(
    context: Context,
    caller: Caller,
    commune: str,
    *,
    is_open: bool,
    after: tuple[str, str],
    limit: int,
) -> list[SubjectRequest]:
    """What is due first comes first. Raises Problem 403, 404 as `open_request`."""
    check_admin(caller)
    with context.database.read() as connection:
        check_commune(connection, caller, commune)
        return subject_requests.list_requests(
            connection, commune, is_open=is_open, after=after, limit=limit
        )


def get_request(context: Context, caller: Caller, request_id: str) -> SubjectRequest:
    """Raises Problem 403, and 404 alike for what does not exist and what is out of scope."""
    check_admin(caller)
    with context.database.read() as connection:
        return find_in_scope(connection, caller, request_id)


def note_act(
    context: Context,
    caller: Caller,
    request_id: str,
    *,
    act: str,
    record_id: str | None = None,
    why: str | None = None,
) -> SubjectRequest:
    """Keeps that something was done. Raises Problem 403, 404, those of `apply_act`, and 409
    `stale` for a consent taken back that the record still has."""
    check_admin(caller)
    with context.database.write() as connection:
        request = find_in_scope(connection, caller, request_id, lock=True)
        if record_id is not None:
            record = get_writable(connection, caller, request.place, record_id)
            if act == "withdrawn" and has_consent(record.fields):
                raise stale("The consent still stands in the record.")
        elif act == "withdrawn":
            raise invalid_request("record_id", "the household is needed")
        done = RequestAct(act, context.now_text(), caller.user_id, record_id, why)
        request = apply_act(request, done, local_today(context))
        subject_requests.update_request(connection, request)
        note(context, connection, caller, request, act)
    return request


def clock_of(context: Context, request: SubjectRequest) -> Clock:
    """As of today in Vietnam."""
    today, due = local_today(context), request.due_on
    left = working_days_left(due, today, work_calendar())
    return Clock(due, left, is_late(due, today))


def check_admin(caller: Caller) -> None:
    if not caller.is_admin or caller.is_silenced:
        raise not_allowed()


def check_commune(connection: Connection, caller: Caller, commune: str) -> None:
    place = find_places(connection, [commune]).get(commune)
    if place is None or place.level != "commune" or not covers(caller, place):
        raise not_found()


def get_writable(connection: Connection, caller: Caller, commune: str, record_id: str) -> Record:
    """A record of the commune that the caller may write. Raises Problem 404."""
    found = find_writable(connection, caller, record_id)
    if found is None or found.place.partition != commune:
        raise not_found()
    return found


def find_writable(connection: Connection, caller: Caller, record_id: str) -> Record | None:
    """The record, where the caller may write its stream."""
    places = {place.stream: place for place, _ in caller.listed}
    partitions = list_partitions(connection, caller)
    record = records.find_records(connection, partitions, [record_id], places).get(record_id)
    if record is None or caller.access_to(record.place) != "write":
        return None
    return record


def find_in_scope(
    connection: Connection, caller: Caller, request_id: str, *, lock: bool = False
) -> SubjectRequest:
    request = subject_requests.find_request(connection, request_id, lock=lock)
    if request is None:
        raise not_found()
    check_commune(connection, caller, request.place)
    return request


def note(
    context: Context, connection: Connection, caller: Caller, request: SubjectRequest, act: str
) -> None:
    audit.append(
        connection,
        request.place,
        at=context.now_text(),
        by=caller.user_id,
        device=caller.device_id,
        action=f"subject_request_{act}",
        subject=request.id,
        detail=request.kind.value,
    )

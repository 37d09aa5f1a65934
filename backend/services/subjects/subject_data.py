"""What is known of a person, and its erasure at that person's request, for the admins of the place.

Source: Law 91/2025/QH15 with Decree 356/2025/NĐ-CP. Both acts are entries of the audit log, which
says who asked and about which record, but no name.
"""

from collections.abc import Mapping, Sequence

from backend.core.erasure import SUBJECT_LINKS
from backend.core.legal_clock import RequestKind
from backend.core.problems import already_resolved, not_allowed, not_found
from backend.core.scope import Caller
from backend.core.subject_request import (
    OPEN,
    Person,
    RequestAct,
    SubjectRequest,
    apply_act,
    forget_person,
)
from backend.core.text import fold
from backend.core.validate import Fields
from backend.services.context import Context
from backend.services.people.user_changes import covers
from backend.services.subjects.erase_record import ROUNDS_MAX, Erased, erase_record
from backend.services.subjects.subject_requests import (
    find_in_scope,
    find_writable,
    get_request,
    note,
)
from backend.services.subjects.working_days import local_today
from backend.store import audit, erasures, subject_requests
from backend.store.catalogue import list_by_type
from backend.store.database import Connection
from backend.store.places import find_places

NAMED: dict[str, tuple[str, ...]] = {
    "household": ("head_name", "phone"),
    "guidance": ("person_name",),
    "filing": ("applicant_name", "applicant_phone"),
}
"""By type the fields that say who a record is about."""

SUREST_FIRST = ("household", "phone", "name")
FOUND_MAX = 200
DATA_MAX = 500
DIGITS_MIN = 6


def find_subject_data(
    context: Context, caller: Caller, *, commune: str, text: str
) -> tuple[list[Fields], bool]:
    """Records of a commune that name such a person, by every word of the name or by the number,
    with the stream each lies in; and whether there are more.

    Raises Problem 403 `not_allowed` for who is no admin, 404 for a commune out of scope.
    """
    if not caller.is_admin or caller.is_silenced:
        raise not_allowed()
    words, digits = fold(text).split(), "".join(filter(str.isdecimal, text))
    with context.database.write() as connection:
        place = find_places(connection, [commune]).get(commune)
        if place is None or place.level != "commune" or not covers(caller, place):
            raise not_found()
        found = [
            {**record, "stream": stream}
            for stream, record in list_by_type(connection, commune, list(NAMED))
            if _names(record, words, digits)
        ]
        _note(context, connection, caller, commune, action="subject_searched", subject=commune)
    return found[:FOUND_MAX], len(found) > FOUND_MAX


def find_data_of_request(
    context: Context, caller: Caller, request_id: str
) -> tuple[list[Fields], bool]:
    """What a commune keeps of the person of a request, as pulls carry it with its stream: each
    record says `because` of what it was found (`household`, `phone`, `name`, or `related`: it is
    about the record `about`). A name alone can be another person's: such come last, with what
    belongs to them. Whether there is more.

    Raises Problem 403 `not_allowed` for who is no admin, 404 for a request out of scope.
    """
    request = get_request(context, caller, request_id)
    types = sorted({*NAMED, *SUBJECT_LINKS})
    with context.database.read() as connection:
        kept = list_by_type(connection, request.place, types)
    found = _data_of(request.person, kept)
    with context.database.write() as connection:
        note(context, connection, caller, request, "searched")
    return found[:DATA_MAX], len(found) > DATA_MAX


def _data_of(person: Person, kept: Sequence[tuple[str, Fields]]) -> list[Fields]:
    found: dict[str, Fields] = {}
    for stream, record in kept:
        because = _because(person, record)
        if because:
            found[str(record["id"])] = {**record, "stream": stream, "because": because}
    for _ in range(ROUNDS_MAX):
        more = {
            str(record["id"]): {**record, "stream": stream, "because": "related", "about": about}
            for stream, record in kept
            if record["id"] not in found and (about := _about(record, found))
        }
        if not more:
            break
        found |= more
    return sorted(found.values(), key=lambda record: _rank(record, found))


def _rank(record: Fields, found: Mapping[str, Fields]) -> int:
    """What belongs to a record is as surely the person's as that one."""
    while record["because"] == "related":
        record = found[str(record["about"])]
    return SUREST_FIRST.index(str(record["because"]))


def _because(person: Person, record: Fields) -> str:
    """The surest way by which the record names the person; '' where it does not."""
    if record["type"] not in NAMED:
        return ""
    if record["id"] == person.household_id:
        return "household"
    digits = "".join(filter(str.isdecimal, person.phone or ""))
    if len(digits) >= DIGITS_MIN and _names(record, [], digits):
        return "phone"
    words = fold(person.name or "").split()
    return "name" if words and _names(record, words, "") else ""


def _about(record: Fields, found: Mapping[str, Fields]) -> str:
    fields = record["fields"]
    assert isinstance(fields, dict)
    for name in SUBJECT_LINKS.get(str(record["type"]), ()):
        if fields.get(name) in found:
            return str(fields[name])
    return ""


def erase_for_request(
    context: Context, caller: Caller, request_id: str, ids: Sequence[tuple[str, str]]
) -> tuple[SubjectRequest, Erased]:
    """Erases the records (type and id) that a person asked to erase and all about the same
    subject, then closes the request; it stays without what names the person, and so do others of
    the same person. Asked again after a lost answer, it goes on where it was.

    Raises Problem 403, 404 as `erase_subject`, 409 `already_resolved` for a closed request.
    """
    request = get_request(context, caller, request_id)
    if request.status != OPEN:
        raise already_resolved()
    erased = [erase_subject(context, caller, record_type, each) for record_type, each in ids]
    with context.database.write() as connection:
        locked = find_in_scope(connection, caller, request_id, lock=True)
        at, today = context.now_text(), local_today(context)
        forgotten = subject_requests.forget_requests(connection, [request_id], at=at, like=request)
        erasures.note_erased(connection, [request.place], forgotten, at=at)
        for act in _acts_of_erasure(locked):
            locked = apply_act(locked, RequestAct(act, at, caller.user_id), today)
        locked = forget_person(locked, at=at)
        subject_requests.update_request(connection, locked)
        note(context, connection, caller, locked, "erased")
    return locked, Erased(
        sum(each.record_count for each in erased),
        sum(each.fact_count for each in erased),
        sum(each.changeset_count for each in erased),
    )


def _acts_of_erasure(request: SubjectRequest) -> list[str]:
    """The erasure of the household may have said already that it was done."""
    if request.status != OPEN:
        return []
    is_said = any(act.act == "erased" for act in request.acts)
    closing = ["done"] if request.kind is RequestKind.ERASE else []
    return [*([] if is_said else ["erased"]), *closing]


def erase_subject(context: Context, caller: Caller, record_type: str, record_id: str) -> Erased:
    """Erases a record and all that was recorded about the same subject; it cannot be undone.

    Raises Problem 403 `not_allowed` for who is no admin, 404 for what is out of scope, of another
    type, or names nobody.
    """
    if not caller.is_admin or caller.is_silenced:
        raise not_allowed()
    with context.database.write() as connection:
        record = find_writable(connection, caller, record_id)
        if record is None or record.type != record_type or record_type not in NAMED:
            raise not_found()
        place = record.place.partition
        _note(context, connection, caller, place, action="erasure_asked", subject=record_id)
    try:
        return erase_record(context, record_type, record_id)
    except LookupError as error:
        raise not_found() from error


def _names(record: Fields, words: list[str], digits: str) -> bool:
    fields = record["fields"]
    assert isinstance(fields, dict)
    said = [str(fields.get(name) or "") for name in NAMED[str(record["type"])]]
    if len(digits) >= DIGITS_MIN:
        return any(digits in "".join(filter(str.isdecimal, each)) for each in said)
    key = fold(said[0]).split()
    return bool(words) and all(word in key for word in words)


def _note(
    context: Context,
    connection: Connection,
    caller: Caller,
    place: str,
    *,
    action: str,
    subject: str,
) -> None:
    audit.append(
        connection,
        place,
        at=context.now_text(),
        by=caller.user_id,
        device=caller.device_id,
        action=action,
        subject=subject,
    )

"""What is known of a person, and its erasure at that person's request, for the admins of the place.

Source: Law 91/2025/QH15 with Decree 356/2025/NĐ-CP. Both acts are entries of the audit log, which
says who asked and about which record, but no name.
"""

from backend.core.problems import not_allowed, not_found
from backend.core.record import Record
from backend.core.scope import Caller
from backend.core.text import fold
from backend.core.validate import Fields
from backend.services.context import Context
from backend.services.erase_record import Erased, erase_record
from backend.services.user_changes import covers
from backend.store import audit, records
from backend.store.catalogue import list_by_type
from backend.store.conflicts import list_partitions
from backend.store.database import Connection
from backend.store.places import find_places

NAMED: dict[str, tuple[str, ...]] = {
    "household": ("head_name", "phone"),
    "guidance": ("person_name",),
    "filing": ("applicant_name", "applicant_phone"),
}
"""By type the fields that say who a record is about."""

FOUND_MAX = 200
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


def erase_subject(context: Context, caller: Caller, record_type: str, record_id: str) -> Erased:
    """Erases a record and all that was recorded about the same subject; it cannot be undone.

    Raises Problem 403 `not_allowed` for who is no admin, 404 for what is out of scope, of another
    type, or names nobody.
    """
    if not caller.is_admin or caller.is_silenced:
        raise not_allowed()
    with context.database.write() as connection:
        record = _find(connection, caller, record_id)
        if record is None or record.type != record_type or record_type not in NAMED:
            raise not_found()
        place = record.place.partition
        _note(context, connection, caller, place, action="erasure_asked", subject=record_id)
    try:
        return erase_record(context, record_type, record_id)
    except LookupError as error:
        raise not_found() from error


def _find(connection: Connection, caller: Caller, record_id: str) -> Record | None:
    """The record, where the caller may write its stream."""
    places = {place.stream: place for place, _ in caller.listed}
    partitions = list_partitions(connection, caller)
    record = records.find_records(connection, partitions, [record_id], places).get(record_id)
    if record is None or caller.access_to(record.place) != "write":
        return None
    return record


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

"""Requests of data subjects, as they are kept."""

import json
from collections.abc import Collection
from dataclasses import asdict
from datetime import date

from backend.core.legal_clock import RequestKind
from backend.core.subject_request import OPEN, Person, RequestAct, SubjectRequest, forget_person
from backend.core.text import fold
from backend.store.database import Connection
from backend.store.sql import execute, listed, select

_COLUMNS = (
    "id, place, kind, channel, received_on, answer_by, fulfil_by, name, phone, household_id, "
    "note, created_at, created_by, status, answered_on, closed_on, acts"
)
_SELECT = f"SELECT {_COLUMNS} FROM subject_request "


def insert_request(connection: Connection, request: SubjectRequest) -> bool:
    """False where one has this id, also one that was sent at the same moment."""
    inserted = execute(
        connection,
        f"INSERT INTO subject_request ({_COLUMNS}, due_on) VALUES ({', '.join('?' * 18)}) "
        "ON CONFLICT DO NOTHING",
        *_values(request),
    )
    return inserted == 1


def find_request(
    connection: Connection, request_id: str, *, lock: bool = False
) -> SubjectRequest | None:
    """With `lock` it stays as it is until the commit."""
    tail = " FOR UPDATE" if lock else ""
    rows = select(connection, f"{_SELECT}WHERE id = ?{tail}", request_id)
    return _request(*rows[0]) if rows else None


def list_requests(
    connection: Connection, place: str, *, is_open: bool, after: tuple[str, str], limit: int
) -> list[SubjectRequest]:
    """By what is due first and id, from beyond `after`; open ones, or those that are closed."""
    same = "=" if is_open else "<>"
    rows = select(
        connection,
        f"{_SELECT}WHERE place = ? AND status {same} ? AND (due_on, id) > (?, ?) "
        "ORDER BY due_on, id LIMIT ?",
        place,
        OPEN,
        *after,
        limit,
    )
    return [_request(*row) for row in rows]


def update_request(connection: Connection, request: SubjectRequest) -> None:
    sets = ", ".join(f"{name.strip()} = ?" for name in f"{_COLUMNS}, due_on".split(","))
    execute(
        connection,
        f"UPDATE subject_request SET {sets} WHERE id = ?",
        *_values(request),
        request.id,
    )


def forget_requests(
    connection: Connection,
    ids: Collection[str],
    *,
    at: str,
    like: SubjectRequest | None = None,
) -> list[str]:
    """Takes the person out of the requests with these ids or about these households, and out of
    those of whoever asked in `like`: the same name with the same number. Their ids."""
    named = listed(connection, ids)
    rows = select(connection, f"{_SELECT}WHERE id IN (?*) OR household_id IN (?*)", named, named)
    found = {row[0]: _request(*row) for row in rows}
    if like is not None:
        found |= {each.id: each for each in _of_same_person(connection, like)}
    for each in found.values():
        update_request(connection, forget_person(each, at=at))
    return sorted(found)


def _of_same_person(connection: Connection, like: SubjectRequest) -> list[SubjectRequest]:
    rows = select(connection, f"{_SELECT}WHERE place = ? AND name IS NOT NULL", like.place)
    own = _key(like.person)
    return [each for each in (_request(*row) for row in rows) if _key(each.person) == own]


def _key(person: Person) -> tuple[str, str]:
    return fold(person.name or ""), "".join(filter(str.isdecimal, person.phone or ""))


def _values(request: SubjectRequest) -> list[object]:
    person = request.person
    return [
        request.id,
        request.place,
        request.kind.value,
        request.channel,
        _text(request.received_on),
        _text(request.answer_by),
        _text(request.fulfil_by),
        person.name,
        person.phone,
        person.household_id,
        person.note,
        request.created_at,
        request.created_by,
        request.status,
        _text(request.answered_on),
        _text(request.closed_on),
        json.dumps([asdict(act) for act in request.acts]),
        _text(request.due_on),
    ]


def _request(*row: str) -> SubjectRequest:
    """From a row of `_COLUMNS`."""
    return SubjectRequest(
        id=row[0],
        place=row[1],
        kind=RequestKind(row[2]),
        channel=row[3],
        received_on=date.fromisoformat(row[4]),
        answer_by=date.fromisoformat(row[5]),
        fulfil_by=date.fromisoformat(row[6]),
        person=Person(*row[7:11]),
        created_at=row[11],
        created_by=row[12],
        status=row[13],
        answered_on=_day(row[14]),
        closed_on=_day(row[15]),
        acts=tuple(RequestAct(**act) for act in json.loads(row[16])),
    )


def _text(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)

"""What may become of a data subject's request."""

from dataclasses import replace
from datetime import date

import pytest

from backend.core.legal_clock import RequestKind
from backend.core.problems import Problem
from backend.core.subject_request import (
    Person,
    RequestAct,
    SubjectRequest,
    apply_act,
    forget_person,
    has_consent,
)

TODAY = date(2026, 11, 20)
AT = "2026-11-20T03:00:00.000Z"


def request(kind: RequestKind = RequestKind.SEE) -> SubjectRequest:
    return SubjectRequest(
        id="r1",
        place="30076",
        kind=kind,
        channel="counter",
        received_on=date(2026, 11, 19),
        answer_by=date(2026, 11, 23),
        fulfil_by=date(2026, 11, 30),
        person=Person("Đỗ Thị Hoà", "0912000111", "h1", "xin xem"),
        created_at=AT,
        created_by="xa",
    )


def act(name: str, record_id: str | None = None, why: str | None = None) -> RequestAct:
    return RequestAct(name, AT, "xa", record_id, why)


def test_the_first_thing_due_is_the_answer_and_then_the_fulfilment() -> None:
    asked = request()
    assert asked.due_on == date(2026, 11, 23)
    answered = apply_act(asked, act("answered"), TODAY)
    assert (answered.answered_on, answered.due_on) == (TODAY, date(2026, 11, 30))
    later = apply_act(answered, act("copied"), date(2026, 11, 25))
    assert later.answered_on == TODAY


def test_what_fulfils_a_request_must_be_done_before_it_is_said_to_be_done() -> None:
    with pytest.raises(Problem) as refused:
        apply_act(request(), act("done"), TODAY)
    assert refused.value.status == 422
    done = apply_act(apply_act(request(), act("copied"), TODAY), act("done"), TODAY)
    assert (done.status, done.closed_on) == ("done", TODAY)


def test_a_closed_request_takes_nothing_more() -> None:
    closed = apply_act(request(), act("nothing_found"), TODAY)
    with pytest.raises(Problem) as refused:
        apply_act(closed, act("answered"), TODAY)
    assert refused.value.code == "already_resolved"


def test_a_refusal_has_a_reason_and_nothing_else_has_one() -> None:
    assert apply_act(request(), act("refused", why="not_proven"), TODAY).status == "refused"
    for wrong in (act("refused"), act("answered", why="not_proven"), act("refused", why="vì vậy")):
        with pytest.raises(Problem):
            apply_act(request(), wrong, TODAY)


def test_a_forgotten_request_names_nobody_and_says_what_was_done_when() -> None:
    asked = apply_act(request(), act("corrected", record_id="h1"), TODAY)
    left = forget_person(asked, at=AT)
    assert left.person == Person()
    assert not left.person.is_named
    assert left.acts == (act("corrected"),)
    assert left.received_on == asked.received_on


def test_a_request_to_erase_says_by_itself_that_it_was_done() -> None:
    asked = request(RequestKind.ERASE)
    left = forget_person(asked, at=AT)
    assert left.acts == (RequestAct("erased", AT, None),)
    assert forget_person(left, at=AT) == left
    closed = replace(asked, status="refused")
    assert forget_person(closed, at=AT).acts == ()


def test_a_household_agrees_only_where_it_names_a_purpose() -> None:
    assert has_consent({"consent": {"purposes": ["contact"]}})
    assert not has_consent({})
    assert not has_consent({"consent": None})
    assert not has_consent({"consent": {"purposes": []}})

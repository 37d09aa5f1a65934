"""The legal clocks of a data subject's request, on Vietnam's working days."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.core.legal_clock import (
    RequestKind,
    WorkCalendar,
    due_dates,
    is_late,
    working_days_left,
)
from backend.services.subjects.working_days import work_calendar

CALENDAR = work_calendar()
DAYS = st.dates(date(2026, 1, 1), date(2028, 6, 1))


def test_the_answer_is_due_on_the_second_working_day_after_the_day_of_receipt() -> None:
    thursday = date(2026, 11, 19)
    assert due_dates(RequestKind.SEE, thursday, CALENDAR).answer_by == date(2026, 11, 23)


def test_a_holiday_in_the_week_is_no_working_day() -> None:
    monday = date(2026, 11, 23)
    assert due_dates(RequestKind.SEE, monday, CALENDAR).answer_by == date(2026, 11, 26)


def test_over_tet_the_answer_waits_for_the_office_to_open() -> None:
    friday_before = date(2026, 2, 13)
    assert due_dates(RequestKind.SEE, friday_before, CALENDAR).answer_by == date(2026, 2, 24)


def test_a_saturday_worked_instead_of_a_day_off_counts() -> None:
    friday = date(2026, 8, 21)
    assert due_dates(RequestKind.SEE, friday, CALENDAR).answer_by == date(2026, 8, 24)


@pytest.mark.parametrize(
    ("kind", "due"),
    [
        (RequestKind.SEE, date(2026, 11, 12)),
        (RequestKind.CORRECT, date(2026, 11, 12)),
        (RequestKind.WITHDRAW, date(2026, 11, 17)),
        (RequestKind.ERASE, date(2026, 11, 23)),
    ],
)
def test_each_kind_has_its_own_days_and_a_last_day_off_moves_to_the_next_working_day(
    kind: RequestKind, due: date
) -> None:
    assert due_dates(kind, date(2026, 11, 2), CALENDAR).fulfil_by == due


def test_days_left_are_working_days_and_the_last_day_has_none_left() -> None:
    monday = date(2026, 11, 23)
    friday = date(2026, 11, 20)
    assert working_days_left(monday, friday, CALENDAR) == 1
    assert working_days_left(monday, monday, CALENDAR) == 0
    assert not is_late(monday, monday)


def test_what_is_late_says_by_how_many_working_days() -> None:
    friday = date(2026, 11, 20)
    assert working_days_left(friday, date(2026, 11, 22), CALENDAR) == 0
    assert is_late(friday, date(2026, 11, 22))
    assert working_days_left(friday, date(2026, 11, 25), CALENDAR) == -2


@given(kind=st.sampled_from(RequestKind), received=DAYS)
def test_last_days_are_working_days_that_lie_in_order(kind: RequestKind, received: date) -> None:
    due = due_dates(kind, received, CALENDAR)
    assert CALENDAR.is_working(due.answer_by)
    assert CALENDAR.is_working(due.fulfil_by)
    assert working_days_left(due.answer_by, received, CALENDAR) == 2
    assert received < due.answer_by
    assert due.fulfil_by - received >= timedelta(days=10)


def test_of_an_unknown_year_only_the_weekends_are_known() -> None:
    assert WorkCalendar(frozenset()).is_working(date(2099, 1, 1))
    assert not WorkCalendar(frozenset()).is_working(date(2099, 1, 3))


def test_the_calendar_covers_this_year_and_the_next_and_each_row_says_its_source() -> None:
    years = {day.year for day in CALENDAR.off}
    assert {2026, 2027, 2028} <= years
    assert all(day.weekday() < 5 for day in CALENDAR.off)
    assert all(day.weekday() >= 5 for day in CALENDAR.worked)

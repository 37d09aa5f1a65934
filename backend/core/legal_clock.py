"""By when a request of a data subject must be answered and fulfilled, on Vietnam's calendar.

Source: Decree 356/2025/NĐ-CP, article 5 (2 working days to answer; 10, 15 or 20 days to fulfil);
Civil Code 2015, articles 147 and 148 (the first day is not counted; a period that would end on a
day off ends with the next working day).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

SATURDAY = 5
ANSWER_WORKING_DAYS = 2
ONE_DAY = timedelta(days=1)


class RequestKind(StrEnum):
    """What the person asks for."""

    SEE = "see"
    CORRECT = "correct"
    ERASE = "erase"
    WITHDRAW = "withdraw"


FULFIL_DAYS: Mapping[RequestKind, int] = {
    RequestKind.SEE: 10,
    RequestKind.CORRECT: 10,
    RequestKind.WITHDRAW: 15,
    RequestKind.ERASE: 20,
}


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """Holidays, also those given instead of a weekend, and weekend days that are worked instead.

    Of a year without any only the weekends are known.
    """

    off: frozenset[date]
    worked: frozenset[date] = frozenset()

    def is_working(self, day: date) -> bool:
        if day in self.worked:
            return True
        return day.weekday() < SATURDAY and day not in self.off


@dataclass(frozen=True, slots=True)
class DueDates:
    """The last days, each of them still in time."""

    answer_by: date
    fulfil_by: date


def due_dates(kind: RequestKind, received_on: date, calendar: WorkCalendar) -> DueDates:
    """The day of receipt is day 0; received on a day off, the first working day is day 1."""
    answer_by = received_on
    for _ in range(ANSWER_WORKING_DAYS):
        answer_by = _next_working(answer_by + ONE_DAY, calendar)
    fulfil_by = _next_working(received_on + timedelta(days=FULFIL_DAYS[kind]), calendar)
    return DueDates(answer_by, fulfil_by)


def working_days_left(due: date, today: date, calendar: WorkCalendar) -> int:
    """How many working days there still are after today, the last one included; 0 on the last
    day itself, and from then on how many working days it is late, as a negative number."""
    sign, first, last = (1, today, due) if today <= due else (-1, due, today)
    days = (last - first).days
    return sign * sum(calendar.is_working(first + ONE_DAY * step) for step in range(1, days + 1))


def is_late(due: date, today: date) -> bool:
    """Over the weekend after its last day nothing worked is missed, and yet it is late."""
    return today > due


def _next_working(day: date, calendar: WorkCalendar) -> date:
    while not calendar.is_working(day):
        day += ONE_DAY
    return day

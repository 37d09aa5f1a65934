"""The days off of years that nobody has announced yet, derived from the law once more."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import product

import pytest

from backend.services.subjects.working_days import work_calendar

SATURDAY = 5
LUNAR = {2026: ("02-17", "04-26"), 2027: ("02-06", "04-16"), 2028: ("01-26", "04-04")}
"""The first of the first lunar month and the tenth of the third (Tết, Giỗ Tổ), by the new moons
of Vietnam's own hour (UTC+7), as published calendars have them."""
COMPUTED = (2027, 2028)


def _moved(holidays: set[date]) -> set[date]:
    """Labour Code 2019, article 111(3): for a holiday on a weekend the next working day is off."""
    off = {day for day in holidays if day.weekday() < SATURDAY}
    for holiday in sorted(holidays - off):
        later = (holiday + timedelta(days=step) for step in range(14))
        off.add(next(day for day in later if day.weekday() < SATURDAY and day not in off))
    return off


def _every_choice(year: int) -> Iterator[set[date]]:
    """Article 112: of the five days of Tết one or two are of the old year, of the two of the
    National Day one is its neighbour; the Prime Minister chooses which, each year."""
    tet, ancestors = (date.fromisoformat(f"{year}-{each}") for each in LUNAR[year])
    fixed = {date(year, 1, 1), ancestors, date(year, 4, 30), date(year, 5, 1), date(year, 11, 24)}
    for before, first in product((1, 2), (1, 2)):
        eve = tet - timedelta(days=before)
        holidays = fixed | {eve + timedelta(days=step) for step in range(5)}
        yield _moved(holidays | {date(year, 9, first), date(year, 9, first + 1)})


@pytest.mark.parametrize("year", COMPUTED)
def test_a_year_not_yet_announced_has_the_days_that_are_off_whatever_is_chosen(year: int) -> None:
    """A due date may then be a day early; one that is told too late would break the law."""
    there = {day for day in work_calendar().off if day.year == year}
    assert there == set.intersection(*_every_choice(year))


@pytest.mark.parametrize("year", sorted(LUNAR))
def test_the_days_of_the_lunar_calendar_are_off(year: int) -> None:
    for text in LUNAR[year]:
        assert not work_calendar().is_working(date.fromisoformat(f"{year}-{text}"))

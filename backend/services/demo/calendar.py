"""The days of the demo's history, counted back from its last day, and which of them are busier."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from backend.core.facts import LOCAL_TIME
from backend.services.demo.chance import Chance

HISTORY_DAYS = 146
SATURDAY = 5
FIRST_MORNING = time(8, 10)


@dataclass(frozen=True, slots=True)
class Calendar:
    """`today` is the day on which the demo is opened: the history ends the evening before."""

    today: date

    @property
    def start(self) -> datetime:
        return self.at(HISTORY_DAYS, FIRST_MORNING)

    def day(self, days_ago: int) -> date:
        return self.today - timedelta(days=days_ago)

    def at(self, days_ago: int, clock: time, *, minutes: int = 0) -> datetime:
        moment = datetime.combine(self.day(days_ago), clock, LOCAL_TIME)
        return moment + timedelta(minutes=minutes)

    def working_days(self) -> list[int]:
        """Days ago on which the desk was open, the earliest first; their number is the same
        whatever the weekday of today."""
        whole_weeks = (HISTORY_DAYS - 6) // 7
        wanted = whole_weeks * 5
        weekdays = [ago for ago in range(1, HISTORY_DAYS) if self.day(ago).weekday() < SATURDAY]
        return weekdays[:wanted][::-1]


def busyness(days_ago: int) -> int:
    """The work of a day against the others: it grew as the teams learned."""
    return 40 + 60 * (HISTORY_DAYS - days_ago) // HISTORY_DAYS


def busy_days(chance: Chance, count: int, *, last: int) -> list[int]:
    """`count` different days ago, none later than `last` days ago, the earliest first."""
    left = [(ago, busyness(ago)) for ago in range(last, HISTORY_DAYS - 4)]
    chosen = []
    for _ in range(count):
        ago = chance.weighted(left)
        chosen.append(ago)
        left = [item for item in left if item[0] != ago]
    return sorted(chosen, reverse=True)

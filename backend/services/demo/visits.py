"""Evenings at the doors: who knocked where and when, what was found, and when to come again.

Decides the knocks only; what was done there is decided in `guidance`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from backend.services.demo.book import Change
from backend.services.demo.calendar import Calendar, busy_days
from backend.services.demo.chance import Chance
from backend.services.demo.houses import House
from backend.services.demo.staff import Staff

EVENINGS = 29
KNOCKS_LEAST, KNOCKS_MOST = 4, 6
FIRST_KNOCK = time(17, 40)
NEVER_VISITED_PERCENT = 17
# The last evening of the volunteers whose phones are silent, in days ago, by account.
SILENT = {"doanvien12": 6, "doanvien19": 4}
DUE_TODAY, DUE_YESTERDAY, DUE_LATER = 3, 1, 3

FOUND = (("met", 80), ("absent", 14), ("refused", 4), ("moved", 2))
NOTES = (
    "Chủ nhà hẹn tối mai quay lại.",
    "Nhà có người lớn tuổi, cần nói chậm.",
    "Điện thoại đời cũ, máy đầy bộ nhớ.",
    "Con đi làm xa, nhờ hướng dẫn gọi video.",
    "Chưa có căn cước gắn chip.",
    "Muốn học bán xoài trên mạng.",
    "Sóng yếu, ra đầu lộ mới làm được.",
)


@dataclass(slots=True)
class Knock:
    """One visit; `done` collects the guidance given in it, `made` the shops and products that it
    entered."""

    id: str
    house: House
    at: datetime
    outcome: str
    follow_up_on: date | None = None
    note: str | None = None
    done: list[dict[str, object]] = field(default_factory=list)
    made: list[Change] = field(default_factory=list)

    @property
    def is_met(self) -> bool:
        return self.outcome == "met"


def knock_on_doors(
    chance: Chance, calendar: Calendar, walkers: Iterable[Staff], houses: Iterable[House]
) -> list[Knock]:
    """All visits of all volunteers, in the order in which each made them."""
    every = list(houses)
    knocks = []
    for walker in walkers:
        route = [house for house in every if house.walker == walker]
        knocks += _Walk(chance.child(walker.username), calendar, walker, route).walk()
    return knocks


class _Walk:
    """One volunteer's evenings, one after the other."""

    def __init__(
        self, chance: Chance, calendar: Calendar, walker: Staff, route: list[House]
    ) -> None:
        self.chance = chance
        self.calendar = calendar
        self.walker = walker
        self.ahead = [
            house for house in route if house.is_late or not chance.happens(NEVER_VISITED_PERCENT)
        ]
        self.behind: list[House] = []
        self.due: dict[str, tuple[date, House]] = {}
        self.made: list[Knock] = []

    def walk(self) -> list[Knock]:
        evenings = busy_days(self.chance, EVENINGS, last=SILENT.get(self.walker.username, 1))
        if self.walker.username not in SILENT:
            evenings[-1] = 1
        for days_ago in evenings:
            self._evening(days_ago)
        self._look_ahead()
        return self.made

    def _evening(self, days_ago: int) -> None:
        at = self.calendar.at(days_ago, FIRST_KNOCK, minutes=self.chance.below(25))
        for house in self._choose(at.date()):
            at += timedelta(minutes=self.chance.between(9, 24), seconds=self.chance.below(60))
            self._knock(house, at)

    def _choose(self, day: date) -> list[House]:
        """Who is due comes first, then the next doors of the way, then doors known already."""
        count = self.chance.between(KNOCKS_LEAST, KNOCKS_MOST)
        due = sorted((when, house.id) for when, house in self.due.values() if when <= day)
        chosen = [self.due.pop(house_id)[1] for _, house_id in due[:count]]
        while len(chosen) < count and self.ahead and not self.chance.happens(12):
            chosen.append(self.ahead.pop(0))
        known = [house for house in self.behind if house not in chosen]
        if len(chosen) < count and known:
            chosen += self.chance.sample(known, min(len(known), count - len(chosen)))
        for house in chosen:
            self.due.pop(house.id, None)
        return chosen

    def _knock(self, house: House, at: datetime) -> None:
        is_first = house not in self.behind
        outcome = "met" if house.is_late and is_first else self.chance.weighted(FOUND)
        knock = Knock(self.chance.id_at(at), house, at, outcome)
        if self.chance.happens(9):
            knock.note = self.chance.pick(NOTES)
        days = self._comes_again(outcome)
        if days:
            knock.follow_up_on = at.date() + timedelta(days=days)
            self.due[house.id] = (knock.follow_up_on, house)
        if is_first and outcome != "moved":
            self.behind.append(house)
        self.made.append(knock)

    def _comes_again(self, outcome: str) -> int:
        if outcome == "absent":
            return self.chance.pick((1, 3, 3, 7))
        if outcome == "met" and self.chance.happens(16):
            return self.chance.pick((3, 7, 7, 14))
        return 0

    def _look_ahead(self) -> None:
        """Nothing long overdue, some doors due today, a few in the days to come."""
        today = self.calendar.today
        latest = {knock.house.id: knock for knock in self.made}
        for knock in latest.values():
            if knock.follow_up_on is not None and knock.follow_up_on < today:
                knock.follow_up_on = today - timedelta(days=1) if self.chance.happens(20) else None
        free = [each for each in reversed(latest.values()) if each.follow_up_on is None]
        recent = [each for each in free if each.outcome in {"met", "absent"}]
        wanted = [0] * DUE_TODAY + [-1] * DUE_YESTERDAY + [1, 3, 6][:DUE_LATER]
        for days, knock in zip(wanted, recent, strict=False):
            knock.follow_up_on = today + timedelta(days=days)

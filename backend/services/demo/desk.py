"""The filing log of the one-stop shop: each working day's filings by the clerk, and the guidance
that was given while filing.
"""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from importlib.resources import files

from backend.core.text import fold
from backend.services.demo.book import Book, Change, create, local_text, update
from backend.services.demo.calendar import Calendar, busyness
from backend.services.demo.chance import Chance
from backend.services.demo.doors import by
from backend.services.demo.figures import Quota
from backend.services.demo.guidance import counted_outcome, named
from backend.services.demo.houses import House, stranger
from backend.services.demo.names import Person, phone
from backend.services.demo.places import COMMUNE
from backend.services.demo.staff import Staff

STREAM = f"commune:{COMMUNE}"
FILINGS = 1_400
OPENS, AFTERNOON = time(7, 35), time(13, 35)
HALF_DAY_MINUTES = 200
FILER_AGES = (18, 78)
MATCHED_PERCENT = 66
COMPLETED_LATER = 240
DUE_TODAY = 5
PORTAL = "dichvucong.gov.vn"
UNFILED = (
    ("missing_papers", 112),
    ("no_vneid", 52),
    ("system_error", 38),
    ("referred", 34),
    ("looked_up", 32),
    ("returned", 12),
)
PROCEDURE_WEIGHTS = {
    "1.001193": 12,
    "2.000815": 26,
    "1.004873": 9,
    "1.004222": 10,
    "1.004194": 8,
    "1.014027": 9,
    "2.000635": 8,
    "1.001612": 6,
    "2.000884": 6,
    "1.000656": 5,
    "1.000894": 5,
}
NEIGHBOURS = ("Xã Mỹ Quí", "Xã Bình Hàng Trung", "Phường Mỹ Trà", "Xã Đốc Binh Kiều")


@dataclass(slots=True)
class Filing:
    """One line of the log; `done` collects the guidance given with it."""

    id: str
    at: datetime
    who: Person
    house: House | None
    outcome: str
    fields: dict[str, object]
    done: list[dict[str, object]] = field(default_factory=list)

    @property
    def is_filed(self) -> bool:
        return self.outcome in {"submitted", "completed"}


def keep_the_log(
    book: Book,
    chance: Chance,
    calendar: Calendar,
    clerk: Staff,
    houses: Iterable[House],
    quota: Quota,
    *,
    installed: set[tuple[str, Person]],
) -> None:
    """`installed` are the people whose install was counted at their door: none counts twice."""
    filings = _Log(chance, calendar, [house for house in houses if not house.is_late]).write(quota)
    _give_guidance(chance, filings, quota, installed)
    for filing in filings:
        book.add(clerk, filing.at, _record(filing), *_guidance(chance, filing, clerk))
    _complete_later(book, chance, calendar, clerk, filings)


class _Log:
    """Deals out the year's filings over days, people, procedures and outcomes."""

    def __init__(self, chance: Chance, calendar: Calendar, houses: Sequence[House]) -> None:
        self.chance = chance
        self.calendar = calendar
        self.houses = houses
        self.procedures = list(_procedures())

    def write(self, quota: Quota) -> list[Filing]:
        outcomes = self._outcomes(quota.filed)
        days = self.calendar.working_days()
        weights = [busyness(ago) for ago in days]
        filings: list[Filing] = []
        for ago, count in zip(days, self.chance.shares(FILINGS, weights), strict=True):
            for number, at in enumerate(self._times(ago, count), start=1):
                filings.append(self._filing(at, number, outcomes.pop()))
        self._due_today([each for each in filings if each.outcome == "submitted"][-60:])
        return filings

    def _outcomes(self, filed: int) -> list[str]:
        completed = filed * 2 // 5
        rest = self.chance.shares(FILINGS - filed, [weight for _, weight in UNFILED])
        outcomes = ["completed"] * completed + ["submitted"] * (filed - completed)
        for (outcome, _), count in zip(UNFILED, rest, strict=True):
            outcomes += [outcome] * count
        return self.chance.shuffled(outcomes)

    def _times(self, days_ago: int, count: int) -> list[datetime]:
        morning = (count * 3 + 2) // 5
        times = []
        for opens, share in ((OPENS, morning), (AFTERNOON, count - morning)):
            for order in range(share):
                minute = HALF_DAY_MINUTES * order // share
                at = self.calendar.at(days_ago, opens, minutes=minute)
                times.append(at + timedelta(seconds=self.chance.between(5, 200)))
        return times

    def _filing(self, at: datetime, number: int, outcome: str) -> Filing:
        code, name = self.chance.weighted(self.procedures)
        house, who = self._filer()
        seconds = self.chance.weighted(((16, 20), (24, 40), (31, 25), (55, 15)))
        is_filed = outcome in {"submitted", "completed"}
        fields: dict[str, object] = {
            "procedure_code": code or None,
            "procedure_name": name,
            "level": "full" if self.chance.happens(68) else "partial",
            "applicant_name": who.full_name,
            "applicant_phone": house.phone if house else phone(self.chance),
            "household_id": house.id if house else None,
            "from_commune": None if house or self.chance.happens(60) else self._elsewhere(),
            "portal": PORTAL if is_filed else None,
            "file_code": f"H20.76-{at:%y%m%d}-{number:04d}" if is_filed else None,
            "submitted_at": local_text(at) if is_filed else None,
            "own_phone": self.chance.happens(58),
            "self_reliance": self.chance.weighted(((0, 24), (1, 36), (2, 28), (3, 12))),
            "started_at": local_text(at - timedelta(seconds=seconds)),
            "finished_at": local_text(at),
        }
        if outcome == "submitted":
            due = at.date() + timedelta(days=self.chance.between(3, 15))
            fields["due_on"] = due.isoformat()
        if outcome == "missing_papers":
            again = at.date() + timedelta(days=self.chance.between(1, 7))
            fields["follow_up_on"] = again.isoformat()
        return Filing(self.chance.id_at(at), at, who, house, outcome, fields)

    def _filer(self) -> tuple[House | None, Person]:
        if self.chance.happens(MATCHED_PERCENT):
            house = self.chance.pick(self.houses)
            this_year = self.calendar.today.year
            grown = [
                each
                for each in house.people
                if FILER_AGES[0] <= this_year - each.birth_year <= FILER_AGES[1]
            ]
            return house, self.chance.pick(grown or house.people[:1])
        return None, stranger(self.chance, self.calendar.today.year)

    def _elsewhere(self) -> str:
        return self.chance.pick(NEIGHBOURS)

    def _due_today(self, recent: Sequence[Filing]) -> None:
        for filing in self.chance.sample(recent, DUE_TODAY):
            filing.fields["due_on"] = self.calendar.today.isoformat()


def _procedures() -> Iterable[tuple[tuple[str, str], int]]:
    text = (files("backend.data") / "procedures.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(text.splitlines()):
        weight = PROCEDURE_WEIGHTS.get(row["code"], 2)
        yield (row["code"], row["label_vi"]), weight


def _give_guidance(
    chance: Chance, filings: Sequence[Filing], quota: Quota, installed: set[tuple[str, Person]]
) -> None:
    for filing in filings:
        if filing.is_filed:
            filing.done.append({"topic": "DVC-FILE", "outcome": "done"})
    _once_a_person(chance, filings, "APP", quota.installs, taken=set(installed))
    _once_a_person(chance, filings, "WALLET", quota.wallets, taken=None)
    for topic, count in (("DVC-ACC", quota.accounts), ("DVC-GUIDE", quota.guided)):
        for filing in chance.sample(filings, count):
            filing.done.append({"topic": topic, "outcome": counted_outcome(chance, topic)})
    for filing in filings:
        if filing.outcome == "no_vneid":
            filing.done.append({"topic": "VNEID2", "outcome": "guided"})


def _once_a_person(
    chance: Chance,
    filings: Sequence[Filing],
    topic: str,
    count: int,
    *,
    taken: set[tuple[str, Person]] | None,
) -> None:
    """People known by their house and not counted before. Wallets are taken by people from
    elsewhere, who are known by name and year of birth alone."""
    once: dict[tuple[str, str, int], Filing] = {}
    for filing in filings:
        house_id = filing.house.id if filing.house else ""
        is_theirs = bool(filing.house) == (taken is not None)
        if is_theirs and (house_id, filing.who) not in (taken or ()):
            key = (house_id, fold(filing.who.full_name), filing.who.birth_year)
            once.setdefault(key, filing)
    for filing in chance.sample(once.values(), count):
        filing.done.append({"topic": topic, "outcome": "done", **named(filing.who)})


def _record(filing: Filing) -> Change:
    return create("filing", filing.id, STREAM, **filing.fields, outcome=filing.outcome)


def _guidance(chance: Chance, filing: Filing, clerk: Staff) -> list[Change]:
    return [
        create(
            "guidance",
            chance.id_at(filing.at),
            STREAM,
            **{
                "at": local_text(filing.at),
                "filing_id": filing.id,
                "household_id": filing.house.id if filing.house else None,
                **by(clerk),
                "quantity": 1,
                **done,
            },
        )
        for done in filing.done
    ]


def _complete_later(
    book: Book, chance: Chance, calendar: Calendar, clerk: Staff, filings: Sequence[Filing]
) -> None:
    """Results that came some days after, on a day when the desk was open."""
    open_days = [calendar.day(ago) for ago in calendar.working_days()]
    waiting = [each for each in filings if each.outcome == "submitted"][:-120]
    for filing in chance.sample(waiting, COMPLETED_LATER):
        since = filing.at.date() + timedelta(days=chance.between(2, 12))
        when = next((day for day in open_days if day >= since), None)
        if when is not None:
            at = datetime.combine(when, filing.at.timetz()) + timedelta(minutes=1)
            outcome = ("submitted", "completed")
            book.add(clerk, at, update("filing", filing.id, STREAM, base=1, outcome=outcome))

"""Records the demo commune's history through the same sync as a phone's: each session of each
device arrives at the server's time of that evening, and nothing is written past the merge rule.

A run that was cut is taken up again: what arrived before is repeated without effect.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

import msgspec

from backend.core.facts import LOCAL_TIME
from backend.core.scope import Caller
from backend.services.context import Context
from backend.services.demo.book import Session, sessions
from backend.services.demo.chance import Chance
from backend.services.demo.open_commune import DemoMark, find_mark, keep_mark, open_commune
from backend.services.demo.places import COMMUNE
from backend.services.demo.staff import PASSWORD, Crew
from backend.services.demo.story import Story, cast, tell_story
from backend.services.figures.report_indicators import report_indicators
from backend.services.syncing.sync import sync
from backend.services.syncing.sync_request import PROTOCOL
from backend.store.callers import find_caller
from backend.store.epochs import get_epoch

BEFORE_HISTORY = timedelta(days=1, minutes=30)


@dataclass(frozen=True, slots=True)
class Account:
    username: str
    full_name: str
    role: str
    unit: str


@dataclass(frozen=True, slots=True)
class DemoReport:
    """`is_new` is false where the demo was there already; `figures` are indicator → value."""

    is_new: bool
    seed: int
    today: date
    password: str
    accounts: tuple[Account, ...]
    figures: Mapping[str, int]
    conflicts: int


def record_demo(context: Context, *, seed: int = 1, today: date | None = None) -> DemoReport:
    """Raises DemoRefused on a database that is not a demo's. What is there already stays: a
    demo that was begun is finished as it was begun, whatever seed and day are given."""
    with context.database.read() as connection:
        mark = find_mark(connection)
    is_new = mark is None or not mark.is_complete
    if mark is None:
        mark = DemoMark(seed, today or context.now().astimezone(LOCAL_TIME).date())
    conflicts = _record(context, tell_story(mark.seed, mark.today), mark) if is_new else 0
    crew = cast(mark.seed, mark.today)
    return DemoReport(
        is_new=is_new,
        seed=mark.seed,
        today=mark.today,
        password=PASSWORD,
        accounts=tuple(_accounts(crew)),
        figures=_figures(context, crew),
        conflicts=conflicts,
    )


def _record(context: Context, story: Story, mark: DemoMark) -> int:
    """The number of conflicts that the merge rule found."""
    chance = story.chance.child("server")
    opening = _at(context, chance, story.calendar.start - BEFORE_HISTORY)
    open_commune(opening, story.crew, mark)
    with context.database.read() as connection:
        epoch = get_epoch(connection)
    phones = _Phones(context, chance, epoch)
    for session in sessions(story.chance.child("ids"), story.book.acts, epoch):
        phones.send(session)
    keep_mark(context, replace(mark, is_complete=True))
    return phones.conflicts


def _at(context: Context, chance: Chance, moment: datetime) -> Context:
    """The context as it stood then, with chance that the seed repeats."""
    then = moment.astimezone(UTC)
    return replace(context, now=lambda: then, random_bytes=chance.bytes)


class _Phones:
    """The devices of the demo, each with what it knows: its caller and its `acked`."""

    def __init__(self, context: Context, chance: Chance, epoch: str) -> None:
        self.context = context
        self.chance = chance
        self.epoch = epoch
        self.callers: dict[str, Caller] = {}
        self.acked: dict[str, int] = {}
        self.conflicts = 0

    def send(self, session: Session) -> None:
        """Raises RuntimeError where anything but a conflict came of it: the story is wrong."""
        then = _at(self.context, self.chance, session.at)
        caller = self._caller(session)
        body = {
            "protocol": PROTOCOL,
            "device": caller.device_id,
            "clock": then.now_text(),
            "epoch": self.epoch,
            "acked": self.acked.get(caller.device_id, 0),
            "first": 1,
            "waiting": 0,
            "changesets": session.changesets,
            "cursors": [],
        }
        answer = msgspec.json.decode(sync(then, caller, msgspec.json.encode(body)))
        self.acked[caller.device_id] = answer["acked"]
        for result in answer["results"]:
            if result["status"] not in {"applied", "conflict"}:
                raise RuntimeError(f"{caller.username} {result}")
            self.conflicts += len(result["conflicts"])

    def _caller(self, session: Session) -> Caller:
        staff = session.author
        if staff.user_id not in self.callers:
            with self.context.database.read() as connection:
                caller = find_caller(connection, staff.user_id, staff.device_id)
            if caller is None:
                raise RuntimeError(f"no account {staff.username}")
            self.callers[staff.user_id] = caller
        return self.callers[staff.user_id]


def _accounts(crew: Crew) -> Iterator[Account]:
    units = {hamlet.id: hamlet.name for hamlet in crew.hamlets}
    for staff in crew.everybody:
        unit = units.get(staff.unit_id, "Xã Mỹ Thọ" if staff.unit_id == COMMUNE else "Đồng Tháp")
        yield Account(staff.username, staff.who.full_name, staff.role.value, unit)


def _figures(context: Context, crew: Crew) -> dict[str, int]:
    admin = crew.commune_admin
    with context.database.read() as connection:
        caller = find_caller(connection, admin.user_id, admin.device_id)
    if caller is None:
        raise RuntimeError("no account of the commune")
    report = report_indicators(context, caller)
    return {item.code: item.value for item in report.items}

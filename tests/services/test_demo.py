"""The demo commune: its story is exact and repeats, and what is recorded counts to the pilot."""

import re
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from backend.core.facts import CountedTopic, count_parts, fact_of_guidance, roll_up
from backend.core.record_types import RECORD_TYPES
from backend.core.validate import clean_fields
from backend.services.context import Context
from backend.services.demo.book import sessions
from backend.services.demo.figures import demo_figures, pilot_figures
from backend.services.demo.open_commune import DemoRefused
from backend.services.demo.record_demo import record_demo
from backend.services.demo.staff import PASSWORD
from backend.services.demo.story import Story, tell_story
from backend.services.people.passwords import is_password
from backend.services.seed_catalogue import list_catalogue
from backend.services.upkeep.prepare_database import prepare_database
from backend.store.database import Database
from backend.store.sql import select
from backend.store.users import find_credentials
from tests.commune import build_commune
from tests.conftest import Clock, make_context

TODAY = date(2026, 11, 24)
SOFT_CHECK = re.compile(r"0(3[2-9]|5[25689]|7[06-9]|8[1-9]|9[0-46-9])\d{7}")
PILOT = {"I1": 1333, "I2": 986, "I3": 210, "I4": 189, "I5": 9038}


@pytest.fixture(scope="module")
def story() -> Story:
    return tell_story(1, TODAY)


def changes_of(story: Story) -> list[dict[str, Any]]:
    return [change for act in story.book.acts for change in act.changes]


def created(story: Story, record_type: str) -> list[dict[str, Any]]:
    return [
        change
        for change in changes_of(story)
        if change["op"] == "create" and change["type"] == record_type
    ]


def figures_of(story: Story) -> dict[str, int]:
    topics = [
        CountedTopic(
            str(fields["code"]),
            str(fields["indicator"]),
            frozenset(map(str, fields["counts_when"])),
            str(fields["dedupe_by"]) if fields["dedupe_by"] else None,
        )
        for record_type, _, fields in list_catalogue("82")
        if record_type == "topic"
        and fields["indicator"]
        and isinstance(fields["counts_when"], list)
    ]
    facts = [
        fact_of_guidance(change["fields"], record_id=change["id"], created_by=None)
        for change in created(story, "guidance")
    ]
    parts = count_parts([fact for fact in facts if fact is not None], topics)
    return {code: sum(under.values()) for code, under in roll_up(parts, PILOT).items()}


def test_the_pilots_figures_come_from_the_seed_data() -> None:
    assert pilot_figures() == PILOT
    figures = demo_figures()
    assert figures.accounts + figures.guided + figures.filed == PILOT["I5"]


def test_the_story_counts_to_exactly_the_pilots_figures(story: Story) -> None:
    assert figures_of(story) == PILOT


@pytest.mark.slow
@pytest.mark.parametrize("seed", [2, 3, 30_076])
def test_every_seed_tells_a_story_of_exactly_the_pilots_figures(seed: int) -> None:
    assert figures_of(tell_story(seed, TODAY)) == PILOT


@pytest.mark.slow
@pytest.mark.parametrize("today", [date(2026, 11, 29), date(2027, 3, 1), date(2028, 2, 29)])
def test_every_day_tells_a_story_of_as_many_acts_and_the_same_figures(
    story: Story, today: date
) -> None:
    told = tell_story(1, today)
    assert figures_of(told) == PILOT
    assert len(told.book.acts) == len(story.book.acts)
    assert all(act.at.date() < today for act in told.book.acts)


@pytest.mark.slow
def test_the_same_seed_and_day_tell_the_same_story(story: Story) -> None:
    again = tell_story(1, TODAY)
    assert again.book == story.book
    assert again.crew == story.crew
    told = [list(sessions(each.chance.child("x"), each.book.acts, "e")) for each in (story, again)]
    assert told[0] == told[1]


def test_there_are_five_hamlets_of_450_households(story: Story) -> None:
    by_stream = Counter(change["stream"] for change in created(story, "household"))
    assert list(by_stream.values()) == [450] * 5


def test_every_change_is_what_the_record_types_declare(story: Story) -> None:
    for change in changes_of(story):
        declared = RECORD_TYPES[change["type"]]
        level = change["stream"].partition(":")[0]
        assert level in declared.levels
        assert set(change["fields"]) <= set(declared.fields)
        _, reasons = clean_fields(
            declared, change["fields"], change=0, is_create=change["op"] == "create"
        )
        assert reasons == []


def test_ids_are_unique(story: Story) -> None:
    ids = [change["id"] for change in changes_of(story) if change["op"] == "create"]
    assert len(ids) == len(set(ids))


def test_phone_numbers_pass_the_soft_check_and_belong_to_nobody(story: Story) -> None:
    numbers = {
        change["fields"]["phone"] for change in changes_of(story) if "phone" in change["fields"]
    }
    assert len(numbers) > 1_500
    for number in numbers:
        assert SOFT_CHECK.fullmatch(number)
        assert number[4:7] == "000"


def test_each_volunteer_has_doors_due_today_and_doors_never_visited(story: Story) -> None:
    latest: dict[str, Any] = {}
    for visit in sorted(created(story, "visit"), key=lambda each: each["fields"]["visited_at"]):
        latest[visit["fields"]["household_id"]] = visit["fields"]
    due = {
        house_id
        for house_id, visit in latest.items()
        if visit.get("follow_up_on") and visit["follow_up_on"] <= TODAY.isoformat()
    }
    for volunteer in story.crew.volunteers:
        own = {house.id for house in story.houses if house.walker == volunteer}
        assert 3 <= len(own & due) <= 12
        assert len(own - latest.keys()) >= 10


def test_nothing_was_recorded_in_the_future(story: Story) -> None:
    assert all(act.at.date() < TODAY for act in story.book.acts)


def test_a_party_cell_meeting_names_nobody(story: Story) -> None:
    meetings = {
        change["id"]
        for change in created(story, "activity")
        if change["fields"]["kind"] == "party_cell"
    }
    assert meetings
    for change in created(story, "guidance"):
        if change["fields"].get("activity_id") in meetings:
            assert "person_name" not in change["fields"]


def test_a_database_with_people_of_its_own_is_refused(context: Context) -> None:
    build_commune(context)
    with pytest.raises(DemoRefused):
        record_demo(context, today=TODAY)


@pytest.mark.slow
def test_the_demo_counts_to_the_pilots_figures_through_the_sync(context: Context) -> None:
    told = record_demo(context, today=TODAY)
    assert told.is_new
    assert told.figures == PILOT
    assert told.conflicts == 3
    assert [account.username for account in told.accounts[:4]] == [
        "tinh",
        "xa",
        "quay",
        "totruong1",
    ]
    assert len(told.accounts) == 28
    with context.database.read() as connection:
        held = select(connection, "SELECT count(*) FROM held")[0][0]
        still_open = select(connection, "SELECT count(*) FROM conflict WHERE status = 'open'")
        credentials = find_credentials(connection, "doanvien20")
    assert (held, still_open[0][0]) == (0, 3)
    assert credentials is not None
    assert is_password(context, credentials.password_hash, PASSWORD)
    again = record_demo(context, seed=2)
    assert not again.is_new
    assert (again.seed, again.figures) == (1, PILOT)


@pytest.mark.slow
def test_two_demos_of_one_seed_hold_the_same_records(tmp_path: Path) -> None:
    first, second = (_records(tmp_path / f"{name}.sqlite3") for name in ("one", "two"))
    assert first == second
    assert len(first) > 17_000


def _records(path: Path) -> list[tuple[str, bytes]]:
    database = Database(f"sqlite:///{path}")
    context = make_context(database, Clock())
    prepare_database(replace(context, random_bytes=lambda count: path.name.encode()[:1] * count))
    record_demo(context, today=TODAY)
    with database.read() as connection:
        rows = select(connection, "SELECT stream, seq, wire FROM record ORDER BY stream, seq")
    database.close()
    return [tuple(row) for row in rows]

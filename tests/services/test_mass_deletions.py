"""One person deletes so much in a day and no more: what is over it waits for the office whole,
takes effect with one act, and nobody else is stopped.
"""

from dataclasses import replace

import pytest

from backend.core.problems import Problem
from backend.services.context import Context
from tests.commune import Commune, build_commune
from tests.conftest import Clock
from tests.lost import Office
from tests.phone import Json, Phone

MOST = 3


@pytest.fixture
def commune(context: Context) -> Commune:
    limits = replace(context.settings.limits, deletions_a_day_max=MOST)
    return build_commune(replace(context, settings=replace(context.settings, limits=limits)))


@pytest.fixture
def book(commune: Commune) -> list[str]:
    """Households that Binh recorded and An has."""
    return tell_households(commune.phone("binh"), commune, 8)


def tell_households(phone: Phone, commune: Commune, count: int) -> list[str]:
    changes = [
        phone.create("household", commune.hamlets[0], head_name=f"Hộ {n}") for n in range(count)
    ]
    phone.record(*changes)
    phone.sync()
    return [str(change["id"]) for change in changes]


def synced(commune: Commune, username: str) -> Phone:
    phone = commune.phone(username)
    phone.sync()
    return phone


def delete(phone: Phone, ids: list[str]) -> list[Json]:
    """Each in a changeset of its own."""
    made = [phone.record(phone.act("delete", each)) for each in ids]
    phone.sync()
    return [phone.results[each["n"]] for each in made]


def statuses(results: list[Json]) -> list[str]:
    return [str(each["status"]) for each in results]


@pytest.mark.promise("F57")
def test_what_is_over_the_days_limit_waits_and_takes_effect_when_it_is_released(
    commune: Commune, book: list[str]
) -> None:
    an, office = synced(commune, "an"), Office(commune)
    results = delete(an, book[: MOST + 2])
    assert statuses(results) == ["applied"] * MOST + ["held"] * 2
    assert [(each["code"], each["detail"]) for each in results[-1]["reasons"]] == [
        ("quota", "over the limit deletions_a_day_max")
    ]
    binh = synced(commune, "binh")
    assert {each["id"] for each in binh.all_of("household")} == set(book[MOST:])
    for item in office.items():
        office.release(item)
    assert office.items() == []
    binh.sync()
    assert {each["id"] for each in binh.all_of("household")} == set(book[MOST + 2 :])


@pytest.mark.promise("F57")
def test_several_phones_of_one_person_have_one_limit_and_other_people_their_own(
    commune: Commune, book: list[str]
) -> None:
    assert statuses(delete(synced(commune, "an"), book[:2])) == ["applied"] * 2
    other = synced(commune, "an")
    assert statuses(delete(other, book[2:5])) == ["applied", "held", "held"]
    assert statuses(delete(synced(commune, "totruong"), book[5:6])) == ["applied"]
    edit = other.record(other.update(book[6], phone="0911"))
    other.sync()
    assert other.results[edit["n"]]["status"] == "applied"


def test_a_changeset_that_goes_over_the_limit_waits_whole(
    commune: Commune, book: list[str]
) -> None:
    an = synced(commune, "an")
    made = an.record(*(an.act("delete", each) for each in book[: MOST + 1]))
    an.sync()
    assert an.results[made["n"]]["status"] == "held"
    assert statuses(delete(an, book[:MOST])) == ["applied"] * MOST


def test_the_next_day_in_vietnam_is_another_day(
    commune: Commune, book: list[str], clock: Clock
) -> None:
    an = synced(commune, "an")
    assert statuses(delete(an, book[: MOST + 1]))[-1] == "held"
    clock.advance(hours=13, minutes=59)
    assert statuses(delete(an, book[MOST + 1 : MOST + 2])) == ["held"]
    clock.advance(minutes=1)
    assert statuses(delete(an, book[MOST + 2 :])) == ["applied"] * 3


def test_what_one_has_just_recorded_oneself_is_taken_back_without_a_limit(
    commune: Commune, clock: Clock
) -> None:
    an = synced(commune, "an")
    mine = tell_households(an, commune, 2 * MOST)
    assert set(statuses(delete(an, mine[: MOST + 1]))) == {"applied"}
    clock.advance(hours=25)
    again = tell_households(an, commune, MOST + 1)
    clock.advance(hours=25)
    assert statuses(delete(an, again)) == ["applied"] * MOST + ["held"]


def test_who_is_over_their_own_limit_needs_somebody_else_to_look(
    commune: Commune, book: list[str]
) -> None:
    xa = synced(commune, "xa")
    assert statuses(delete(xa, book[: MOST + 1]))[-1] == "held"
    office = Office(commune)
    [item] = office.items()
    with pytest.raises(Problem, match="still_held"):
        office.release(item)
    Office(commune, "tinh").release(item)
    assert office.items() == []


def test_an_act_that_fails_beside_deletions_leaves_no_trace_of_them(
    commune: Commune, book: list[str]
) -> None:
    xa = synced(commune, "xa")
    failing = {"op": "undo", "id": book[0]}
    made = xa.record(*(xa.act("delete", each) for each in book[:MOST]), failing)
    xa.sync()
    assert xa.results[made["n"]]["status"] == "held"
    assert statuses(delete(xa, book[:MOST])) == ["applied"] * MOST

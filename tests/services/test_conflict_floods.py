"""Nobody buries the office's desk: what stands against the same value is one conflict, and one
person opens so many and no more; what is over it waits as held work, and nobody else is stopped.
"""

from dataclasses import replace

import pytest

from backend.services.cases.list_conflicts import list_conflicts
from backend.services.context import Context
from tests.commune import Commune, build_commune
from tests.lost import Office
from tests.phone import Json, Phone
from tests.services.test_conflicts import caller_of

MOST = 3


@pytest.fixture
def commune(context: Context) -> Commune:
    limits = replace(context.settings.limits, conflicts_open_max=MOST)
    return build_commune(replace(context, settings=replace(context.settings, limits=limits)))


def tell_households(teller: Phone, stream: str, count: int) -> list[str]:
    changes = [teller.create("household", stream, head_name=f"Hộ {n}") for n in range(count)]
    for change in changes:
        teller.record(change)
    teller.sync()
    return [str(change["id"]) for change in changes]


def contradict(phone: Phone, ids: list[str], value: str) -> list[Json]:
    """Edits that have not seen what stands there, each in a changeset of its own."""
    made = [
        phone.record({**phone.update(each, blind=True, phone=value), "base": 1}) for each in ids
    ]
    phone.sync()
    return [phone.results[each["n"]] for each in made]


def open_conflicts(commune: Commune) -> list[Json]:
    caller = caller_of(commune, "xa", commune.phone("xa"))
    page = list_conflicts(
        commune.context, caller, status="open", stream=None, cursor=None, limit=100
    )
    return page.items


@pytest.fixture
def contested(commune: Commune) -> list[str]:
    """Households whose phone Binh has changed since An saw them."""
    an, binh = commune.phone("an"), commune.phone("binh")
    ids = tell_households(an, commune.hamlets[0], 6)
    binh.sync()
    for each in ids:
        binh.record(binh.update(each, phone="0900"))
    binh.sync()
    return ids


def test_one_person_opens_so_many_conflicts_and_the_rest_is_held(
    commune: Commune, contested: list[str]
) -> None:
    an, totruong = commune.phone("an"), commune.phone("totruong")
    an.sync()
    statuses = [each["status"] for each in contradict(an, contested, "0911")]
    assert statuses == ["conflict"] * MOST + ["held"] * 3
    assert len(open_conflicts(commune)) == MOST
    held = Office(commune).items()
    assert {reason["code"] for item in held for reason in item["reasons"]} == {"quota"}
    totruong.sync()
    assert contradict(totruong, contested[-1:], "0922")[0]["status"] == "conflict"
    household = totruong.record(
        totruong.create("household", commune.hamlets[0], head_name="Hộ mới")
    )
    totruong.sync()
    assert totruong.results[household["n"]]["status"] == "applied"


def test_the_same_value_contested_again_and_by_others_is_one_conflict(
    commune: Commune, contested: list[str]
) -> None:
    an, totruong = commune.phone("an"), commune.phone("totruong")
    an.sync()
    totruong.sync()
    for number in range(MOST * 4):
        [result] = contradict(an, contested[:1], f"08{number:02}")
        assert result["status"] == "conflict"
    contradict(totruong, contested[:1], "0999")
    [conflict] = open_conflicts(commune)
    assert [side["value"] for side in conflict["incoming"]] == ["0811", "0999"]
    assert len(conflict["incoming"][0]["earlier"]) == MOST * 4 - 1


def test_what_was_over_the_limit_is_released_by_who_looked_at_it(
    commune: Commune, contested: list[str]
) -> None:
    an = commune.phone("an")
    an.sync()
    contradict(an, contested[: MOST + 1], "0911")
    [item] = Office(commune).items()
    Office(commune).release(item)
    assert Office(commune).items() == []
    assert len(open_conflicts(commune)) == MOST + 1


def test_a_decided_conflict_makes_room_for_another(commune: Commune, contested: list[str]) -> None:
    an, xa = commune.phone("an"), commune.phone("xa")
    an.sync()
    contradict(an, contested[:MOST], "0911")
    xa.sync()
    [decided, *_] = open_conflicts(commune)
    rev = decided["current"]["rev"]
    xa.record({"op": "resolve", "id": decided["id"], "choice": "current", "rev": rev})
    xa.sync()
    assert contradict(an, contested[MOST : MOST + 1], "0911")[0]["status"] == "conflict"

"""Nobody buries the office's desk: what stands against the same value is one conflict, and one
person opens so many and no more; what is over it waits as held work, and nobody else is stopped.
"""

import json
from dataclasses import replace

import pytest

from backend.services.cases.list_conflicts import list_conflicts
from backend.services.cases.read_record import list_revisions
from backend.services.context import Context
from tests.commune import Commune, build_commune
from tests.lost import Office
from tests.phone import Json, Phone
from tests.services.test_conflicts import caller_of

MOST = 3
BYTES_MOST = 16 * 1024


@pytest.fixture
def commune(context: Context) -> Commune:
    limits = replace(
        context.settings.limits, conflicts_open_max=MOST, conflict_bytes_max=BYTES_MOST
    )
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


def test_the_history_of_a_conflict_grows_by_what_came_and_by_no_more(
    commune: Commune, contested: list[str]
) -> None:
    an = commune.phone("an")
    an.sync()
    values = [f"08{number:02}" for number in range(40)]
    for value in values:
        contradict(an, contested[:1], value)
    [conflict] = open_conflicts(commune)
    caller = caller_of(commune, "xa", commune.phone("xa"))
    history = list_revisions(commune.context, caller, "conflict", str(conflict["id"]))
    kept = [len(json.dumps(each["fields"])) for each in history]
    assert max(kept[1:]) < 2 * kept[1]
    came = [side["value"] for each in history for side in each["fields"]["incoming"]["to"]]  # type: ignore[index]
    assert came == values


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


@pytest.mark.parametrize("is_in_one_changeset", [True, False])
def test_one_conflict_grows_no_further_and_what_is_over_waits_with_all_its_values(
    commune: Commune, *, is_in_one_changeset: bool
) -> None:
    an, binh = commune.phone("an"), commune.phone("binh")
    [household] = tell_households(an, commune.hamlets[0], 1)
    an.record(an.update(household, note="thật"))
    an.sync()
    binh.sync()
    notes = [f"{number:03d}" + "ơ" * 1_000 for number in range(12)]
    edits = [{**binh.update(household, blind=True, note=note), "base": 1} for note in notes]
    made = [binh.record(*edits)] if is_in_one_changeset else [binh.record(each) for each in edits]
    binh.sync()
    results = [binh.results[each["n"]] for each in made]
    assert results[-1]["status"] == "held"
    assert [each["code"] for each in results[-1]["reasons"]] == ["quota"]
    office = Office(commune)
    kept = json.dumps([an.sync(), open_conflicts(commune), office.items()], ensure_ascii=False)
    assert all(note in kept for note in notes)
    assert all(len(json.dumps(each)) < 4 * BYTES_MOST for each in open_conflicts(commune))
    binh.record(binh.update(household, phone="0911"))
    binh.sync()
    assert binh.results[len(binh.log)]["status"] == "applied"

"""A merge or a split of hamlets is taken back as if it had never been: everything goes home, phones
lose no work, and figures are those of the hamlets that are there again.
"""

import pytest

from backend.core.people import Unit
from backend.core.problems import Problem
from backend.services.cases.release_held import list_held_work
from backend.services.context import Context
from backend.services.places.change_hamlets import NewPart
from backend.services.places.create_hamlet import create_hamlet
from backend.services.places.hamlet_desk import Grounds
from backend.services.places.merge_hamlets import Merger, merge_hamlets
from backend.services.places.rename_hamlet import rename_hamlet
from backend.services.places.show_hamlets import show_hamlets
from backend.services.places.split_hamlet import split_hamlet
from backend.services.places.undo_change import undo_change
from backend.services.seed_catalogue import ensure_catalogue
from backend.services.upkeep.check_database import check_database
from backend.store.places import find_places
from backend.store.sql import select
from tests.commune import COMMUNE, PROVINCE, Commune, build_commune
from tests.conftest import Clock
from tests.hamlets import (
    GROUNDS,
    TODAY,
    caller_of,
    figures,
    house,
    id_of,
    record,
    visit,
    whereabouts,
)
from tests.phone import Phone

EARLIER = Grounds("2026-11-20", "Nghị quyết 12/NQ-HĐND")


@pytest.fixture
def commune(context: Context) -> Commune:
    with context.database.write() as connection:
        ensure_catalogue(context, connection, find_places(connection, [PROVINCE])[PROVINCE])
    return build_commune(context)


def merge(commune: Commune, grounds: Grounds = GROUNDS, name: str = "Ấp Mỹ Lớn") -> Unit:
    ids = [id_of(stream) for stream in commune.hamlets]
    return merge_hamlets(
        commune.context, caller_of(commune, "xa"), Merger(ids, name, "ap"), grounds
    )


def split(commune: Commune, unit_id: str, grounds: Grounds = GROUNDS) -> tuple[Unit, ...]:
    parts = [NewPart("Ấp Bắc", "ap"), NewPart("Ấp Nam", "ap", clusters=["Tổ 2"])]
    return split_hamlet(commune.context, caller_of(commune, "xa"), unit_id, parts, grounds)


def undo(commune: Commune, unit: Unit | str, by: str = "xa") -> list[str]:
    unit_id = unit if isinstance(unit, str) else unit.id
    return [each.name for each in undo_change(commune.context, caller_of(commune, by), unit_id)]


def refused(commune: Commune, unit: Unit | str, by: str = "xa") -> str:
    with pytest.raises(Problem) as problem:
        undo(commune, unit, by)
    return f"{problem.value.code} {problem.value.extra.get('reason', '')}".strip()


def settled(commune: Commune, username: str, cluster: str | None = None) -> tuple[Phone, str, str]:
    """A synced phone, a household of its hamlet, and the hamlet's stream."""
    phone, stream = commune.phone(username), commune.hamlets[0 if username != "cuc" else 1]
    made = house(phone, stream, cluster=cluster)
    record(phone, made)
    return phone, made["id"], stream


def sync_twice(*phones: Phone) -> None:
    for phone in phones:
        phone.sync()
        phone.sync()


def units_of(commune: Commune, username: str) -> set[str]:
    return {place.unit_id for place in caller_of(commune, username).places}


def test_households_people_and_teams_are_where_they_were(commune: Commune) -> None:
    an, first, one = settled(commune, "an")
    cuc, second, other = settled(commune, "cuc")
    shop = an.create("shop", one, name="Tạp hóa", household_id=first)
    record(an, shop)
    office = commune.phone("xa")
    teams = [
        office.create("team", commune.stream, name="Tổ", kind="community", unit_id=id_of(stream))
        for stream in commune.hamlets
    ]
    record(office, *teams)
    unit = merge(commune)
    sync_twice(an, cuc)
    assert set(undo(commune, unit)) == {"Ấp Mỹ Phú", "Ấp Mỹ Hòa"}
    sync_twice(an, cuc, office)
    assert (whereabouts(an, first), whereabouts(an, shop["id"])) == (one, one)
    assert whereabouts(cuc, second) == other
    assert [office.find(team["id"])[1]["fields"]["unit_id"] for team in teams] == [
        id_of(stream) for stream in commune.hamlets
    ]
    assert units_of(commune, "an") == units_of(commune, "totruong") == {id_of(one)}
    assert units_of(commune, "cuc") == {id_of(other)}
    told = {each["id"]: each["fields"] for each in office.all_of("unit")}
    assert told[unit.id]["valid_to"] == "2026-11-22"
    assert {told[id_of(stream)]["valid_to"] for stream in commune.hamlets} == {None}
    assert record(an, house(an, one, "Lê Văn Chín"))["status"] == "applied"
    assert check_database(commune.context) == []


def test_what_was_recorded_since_goes_home_by_its_cluster_or_its_author(commune: Commune) -> None:
    an, _, one = settled(commune, "an", cluster="Tổ 1")
    record(an, house(an, one, "Hộ Lớn"))
    cuc, _, other = settled(commune, "cuc", cluster="Tổ 9")
    stream = f"hamlet:{merge(commune).id}"
    sync_twice(an, cuc)
    by_cluster = house(an, stream, "Hộ Một", cluster="Tổ 9")
    by_author = house(cuc, stream, "Hộ Hai", cluster="Tổ 20")
    alone = cuc.create("shop", stream, name="Sạp chợ")
    record(an, by_cluster)
    record(cuc, by_author, alone)
    undo(commune, id_of(stream))
    office = commune.phone("xa")
    sync_twice(office)
    places = [whereabouts(office, each["id"]) for each in (by_cluster, by_author, alone)]
    assert places == [other, other, other]


@pytest.mark.promise("P5", "P8")
def test_unsent_work_of_either_time_lands_where_it_belongs(commune: Commune) -> None:
    an, first, one = settled(commune, "an")
    cuc, second, other = settled(commune, "cuc")
    an.record(*visit(an, one, first))
    unit = merge(commune)
    stream = f"hamlet:{unit.id}"
    sync_twice(cuc)
    cuc.record(*visit(cuc, stream, second))
    cuc.record(cuc.update(second, phone="0912345678"))
    late = house(cuc, stream, "Trần Thị Mới")
    cuc.record(late)
    cuc.record(*visit(cuc, stream, late["id"]))
    undo(commune, unit)
    sync_twice(an, cuc)
    assert an.results[2]["status"] == "applied"
    assert [cuc.results[n]["status"] for n in (2, 3, 4, 5)] == ["applied"] * 4
    assert cuc.find(second)[1]["fields"]["phone"] == "0912345678"
    assert whereabouts(cuc, second) == whereabouts(cuc, late["id"]) == other
    assert figures(commune, [id_of(one), id_of(other), unit.id]) == ([1, 2, 0], 3)
    assert check_database(commune.context) == []


@pytest.mark.promise("P8")
def test_work_at_a_household_of_the_other_hamlet_is_held_for_its_people(commune: Commune) -> None:
    an, _, _ = settled(commune, "an")
    _, second, other = settled(commune, "cuc")
    unit = merge(commune)
    sync_twice(an)
    an.record(an.update(second, note="ghé chiều"))
    undo(commune, unit)
    answer = an.sync()
    assert (answer["lost"], answer["gained"]) == ([other], [])
    assert an.results[2]["status"] == "held"
    caller = caller_of(commune, "xa")
    held = list_held_work(commune.context, caller, status="open", cursor=None, limit=9).items
    assert len(held) == 1


def test_figures_are_those_of_the_hamlets_that_are_there_again(commune: Commune) -> None:
    an, first, one = settled(commune, "an")
    cuc, second, other = settled(commune, "cuc")
    record(an, *visit(an, one, first, day="2026-11-10"))
    record(cuc, *visit(cuc, other, second, day="2026-11-21"))
    unit = merge(commune, EARLIER)
    stream = f"hamlet:{unit.id}"
    sync_twice(an, cuc)
    for day in ("2026-11-12", "2026-11-22"):
        record(cuc, *visit(cuc, stream, second, day=day))
    crowd = {"topic": "DVC-ACC", "outcome": "done", "at": f"{TODAY}T09:00:00+07:00"}
    record(an, an.create("guidance", stream, **crowd, quantity=5))
    units = [id_of(one), id_of(other), unit.id]
    assert figures(commune, units, last="2026-11-19") == ([1, 1, 0], 2)
    assert figures(commune, units) == ([1, 1, 7], 9)
    undo(commune, unit)
    assert figures(commune, units, last="2026-11-19") == ([1, 1, 0], 2)
    assert figures(commune, units) == ([6, 3, 0], 9)


def test_a_split_is_taken_back_whole(commune: Commune) -> None:
    an, first, one = settled(commune, "an")
    binh, second, _ = settled(commune, "binh", cluster="Tổ 2")
    north, south = split(commune, id_of(one), EARLIER)
    sync_twice(an, binh)
    late = house(binh, f"hamlet:{south.id}", "Trần Thị Mới")
    record(binh, *visit(binh, f"hamlet:{south.id}", second, day="2026-11-22"))
    record(an, *visit(an, f"hamlet:{north.id}", first, day="2026-11-12"))
    binh.record(late)
    assert undo(commune, south) == ["Ấp Mỹ Phú"]
    sync_twice(an, binh, an)
    for each in (first, second, late["id"]):
        assert whereabouts(an, each) == one
    assert units_of(commune, "an") == units_of(commune, "binh") == {id_of(one)}
    assert figures(commune, [id_of(one), north.id, south.id]) == ([2, 0, 0], 2)
    assert check_database(commune.context) == []


def test_it_can_be_merged_again_and_that_be_taken_back_too(commune: Commune) -> None:
    an, first, one = settled(commune, "an")
    units = [id_of(stream) for stream in commune.hamlets]
    for name in ("Ấp Mỹ Lớn", "Ấp Mỹ Lớn", "Ấp Mỹ Rộng"):
        unit = merge(commune, EARLIER, name)
        units.append(unit.id)
        sync_twice(an)
        record(an, *visit(an, f"hamlet:{unit.id}", first, day="2026-11-21"))
        assert figures(commune, units)[0][-1] == len(units) - 2
        undo(commune, unit)
        sync_twice(an)
        assert whereabouts(an, first) == one
    assert figures(commune, units) == ([3, 0, 0, 0, 0], 3)
    last = split(commune, id_of(one), EARLIER)
    assert figures(commune, [*units, last[0].id]) == ([0, 0, 0, 0, 0, 3], 3)


def test_who_came_meanwhile_belongs_to_all_that_are_there_again(commune: Commune) -> None:
    unit = merge(commune)
    commune.add_user("moi", "volunteer", unit.id)
    undo(commune, unit)
    assert units_of(commune, "moi") == {id_of(stream) for stream in commune.hamlets}


def test_taking_back_is_in_the_audit_log_beside_what_was_taken_back(commune: Commune) -> None:
    unit = merge(commune)
    undo(commune, unit)
    with commune.context.database.read() as connection:
        rows = select(
            connection,
            "SELECT action, subject FROM audit WHERE action LIKE 'units_merge%' ORDER BY seq",
        )
    assert [tuple(row) for row in rows] == [
        ("units_merged", unit.id),
        ("units_merge_undone", unit.id),
    ]
    assert check_database(commune.context) == []


def test_the_list_says_until_when_and_afterwards_what_was_taken_back(commune: Commune) -> None:
    unit = merge(commune)
    caller = caller_of(commune, "xa")
    shown = {each.unit.id: each for each in show_hamlets(commune.context, caller, COMMUNE)}
    assert (shown[unit.id].undo_until or "").startswith("2026-12-23")
    assert {shown[id_of(stream)].undo_until for stream in commune.hamlets} == {None}
    undo(commune, unit)
    shown = {each.unit.id: each for each in show_hamlets(commune.context, caller, COMMUNE)}
    assert {each.kind for each in shown[unit.id].became} == {"undone"}
    assert shown[unit.id].undo_until is None
    assert all(shown[id_of(stream)].became == [] for stream in commune.hamlets)


def test_what_a_later_change_rests_on_is_taken_back_after_that_one(commune: Commune) -> None:
    _, first, one = settled(commune, "an")
    north, south = split(commune, id_of(one), EARLIER)
    again = split_hamlet(
        commune.context,
        caller_of(commune, "xa"),
        north.id,
        [NewPart("Ấp Bắc 1", "ap"), NewPart("Ấp Bắc 2", "ap")],
        GROUNDS,
    )
    assert refused(commune, south) == "stale changed_since"
    assert refused(commune, north) == "invalid_request"
    undo(commune, again[1])
    undo(commune, south)
    office = commune.phone("xa")
    sync_twice(office)
    assert whereabouts(office, first) == one


def test_hamlets_that_began_on_the_same_day_by_another_change_are_not_told_apart_again(
    commune: Commune,
) -> None:
    settled(commune, "an")
    parts = split(commune, id_of(commune.hamlets[0]))
    caller = caller_of(commune, "xa")
    merger = Merger([part.id for part in parts], "Ấp Mỹ Lớn", "ap")
    unit = merge_hamlets(commune.context, caller, merger, GROUNDS)
    assert refused(commune, unit) == "stale same_day"


def test_after_thirty_days_a_change_stands(commune: Commune, clock: Clock) -> None:
    unit = merge(commune)
    clock.advance(days=30, seconds=1)
    assert refused(commune, unit) == "stale too_late"


def test_a_name_that_another_hamlet_has_now_is_in_the_way(commune: Commune) -> None:
    unit = merge(commune)
    caller = caller_of(commune, "xa")
    made = create_hamlet(
        commune.context, caller, name="Ấp Mỹ Phú", unit_type="ap", parent_id=COMMUNE
    )
    assert refused(commune, unit) == "name_taken"
    rename_hamlet(commune.context, caller, made.id, name="Ấp Mới", grounds=GROUNDS)
    assert len(undo(commune, unit)) == 2


def test_what_was_never_merged_or_split_is_not_taken_back(commune: Commune) -> None:
    assert refused(commune, id_of(commune.hamlets[0])) == "stale nothing"
    assert refused(commune, "no-such-unit") == "not_found"


@pytest.mark.parametrize(
    ("username", "code"), [("xakhac", "not_found"), ("quay", "not_allowed"), ("an", "not_found")]
)
def test_only_admins_of_the_commune_take_back(commune: Commune, username: str, code: str) -> None:
    unit = merge(commune)
    assert refused(commune, unit, username) == code

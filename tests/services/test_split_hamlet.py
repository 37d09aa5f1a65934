"""A hamlet becomes several: each household goes to one part, phones lose nothing, what is another
part's is held for its people, and figures stay right before and after.
"""

import pytest

from backend.core.people import Unit
from backend.core.problems import Problem
from backend.services.cases.release_held import Repair, list_held_work, repair_held
from backend.services.context import Context
from backend.services.places.change_hamlets import NewPart
from backend.services.places.hamlet_desk import Grounds
from backend.services.places.merge_hamlets import Merger, merge_hamlets
from backend.services.places.split_hamlet import split_hamlet
from backend.services.seed_catalogue import ensure_catalogue
from backend.services.upkeep.check_database import check_database
from backend.store.places import find_places
from tests.commune import PROVINCE, Commune, build_commune
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
from tests.phone import Phone, new_id

NORTH, SOUTH = "Ấp Mỹ Phú Bắc", "Ấp Mỹ Phú Nam"


@pytest.fixture
def commune(context: Context) -> Commune:
    with context.database.write() as connection:
        ensure_catalogue(context, connection, find_places(connection, [PROVINCE])[PROVINCE])
    return build_commune(context)


def split(
    commune: Commune,
    north: dict[str, list[str]] | None = None,
    south: dict[str, list[str]] | None = None,
    *,
    grounds: Grounds = GROUNDS,
) -> tuple[Unit, ...]:
    parts = [NewPart(NORTH, "ap", **(north or {})), NewPart(SOUTH, "ap", **(south or {}))]
    caller, unit = caller_of(commune, "xa"), id_of(commune.hamlets[0])
    return split_hamlet(commune.context, caller, unit, parts, grounds)


def three_houses(commune: Commune) -> tuple[Phone, list[str]]:
    """In cluster 1, in cluster 2, and in none."""
    an, stream = commune.phone("an"), commune.hamlets[0]
    made = [house(an, stream, cluster=cluster) for cluster in ("Tổ 1", "Tổ 2", None)]
    record(an, *made)
    return an, [each["id"] for each in made]


def sync_twice(*phones: Phone) -> None:
    for phone in phones:
        phone.sync()
        phone.sync()


def test_households_go_by_name_by_cluster_and_the_rest_to_the_first_part(commune: Commune) -> None:
    an, (first, second, third) = three_houses(commune)
    own = an.create("shop", commune.hamlets[0], name="Tạp hóa", household_id=third)
    record(an, own)
    north, south = split(commune, None, {"clusters": ["Tổ 2"], "households": [third]})
    sync_twice(an)
    expected = {first: north, second: south, third: south, own["id"]: south}
    for record_id, unit in expected.items():
        assert whereabouts(an, record_id) == f"hamlet:{unit.id}"
    assert check_database(commune.context) == []


def test_people_go_where_they_are_put_and_others_to_every_part(commune: Commune) -> None:
    an, (first, second, _) = three_houses(commune)
    binh = commune.phone("binh")
    binh.sync()
    north, south = split(commune, {"users": [commune.users["an"]]}, {"clusters": ["Tổ 2"]})
    assert [place.unit_id for place in caller_of(commune, "an").places] == [north.id]
    assert {place.unit_id for place in caller_of(commune, "binh").places} == {north.id, south.id}
    answer = an.sync()
    assert (answer["gained"], answer["lost"]) == ([f"hamlet:{north.id}"], [])
    sync_twice(an, binh)
    assert whereabouts(an, first) == f"hamlet:{north.id}"
    with pytest.raises(KeyError):
        an.find(second)
    assert whereabouts(binh, second) == f"hamlet:{south.id}"


def test_teams_go_where_they_are_put_and_others_to_the_first_part(commune: Commune) -> None:
    office = commune.phone("xa")
    unit = id_of(commune.hamlets[0])
    teams = [
        office.create("team", commune.stream, name="Tổ", kind="community", unit_id=unit)
        for _ in range(2)
    ]
    record(office, *teams)
    north, south = split(commune, None, {"teams": [teams[1]["id"]]})
    office.sync()
    units = [office.find(team["id"])[1]["fields"]["unit_id"] for team in teams]
    assert units == [north.id, south.id]


@pytest.mark.promise("P5", "P8")
def test_unsent_work_at_households_of_another_part_is_held_for_its_people(
    commune: Commune,
) -> None:
    an, (mine, theirs, _) = three_houses(commune)
    own, other = visit(an, commune.hamlets[0], mine), visit(an, commune.hamlets[0], theirs)
    an.record(*own)
    an.record(*other)
    an.record(an.update(mine, note="Bắc"))
    an.record(an.update(theirs, note="Nam"))
    _, south = split(
        commune,
        {"users": [commune.users["an"]]},
        {"clusters": ["Tổ 2"], "users": [commune.users["binh"]]},
    )
    an.sync()
    told = {n: an.results[n] for n in (2, 3, 4, 5)}
    assert [each["status"] for each in told.values()] == ["applied", "held", "applied", "held"]
    assert {each["code"] for n in (3, 5) for each in told[n]["reasons"]} == {"out_of_scope"}
    caller = caller_of(commune, "xa")
    held = list_held_work(commune.context, caller, status="open", cursor=None, limit=9).items
    assert len(held) == 2
    for item in held:
        repair_held(commune.context, caller, str(item["id"]), Repair("released"))
    binh = commune.phone("binh")
    sync_twice(binh)
    assert binh.find(theirs)[1]["fields"]["note"] == "Nam"
    assert whereabouts(binh, theirs) == f"hamlet:{south.id}"
    assert whereabouts(binh, other[0]["id"]) == commune.hamlets[0]


def test_a_household_recorded_offline_goes_to_the_part_of_its_cluster(commune: Commune) -> None:
    an, _ = three_houses(commune)
    late = [house(an, commune.hamlets[0], cluster=each) for each in ("Tổ 2", "Tổ 9")]
    an.record(*late)
    north, south = split(commune, None, {"clusters": ["Tổ 2"]})
    sync_twice(an)
    places = [whereabouts(an, each["id"]) for each in late]
    assert places == [f"hamlet:{south.id}", f"hamlet:{north.id}"]


def test_figures_before_the_split_are_the_old_hamlet_and_after_it_its_parts(
    commune: Commune,
) -> None:
    an, (first, second, third) = three_houses(commune)
    old = commune.hamlets[0]
    for day in ("2026-11-10", "2026-11-21"):
        for each in (first, second, third):
            record(an, *visit(an, old, each, day=day))
    crowd = {"topic": "DVC-ACC", "outcome": "done", "at": f"{TODAY}T09:00:00+07:00"}
    record(an, an.create("guidance", old, **crowd, quantity=5))
    north, south = split(
        commune, None, {"clusters": ["Tổ 2"]}, grounds=Grounds("2026-11-20", "NQ 7")
    )
    sync_twice(an)
    stream = f"hamlet:{south.id}"
    record(an, *visit(an, stream, second, day="2026-11-22"))
    record(an, *visit(an, stream, second, day="2026-11-12"))
    units = [id_of(old), north.id, south.id]
    assert figures(commune, units, last="2026-11-19") == ([4, 0, 0], 4)
    assert figures(commune, units, first="2026-11-20") == ([0, 7, 2], 9)
    assert figures(commune, units) == ([4, 7, 2], 13)


@pytest.mark.parametrize(
    ("north", "south", "field"),
    [
        ({"clusters": ["Tổ 1"]}, {"clusters": ["Tổ 1"]}, "clusters"),
        ({"teams": ["t"]}, {"teams": ["t"]}, "teams"),
        (None, {"households": [new_id()]}, "households"),
        (None, {"users": [new_id()]}, "users"),
    ],
)
def test_what_belongs_to_two_parts_or_to_no_one_here_is_refused(
    commune: Commune,
    north: dict[str, list[str]] | None,
    south: dict[str, list[str]] | None,
    field: str,
) -> None:
    an, (first, *_) = three_houses(commune)
    with pytest.raises(Problem) as refused:
        split(commune, north, south)
    assert (refused.value.code, refused.value.extra["field"]) == ("invalid_request", field)
    an.sync()
    assert whereabouts(an, first) == commune.hamlets[0]
    assert [place.stream for place in caller_of(commune, "an").places] == commune.hamlets[:1]


def test_a_hamlet_becomes_at_least_two(commune: Commune) -> None:
    caller, unit = caller_of(commune, "xa"), id_of(commune.hamlets[0])
    with pytest.raises(Problem) as refused:
        split_hamlet(commune.context, caller, unit, [NewPart(NORTH, "ap")], GROUNDS)
    assert refused.value.extra["field"] == "parts"
    twice = [NewPart(NORTH, "ap"), NewPart(NORTH, "ap")]
    with pytest.raises(Problem) as refused:
        split_hamlet(commune.context, caller, unit, twice, GROUNDS)
    assert refused.value.code == "name_taken"


def test_a_split_on_the_day_of_a_merge_puts_each_household_where_it_is_said(
    commune: Commune,
) -> None:
    """As when a merge was a mistake: the way back is a split."""
    an, (first, second, third) = three_houses(commune)
    merger = Merger([id_of(stream) for stream in commune.hamlets], "Ấp chung", "ap")
    merged = merge_hamlets(commune.context, caller_of(commune, "xa"), merger, GROUNDS)
    parts = [NewPart("Ấp một", "ap"), NewPart("Ấp hai", "ap", households=[second, third])]
    made = split_hamlet(commune.context, caller_of(commune, "xa"), merged.id, parts, GROUNDS)
    for _ in range(3):
        an.sync()
    north, south = made
    expected = {first: north, second: south, third: south}
    for record_id, unit in expected.items():
        assert whereabouts(an, record_id) == f"hamlet:{unit.id}"
    assert check_database(commune.context) == []

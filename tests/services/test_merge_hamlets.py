"""Hamlets become one: households, people and teams follow, phones lose nothing, figures stay right
before and after.
"""

import pytest

from backend.core.people import Unit
from backend.core.problems import Problem
from backend.core.scope import Place
from backend.core.validate import Fields
from backend.services.cases.release_held import Repair, list_held_work, repair_held
from backend.services.context import Context
from backend.services.people.list_streams import list_streams
from backend.services.places.create_hamlet import create_hamlet
from backend.services.places.hamlet_desk import Grounds
from backend.services.places.merge_hamlets import Merger, merge_hamlets
from backend.services.places.show_hamlets import show_hamlets
from backend.services.seed_catalogue import ensure_catalogue
from backend.services.server_records import put_records
from backend.services.syncing import settle_hamlets
from backend.services.syncing.open_plan import MovedMeanwhile
from backend.services.syncing.settle_hamlets import settle_arrivals, settle_hamlet
from backend.services.upkeep.check_database import check_database
from backend.services.upkeep.prepare_database import prepare_database
from backend.store.places import find_places
from backend.store.sql import execute, select
from backend.store.unit_history import list_houses
from tests.commune import COMMUNE, OTHER_COMMUNE, PROVINCE, Commune, build_commune
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

NAME = "Ấp Mỹ Phú Hòa"


@pytest.fixture
def commune(context: Context) -> Commune:
    with context.database.write() as connection:
        ensure_catalogue(context, connection, find_places(connection, [PROVINCE])[PROVINCE])
    return build_commune(context)


def merge(commune: Commune, *, grounds: Grounds = GROUNDS, by: str = "xa") -> Unit:
    ids = [id_of(stream) for stream in commune.hamlets]
    merger = Merger(ids, NAME, "ap")
    return merge_hamlets(commune.context, caller_of(commune, by), merger, grounds)


def settled(commune: Commune, username: str = "an") -> tuple[Phone, str, str]:
    """A synced phone, a household of its hamlet, and the hamlet's stream."""
    phone, stream = commune.phone(username), commune.hamlets[0 if username == "an" else 1]
    made = house(phone, stream)
    record(phone, made)
    return phone, made["id"], stream


def test_households_and_what_belongs_to_them_move_and_visits_stay(commune: Commune) -> None:
    an, household, old = settled(commune)
    shop = an.create("shop", old, name="Tạp hóa", household_id=household)
    alone = an.create("shop", old, name="Sạp chợ")
    task = an.create("task", old, title="Ghé lại", household_id=household)
    errand = an.create("task", old, title="Họp tổ")
    visited = visit(an, old, household)
    record(an, shop, alone, task, errand, *visited)
    new = f"hamlet:{merge(commune).id}"
    an.sync()
    an.sync()
    for moved in (household, shop["id"], alone["id"], task["id"], errand["id"]):
        assert whereabouts(an, moved) == new
    for stays in visited:
        assert whereabouts(an, stays["id"]) == old
    assert check_database(commune.context) == []


def test_phones_of_the_old_hamlets_gain_the_new_stream_and_keep_their_own(
    commune: Commune,
) -> None:
    an, _, old = settled(commune)
    cuc, _, other = settled(commune, "cuc")
    new = f"hamlet:{merge(commune).id}"
    answer = an.sync()
    assert set(answer["gained"]) == {other, new}
    assert answer["lost"] == []
    for phone in (an, cuc, cuc):
        phone.sync()
    assert an.records[new].keys() == cuc.records[new].keys()
    assert len(an.records[new]) == 2
    caller = caller_of(commune, "an")
    listed = {each.stream: each.access for each in list_streams(commune.context, caller)}
    assert (listed[old], listed[other], listed[new]) == ("read", "read", "write")


@pytest.mark.promise("P5", "P8")
def test_unsent_work_of_a_phone_lands_after_the_merge(commune: Commune) -> None:
    an, household, old = settled(commune)
    visited = visit(an, old, household)
    late = house(an, old, "Trần Thị Mới")
    an.record(*visited)
    an.record(an.update(household, phone="0912345678"))
    an.record(late)
    an.record(*visit(an, old, late["id"]))
    unit = merge(commune)
    an.sync()
    assert [an.results[n]["status"] for n in (2, 3, 4, 5)] == ["applied"] * 4
    an.sync()
    new = f"hamlet:{unit.id}"
    assert an.find(household)[1]["fields"]["phone"] == "0912345678"
    assert whereabouts(an, household) == whereabouts(an, late["id"]) == new
    assert whereabouts(an, visited[0]["id"]) == old
    assert figures(commune, [unit.id, id_of(old)]) == ([2, 0], 2)


def test_two_edits_of_one_field_still_conflict_across_a_merge(commune: Commune) -> None:
    an, household, _ = settled(commune)
    binh = commune.phone("binh")
    binh.sync()
    an.record(an.update(household, phone="0911000111"))
    binh.record(binh.update(household, phone="0911000222"))
    an.sync()
    unit = merge(commune)
    binh.sync()
    assert binh.results[1]["status"] == "conflict"
    binh.sync()
    (conflict,) = binh.all_of("conflict")
    assert whereabouts(binh, conflict["id"]) == f"hamlet:{unit.id}"


def test_figures_before_the_change_are_the_old_hamlets_and_after_it_the_new_ones(
    commune: Commune,
) -> None:
    an, first, old = settled(commune)
    cuc, second, other = settled(commune, "cuc")
    record(an, *visit(an, old, first, day="2026-11-10"))
    record(cuc, *visit(cuc, other, second, day="2026-11-10"))
    record(an, *visit(an, old, first, day="2026-11-21"))
    before, after = {"last": "2026-11-19"}, {"first": "2026-11-20"}
    units = [id_of(old), id_of(other)]
    assert figures(commune, units, **before) == ([1, 1], 2)
    new = merge(commune, grounds=Grounds("2026-11-20", "NQ")).id
    for phone in (an, cuc):
        phone.sync()
        phone.sync()
    stream = f"hamlet:{new}"
    record(cuc, *visit(cuc, stream, second, day="2026-11-22"))
    record(cuc, *visit(cuc, stream, second, day="2026-11-12"))
    assert figures(commune, [*units, new], **before) == ([1, 2, 0], 3)
    assert figures(commune, [*units, new], **after) == ([0, 0, 2], 2)
    assert figures(commune, [*units, new]) == ([1, 2, 2], 5)


def test_users_and_teams_follow_and_their_phones_write_there(commune: Commune) -> None:
    office = commune.phone("xa")
    teams = [
        office.create("team", commune.stream, name="Tổ", kind="community", unit_id=id_of(stream))
        for stream in commune.hamlets
    ]
    record(office, *teams)
    unit = merge(commune)
    office.sync()
    assert {team["fields"]["unit_id"] for team in office.all_of("team")} == {unit.id}
    for username in ("an", "binh", "cuc", "totruong"):
        assert [place.unit_id for place in caller_of(commune, username).places] == [unit.id]
    phone = commune.phone("totruong")
    assert record(phone, house(phone, f"hamlet:{unit.id}"))["status"] == "applied"


def test_the_units_of_the_commune_tell_what_became_of_them(commune: Commune) -> None:
    unit = merge(commune)
    phone = commune.phone("an")
    phone.sync()
    told = {each["id"]: each["fields"] for each in phone.all_of("unit")}
    assert told[unit.id]["valid_from"] == TODAY
    assert {told[id_of(stream)]["valid_to"] for stream in commune.hamlets} == {"2026-11-22"}
    shown = show_hamlets(commune.context, caller_of(commune, "xa"), COMMUNE)
    assert shown[0].unit.name == NAME
    assert {each.unit.name for each in shown[1:]} == {"Ấp Mỹ Phú", "Ấp Mỹ Hòa"}
    assert [(each.new_id, each.kind, each.legal_ref) for each in shown[1].became] == [
        (unit.id, "whole", GROUNDS.legal_ref)
    ]


def test_a_hamlet_may_keep_the_name_of_one_that_it_came_of(commune: Commune) -> None:
    ids = [id_of(stream) for stream in commune.hamlets]
    caller = caller_of(commune, "xa")
    merger = Merger(ids, "Ấp Mỹ Phú", "ap")
    assert merge_hamlets(commune.context, caller, merger, GROUNDS).name == "Ấp Mỹ Phú"


def test_a_merge_is_in_the_audit_log(commune: Commune) -> None:
    unit = merge(commune)
    with commune.context.database.read() as connection:
        rows = select(connection, "SELECT subject, detail FROM audit WHERE action = 'units_merged'")
    ((subject, detail),) = rows
    assert subject == unit.id
    assert GROUNDS.legal_ref in detail


def test_many_households_go_in_bounded_steps_that_can_be_stopped(
    commune: Commune, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settle_hamlets, "MOVES_A_TRANSACTION", 3)
    an, _, old = settled(commune)
    record(an, *(house(an, old, f"Hộ {n}") for n in range(7)))
    steps: list[object] = []
    whole = settle_hamlets._settle_some

    def stopping(context: Context, *rest: object) -> int:
        steps.append(rest[1])
        if steps.count(old) == 2:
            raise Problem(503, "server_busy", "stopped")
        return whole(context, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(settle_hamlets, "_settle_some", stopping)
    unit = merge(commune)
    with commune.context.database.read() as connection:
        houses = list_houses(connection, COMMUNE, [f"hamlet:{unit.id}", old])
    assert {stream: len(found) for stream, found in houses.items()} == {
        f"hamlet:{unit.id}": 3,
        old: 5,
    }
    prepare_database(commune.context)
    shown = show_hamlets(commune.context, caller_of(commune, "xa"), COMMUNE)
    assert sum(shown[0].clusters.values()) == 8
    assert settle_hamlet(commune.context, old) == 0
    assert check_database(commune.context) == []


@pytest.mark.promise("P1", "P5")
def test_a_household_recorded_while_the_hamlet_ended_goes_on_too(commune: Commune) -> None:
    """A push that began before the change and is committed after it."""
    an, _, old = settled(commune)
    caller = caller_of(commune, "an")
    unit = merge(commune)
    with commune.context.database.write() as connection:
        stale = Place("hamlet", "Ấp Mỹ Phú", PROVINCE, COMMUNE, id_of(old))
        late = new_id()
        fields: Fields = {"head_name": "Lê Văn Ba"}
        put_records(
            commune.context, connection, stale, [("household", late, fields)], by=caller.user_id
        )
    settle_arrivals(commune.context, [old, commune.stream])
    an.sync()
    an.sync()
    assert whereabouts(an, late) == f"hamlet:{unit.id}"


def test_a_deleted_household_goes_on_when_it_is_restored(commune: Commune) -> None:
    an, household, old = settled(commune)
    record(an, an.act("delete", household))
    unit = merge(commune)
    restore = {"op": "restore", "type": "household", "id": household, "stream": old, "base": 2}
    assert record(an, restore)["status"] == "applied"
    an.sync()
    an.sync()
    assert whereabouts(an, household) == f"hamlet:{unit.id}"


def test_a_held_household_goes_on_when_it_is_released(commune: Commune) -> None:
    an, _, old = settled(commune)
    bad = house(an, old, "Trần Thị Mới", members_count=-1)
    assert record(an, bad)["status"] == "held"
    unit = merge(commune)
    caller = caller_of(commune, "xa")
    (item,) = list_held_work(commune.context, caller, status="open", cursor=None, limit=9).items
    mended = {**bad, "fields": {"head_name": "Trần Thị Mới"}}
    repair_held(commune.context, caller, str(item["id"]), Repair("released", [mended]))
    an.sync()
    an.sync()
    assert whereabouts(an, bad["id"]) == f"hamlet:{unit.id}"


def test_a_hamlet_merged_on_its_first_day_passes_its_households_on(commune: Commune) -> None:
    an, household, old = settled(commune)
    first = merge(commune)
    caller = caller_of(commune, "xa")
    extra = create_hamlet(commune.context, caller, name="Ấp Mới", unit_type="ap", parent_id=COMMUNE)
    merger = Merger([first.id, extra.id], "Ấp Lớn", "ap")
    last = merge_hamlets(commune.context, caller, merger, GROUNDS)
    an.record(*visit(an, old, household))
    an.sync()
    an.sync()
    assert an.results[2]["status"] == "applied"
    assert whereabouts(an, household) == f"hamlet:{last.id}"
    assert figures(commune, [id_of(old), first.id, last.id]) == ([0, 0, 1], 1)


@pytest.mark.parametrize(
    ("username", "code"), [("xakhac", "not_found"), ("quay", "not_allowed"), ("an", "not_found")]
)
def test_only_admins_of_the_commune_merge(commune: Commune, username: str, code: str) -> None:
    with pytest.raises(Problem) as refused:
        merge(commune, by=username)
    assert refused.value.code == code


def test_a_province_admin_merges_hamlets_of_any_commune(commune: Commune) -> None:
    assert merge(commune, by="tinh").name == NAME


def refused(commune: Commune, ids: list[str], grounds: Grounds = GROUNDS, name: str = NAME) -> str:
    caller = caller_of(commune, "tinh")
    with pytest.raises(Problem) as problem:
        merge_hamlets(commune.context, caller, Merger(ids, name, "ap"), grounds)
    return f"{problem.value.code} {problem.value.extra.get('field', '')}".strip()


def test_what_cannot_be_merged_is_refused_and_nothing_changes(commune: Commune) -> None:
    one, other = (id_of(stream) for stream in commune.hamlets)
    caller = caller_of(commune, "tinh")
    third = create_hamlet(
        commune.context, caller, name="Ấp Ba", unit_type="ap", parent_id=COMMUNE
    ).id
    far = create_hamlet(
        commune.context, caller, name="Ấp Ba", unit_type="ap", parent_id=OTHER_COMMUNE
    ).id
    assert refused(commune, [one, one]) == "invalid_request units"
    assert refused(commune, [one, far]) == "invalid_request units"
    assert refused(commune, [one, COMMUNE]) == "not_found"
    assert refused(commune, [one, "no-such-unit"]) == "not_found"
    for day in ("2026-11-24", "1900-01-01"):
        assert refused(commune, [one, other], Grounds(day, "NQ")) == "invalid_request from"
    assert refused(commune, [one, third], Grounds("2026-11-22", "NQ")) == "invalid_request from"
    assert refused(commune, [one, other], name="Ấp Ba") == "name_taken"
    merge(commune)
    assert refused(commune, [one, other]) == "invalid_request units"


def test_what_never_ended_is_left_alone(commune: Commune) -> None:
    _, _, old = settled(commune)
    assert settle_hamlet(commune.context, old) == 0
    assert settle_hamlet(commune.context, "hamlet:no-such-unit") == 0
    with commune.context.database.write() as connection:
        execute(connection, "UPDATE unit SET valid_to = ? WHERE id = ?", "2026-11-01", id_of(old))
    assert settle_hamlet(commune.context, old) == 0


def test_streams_that_keep_moving_are_given_up_for_now(
    commune: Commune, monkeypatch: pytest.MonkeyPatch
) -> None:
    def moving(*_: object) -> int:
        raise MovedMeanwhile

    monkeypatch.setattr(settle_hamlets, "_settle_some", moving)
    with pytest.raises(Problem) as given_up:
        settle_hamlet(commune.context, commune.hamlets[0])
    assert given_up.value.code == "server_busy"


def test_the_hamlets_of_a_commune_are_shown_to_its_admins_alone(commune: Commune) -> None:
    for username, unit, code in (
        ("xakhac", COMMUNE, "not_found"),
        ("xa", id_of(commune.hamlets[0]), "not_found"),
        ("xa", "no-such-unit", "not_found"),
        ("quay", COMMUNE, "not_allowed"),
    ):
        with pytest.raises(Problem) as problem:
            show_hamlets(commune.context, caller_of(commune, username), unit)
        assert problem.value.code == code

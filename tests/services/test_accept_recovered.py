"""What the office accepts of what phones gave back is there again, and overwrites nothing new."""

from pathlib import Path

import pytest

from backend.core.problems import Problem
from backend.services.context import Context
from backend.services.upkeep.back_up import back_up
from backend.services.upkeep.restore_backup import restore_backup
from backend.store.sql import select
from tests.commune import Commune, build_commune
from tests.lost import Lost, Office, given_back, make_known, make_lost, send, tell
from tests.phone import new_id

VISITED_AT = "2026-11-23T09:30:00+07:00"


@pytest.fixture
def commune(context: Context) -> Commune:
    return build_commune(context)


@pytest.fixture
def lost(commune: Commune, tmp_path: Path) -> Lost:
    return make_lost(commune, tmp_path)


@pytest.fixture
def edited(commune: Commune) -> Lost:
    return make_known(commune)


def test_accepted_it_is_there_again_with_its_creator_and_by_no_device(lost: Lost) -> None:
    commune, binh, household = lost.commune, lost.binh, lost.household
    seen = given_back(binh, household)
    binh.sync()
    office = Office(commune)
    released = office.release(office.items()[0])
    assert released["status"] == "released"
    binh.sync()
    record = binh.find(household)[1]
    assert record["created_by"] == commune.users["an"]
    assert (record["fields"], record["created_at"]) == (seen["fields"], seen["created_at"])
    with commune.context.database.read() as connection:
        [(marks,)] = select(connection, "SELECT marks FROM record WHERE id = ?", household)
    assert binh.device not in marks
    send(binh, seen)
    assert office.items() == []


def test_the_authors_own_late_create_merges_with_it(lost: Lost) -> None:
    commune, an, binh, household = lost.commune, lost.an, lost.binh, lost.household
    binh.sync()
    office = Office(commune)
    office.release(office.items()[0])
    binh.sync()
    binh.record(binh.update(household, address="Tổ 5"))
    binh.sync()
    an.sync()
    assert an.results[1]["status"] == "applied"
    fields = an.find(household)[1]["fields"]
    assert fields == {"head_name": "Lê Văn Ba", "phone": "0911", "address": "Tổ 5"}
    an.record(an.update(household, phone="0912"))
    an.sync()
    assert an.find(household)[1]["fields"]["phone"] == "0912"
    assert not an.all_of("conflict")


def test_a_late_create_that_differs_from_what_came_back_conflicts_field_by_field(
    commune: Commune, tmp_path: Path
) -> None:
    an, binh = commune.phone("an"), commune.phone("binh")
    back_up(commune.context, tmp_path / "backup")
    household = tell(commune, an, phone="0911")
    binh.sync()
    binh.record(binh.update(household, phone="0912"))
    binh.sync()
    binh.log.clear()
    restore_backup(commune.context, tmp_path / "backup")
    commune.phone("totruong").sync()
    binh.sync()
    office = Office(commune)
    office.release(office.items()[0])
    an.sync()
    assert an.results[1]["status"] == "conflict"
    [conflict] = an.all_of("conflict")
    assert conflict["fields"]["field"] == "phone"
    assert conflict["fields"]["current"]["value"] == "0912"
    assert conflict["fields"]["incoming"][0]["value"] == "0911"


def test_counters_are_not_doubled_by_the_late_create(commune: Commune, tmp_path: Path) -> None:
    an, binh = commune.phone("an"), commune.phone("binh")
    back_up(commune.context, tmp_path / "backup")
    activity = an.create(
        "activity",
        commune.hamlets[0],
        kind="crowd",
        title="Chợ phiên",
        starts_at=VISITED_AT,
        partners=["viettel"],
        counts={"APP": 3},
    )
    an.record(activity)
    an.sync()
    binh.sync()
    restore_backup(commune.context, tmp_path / "backup")
    binh.sync()
    office = Office(commune)
    office.release(office.items()[0])
    an.sync()
    assert an.results[1]["status"] == "applied"
    assert an.find(activity["id"])[1]["fields"]["counts"] == {"APP": 3}


def test_another_users_create_of_the_same_id_is_still_held(lost: Lost) -> None:
    commune, binh, household = lost.commune, lost.binh, lost.household
    binh.sync()
    office = Office(commune)
    office.release(office.items()[0])
    stolen = binh.create("household", commune.hamlets[0], head_name="Khác")
    binh.record({**stolen, "id": household})
    binh.sync()
    assert binh.results[1]["reasons"][0]["code"] == "id_taken"


def test_once_the_author_has_sent_it_again_nobody_needs_to_decide(lost: Lost) -> None:
    commune, an, binh, household = lost.commune, lost.an, lost.binh, lost.household
    seen = given_back(binh, household)
    binh.sync()
    office = Office(commune)
    assert len(office.items()) == 1
    an.sync()
    assert office.items() == []
    totruong = commune.phone("totruong")
    send(totruong, {**seen, "tag": 7})
    assert office.items() == []
    assert len(office.items("released")) == 2


def test_a_lost_revision_comes_back_into_the_older_state(edited: Lost, tmp_path: Path) -> None:
    commune, an, binh, household = edited.commune, edited.an, edited.binh, edited.household
    back_up(commune.context, tmp_path / "backup")
    an.record(an.update(household, phone="0912"))
    an.sync()
    binh.sync()
    restore_backup(commune.context, tmp_path / "backup")
    binh.sync()
    office = Office(commune)
    office.release(office.items()[0])
    binh.sync()
    assert binh.find(household)[1]["fields"]["phone"] == "0912"
    assert not binh.all_of("conflict")
    an.sync()
    assert an.results[2]["status"] == "applied"
    assert not an.all_of("conflict")


def test_what_was_written_since_the_restore_is_not_overwritten(
    edited: Lost, tmp_path: Path
) -> None:
    commune, an, binh, household = edited.commune, edited.an, edited.binh, edited.household
    back_up(commune.context, tmp_path / "backup")
    an.record(an.update(household, phone="0912"))
    an.sync()
    binh.sync()
    seen = given_back(binh, household)
    restore_backup(commune.context, tmp_path / "backup")
    leader = commune.phone("totruong")
    leader.sync()
    leader.record(leader.update(household, phone="0999"))
    leader.sync()
    send(binh, seen)
    office = Office(commune)
    office.release(office.items()[0])
    leader.sync()
    assert leader.find(household)[1]["fields"]["phone"] == "0999"
    [conflict] = leader.all_of("conflict")
    assert conflict["fields"]["incoming"][0]["value"] == "0912"


def test_a_record_needs_its_parent_first(commune: Commune, tmp_path: Path) -> None:
    an, binh = commune.phone("an"), commune.phone("binh")
    back_up(commune.context, tmp_path / "backup")
    household = an.create("household", commune.hamlets[0], head_name="Lê Văn Ba")
    visit = an.create(
        "visit",
        commune.hamlets[0],
        household_id=household["id"],
        visited_at=VISITED_AT,
        outcome="met",
    )
    an.record(household, visit)
    an.sync()
    binh.sync()
    restore_backup(commune.context, tmp_path / "backup")
    binh.sync()
    office = Office(commune)
    by_type = {item["changeset"]["changes"][0]["type"]: item for item in office.items()}
    with pytest.raises(Problem) as refused:
        office.release(by_type["visit"])
    assert refused.value.code == "still_held"
    office.release(by_type["household"])
    office.release(by_type["visit"])
    binh.sync()
    assert binh.find(visit["id"])[1]["created_by"] == commune.users["an"]


def test_what_waits_for_a_record_follows_when_it_is_accepted(lost: Lost) -> None:
    commune, binh, household = lost.commune, lost.binh, lost.household
    binh.record(binh.update(household, address="Tổ 5"))
    binh.sync()
    assert binh.results[1]["reasons"][0]["code"] == "missing_parent"
    office = Office(commune)
    [item] = [each for each in office.items() if each["n"] == 0]
    office.release(item)
    binh.sync()
    assert binh.find(household)[1]["fields"]["address"] == "Tổ 5"
    assert [each["status"] for each in binh.outcomes] == ["released"]


def test_the_office_may_correct_or_discard_what_came_back(lost: Lost) -> None:
    commune, binh, household = lost.commune, lost.binh, lost.household
    seen = given_back(binh, household)
    send(binh, {**seen, "fields": {**seen["fields"], "members_count": "năm"}})
    office = Office(commune)
    [item] = office.items()
    with pytest.raises(Problem) as refused:
        office.release(item)
    assert refused.value.code == "still_held"
    change = item["changeset"]["changes"][0]
    office.release(item, [{**change, "fields": {**change["fields"], "members_count": 5}}])
    binh.sync()
    assert binh.find(household)[1]["fields"]["members_count"] == 5
    other = {**seen, "id": new_id()}
    send(binh, other)
    [item] = office.items()
    office.discard(item)
    send(binh, other)
    assert office.items() == []

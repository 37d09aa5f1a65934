"""The repair desk: held work is mended and released, or discarded with a reason."""

import json
import threading

import pytest

from backend.core.problems import Problem
from backend.services.cases.release_held import Repair, list_held_work, repair_held
from backend.services.context import Context
from backend.services.syncing.sync import sync
from backend.store.users import move_user
from tests.commune import OTHER_COMMUNE, Commune, build_commune
from tests.people import add_hamlet
from tests.phone import Json, new_id
from tests.services.test_conflicts import caller_of

SEERS = ("xa", "xakhac", "tinh")


@pytest.fixture
def commune(context: Context) -> Commune:
    return build_commune(context)


def test_a_mended_changeset_is_applied_and_what_waited_follows(commune: Commune) -> None:
    an = commune.phone("an")
    household = an.create("household", commune.hamlets[0], head_name=7)
    visit = an.create(
        "visit",
        commune.hamlets[0],
        household_id=household["id"],
        visited_at="2026-11-23T09:30:00+07:00",
        outcome="met",
    )
    an.record(household)
    an.record(visit)
    an.sync()
    xa = caller_of(commune, "xa", commune.phone("xa"))
    items = list_held_work(commune.context, xa, status="open", cursor=None, limit=10).items
    assert [item["n"] for item in items] == [1, 2]
    held_id = str(items[0]["id"])
    with pytest.raises(Problem) as refused:
        repair_held(commune.context, xa, held_id, Repair("released"))
    assert (refused.value.status, refused.value.code) == (422, "still_held")
    mended = {**household, "fields": {"head_name": "Lê Văn Bảy"}}
    repair_held(commune.context, xa, held_id, Repair("released", [mended]))
    an.sync()
    assert {(each["n"], each["status"]) for each in an.outcomes} == {
        (1, "released"),
        (2, "released"),
    }
    assert an.find(household["id"])[1]["created_by"] == commune.users["an"]
    assert an.find(visit["id"])[1]["fields"]["outcome"] == "met"


def test_a_discarded_changeset_tells_its_author_why(commune: Commune) -> None:
    an = commune.phone("an")
    an.record(an.create("household", commune.hamlets[1], head_name="Lê Văn Ba"))
    an.sync()
    xa = caller_of(commune, "xa", commune.phone("xa"))
    [item] = list_held_work(commune.context, xa, status="open", cursor=None, limit=10).items
    repair_held(commune.context, xa, str(item["id"]), Repair("discarded", reason="ghi nhầm ấp"))
    an.sync()
    assert [(each["status"], each["reason"]) for each in an.outcomes] == [
        ("discarded", "ghi nhầm ấp")
    ]
    with pytest.raises(Problem) as refused:
        repair_held(commune.context, xa, str(item["id"]), Repair("released"))
    assert (refused.value.status, refused.value.code) == (409, "already_resolved")


def test_another_communes_admin_does_not_see_held_work(commune: Commune) -> None:
    an = commune.phone("an")
    an.record(an.create("household", commune.hamlets[1], head_name="Lê Văn Ba"))
    an.sync()
    stranger = caller_of(commune, "xakhac", commune.phone("xakhac"))
    found = list_held_work(commune.context, stranger, status="open", cursor=None, limit=10)
    assert found.items == []


def test_an_older_held_change_does_not_overwrite_a_newer_one_of_its_device(
    commune: Commune,
) -> None:
    an = commune.phone("an")
    household = an.create("household", commune.hamlets[0], head_name="Lê Văn Ba", phone="0911")
    an.record(household)
    an.sync()
    edit = an.update(household["id"], phone="0912")
    an.record({**edit, "fields": {"phone": "0912", "members_count": "5"}})
    an.record({**edit, "fields": {"phone": "0913"}})
    an.sync()
    assert [an.results[n]["status"] for n in (2, 3)] == ["held", "applied"]
    xa = caller_of(commune, "xa", commune.phone("xa"))
    [item] = list_held_work(commune.context, xa, status="open", cursor=None, limit=10).items
    mended = {**edit, "fields": {"phone": "0912", "members_count": 5}}
    repair_held(commune.context, xa, str(item["id"]), Repair("released", [mended]))
    an.sync()
    fields = an.find(household["id"])[1]["fields"]
    assert (fields["phone"], fields["members_count"]) == ("0913", 5)
    assert len(an.all_of("conflict")) == 1


def open_items(commune: Commune, username: str) -> list[Json]:
    who = caller_of(commune, username, commune.phone(username))
    return list_held_work(commune.context, who, status="open", cursor=None, limit=10).items


def test_who_may_write_every_stream_it_names_or_is_admin_of_its_author_sees_it(
    commune: Commune,
) -> None:
    far = add_hamlet(commune.context, "Ấp Xa", commune=OTHER_COMMUNE)
    commune.add_user("nguoixa", "volunteer", far)
    phone = commune.phone("nguoixa")
    both = phone.create("household", commune.hamlets[0], head_name="Lê Văn Ba")
    phone.record(both)
    phone.record(both | {"id": new_id()}, phone.create("household", f"hamlet:{far}", head_name=7))
    phone.sync()
    seen = {name: [item["n"] for item in open_items(commune, name)] for name in SEERS}
    assert seen == {"xa": [1], "xakhac": [1, 2], "tinh": [1, 2]}
    for name in ("totruong", "quay", "an"):
        with pytest.raises(Problem) as refused:
            open_items(commune, name)
        assert refused.value.code == "not_allowed"


def test_admins_of_the_units_that_its_author_had_then_still_see_it(commune: Commune) -> None:
    an = commune.phone("an")
    an.record(an.create("household", commune.hamlets[0], head_name=7))
    an.sync()
    far = add_hamlet(commune.context, "Ấp Xa", commune=OTHER_COMMUNE)
    with commune.context.database.write() as connection:
        move_user(
            connection,
            commune.users["an"],
            old=[commune.hamlets[0].removeprefix("hamlet:")],
            new=[far],
            at="2026-11-24T03:00:00.000Z",
        )
    assert len(open_items(commune, "xakhac")) == 1
    assert len(open_items(commune, "xa")) == 1


def test_what_json_cannot_carry_is_shown_as_its_text(commune: Commune) -> None:
    an = commune.phone("an")
    an.record(an.create("household", commune.hamlets[0], head_name="x", size="SIZE"))
    request = json.dumps(an.request()).replace('"SIZE"', r'["\ud800", 1e999, 9007199254740993]')
    with commune.context.database.read() as connection:
        caller = commune.caller(connection, "an", an.device)
    sync(commune.context, caller, request.encode())
    [item] = open_items(commune, "xa")
    [change] = item["changeset"]["changes"]
    assert change["fields"]["size"] == ["\\ud800", "1e999", "9007199254740993"]


def test_a_release_is_judged_by_the_admins_scope_and_keeps_the_author(commune: Commune) -> None:
    an = commune.phone("an")
    there = an.create("household", commune.hamlets[1], head_name="Lê Văn Ba")
    an.record(there)
    an.sync()
    [item] = open_items(commune, "xa")
    xa = caller_of(commune, "xa", commune.phone("xa"))
    assert repair_held(commune.context, xa, item["id"], Repair("released"))["status"] == "released"
    cuc = commune.phone("cuc")
    cuc.sync()
    assert cuc.find(there["id"])[1]["created_by"] == commune.users["an"]
    an.sync()
    assert [(each["n"], each["status"]) for each in an.outcomes] == [(1, "released")]


def test_a_changeset_over_a_limit_stays_held_until_it_is_made_smaller(commune: Commune) -> None:
    an = commune.phone("an")
    change = an.create("household", commune.hamlets[0], head_name="Ba", more="x" * 70_000)
    an.record(change)
    an.sync()
    assert an.results[1]["reasons"][0]["code"] == "too_large"
    [item] = open_items(commune, "xa")
    xa = caller_of(commune, "xa", commune.phone("xa"))
    with pytest.raises(Problem) as refused:
        repair_held(commune.context, xa, item["id"], Repair("released"))
    assert "too_large" in str(refused.value.extra["reasons"])
    smaller = {**change, "fields": {"head_name": "Ba"}}
    repair_held(commune.context, xa, item["id"], Repair("released", [smaller]))


def test_an_envelope_that_nobody_can_correct_does_not_stop_a_corrected_release(
    commune: Commune,
) -> None:
    an = commune.phone("an")
    change = an.create("household", commune.hamlets[0], head_name="Ba")
    an.record(change)
    an.log[-1] |= {"at": "yesterday", "schema": "one", "app": 5}
    an.sync()
    assert {each["field"] for each in an.results[1]["reasons"]} == {"at", "schema", "app"}
    [item] = open_items(commune, "xa")
    xa = caller_of(commune, "xa", commune.phone("xa"))
    repair_held(commune.context, xa, item["id"], Repair("released", [change]))
    an.sync()
    assert an.find(change["id"])


def test_only_one_of_two_releases_at_once_takes_effect(commune: Commune) -> None:
    an = commune.phone("an")
    activity = an.create(
        "activity",
        commune.hamlets[0],
        kind="crowd",
        title="Chợ",
        starts_at="2026-11-23T09:30:00+07:00",
        counts={"APP": 1},
    )
    an.record(activity)
    an.sync()
    more = an.update(activity["id"], counts={"APP": 2})
    an.record({**more, "fields": {"counts": {"APP": 2}, "attendees": "many"}})
    an.sync()
    [item] = open_items(commune, "xa")
    xa = caller_of(commune, "xa", commune.phone("xa"))
    done: list[str] = []

    def release() -> None:
        try:
            repair_held(commune.context, xa, item["id"], Repair("released", [more]))
            done.append("released")
        except Problem as problem:
            done.append(problem.code)

    threads = [threading.Thread(target=release) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(done) == ["already_resolved"] * 5 + ["released"]
    an.sync()
    assert an.find(activity["id"])[1]["fields"]["counts"] == {"APP": 2}


def test_a_release_and_a_discard_at_once_end_in_one_of_them(commune: Commune) -> None:
    an = commune.phone("an")
    an.record(an.create("household", commune.hamlets[1], head_name="Lê Văn Ba"))
    an.sync()
    [item] = open_items(commune, "xa")
    xa = caller_of(commune, "xa", commune.phone("xa"))
    done: list[str] = []

    def repair(how: Repair) -> None:
        try:
            done.append(str(repair_held(commune.context, xa, item["id"], how)["status"]))
        except Problem as problem:
            done.append(problem.code)

    hows = (Repair("released"), Repair("discarded", reason="x"), Repair("released"))
    threads = [threading.Thread(target=repair, args=(how,)) for how in hows]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(done)[:2] == ["already_resolved", "already_resolved"]
    an.sync()
    assert len(an.outcomes) == 1

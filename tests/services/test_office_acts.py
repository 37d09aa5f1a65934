"""The office's acts as changesets: by the endpoints' rules, atomic, once, in order, healing."""

from pathlib import Path

import pytest

from backend.core.scope import Caller
from backend.services.cases.decide_conflict import undo_conflict
from backend.services.cases.release_held import list_held_work
from backend.services.context import Context
from backend.services.upkeep.back_up import back_up
from backend.services.upkeep.restore_backup import restore_backup
from backend.store.audit import list_entries
from backend.store.sql import execute
from tests.commune import COMMUNE, Commune, build_commune
from tests.conftest import Clock
from tests.phone import Json, Phone, new_id
from tests.services.test_conflicts import caller_of, two_numbers


@pytest.fixture
def commune(context: Context) -> Commune:
    return build_commune(context)


def resolve(conflict_id: str, choice: str = "incoming", rev: int = 2, **more: object) -> Json:
    return {"op": "resolve", "id": conflict_id, "choice": choice, "rev": rev, **more}


def desk_of(commune: Commune, username: str = "xa") -> Phone:
    desk = commune.phone(username)
    desk.sync()
    return desk


def held_item(commune: Commune, by: Caller, number: int = 0) -> Json:
    found = list_held_work(commune.context, by, status="open", cursor=None, limit=10)
    return found.items[number]


def held_of(commune: Commune, desk: Phone, author: str) -> Json:
    """The held work of this author, who has one."""
    by = caller_of(commune, "xa", desk)
    found = list_held_work(commune.context, by, status="open", cursor=None, limit=10).items
    [item] = [each for each in found if each["author"] == commune.users[author]]
    return item


def reasons(desk: Phone, n: int) -> list[tuple[object, object]]:
    assert desk.results[n]["status"] == "held"
    return [(each["change"], each["code"]) for each in desk.results[n]["reasons"]]


def test_a_decision_recorded_without_network_takes_effect_and_all_are_told(
    commune: Commune,
) -> None:
    an, binh, household, conflict = two_numbers(commune)
    desk = desk_of(commune)
    desk.record(resolve(conflict["id"], reason="đã gọi thử"))
    desk.sync()
    result = desk.results[1]
    assert (result["status"], result["conflicts"], result["reasons"]) == ("applied", [], [])
    assert {each["type"] for each in result["records"]} == {"conflict", "household"}
    for phone, n in ((an, 2), (binh, 1)):
        phone.sync()
        assert phone.find(household)[1]["fields"]["phone"] == "0913"
        told = phone.outcomes[-1]
        assert (told["n"], told["status"], told["by"]) == (n, "decided", commune.users["xa"])
        assert (told["reason"], told["conflicts"]) == ("đã gọi thử", [conflict["id"]])


def test_an_act_counts_once_however_often_it_is_sent(commune: Commune) -> None:
    an, _, household, conflict = two_numbers(commune)
    desk = desk_of(commune)
    changeset = desk.record(resolve(conflict["id"], "value", value="0977"))
    first = desk.exchange(desk.request())["results"][0]
    again = desk.exchange(desk.request([changeset]))["results"][0]
    assert again == {**first, "repeated": True}
    an.sync()
    assert an.find(household)[1]["rev"] == 3
    assert [each["status"] for each in an.outcomes] == ["decided"]


def test_an_act_that_fails_holds_its_changeset_with_the_endpoints_code(commune: Commune) -> None:
    an, _, household, conflict = two_numbers(commune)
    an.record(an.update(household, phone="0999"))
    an.sync()
    desk, leader, volunteer = (desk_of(commune, name) for name in ("xa", "totruong", "an"))
    stranger = desk_of(commune, "xakhac")
    desk.record(resolve(conflict["id"], rev=2))
    desk.record(resolve(new_id(), rev=2))
    desk.record(resolve(conflict["id"], "coin"))
    desk.record(resolve(conflict["id"], "value"))
    desk.record(resolve(conflict["id"], side=3, rev=3))
    desk.record(resolve(conflict["id"], rev="3"))  # type: ignore[arg-type]
    desk.record({"op": "undo", "id": conflict["id"]})
    desk.record({"op": "discard", "id": new_id(), "reason": " "})
    desk.record(resolve(conflict["id"], "current", rev=3))
    desk.record(resolve(conflict["id"], "current", rev=3))
    volunteer.record(resolve(conflict["id"], rev=3))
    leader.record({"op": "release", "id": new_id()})
    stranger.record(resolve(conflict["id"], rev=3))
    for phone in (desk, leader, volunteer, stranger):
        phone.sync()
    codes = [reasons(desk, n)[0][1] for n in range(1, 9)]
    assert codes == [
        "stale",
        "not_found",
        "invalid_field",
        "invalid_field",
        "invalid_field",
        "invalid_field",
        "stale",
        "invalid_field",
    ]
    assert desk.results[5]["reasons"][0]["field"] == "side"
    assert desk.results[9]["status"] == "applied"
    assert reasons(desk, 10) == [(0, "already_resolved")]
    assert reasons(volunteer, 1) == [(0, "not_allowed")]
    assert reasons(leader, 1) == [(0, "not_allowed")]
    assert reasons(stranger, 1) == [(0, "not_found")]


def test_acts_and_changes_of_one_changeset_are_all_applied_or_none(commune: Commune) -> None:
    an, _, household, conflict = two_numbers(commune)
    desk = desk_of(commune)
    new = desk.create("household", commune.hamlets[0], head_name="Lê Văn Bảy")
    note = desk.update(household, note="đã gọi")
    desk.record(new, resolve(conflict["id"]), note, {"op": "undo", "id": new_id()})
    desk.record(note, resolve(conflict["id"]), new)
    desk.sync()
    assert reasons(desk, 1) == [(3, "not_found")]
    assert desk.results[2]["status"] == "applied"
    fields = desk.find(household)[1]["fields"]
    assert (fields["phone"], fields["note"]) == ("0913", "đã gọi")
    assert {each["id"] for each in desk.results[2]["records"]} == {
        household,
        conflict["id"],
        new["id"],
    }
    an.sync()
    assert [each["status"] for each in an.outcomes] == ["decided"]


def test_acts_take_effect_in_their_order(commune: Commune) -> None:
    an, _, household, conflict = two_numbers(commune)
    desk = desk_of(commune)
    desk.record(resolve(conflict["id"]), {"op": "undo", "id": conflict["id"]})
    desk.record(resolve(conflict["id"], "value", value="0977", rev=4))
    desk.sync()
    assert [desk.results[n]["status"] for n in (1, 2)] == ["applied", "applied"]
    assert desk.find(household)[1]["fields"]["phone"] == "0977"
    an.sync()
    assert [each["status"] for each in an.outcomes] == ["decided", "undone", "decided"]


def test_held_work_is_mended_and_what_waited_follows(commune: Commune) -> None:
    an, desk = commune.phone("an"), desk_of(commune)
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
    item = held_item(commune, caller_of(commune, "xa", desk))
    mended = {**household, "fields": {"head_name": "Lê Văn Bảy"}}
    desk.record({"op": "release", "id": item["id"]})
    desk.record({"op": "release", "id": item["id"], "changes": [mended]})
    desk.record({"op": "release", "id": item["id"], "changes": [mended]})
    desk.sync()
    assert reasons(desk, 1) == [(0, "still_held")]
    assert [each["id"] for each in desk.results[2]["records"]] == [household["id"]]
    assert reasons(desk, 3) == [(0, "already_resolved")]
    an.sync()
    assert {(each["n"], each["status"]) for each in an.outcomes} == {
        (1, "released"),
        (2, "released"),
    }
    assert an.find(household["id"])[1]["created_by"] == commune.users["an"]
    assert an.find(visit["id"])[1]["fields"]["outcome"] == "met"


def test_a_discard_tells_the_author_why_and_the_audit_log_keeps_it(commune: Commune) -> None:
    an, desk = commune.phone("an"), desk_of(commune)
    an.record(an.create("household", commune.hamlets[1], head_name="Lê Văn Ba"))
    an.sync()
    item = held_item(commune, caller_of(commune, "xa", desk))
    desk.record({"op": "discard", "id": item["id"], "reason": "ghi nhầm ấp"})
    desk.sync()
    assert desk.results[1]["status"] == "applied"
    an.sync()
    assert [(each["status"], each["reason"]) for each in an.outcomes] == [
        ("discarded", "ghi nhầm ấp")
    ]
    with commune.context.database.read() as connection:
        entries = [entry for entry, _ in list_entries(connection, COMMUNE)]
    [discarded] = [each for each in entries if each.action == "discard"]
    assert (discarded.subject, discarded.detail) == (item["id"], "ghi nhầm ấp")
    assert (discarded.by, discarded.device) == (commune.users["xa"], desk.device)


def test_a_held_act_is_released_like_any_other_work(commune: Commune) -> None:
    an, _, household, conflict = two_numbers(commune)
    desk = desk_of(commune)
    desk.record(resolve(conflict["id"], rev=1))
    desk.sync()
    assert reasons(desk, 1) == [(0, "stale")]
    item = held_item(commune, caller_of(commune, "xa", desk))
    mended = resolve(conflict["id"], rev=2)
    desk.record({"op": "release", "id": item["id"], "changes": [mended]})
    desk.sync()
    assert desk.results[2]["status"] == "applied"
    an.sync()
    assert an.find(household)[1]["fields"]["phone"] == "0913"


def test_after_a_restore_the_desks_acts_heal_and_a_revision_of_a_lost_history_is_not_seen(
    commune: Commune,
) -> None:
    an, _, household, conflict = two_numbers(commune)
    desk = desk_of(commune)
    with commune.context.database.write() as connection:
        execute(
            connection,
            "INSERT INTO epoch (no, id, opened_at, reason) VALUES (2, ?, 'x', 'restore')",
            new_id(),
        )
    an.record(an.update(household, phone="0999"))
    an.sync()
    desk.record(resolve(conflict["id"], rev=3))
    desk.sync()
    assert reasons(desk, 1) == [(0, "stale")]
    desk.record(resolve(conflict["id"], rev=3))
    desk.sync()
    assert desk.results[2]["status"] == "applied"


def test_a_decision_that_a_restore_lost_comes_again_from_the_desk(
    commune: Commune, tmp_path: Path
) -> None:
    an, binh, household, conflict = two_numbers(commune)
    desk = desk_of(commune)
    back_up(commune.context, tmp_path / "backup")
    desk.record(resolve(conflict["id"]))
    desk.sync()
    restore_backup(commune.context, tmp_path / "backup")
    an.sync()
    assert an.find(household)[1]["fields"]["phone"] == "0912"
    desk.sync()
    desk.sync()
    assert desk.results[1]["status"] == "applied"
    for phone in (an, binh):
        phone.sync()
        phone.sync()
        assert phone.find(household)[1]["fields"]["phone"] == "0913"
        assert phone.all_of("conflict")[0]["fields"]["status"] == "resolved"


def test_a_disabled_admins_acts_are_held_whole(commune: Commune) -> None:
    *_, conflict = two_numbers(commune)
    desk = desk_of(commune)
    with commune.context.database.write() as connection:
        execute(connection, "UPDATE account SET is_active = ? WHERE username = ?", False, "xa")
    desk.record(resolve(conflict["id"]))
    answer = desk.exchange(desk.request())
    assert answer["results"][0]["reasons"][0]["code"] == "author_disabled"


def test_the_endpoint_and_the_changeset_undo_each_others_decisions(
    commune: Commune, clock: Clock
) -> None:
    an, _, household, conflict = two_numbers(commune)
    desk = desk_of(commune)
    desk.record(resolve(conflict["id"]))
    desk.sync()
    undo_conflict(commune.context, caller_of(commune, "xa", desk), conflict["id"])
    desk.sync()
    assert desk.find(household)[1]["fields"]["phone"] == "0912"
    desk.record(resolve(conflict["id"], rev=desk.find(household)[1]["rev"]))
    desk.sync()
    clock.advance(days=31)
    desk.record({"op": "undo", "id": conflict["id"]})
    desk.sync()
    assert reasons(desk, 3) == [(0, "stale")]
    an.sync()
    assert [each["status"] for each in an.outcomes] == ["decided", "undone", "decided"]


def waiting_decision(commune: Commune) -> tuple[Phone, Phone, Json, Json]:
    """The desk recorded a visit of a household that An has not sent, and a decision with it."""
    an, _, _, conflict = two_numbers(commune)
    desk = desk_of(commune)
    household = an.create("household", commune.hamlets[0], head_name="Lê Thị Tư")
    visit = desk.create(
        "visit",
        commune.hamlets[0],
        household_id=household["id"],
        visited_at="2026-11-23T09:00:00+07:00",
        outcome="met",
    )
    desk.record(visit, resolve(conflict["id"], rev=2))
    desk.sync()
    assert reasons(desk, 1) == [(0, "missing_parent")]
    return an, desk, household, conflict


def test_work_that_waits_and_holds_an_act_is_carried_out_when_its_household_comes(
    commune: Commune,
) -> None:
    an, desk, household, conflict = waiting_decision(commune)
    an.record(household)
    an.sync()
    desk.sync()
    assert [each["status"] for each in desk.outcomes] == ["released"]
    assert desk.find(conflict["id"])[1]["fields"]["status"] == "resolved"
    an.sync()
    assert [each["status"] for each in an.outcomes] == ["decided"]


def test_an_act_that_waited_may_itself_release_what_others_wait_for(commune: Commune) -> None:
    """An's household is wrong and held; the desk's correction waits for a household of Bình's, and
    a visit waits for An's."""
    an, binh, desk = (commune.phone(name) for name in ("an", "binh", "xa"))
    hamlet = commune.hamlets[0]
    wrong = an.create("household", hamlet, head_name="Lê Văn Ba", members_count="5")
    awaited = binh.create("household", hamlet, head_name="Lê Thị Tư")
    an.record(wrong)
    an.sync()
    met = {"visited_at": "2026-11-23T09:00:00+07:00", "outcome": "met"}
    binh.record(binh.create("visit", hamlet, household_id=wrong["id"], **met))
    binh.sync()
    desk.sync()
    item = held_of(commune, desk, "an")
    right = {**wrong, "fields": {"head_name": "Lê Văn Ba"}}
    desk.record(
        desk.create("visit", hamlet, household_id=awaited["id"], **met),
        {"op": "release", "id": item["id"], "changes": [right]},
    )
    desk.sync()
    assert reasons(desk, 1) == [(0, "missing_parent")]
    binh.record(awaited)
    for phone in (binh, an, desk, binh):
        phone.sync()
        phone.sync()
    assert [each["status"] for each in desk.outcomes] == ["released"]
    assert [each["status"] for each in an.outcomes] == ["released"]
    assert [each["status"] for each in binh.outcomes] == ["released"]


def test_an_act_waits_for_no_one_where_its_household_comes_with_the_same_request(
    commune: Commune,
) -> None:
    an, desk, household, conflict = waiting_decision(commune)
    held = an.create("household", commune.hamlets[0], head_name="Lê Thị Tư", members_count="5")
    an.record({**held, "id": household["id"]})
    an.sync()
    item = held_of(commune, desk, "an")
    desk.record({"op": "release", "id": item["id"], "changes": [household]})
    desk.sync()
    desk.sync()
    assert [each["status"] for each in desk.outcomes] == ["released"]
    assert desk.find(conflict["id"])[1]["fields"]["status"] == "resolved"


@pytest.mark.promise("P6", "P10")
def test_a_decision_that_was_made_in_a_history_that_is_gone_is_stale(
    commune: Commune, tmp_path: Path
) -> None:
    """Restored twice to the same backup, the server has forgotten the history between, in which
    the desk saw a revision 3; the one that stands is another."""
    an, _, household, conflict = two_numbers(commune)
    desk = desk_of(commune)
    back_up(commune.context, tmp_path / "backup")
    restore_backup(commune.context, tmp_path / "backup")
    for phone in (an, desk):
        phone.sync()
    desk.record(desk.update(household, address="Ấp Mỹ Hòa"))
    desk.sync()
    desk.record(resolve(conflict["id"], rev=3))
    restore_backup(commune.context, tmp_path / "backup")
    an.sync()
    an.record(an.update(household, phone="0999"))
    an.sync()
    desk.sync()
    desk.sync()
    assert reasons(desk, 2) == [(0, "stale")]
    an.sync()
    assert an.find(household)[1]["fields"]["phone"] == "0999"

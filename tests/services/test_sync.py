"""The promises of the changeset API through virtual phones, on both databases."""

import pytest

from backend.core.problems import Problem
from backend.services.context import Context
from backend.store.sql import execute
from tests.commune import OTHER_COMMUNE, Commune, build_commune
from tests.people import add_hamlet
from tests.phone import Phone, new_id

VISITED_AT = "2026-11-23T09:30:00+07:00"


@pytest.fixture
def commune(context: Context) -> Commune:
    return build_commune(context)


def with_household(commune: Commune, phone: Phone, /, **fields: object) -> str:
    """A household that the phone recorded and pulled back."""
    change = phone.create("household", commune.hamlets[0], **{"head_name": "Lê Văn Ba", **fields})
    phone.record(change)
    phone.sync()
    return str(change["id"])


def test_what_one_phone_records_another_pulls(commune: Commune) -> None:
    an, binh = commune.phone("an"), commune.phone("binh")
    household = with_household(commune, an, phone="0911000111")
    assert an.results[1]["status"] == "applied"
    assert an.results[1]["records"] == [{"type": "household", "id": household, "rev": 1}]
    binh.sync()
    assert binh.find(household)[1]["fields"] == {"head_name": "Lê Văn Ba", "phone": "0911000111"}


def test_a_repeat_takes_effect_once_and_answers_the_same(commune: Commune) -> None:
    an = commune.phone("an")
    changeset = an.record(an.create("household", commune.hamlets[0], head_name="Lê Văn Ba"))
    first = an.exchange(an.request())["results"][0]
    again = an.exchange(an.request([changeset]))["results"][0]
    assert again == {**first, "repeated": True}
    an.sync()
    assert len(an.all_of("household")) == 1


def test_the_same_number_with_other_content_is_refused_and_nothing_changes(
    commune: Commune,
) -> None:
    an = commune.phone("an")
    changeset = an.record(an.create("household", commune.hamlets[0], head_name="Lê Văn Ba"))
    an.sync()
    other = {**changeset, "at": "2026-11-23T10:00:00+07:00"}
    new = an.record(an.create("household", commune.hamlets[0], head_name="Lê Văn Tư"))
    with pytest.raises(Problem) as refused:
        an.exchange(an.request([other, new]))
    assert (refused.value.status, refused.value.code) == (409, "device_log_diverged")
    binh = commune.phone("binh")
    binh.sync()
    assert [each["fields"]["head_name"] for each in binh.all_of("household")] == ["Lê Văn Ba"]


def test_disjoint_edits_merge_and_the_same_field_conflicts(commune: Commune) -> None:
    an, binh = commune.phone("an"), commune.phone("binh")
    household = with_household(commune, an, phone="0911000111", address="Tổ 4")
    binh.sync()
    an.record(an.update(household, phone="0912000222"))
    binh.record(binh.update(household, phone="0913000333", address="Tổ 5"))
    an.sync()
    binh.sync()
    assert binh.results[1]["status"] == "conflict"
    fields = binh.find(household)[1]["fields"]
    assert (fields["phone"], fields["address"]) == ("0912000222", "Tổ 5")
    an.sync()
    [conflict] = an.all_of("conflict")
    assert conflict["id"] == binh.results[1]["conflicts"][0]
    told = conflict["fields"]
    assert (told["status"], told["field"], told["record_id"]) == ("open", "phone", household)
    assert told["current"]["value"] == "0912000222"
    assert told["current"]["by"] == commune.users["an"]
    [side] = told["incoming"]
    assert (side["value"], side["from"]) == ("0913000333", "0911000111")
    assert (side["by"], side["device"], side["n"]) == (commune.users["binh"], binh.device, 1)


def test_an_offline_chain_of_edits_does_not_conflict_with_itself(commune: Commune) -> None:
    an = commune.phone("an")
    create = an.create("household", commune.hamlets[0], head_name="Lê Văn Ba")
    an.record(create)
    edit = {
        "op": "update",
        "type": "household",
        "id": create["id"],
        "stream": commune.hamlets[0],
        "base": 0,
    }
    an.record({**edit, "from": {"phone": None}, "fields": {"phone": "0911"}})
    an.record({**edit, "from": {"phone": "0911"}, "fields": {"phone": "0912"}})
    an.sync()
    assert [an.results[n]["status"] for n in (1, 2, 3)] == ["applied"] * 3
    assert an.find(create["id"])[1]["fields"]["phone"] == "0912"


def test_a_bad_changeset_is_held_and_the_others_applied(commune: Commune) -> None:
    an = commune.phone("an")
    for number in range(5):
        name: object = "Lê Văn Ba" if number != 2 else 5
        an.record(an.create("household", commune.hamlets[0], head_name=name))
    an.sync()
    statuses = [an.results[n]["status"] for n in range(1, 6)]
    assert statuses == ["applied", "applied", "held", "applied", "applied"]
    [reason] = an.results[3]["reasons"]
    assert (reason["change"], reason["field"], reason["code"]) == (0, "head_name", "invalid_field")


def test_the_digest_tells_an_old_version_of_a_record_from_the_new_one(commune: Commune) -> None:
    an = commune.phone("an")
    household = with_household(commune, an)
    old = an.find(household)[1]
    an.record(an.update(household, phone="0911"))
    digest = next(
        part["digest"] for part in an.sync()["streams"] if part["stream"] == commune.hamlets[0]
    )
    new = an.find(household)[1]
    assert digest == {"count": 1, "sum": new["tag"]}
    assert old["tag"] != new["tag"]


def test_nothing_beyond_a_gap_is_taken(commune: Commune) -> None:
    an = commune.phone("an")
    made = [
        an.record(an.create("household", commune.hamlets[0], head_name=f"Hộ {n}")) for n in range(3)
    ]
    answer = an.exchange(an.request([made[0], made[2]]))
    assert answer["acked"] == 1
    assert [result["n"] for result in answer["results"]] == [1]
    an.sync()
    assert len(an.all_of("household")) == 3


def test_numbers_declared_gone_are_passed_and_one_that_comes_late_still_counts(
    commune: Commune,
) -> None:
    an = commune.phone("an")
    made = [
        an.record(an.create("household", commune.hamlets[0], head_name=f"Hộ {n}")) for n in range(3)
    ]
    answer = an.exchange({**an.request([made[2]]), "first": 3})
    assert answer["acked"] == 3
    late = an.exchange({**an.request([made[0]]), "first": 1})
    assert late["results"][0]["status"] == "applied"
    an.acked = late["acked"]
    an.sync()
    assert {each["fields"]["head_name"] for each in an.all_of("household")} == {"Hộ 0", "Hộ 2"}


def test_a_visit_of_an_unknown_household_waits_and_follows_it(commune: Commune) -> None:
    an, binh = commune.phone("an"), commune.phone("binh")
    household = binh.create("household", commune.hamlets[0], head_name="Lê Văn Ba")
    visit = an.create(
        "visit",
        commune.hamlets[0],
        household_id=household["id"],
        visited_at=VISITED_AT,
        outcome="met",
    )
    an.record(visit)
    an.sync()
    assert an.results[1]["status"] == "held"
    assert an.results[1]["reasons"][0]["code"] == "missing_parent"
    binh.record(household)
    binh.sync()
    an.sync()
    assert [(each["n"], each["status"]) for each in an.outcomes] == [(1, "released")]
    assert an.find(visit["id"])[1]["created_by"] == commune.users["an"]


def test_a_write_outside_ones_streams_is_held_out_of_scope(commune: Commune) -> None:
    an = commune.phone("an")
    an.record(an.create("household", commune.hamlets[1], head_name="Lê Văn Ba"))
    an.record(an.create("household", f"hamlet:{new_id()}", head_name="Lê Văn Ba"))
    an.record(an.create("team", commune.stream, name="Tổ", kind="x", unit_id="30076"))
    an.sync()
    codes = [an.results[n]["reasons"][0]["code"] for n in (1, 2, 3)]
    assert codes == ["out_of_scope"] * 3


def test_no_record_of_an_unreadable_stream_is_pulled(commune: Commune) -> None:
    an, cuc = commune.phone("an"), commune.phone("cuc")
    household = with_household(commune, an)
    cuc.streams.append(commune.hamlets[0])
    cuc.sync()
    assert commune.hamlets[0] not in cuc.streams
    with pytest.raises(KeyError):
        cuc.find(household)


def test_delete_then_edit_is_a_conflict_and_the_record_stays_deleted(commune: Commune) -> None:
    an, binh = commune.phone("an"), commune.phone("binh")
    household = with_household(commune, an)
    binh.sync()
    binh.record(binh.update(household, phone="0913"))
    an.record(an.act("delete", household))
    an.sync()
    binh.sync()
    assert binh.results[1]["status"] == "conflict"
    [conflict] = binh.all_of("conflict")
    assert conflict["fields"]["field"] is None
    assert conflict["fields"]["incoming"][0]["value"] == {"phone": "0913"}
    with pytest.raises(KeyError):
        binh.find(household)


def test_a_restored_record_has_its_fields_again(commune: Commune) -> None:
    an = commune.phone("an")
    household = with_household(commune, an, phone="0911")
    restore = an.act("restore", household)
    an.record(an.act("delete", household))
    an.sync()
    an.record({**restore, "base": 2})
    an.sync()
    assert an.find(household)[1]["fields"]["phone"] == "0911"


def test_sets_and_counters_merge_by_difference(commune: Commune) -> None:
    an, binh = commune.phone("an"), commune.phone("binh")
    activity = an.create(
        "activity",
        commune.hamlets[0],
        kind="crowd",
        title="Chợ phiên",
        starts_at=VISITED_AT,
        partners=["viettel"],
        counts={"APP": 1},
    )
    an.record(activity)
    an.sync()
    binh.sync()
    an.record(an.update(activity["id"], partners=["viettel", "congan"], counts={"APP": 3}))
    binh.record(binh.update(activity["id"], partners=["yte"], counts={"APP": 2, "BANK": 1}))
    an.sync()
    binh.sync()
    assert binh.results[1]["status"] == "applied"
    fields = binh.find(activity["id"])[1]["fields"]
    assert set(fields["partners"]) == {"congan", "yte"}
    assert fields["counts"] == {"APP": 4, "BANK": 1}


def test_a_moved_record_leaves_its_stream_and_arrives_in_the_other(commune: Commune) -> None:
    an, cuc, xa = commune.phone("an"), commune.phone("cuc"), commune.phone("xa")
    household = with_household(commune, an)
    cuc.sync()
    xa.sync()
    xa.record(xa.act("move", household, to=commune.hamlets[1]))
    xa.sync()
    assert xa.results[1]["status"] == "applied"
    an.sync()
    cuc.sync()
    assert not an.all_of("household")
    assert cuc.find(household)[0] == commune.hamlets[1]


def test_pages_end_with_the_whole_stream(commune: Commune) -> None:
    an, binh = commune.phone("an"), commune.phone("binh")
    for number in range(30):
        an.record(an.create("household", commune.hamlets[0], head_name=f"Hộ {number}"))
    an.sync()
    binh.page = 7
    binh.sync()
    assert len(binh.all_of("household")) == 30


def test_unknown_fields_come_back_as_they_were(commune: Commune) -> None:
    an, binh = commune.phone("an"), commune.phone("binh")
    household = with_household(commune, an, solar_panels={"count": 3})
    binh.sync()
    binh.record(binh.update(household, phone="0911"))
    binh.sync()
    assert binh.find(household)[1]["fields"]["solar_panels"] == {"count": 3}


def test_a_disabled_author_still_pushes_and_pulls_nothing(commune: Commune) -> None:
    an = commune.phone("an")
    household = with_household(commune, an)
    with commune.context.database.write() as connection:
        execute(connection, "UPDATE account SET is_active = ? WHERE username = ?", False, "an")
    an.record(an.update(household, phone="0911"))
    answer = an.exchange(an.request())
    assert answer["results"][0]["reasons"][0]["code"] == "author_disabled"
    assert (answer["streams"], answer["lost"], answer["gained"]) == ([], [], [])


def test_a_phone_whose_clock_is_years_off_and_whose_numbers_are_huge_is_served(
    commune: Commune,
) -> None:
    an = commune.phone("an")
    an.clock = lambda: "1999-01-01T00:00:00Z"
    household = with_household(commune, an)
    huge = {**an.request([]), "waiting": 2**53, "first": 2**53}
    assert an.exchange(huge)["acked"] == 2**53 - 1
    binh = commune.phone("binh")
    binh.sync()
    assert binh.find(household)


def test_a_change_of_what_moved_to_another_commune_follows_it_or_is_out_of_scope(
    commune: Commune,
) -> None:
    far = f"hamlet:{add_hamlet(commune.context, 'Ấp Xa', commune=OTHER_COMMUNE)}"
    an, tinh = commune.phone("an"), commune.phone("tinh")
    household = with_household(commune, an)
    tinh.streams.append(commune.hamlets[0])
    tinh.sync()
    late = an.update(household, phone="0911")
    note = tinh.update(household, note="chuyển đi")
    tinh.record(tinh.act("move", household, to=far))
    tinh.record(note)
    tinh.sync()
    assert [tinh.results[n]["status"] for n in (1, 2)] == ["applied", "applied"]
    an.record(late)
    an.sync()
    assert an.results[2]["reasons"][0]["code"] == "out_of_scope"

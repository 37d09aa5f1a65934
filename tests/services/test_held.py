"""The repair desk: held work is mended and released, or discarded with a reason."""

import pytest

from backend.core.problems import Problem
from backend.services.context import Context
from backend.services.release_held import Repair, list_held_work, repair_held
from tests.commune import Commune, build_commune
from tests.services.test_conflicts import caller_of


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
    assert refused.value.status == 409


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

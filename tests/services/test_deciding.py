"""Decisions on every kind of conflict: fields, moves, deletions; who is told, what an undo does."""

import pytest

from backend.core.problems import Problem
from backend.core.scope import Caller
from backend.services.cases.decide_conflict import Decision, resolve_conflict, undo_conflict
from backend.services.cases.list_conflicts import list_conflicts
from backend.services.cases.read_record import list_revisions
from backend.services.context import Context
from tests.commune import COMMUNE, Commune, build_commune
from tests.people import add_hamlet
from tests.phone import Json, Phone
from tests.services.test_conflicts import caller_of, two_numbers

VISITED_AT = "2026-11-23T09:30:00+07:00"


@pytest.fixture
def commune(context: Context) -> Commune:
    return build_commune(context)


def admin(commune: Commune, username: str = "xa") -> Caller:
    return caller_of(commune, username, commune.phone(username))


def decide(
    commune: Commune,
    conflict: Json,
    choice: str,
    *,
    side: int = 0,
    value: object = None,
    rev: int = 99,
) -> Json:
    return resolve_conflict(
        commune.context, admin(commune), conflict["id"], Decision(choice, side, value, None, rev)
    )


def open_conflicts(commune: Commune, username: str = "xa", **more: str | None) -> list[Json]:
    asked = {"status": "open", "stream": None, "cursor": None, **more}
    return list_conflicts(commune.context, admin(commune, username), limit=10, **asked).items


def refusal(commune: Commune, conflict: Json, choice: str, **more: object) -> tuple[int, str]:
    with pytest.raises(Problem) as refused:
        decide(commune, conflict, choice, **more)  # type: ignore[arg-type]
    return refused.value.status, refused.value.code


def fates(phone: Phone) -> list[tuple[int, str]]:
    phone.sync()
    return [(each["n"], each["status"]) for each in phone.outcomes]


def test_the_current_value_of_the_list_is_live(commune: Commune) -> None:
    an, _, household, conflict = two_numbers(commune)
    an.record(an.update(household, phone="0999"))
    an.sync()
    [listed] = open_conflicts(commune)
    assert (listed["current"]["value"], listed["current"]["rev"]) == ("0999", 3)
    assert conflict["fields"]["current"]["value"] == "0912"


def test_a_value_that_does_not_change_makes_no_revision(commune: Commune) -> None:
    an, _, household, conflict = two_numbers(commune)
    for choice, value in (("current", None), ("value", "0912")):
        decided = decide(commune, conflict, choice, value=value)
        assert decided["resolution"]["choice"] == choice
        an.sync()
        assert an.find(household)[1]["rev"] == 2
        undo_conflict(commune.context, admin(commune), conflict["id"])
    an.sync()
    assert an.find(household)[1]["rev"] == 2


def test_a_value_is_checked_like_any_other(commune: Commune) -> None:
    _, binh, household, conflict = two_numbers(commune)
    assert refusal(commune, conflict, "value", value=913) == (422, "invalid_request")
    assert refusal(commune, conflict, "value", value="9" * 501) == (422, "invalid_request")
    assert refusal(commune, conflict, "incoming", side=1) == (422, "invalid_request")
    decide(commune, conflict, "value", value=None)
    binh.sync()
    assert binh.find(household)[1]["fields"]["phone"] is None


def test_every_author_is_told_also_of_a_decision_after_an_undo(commune: Commune) -> None:
    an, binh, household, conflict = two_numbers(commune)
    third = commune.phone("totruong")
    third.sync()
    stale = third.update(household, phone="0914") | {"base": 1, "from": {"phone": "0911"}}
    third.record(stale)
    third.sync()
    assert third.results[1]["conflicts"] == [conflict["id"]]
    decide(commune, conflict, "incoming", side=1)
    undo_conflict(commune.context, admin(commune), conflict["id"])
    decide(commune, conflict, "incoming", side=0, rev=9)
    for phone, n in ((an, 2), (binh, 1), (third, 1)):
        assert fates(phone) == [(n, "decided"), (n, "undone"), (n, "decided")]
    assert an.find(household)[1]["fields"]["phone"] == "0913"


def test_outcomes_reach_the_device_that_replaced_the_authors(commune: Commune) -> None:
    an, _, _, conflict = two_numbers(commune)
    new = commune.phone("an", replaces=an.device)
    decide(commune, conflict, "incoming")
    assert fates(new) == [(2, "decided")]


def test_a_third_edit_on_its_way_asks_again_unless_it_saw_the_same_value(commune: Commune) -> None:
    for choice, asks_again in (("incoming", False), ("current", True)):
        _, binh, household, conflict = two_numbers(commune)
        edit = binh.update(household, phone="0915")
        binh.record({**edit, "base": 1, "from": {"phone": "0913"}})
        decide(commune, conflict, choice)
        answer = binh.exchange(binh.request())
        assert (answer["results"][0]["status"] == "conflict") is asks_again
        opened = [each for each in open_conflicts(commune) if each["record_id"] == household]
        assert len(opened) == (1 if asks_again else 0)
        if asks_again:
            assert opened[0]["id"] != conflict["id"]
            with pytest.raises(Problem) as refused:
                undo_conflict(commune.context, admin(commune), conflict["id"])
            assert refused.value.code == "stale"


def moved_twice(commune: Commune) -> tuple[str, str, Json]:
    """Two admins moved one household to two hamlets; gives it, the other target, the conflict."""
    third = f"hamlet:{add_hamlet(commune.context, 'Ấp Mỹ An', commune=COMMUNE)}"
    first, second = commune.phone("xa"), commune.phone("xa")
    made = first.create("household", commune.hamlets[0], head_name="Lê Văn Ba")
    first.record(made)
    first.sync()
    second.sync()
    first.record(first.act("move", made["id"], to=commune.hamlets[1]))
    second.record(second.act("move", made["id"], to=third))
    first.sync()
    second.sync()
    assert second.results[1]["status"] == "conflict"
    [conflict] = open_conflicts(commune)
    assert (conflict["field"], conflict["stream"]) == ("stream", commune.hamlets[1])
    assert conflict["current"]["value"] == commune.hamlets[1]
    [side] = conflict["incoming"]
    assert (side["value"], side["from"]) == (third, commune.hamlets[0])
    return made["id"], third, conflict


def test_a_conflict_of_two_moves_is_decided_and_undone_and_goes_with_its_record(
    commune: Commune,
) -> None:
    household, third, conflict = moved_twice(commune)
    assert decide(commune, conflict, "incoming")["stream"] == third
    desk = commune.phone("xa")
    desk.sync()
    assert (desk.find(household)[0], desk.find(conflict["id"])[0]) == (third, third)
    undo_conflict(commune.context, admin(commune), conflict["id"])
    desk.sync()
    assert desk.find(household)[0] == commune.hamlets[1]
    assert desk.find(conflict["id"])[0] == commune.hamlets[1]


def test_a_stream_as_a_value_must_be_one_that_can_take_the_record(commune: Commune) -> None:
    household, _, conflict = moved_twice(commune)
    for stream in ("hamlet:x", 5, None, commune.stream):
        assert refusal(commune, conflict, "value", value=stream) == (422, "invalid_request")
    decide(commune, conflict, "value", value=commune.hamlets[0])
    desk = commune.phone("xa")
    desk.sync()
    assert desk.find(household)[0] == commune.hamlets[0]


def deleted_against(commune: Commune) -> tuple[Phone, str, Json]:
    """an changed an activity that binh then deleted without having seen it."""
    an, binh = commune.phone("an"), commune.phone("binh")
    made = an.create(
        "activity",
        commune.hamlets[0],
        kind="crowd",
        title="Chợ",
        starts_at=VISITED_AT,
        partners=["a"],
        counts={"X": 1},
    )
    an.record(made)
    an.sync()
    binh.sync()
    an.record(an.update(made["id"], title="Chợ sáng"))
    binh.record(binh.act("delete", made["id"]))
    an.sync()
    binh.sync()
    [conflict] = open_conflicts(commune)
    assert (conflict["field"], conflict["incoming"][0]["op"]) == (None, "delete")
    assert conflict["current"]["device"] == an.device
    return an, made["id"], conflict


def test_a_deletion_is_carried_out_and_undone(commune: Commune) -> None:
    an, activity, conflict = deleted_against(commune)
    assert refusal(commune, conflict, "value", value=True) == (422, "invalid_request")
    assert decide(commune, conflict, "incoming")["current"]["value"] is None
    an.sync()
    assert not an.all_of("activity")
    undo_conflict(commune.context, admin(commune), conflict["id"])
    an.sync()
    assert an.find(activity)[1]["fields"]["title"] == "Chợ sáng"
    assert fates(an) == [(2, "decided"), (2, "undone")]
    history = list_revisions(commune.context, admin(commune), "activity", activity)
    assert [each["op"] for each in history] == ["create", "update", "delete", "restore"]


def test_a_deletion_that_is_not_carried_out_leaves_the_record(commune: Commune) -> None:
    an, activity, conflict = deleted_against(commune)
    decide(commune, conflict, "current")
    an.sync()
    assert an.find(activity)[1]["rev"] == 2


def test_what_was_deleted_comes_back_with_the_side_merged_into_it(commune: Commune) -> None:
    an, binh = commune.phone("an"), commune.phone("binh")
    made = an.create(
        "activity",
        commune.hamlets[0],
        kind="crowd",
        title="Chợ",
        starts_at=VISITED_AT,
        partners=["a"],
        counts={"X": 1},
    )
    an.record(made)
    an.sync()
    binh.sync()
    an.record(an.update(made["id"], partners=["a", "b"], counts={"X": 2}))
    an.record(an.act("delete", made["id"]))
    binh.record(binh.update(made["id"], partners=["a", "c"], counts={"X": 4}, note="mưa"))
    an.sync()
    binh.sync()
    [conflict] = open_conflicts(commune)
    decide(commune, conflict, "incoming")
    an.sync()
    fields = an.find(made["id"])[1]["fields"]
    assert (set(fields["partners"]), fields["counts"]) == ({"a", "b", "c"}, {"X": 5})
    assert fields["note"] == "mưa"
    undo_conflict(commune.context, admin(commune), conflict["id"])
    an.sync()
    assert not an.all_of("activity")


def test_a_record_deleted_after_the_decider_looked_is_stale(commune: Commune) -> None:
    an, _, household, conflict = two_numbers(commune)
    an.record(an.act("delete", household))
    an.sync()
    assert refusal(commune, conflict, "incoming", rev=2) == (409, "stale")
    decide(commune, conflict, "current", rev=3)


def test_conflicts_are_listed_to_all_who_read_the_stream_and_by_page(commune: Commune) -> None:
    made = [two_numbers(commune)[3]["id"] for _ in range(3)]
    for name in ("xa", "tinh", "totruong", "quay", "an"):
        assert [each["id"] for each in open_conflicts(commune, name)] == sorted(made)
    for name in ("cuc", "xakhac"):
        assert open_conflicts(commune, name) == []
    assert len(open_conflicts(commune, "tinh", stream=commune.hamlets[0])) == 3
    assert open_conflicts(commune, "tinh", stream=commune.hamlets[1]) == []
    page = list_conflicts(
        commune.context, admin(commune), status=None, stream=None, cursor=None, limit=2
    )
    rest = list_conflicts(
        commune.context, admin(commune), status=None, stream=None, cursor=page.cursor, limit=2
    )
    assert [each["id"] for each in (*page.items, *rest.items)] == sorted(made)
    assert rest.cursor is None

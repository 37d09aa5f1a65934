"""Deciding conflicts: the losing value's author is told, and it can be taken back."""

import pytest

from backend.core.problems import Problem
from backend.core.scope import Caller
from backend.services.cases.decide_conflict import Decision, resolve_conflict, undo_conflict
from backend.services.cases.list_conflicts import list_conflicts
from backend.services.cases.read_record import list_revisions
from backend.services.context import Context
from tests.commune import Commune, build_commune
from tests.conftest import Clock
from tests.phone import Json, Phone


@pytest.fixture
def commune(context: Context) -> Commune:
    return build_commune(context)


def caller_of(commune: Commune, username: str, phone: Phone) -> Caller:
    with commune.context.database.read() as connection:
        return commune.caller(connection, username, phone.device)


def two_numbers(commune: Commune) -> tuple[Phone, Phone, str, Json]:
    """an wrote 0912 first, binh 0913 without having seen it."""
    an, binh = commune.phone("an"), commune.phone("binh")
    change = an.create("household", commune.hamlets[0], head_name="Lê Văn Ba", phone="0911")
    an.record(change)
    an.sync()
    binh.sync()
    an.record(an.update(change["id"], phone="0912"))
    binh.record(binh.update(change["id"], phone="0913"))
    an.sync()
    binh.sync()
    [conflict_id] = binh.results[1]["conflicts"]
    return an, binh, str(change["id"]), binh.find(conflict_id)[1]


def test_a_decision_reaches_both_phones_and_both_authors_are_told(commune: Commune) -> None:
    an, binh, household, conflict = two_numbers(commune)
    xa = caller_of(commune, "xa", commune.phone("xa"))
    [listed] = list_conflicts(
        commune.context, xa, status="open", stream=None, cursor=None, limit=10
    ).items
    assert listed["current"]["value"] == "0912"  # type: ignore[index]
    decided = resolve_conflict(
        commune.context,
        xa,
        conflict["id"],
        Decision("incoming", 0, None, "đã gọi thử", listed["current"]["rev"]),  # type: ignore[index]
    )
    assert decided["status"] == "resolved"
    for phone in (an, binh):
        phone.sync()
        assert phone.find(household)[1]["fields"]["phone"] == "0913"
        assert phone.all_of("conflict")[0]["fields"]["status"] == "resolved"
        told = phone.outcomes[-1]
        assert (told["status"], told["reason"]) == ("decided", "đã gọi thử")
        assert told["conflicts"] == [conflict["id"]]
    assert (an.outcomes[-1]["n"], binh.outcomes[-1]["n"]) == (2, 1)


def test_the_second_decider_learns_that_it_is_decided(commune: Commune) -> None:
    *_, conflict = two_numbers(commune)
    xa = caller_of(commune, "xa", commune.phone("xa"))
    keep = Decision("current", 0, None, None, 2)
    resolve_conflict(commune.context, xa, conflict["id"], keep)
    with pytest.raises(Problem) as refused:
        resolve_conflict(commune.context, xa, conflict["id"], keep)
    assert (refused.value.status, refused.value.code) == (409, "already_resolved")


def test_a_decision_on_an_old_sight_is_stale(commune: Commune) -> None:
    an, _, household, conflict = two_numbers(commune)
    an.record(an.update(household, phone="0999"))
    an.sync()
    xa = caller_of(commune, "xa", commune.phone("xa"))
    with pytest.raises(Problem) as refused:
        resolve_conflict(
            commune.context, xa, conflict["id"], Decision("incoming", 0, None, None, 2)
        )
    assert refused.value.code == "stale"


def test_an_undo_restores_the_value_and_opens_it_again(commune: Commune) -> None:
    an, _, household, conflict = two_numbers(commune)
    xa = caller_of(commune, "xa", commune.phone("xa"))
    resolve_conflict(commune.context, xa, conflict["id"], Decision("value", 0, "0977", None, 2))
    an.sync()
    assert an.find(household)[1]["fields"]["phone"] == "0977"
    opened = undo_conflict(commune.context, xa, conflict["id"])
    assert opened["status"] == "open"
    an.sync()
    assert an.find(household)[1]["fields"]["phone"] == "0912"
    assert an.outcomes[-1]["status"] == "undone"


def test_an_undo_is_possible_for_thirty_days(commune: Commune, clock: Clock) -> None:
    *_, conflict = two_numbers(commune)
    xa = caller_of(commune, "xa", commune.phone("xa"))
    resolve_conflict(commune.context, xa, conflict["id"], Decision("current", 0, None, None, 2))
    clock.advance(days=31)
    with pytest.raises(Problem) as refused:
        undo_conflict(commune.context, xa, conflict["id"])
    assert refused.value.status == 409


def test_an_edit_against_a_delete_is_restored_with_the_edit(commune: Commune) -> None:
    an, binh, household, conflict = two_numbers(commune)
    binh.record(binh.update(household, address="Tổ 5"))
    an.record(an.act("delete", household))
    an.sync()
    binh.sync()
    [deletion] = [each for each in binh.all_of("conflict") if each["fields"]["field"] is None]
    xa = caller_of(commune, "xa", commune.phone("xa"))
    resolve_conflict(
        commune.context,
        xa,
        deletion["id"],
        Decision("incoming", 0, None, None, deletion["fields"]["current"]["rev"]),
    )
    an.sync()
    assert an.find(household)[1]["fields"]["address"] == "Tổ 5"
    assert conflict["id"] != deletion["id"]


def test_only_who_decides_may_decide_and_others_do_not_see_it(commune: Commune) -> None:
    an, _, _, conflict = two_numbers(commune)
    keep = Decision("current", 0, None, None, 2)
    for username, status in (("an", 403), ("cuc", 404), ("xakhac", 404)):
        phone = an if username == "an" else commune.phone(username)
        with pytest.raises(Problem) as refused:
            resolve_conflict(
                commune.context, caller_of(commune, username, phone), conflict["id"], keep
            )
        assert refused.value.status == status
    tinh = caller_of(commune, "tinh", commune.phone("tinh"))
    assert resolve_conflict(commune.context, tinh, conflict["id"], keep)["status"] == "resolved"


def test_the_history_of_a_record_holds_every_value(commune: Commune) -> None:
    an, _, household, conflict = two_numbers(commune)
    xa = caller_of(commune, "xa", commune.phone("xa"))
    resolve_conflict(commune.context, xa, conflict["id"], Decision("incoming", 0, None, None, 2))
    history = list_revisions(commune.context, xa, "household", household)
    assert [each["op"] for each in history] == ["create", "update", "update"]
    phones = [each["fields"]["phone"]["to"] for each in history]  # type: ignore[index]
    assert phones == ["0911", "0912", "0913"]
    assert (history[0]["device"], history[0]["n"]) == (an.device, 1)
    assert history[2]["device"] is None

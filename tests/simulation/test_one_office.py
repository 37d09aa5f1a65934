"""The office, files and restores, step by step, with all the checks of a whole world at the end."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.simulation import desk_acts, promises
from tests.simulation import hamlets as hamlet_acts
from tests.simulation.acts import Desk
from tests.simulation.phone import FieldPhone
from tests.simulation.steps import (
    act,
    add_households,
    any_household,
    desk_of,
    edit,
    households,
    make_world,
    phone_of,
    sync_all,
)
from tests.simulation.storage import SqliteStorage
from tests.simulation.world import World


@pytest.fixture
def world(sqlite_template: Path, tmp_path: Path) -> Iterator[World]:
    """It heals after each test, and every promise is asked for."""
    made = make_world(SqliteStorage(tmp_path, sqlite_template))
    yield made
    made.server.close()


def end(world: World) -> None:
    world.heal()
    promises.check_all(world)


def two_notes(world: World) -> tuple[FieldPhone, FieldPhone, FieldPhone, str]:
    """An's note stands, Bình's conflicts with it, and the admin's phone has both."""
    an, binh, admin = (phone_of(world, name) for name in ("an", "binh", "xa"))
    household = any_household(an)
    for phone, note in ((an, "of An"), (binh, "of Bình")):
        edit(world, phone, household, note=note)
    sync_all(world, "an", "binh", "xa")
    return an, binh, admin, household


@pytest.mark.promise("P2", "P14")
def test_a_decision_made_without_a_network_and_its_undo_are_told_to_both(world: World) -> None:
    an, binh, admin, _ = two_notes(world)
    act(world, admin, desk_acts.resolve)
    world.sync(admin)
    act(world, admin, desk_acts.undo)
    world.sync(admin)
    sync_all(world, "an", "binh")
    for phone in (an, binh):
        assert [each["status"] for each in phone.outcomes] == ["decided", "undone"]
    end(world)


@pytest.mark.promise("P6")
def test_a_decision_over_a_value_that_its_author_never_saw_is_stale(world: World) -> None:
    an, _, admin, household = two_notes(world)
    act(world, admin, desk_acts.resolve)
    edit(world, an, household, note="newer, of An")
    sync_all(world, "an", "xa")
    assert admin.results[1]["reasons"][0]["code"] == "stale"
    end(world)


@pytest.mark.promise("P4")
def test_a_decision_is_held_with_the_wrong_change_of_its_changeset(world: World) -> None:
    an, _, admin, household = two_notes(world)
    desk = desk_of(world, admin)
    wrong = desk.update(household, {"members_count": "5"})
    world.write(admin, [*desk_acts.resolve(desk), wrong], "several")
    sync_all(world, "xa", "an")
    assert admin.results[1]["status"] == "held"
    assert an.outcomes == []
    end(world)


@pytest.mark.promise("P14")
def test_what_is_discarded_without_a_network_is_told_to_its_author(world: World) -> None:
    an, admin = phone_of(world, "an"), phone_of(world, "xa")
    wrong = desk_of(world, an).update(any_household(an), {"members_count": "5"})
    world.write(an, [wrong], "bad_value")
    sync_all(world, "an", "xa")
    world.office.show_held(admin)
    act(world, admin, desk_acts.discard)
    sync_all(world, "xa", "an")
    assert [each["status"] for each in an.outcomes] == ["discarded"]
    end(world)


@pytest.mark.promise("P6", "F20")
def test_an_edit_of_a_merged_away_household_asks_where_it_lands(world: World) -> None:
    an, binh = phone_of(world, "an"), phone_of(world, "binh")
    away, stays = households(an)[:2]
    for number in ("0911", "0912"):  # so that its revision is above the other's
        edit(world, an, away, phone=number)
        sync_all(world, "an", "binh")
    edit(world, binh, stays, note="of Bình")
    edit(world, binh, away, merged_into=stays)
    edit(world, an, away, note="of An")
    sync_all(world, "binh", "an")
    assert an.results[an.last_n]["status"] == "conflict"
    assert an.shown(stays, "note") == "of Bình"
    end(world)


@pytest.mark.promise("P3", "P14", "F7")
def test_files_that_come_in_the_wrong_order_wait_for_each_other(world: World) -> None:
    """And their author, who was never told, hears the results."""
    an, couriers = phone_of(world, "an"), world.couriers
    before = an.goes_on
    for _ in range(2):
        add_households(world, an)
        couriers.write(an, goes_on=True)
    earlier, later = couriers.files
    couriers.deliver(later)
    couriers.deliver(later)
    sync_all(world, "binh")
    assert len(households(phone_of(world, "binh"))) == before
    couriers.deliver(earlier)
    sync_all(world, "binh", "an")
    assert len(households(phone_of(world, "binh"))) == before + 8
    assert an.results.keys() == an.log.keys()
    end(world)


@pytest.mark.promise("P1")
def test_what_a_lost_phone_wrote_to_a_file_stays_until_its_gap_closes(world: World) -> None:
    an, couriers = phone_of(world, "an"), world.couriers
    add_households(world, an)
    couriers.write(an, goes_on=True)
    add_households(world, an)
    couriers.write(an, goes_on=True)
    an.is_lost = True
    world.note_lost(an)
    earlier, later = couriers.files
    couriers.deliver(later)
    couriers.files.remove(earlier)
    end(world)


@pytest.mark.promise("P10", "F29")
def test_what_phones_forgot_because_it_is_safe_is_there_after_a_restore(world: World) -> None:
    an, binh = phone_of(world, "an"), phone_of(world, "binh")
    world.server.fail_to_back_up()
    sync_all(world, "an")
    assert an.safe == 0
    world.backups.back_up(is_verified=True)
    sync_all(world, "an")
    assert world.backups.forget_safe(an)
    edit(world, an, any_household(an), note="after the backup")
    edit(world, binh, any_household(an), phone="after the backup too")
    sync_all(world, "an", "binh")
    world.backups.restore(is_announced=True)
    end(world)
    assert an.shown(any_household(an), "note") == "after the backup"


@pytest.mark.promise("P8", "D19")
def test_nobody_signs_another_phones_log(world: World) -> None:
    for _ in range(100):
        world.couriers.forge()
    assert world.ledger.faults["forged file"] > 0


@pytest.mark.promise("P5", "P8")
def test_unsent_work_of_a_hamlet_outlives_its_split_and_the_merge_of_its_parts(
    world: World,
) -> None:
    an, binh = phone_of(world, "an"), phone_of(world, "binh")
    ended = world.village.people["an"].units[0]
    edit(world, an, any_household(an), note="before anybody heard of it")
    add_households(world, binh)
    hamlets = world.mishaps.hamlets
    while ended not in world.village.ended:
        assert hamlets.split() or hamlets.merge()
    while len(world.village.hamlets) > 2:
        assert hamlets.merge()
    end(world)
    assert an.results.keys() == an.log.keys()
    assert binh.results.keys() == binh.log.keys()


@pytest.mark.promise("P6", "P10")
@pytest.mark.parametrize("is_announced", [True, False])
def test_a_base_says_nothing_of_what_is_given_back_where_its_number_is_used_twice(
    world: World,
    is_announced: bool,  # noqa: FBT001
) -> None:
    """Bình's base is the household's first revision in a part of the first history that is lost.
    Given back with An's later note it is created anew: where nobody said that the first history
    was put back, under the same number of the same history, which is all that a base says."""
    an, binh, chi = (phone_of(world, name) for name in ("an", "binh", "chi"))
    world.backups.back_up(is_verified=False)
    known = set(households(an))
    add_households(world, an, count=1)
    sync_all(world, "an", "binh")
    household = next(each for each in households(binh) if each not in known)
    blind = desk_of(world, binh).update(household, {"note": "of Bình"}, is_blind=True)
    world.write(binh, [blind], "edit_household")

    world.backups.restore(is_announced=True)
    sync_all(world, "an")
    edit(world, an, household, note="of An")
    sync_all(world, "an", "chi", "binh")
    assert binh.results[1]["status"] == "conflict"

    world.backups.restore(is_announced=is_announced)
    sync_all(world, "chi")
    assert world.office.release()
    sync_all(world, "chi")
    assert chi.shown(household, "note") == "of An"
    sync_all(world, "binh")
    assert binh.results[1]["status"] == ("conflict" if is_announced else "applied")
    end(world)


@pytest.mark.promise("P14")
def test_a_phone_hears_what_became_of_those_before_it_that_a_restore_lost(world: World) -> None:
    """The last of three signs in first; the one between brings work that is then discarded."""
    first, admin = phone_of(world, "an"), phone_of(world, "xa")
    world.backups.back_up()
    second = world.new_phone("an", first)
    third = world.new_phone("an", second)
    for phone in (second, third, second, third):
        assert world.sync(phone)
    world.backups.restore(is_announced=True)
    assert world.sync(third)
    for phone in (first, second):
        wrong = desk_of(world, phone).update(any_household(phone), {"members_count": "5"})
        world.write(phone, [wrong], "bad_value")
        assert world.sync(phone)
    sync_all(world, "xa")
    for _ in range(2):
        world.office.show_held(admin)
        act(world, admin, desk_acts.discard)
        sync_all(world, "xa")
    end(world)
    assert {each["device"] for each in third.outcomes} == {first.device, second.device}


@pytest.mark.promise("P3", "P10")
def test_what_a_file_brings_after_the_backup_is_not_its_phones_to_forget(world: World) -> None:
    """The phone had let go of it, so that the restored server passed its number."""
    an, couriers = phone_of(world, "an"), world.couriers
    world.backups.back_up(is_verified=False)
    add_households(world, an, 1)
    number = an.last_n
    couriers.write(an, goes_on=False)
    sync_all(world, "an")
    world.ledger.given_up.add(an.log[number]["id"])
    an.prune(number)
    world.backups.restore(is_announced=True)
    add_households(world, an, 1)
    sync_all(world, "an")
    world.backups.back_up(is_verified=True)
    couriers.deliver(couriers.files[0])
    sync_all(world, "an")
    assert an.safe > number
    end(world)


@pytest.mark.promise("P5", "P8")
@pytest.mark.parametrize("change", ["merge", "split"])
def test_unsent_work_outlives_a_change_of_hamlets_and_its_undo(
    world: World, change: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hamlet_acts, "IN_FORCE", (1, 4))
    an, binh = phone_of(world, "an"), phone_of(world, "binh")
    hamlets = world.mishaps.hamlets
    edit(world, an, any_household(an), note="before anybody heard of it")
    add_households(world, binh)
    assert getattr(hamlets, change)()
    sync_all(world, "an", "binh", "xa")
    for phone in (an, binh):
        for household in households(phone)[:1]:
            edit(world, phone, household, note="while it was so")
    add_households(world, an)
    sync_all(world, "an")
    add_households(world, binh)
    assert hamlets.undo()
    assert len(world.village.hamlets) == 2
    end(world)
    assert an.results.keys() == an.log.keys()
    assert binh.results.keys() == binh.log.keys()


def test_a_desk_records_nothing_where_there_is_nothing_to_do(world: World) -> None:
    desk: Desk = desk_of(world, phone_of(world, "xa"))
    for what in (desk_acts.resolve, desk_acts.undo, desk_acts.release, desk_acts.discard):
        assert what(desk) == []

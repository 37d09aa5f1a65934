"""The app itself, step by step, in what whole worlds meet too seldom to rely on."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.simulation import promises
from tests.simulation.real_phone import RealPhone
from tests.simulation.steps import (
    add_households,
    any_household,
    desk_of,
    edit,
    make_world,
    phone_of,
)
from tests.simulation.storage import SqliteStorage
from tests.simulation.world import World

STEPS_MAX = 60
"""More than an exchange has transactions."""


@pytest.fixture
def world(bundled_app: None, sqlite_template: Path, tmp_path: Path) -> Iterator[World]:
    """All of its phones are the app."""
    made = make_world(SqliteStorage(tmp_path, sqlite_template), real_phones=15)
    yield made
    made.server.close()


def real_phone_of(world: World, name: str) -> RealPhone:
    phone = phone_of(world, name)
    assert isinstance(phone, RealPhone)
    return phone


def end(world: World) -> None:
    """It heals, and every promise is asked for."""
    world.heal()
    promises.check_all(world)


@pytest.mark.slow
@pytest.mark.promise("P1", "P2", "P7", "F10", "F24")
def test_ended_at_any_transaction_of_an_exchange_the_app_skips_nothing(world: World) -> None:
    an, binh = real_phone_of(world, "an"), real_phone_of(world, "binh")
    ended = 0
    for step in range(1, STEPS_MAX):
        for phone in (binh, an):
            add_households(world, phone, 1)
        assert world.real.sync(binh)
        if world.real.order(an, "sync", end_at=step) is not None:
            break
        ended = step
        assert world.real.sync(an)
    assert 5 < ended < STEPS_MAX - 1
    end(world)


@pytest.mark.slow
@pytest.mark.promise("P7")
def test_an_app_that_lost_a_row_finds_it_out_by_the_digest(world: World) -> None:
    an = real_phone_of(world, "an")
    household = any_household(an)
    found = an.received(household)
    assert found is not None
    world.note_rotten(an, found[0], household)
    world.real.spoil(an, found[0], household, None)
    assert an.received(household) is None
    assert world.real.sync(an)
    assert an.received(household) == found
    end(world)


@pytest.mark.slow
@pytest.mark.promise("P10")
def test_a_restored_server_gets_what_the_app_was_told_as_another_device(world: World) -> None:
    """An's log diverges after work of theirs was held; then comes a backup from before all that."""
    an = real_phone_of(world, "an")
    world.backups.back_up(is_verified=False)
    held, before = record_held(world, an), an.device
    diverge(world, an)
    assert (an.replaces, an.entries[held]["device"]) == (before, an.device)
    world.mishaps.restore()
    end(world)
    assert an.entries[held]["status"] == "held"


@pytest.mark.slow
@pytest.mark.promise("P14")
def test_what_was_told_stays_while_the_next_device_sends_the_log_in_parts(world: World) -> None:
    """An's phone hears that work was discarded, and begins another log, one changeset a request."""
    an = real_phone_of(world, "an")
    held, before = record_held(world, an), an.device
    assert world.office.discard()
    assert world.real.sync(an)
    told = an.entries[held]["outcomes"]
    diverge(world, an, in_parts=True)
    assert an.replaces == before
    assert an.entries[held]["outcomes"] == told
    assert [each["status"] for each in told] == ["discarded"]
    end(world)


@pytest.mark.slow
@pytest.mark.promise("P6", "P14", "F42")
def test_an_emptied_phone_goes_on_for_the_device_that_it_was(world: World) -> None:
    """What it had seen counts as seen, and what the server has not is lost with the book."""
    an, binh = real_phone_of(world, "an"), real_phone_of(world, "binh")
    household = any_household(an)
    edit(world, binh, household, note="of Bình")
    for phone in (binh, an):
        assert world.real.sync(phone)
    add_households(world, an, 1)
    before, unsent = an.device, an.kept()[-1]["id"]
    world.note_emptied(an)
    world.real.empty(an)
    assert (an.replaces, an.entries, an.find(household)) == (before, {}, None)
    assert world.real.sync(an)
    assert unsent not in {each["id"] for each in an.kept()}
    edit(world, an, household, note="of An")
    assert world.real.sync(an)
    assert an.entries[max(an.entries)]["status"] == "applied"
    end(world)


@pytest.mark.slow
@pytest.mark.promise("F51", "F52")
@pytest.mark.parametrize("mishap", ["replace_phone", "revoke_phone", "lose_phone"])
def test_the_phone_after_a_real_one_is_the_app_with_nothing_on_it(
    world: World, mishap: str
) -> None:
    add_households(world, real_phone_of(world, "an"), 1)
    assert getattr(world.mishaps, mishap)()
    added = world.village.phones[-1]
    assert added is world.real.phones[-1]
    assert (added.replaces, added.log) == (None, {})
    assert world.sync(added)
    add_households(world, added, 1)
    end(world)


@pytest.mark.slow
def test_what_is_too_large_arrives_in_no_file_either(world: World) -> None:
    """So the number that is given up for it contradicts nothing."""
    an, couriers = real_phone_of(world, "an"), world.couriers
    add_households(world, an, 2)
    large, before = max(an.entries), an.device
    world.real.doorway.too_large.add(an.entries[large]["changeset"]["id"])
    couriers.write(an, goes_on=False)
    couriers.deliver(couriers.files[0])
    assert couriers.files == []
    assert world.real.sync(an)
    assert (an.entries[large]["void"], an.device) == ("too_large", before)
    end(world)


def record_held(world: World, phone: RealPhone) -> int:
    """The place of a changeset that the server holds."""
    (made,) = desk_of(world, phone).new_household()
    bad = {**made, "fields": {**made["fields"], "phone": "a\0b"}}
    world.write(phone, [bad], "bad_value")
    assert world.real.sync(phone)
    held = max(phone.entries)
    assert phone.entries[held]["status"] == "held"
    return held


def diverge(world: World, phone: RealPhone, *, in_parts: bool = False) -> None:
    """It is set back behind a number that the server has, uses it again, and is another device.
    What is refused for its size makes it send less at a time."""
    image = world.mishaps.copy(phone)
    add_households(world, phone, 1)
    assert world.real.sync(phone)
    world.mishaps.set_back(phone, image)
    add_households(world, phone, 2)
    if in_parts:
        world.real.doorway.too_large.add(phone.entries[max(phone.entries)]["changeset"]["id"])
    assert world.real.sync(phone)

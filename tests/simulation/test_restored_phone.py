"""One phone in the middle of a reset after a restore, step by step: worlds meet it too seldom."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.phone import Json
from tests.simulation.acts import Desk
from tests.simulation.phone import FieldPhone
from tests.simulation.storage import SqliteStorage
from tests.simulation.world import Plan, World

QUIET = Plan(faulty_share=0.0, trouble=0.0)
HOUSEHOLDS = 4


@pytest.fixture
def world(sqlite_template: Path, tmp_path: Path) -> Iterator[World]:
    made = World("restored", SqliteStorage(tmp_path, sqlite_template), QUIET)
    yield made
    made.server.close()


def _phone_of(world: World, name: str) -> FieldPhone:
    user_id = world.village.people[name].user_id
    return next(each for each in world.village.phones if each.user_id == user_id)


def _exchange_once(world: World, phone: FieldPhone) -> Json:
    request = phone.request(world.phone_time(phone, "Z"))
    user_id, device = phone.user_id, phone.device
    raw, _ = world.server.exchange(user_id, device, json.dumps(request).encode())
    answer: Json = json.loads(raw)
    phone.take(request, answer)
    return answer


def _write_phone(world: World, phone: FieldPhone, household: str, number: str) -> None:
    desk = Desk(phone, world.chance, world.phone_time(phone, "+07:00"))
    world.write(phone, [desk.update(household, {"phone": number})], "edit_household")


@pytest.mark.promise("P6", "P10")
def test_what_is_recorded_while_a_stream_is_pulled_anew_names_the_history_of_its_bases(
    world: World,
) -> None:
    """Both histories have a second revision of the household; what is on the screen is the first
    history's, so that the second one's value must not be replaced unseen."""
    an, binh, chi = (_phone_of(world, name) for name in ("an", "binh", "chi"))
    for phone in (an, binh, chi):
        world.sync(phone)
    desk = Desk(an, world.chance, world.phone_time(an, "+07:00"))
    for _ in range(HOUSEHOLDS):
        world.write(an, desk.new_household(), "new_household")
    for phone in (an, binh, chi):
        world.sync(phone)
    household = an.log[HOUSEHOLDS]["changes"][0]["id"]
    world.mishaps.back_up()
    _write_phone(world, binh, household, "of the first history")
    world.sync(binh)
    world.sync(an)
    world.mishaps.restore()
    world.sync(chi)
    _write_phone(world, chi, household, "of the second history")
    world.sync(chi)

    an.page = 1
    answer = _exchange_once(world, an)
    assert answer["epoch"] == an.epoch
    assert an.shown(household, "phone") == "of the first history"
    _write_phone(world, an, household, "of the one who is between them")
    world.sync(an)
    assert an.results[an.last_n]["status"] == "conflict"
    found = an.find(household)
    assert found is not None
    assert found[1]["fields"]["phone"] == "of the second history"

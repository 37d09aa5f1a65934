"""One phone, step by step, in what whole worlds meet too seldom to rely on."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.phone import Json
from tests.simulation.acts import Desk
from tests.simulation.network import PORTALS
from tests.simulation.phone import FieldPhone
from tests.simulation.storage import SqliteStorage
from tests.simulation.world import Plan, World

QUIET = Plan(faulty_share=0.0, trouble=0.0)
HOUSEHOLDS = 4


@pytest.fixture
def world(sqlite_template: Path, tmp_path: Path) -> Iterator[World]:
    """An's phone has recorded some households, and Bình's and Chi's have them too."""
    made = World("one phone", SqliteStorage(tmp_path, sqlite_template), QUIET)
    _sync_all(made)
    _add_households(made, _phone_of(made, "an"))
    _sync_all(made)
    yield made
    made.server.close()


def _phone_of(world: World, name: str) -> FieldPhone:
    user_id = world.village.people[name].user_id
    return next(each for each in world.village.phones if each.user_id == user_id)


def _sync_all(world: World) -> None:
    for name in ("an", "binh", "chi"):
        assert world.sync(_phone_of(world, name))


def _add_households(world: World, phone: FieldPhone) -> None:
    desk = Desk(phone, world.chance, world.phone_time(phone, "+07:00"))
    for _ in range(HOUSEHOLDS):
        world.write(phone, desk.new_household(), "new_household")


def _any_household(phone: FieldPhone) -> str:
    return next(
        record_id
        for book in phone.books.values()
        for record_id, record in book.records.items()
        if record["type"] == "household"
    )


def _edit(world: World, who: FieldPhone, household: str, **fields: str) -> None:
    desk = Desk(who, world.chance, world.phone_time(who, "+07:00"))
    world.write(who, [desk.update(household, fields)], "edit_household")


def _exchange_once(world: World, phone: FieldPhone) -> None:
    request = phone.request(world.phone_time(phone, "Z"))
    body = json.dumps(request).encode()
    raw, _ = world.server.exchange(phone.user_id, phone.device, body)
    answer: Json = json.loads(raw)
    assert phone.take(request, answer), "there is more to come"


@pytest.mark.promise("P6", "P10")
def test_what_is_recorded_while_a_stream_is_pulled_anew_names_the_history_of_its_bases(
    world: World,
) -> None:
    """Both histories have a second revision of the household; what is on the screen is the first
    history's, so that the second one's value must not be replaced unseen."""
    an, binh, chi = (_phone_of(world, name) for name in ("an", "binh", "chi"))
    household = _any_household(an)
    world.backups.back_up(is_verified=False)
    _edit(world, binh, household, phone="of the first history")
    world.sync(binh)
    world.sync(an)
    world.mishaps.restore()
    world.sync(chi)
    _edit(world, chi, household, phone="of the second history")
    world.sync(chi)

    an.page = 1
    _exchange_once(world, an)
    assert an.shown(household, "phone") == "of the first history"
    _edit(world, an, household, phone="of the one who is between them")
    world.sync(an)
    assert an.results[an.last_n]["status"] == "conflict"
    assert an.shown(household, "phone") == "of the second history"


@pytest.mark.promise("P6")
def test_what_was_pushed_is_no_base_until_its_record_has_been_pulled(world: World) -> None:
    """The result of An's edit tells a revision that holds a note of Bình's, not on An's screen."""
    an, binh = _phone_of(world, "an"), _phone_of(world, "binh")
    household = _any_household(an)
    _add_households(world, binh)
    _edit(world, binh, household, note="of Bình")
    world.sync(binh)

    an.page = 1
    _edit(world, an, household, phone="of An")
    _exchange_once(world, an)
    assert an.results[an.last_n]["records"][0]["rev"] == 3
    _edit(world, an, household, note="of An")
    world.sync(an)
    assert an.results[an.last_n]["status"] == "conflict"
    assert an.shown(household, "note") == "of Bình"


@pytest.mark.promise("P7")
def test_a_phone_that_lost_a_row_finds_it_out_by_the_digest(world: World) -> None:
    an = _phone_of(world, "an")
    household = _any_household(an)
    found = an.find(household)
    assert found is not None
    world.ledger.tainted.add(an.device)
    del an.books[found[0]].records[household]
    world.sync(an)  # shows that it does not add up
    world.sync(an)  # pulls the stream anew
    assert an.find(household) == found


@pytest.mark.promise("P5")
def test_what_a_portal_says_is_no_answer(world: World) -> None:
    an = _phone_of(world, "an")
    device = an.device
    _edit(world, an, _any_household(an), phone="of An")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(world.network, "exchange", lambda _body, _deliver: PORTALS[-1])
        assert not world.sync(an)
    assert (an.device, an.waiting) == (device, 1)
    world.sync(an)
    assert an.results[an.last_n]["status"] == "applied"

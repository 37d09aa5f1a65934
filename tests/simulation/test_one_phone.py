"""One phone, step by step, in what whole worlds meet too seldom to rely on."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.simulation.network import PORTALS
from tests.simulation.steps import (
    add_households,
    any_household,
    edit,
    exchange_once,
    make_world,
    phone_of,
)
from tests.simulation.storage import SqliteStorage
from tests.simulation.world import World


@pytest.fixture
def world(sqlite_template: Path, tmp_path: Path) -> Iterator[World]:
    made = make_world(SqliteStorage(tmp_path, sqlite_template))
    yield made
    made.server.close()


@pytest.mark.promise("P6", "P10")
def test_what_is_recorded_while_a_stream_is_pulled_anew_names_the_history_of_its_bases(
    world: World,
) -> None:
    """Both histories have a second revision of the household; what is on the screen is the first
    history's, so that the second one's value must not be replaced unseen."""
    an, binh, chi = (phone_of(world, name) for name in ("an", "binh", "chi"))
    household = any_household(an)
    world.backups.back_up(is_verified=False)
    edit(world, binh, household, phone="of the first history")
    world.sync(binh)
    world.sync(an)
    world.mishaps.restore()
    world.sync(chi)
    edit(world, chi, household, phone="of the second history")
    world.sync(chi)

    an.page = 1
    exchange_once(world, an)
    assert an.shown(household, "phone") == "of the first history"
    edit(world, an, household, phone="of the one who is between them")
    world.sync(an)
    assert an.results[an.last_n]["status"] == "conflict"
    assert an.shown(household, "phone") == "of the second history"


@pytest.mark.promise("P6")
def test_what_was_pushed_is_no_base_until_its_record_has_been_pulled(world: World) -> None:
    """The result of An's edit tells a revision that holds a note of Bình's, not on An's screen."""
    an, binh = phone_of(world, "an"), phone_of(world, "binh")
    household = any_household(an)
    add_households(world, binh)
    edit(world, binh, household, note="of Bình")
    world.sync(binh)

    an.page = 1
    edit(world, an, household, phone="of An")
    exchange_once(world, an)
    assert an.results[an.last_n]["records"][0]["rev"] == 3
    edit(world, an, household, note="of An")
    world.sync(an)
    assert an.results[an.last_n]["status"] == "conflict"
    assert an.shown(household, "note") == "of Bình"


@pytest.mark.promise("P7")
def test_a_phone_that_lost_a_row_finds_it_out_by_the_digest(world: World) -> None:
    an = phone_of(world, "an")
    household = any_household(an)
    found = an.find(household)
    assert found is not None
    an.rotten.add(found[0])
    del an.books[found[0]].records[household]
    world.sync(an)  # shows that it does not add up
    world.sync(an)  # pulls the stream anew
    assert an.find(household) == found


@pytest.mark.promise("P5")
def test_what_a_portal_says_is_no_answer(world: World) -> None:
    an = phone_of(world, "an")
    device = an.device
    edit(world, an, any_household(an), phone="of An")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(world.network, "exchange", lambda _body, _deliver: PORTALS[-1])
        assert not world.sync(an)
    assert (an.device, an.waiting) == (device, 1)
    world.sync(an)
    assert an.results[an.last_n]["status"] == "applied"

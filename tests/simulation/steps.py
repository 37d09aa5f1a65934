"""What the tests of one phone or one desk do step by step in a quiet world."""

import json
from collections.abc import Callable
from dataclasses import replace

from tests.phone import Json
from tests.simulation.acts import Desk
from tests.simulation.phone import FieldPhone
from tests.simulation.storage import SqliteStorage
from tests.simulation.world import Plan, World

QUIET = Plan(faulty_share=0.0, trouble=0.0, replayed_share=1.0)
HOUSEHOLDS = 4


def make_world(storage: SqliteStorage, *, real_phones: int = 0) -> World:
    """An's phone has recorded some households, and Bình's, Chi's and the admin's have them too."""
    made = World("one phone", storage, replace(QUIET, real_phones=real_phones))
    everybody = ("an", "binh", "chi", "xa")
    sync_all(made, *everybody)  # hears of its streams
    add_households(made, phone_of(made, "an"))
    sync_all(made, *everybody)
    return made


def phone_of(world: World, name: str) -> FieldPhone:
    user_id = world.village.people[name].user_id
    return next(each for each in world.village.phones if each.user_id == user_id)


def sync_all(world: World, *names: str) -> None:
    for name in names:
        assert world.sync(phone_of(world, name))


def desk_of(world: World, phone: FieldPhone) -> Desk:
    return Desk(phone, world.chance, world.phone_time(phone, "+07:00"))


def add_households(world: World, phone: FieldPhone, count: int = HOUSEHOLDS) -> None:
    for _ in range(count):
        world.write(phone, desk_of(world, phone).new_household(), "new_household")


def any_household(phone: FieldPhone) -> str:
    return households(phone)[0]


def households(phone: FieldPhone) -> list[str]:
    return [
        record_id
        for book in phone.books.values()
        for record_id, record in book.records.items()
        if record["type"] == "household"
    ]


def edit(world: World, who: FieldPhone, household: str, **fields: str | None) -> None:
    world.write(who, [desk_of(world, who).update(household, fields)], "edit_household")


def act(world: World, who: FieldPhone, what: Callable[[Desk], list[Json]]) -> None:
    """Records it; it must have found something to act upon."""
    changes = what(desk_of(world, who))
    assert changes
    world.write(who, changes, what.__name__)


def exchange_once(world: World, phone: FieldPhone) -> None:
    request = phone.request(world.phone_time(phone, "Z"))
    body = json.dumps(request).encode()
    raw, _ = world.server.exchange(phone.user_id, phone.device, body)
    answer: Json = json.loads(raw)
    assert phone.take(request, answer), "there is more to come"

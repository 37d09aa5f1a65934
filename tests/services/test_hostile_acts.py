"""Acts of the office with one hostile value each: applied or held, never a failure."""

import json
from random import Random

import pytest

from backend.services.context import Context
from backend.services.syncing.sync import sync
from tests.api.test_mutations import MARK, VALUES, places
from tests.commune import Commune, build_commune
from tests.phone import Json, Phone
from tests.services.test_conflicts import two_numbers
from tests.services.test_held import open_items

ROUNDS = 150


@pytest.fixture
def commune(context: Context) -> Commune:
    return build_commune(context)


def acts_on(conflict: Json, item: Json) -> list[Json]:
    changes = item["changeset"]["changes"]
    resolve = {"op": "resolve", "id": conflict["id"], "reason": "x", "rev": 9}
    return [
        {**resolve, "choice": "value", "value": "0977"},
        {**resolve, "choice": "value", "value": "hamlet:x"},
        {**resolve, "choice": "incoming", "side": 0},
        {"op": "undo", "id": conflict["id"]},
        {"op": "release", "id": item["id"], "changes": changes},
        {"op": "discard", "id": item["id"], "reason": "x"},
    ]


def hostile(chance: Random, act: Json) -> str:
    copy = json.loads(json.dumps(act))
    path = chance.choice(list(places(copy)))
    target = copy
    for step in path[:-1]:
        target = target[step]
    target[path[-1]] = MARK
    return json.dumps(copy).replace(f'"{MARK}"', chance.choice(VALUES))


def send(commune: Commune, desk: Phone, act: str) -> str:
    """The status of the act's changeset; it is the next of the desk's log."""
    desk.record({"op": "undo", "id": "ACT"})
    request = json.dumps(desk.request([desk.log[-1]])).replace('{"op": "undo", "id": "ACT"}', act)
    with commune.context.database.read() as connection:
        caller = commune.caller(connection, "xa", desk.device)
    answer: Json = json.loads(sync(commune.context, caller, request.encode()))
    return str(answer["results"][-1]["status"])


def test_one_hostile_value_in_an_act_never_fails(commune: Commune) -> None:
    an, _, _, conflict = two_numbers(commune)
    an.record(an.create("household", commune.hamlets[0], head_name=7))
    an.sync()
    [item] = open_items(commune, "xa")
    desk, chance = commune.phone("xa"), Random(5)
    desk.sync()
    statuses = [
        send(commune, desk, hostile(chance, chance.choice(acts_on(conflict, item))))
        for _ in range(ROUNDS)
    ]
    assert set(statuses) <= {"applied", "conflict", "held"}
    assert {"applied", "held"} <= set(statuses)

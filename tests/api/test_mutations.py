"""Good requests with one value replaced by a hostile one, wherever it stands: always a clear
answer, never a failure, and the same verdict however often it is sent.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

import pytest
from starlette.testclient import TestClient

from backend.core.scope import Role
from backend.services.context import Context
from tests.people import API, COMMUNE, SignedIn, add_and_sign_in, add_hamlet, add_user
from tests.phone import Json, Phone, new_id
from tests.wire_phone import Wire, open_phone

MARK = "HOSTILE"
VALUES = (
    r'"\ud800"',
    r'"\u0000"',
    r'"\u202e"',
    '""',
    "1e400",
    "-1",
    "1.5",
    str(2**53 + 1),
    str(2**70),
    "null",
    "true",
    "[]",
    "{}",
    '{"a":[{}]}',
    "[null]",
    json.dumps("x" * 5_000),
    '"99999-99-99T00:00:00Z"',
    '"0"',
)
ROUNDS = 400
CLEAR = {200, 201, 204, 400, 401, 403, 404, 409, 413, 422}


@dataclass(frozen=True)
class Target:
    """A request that succeeds as it stands."""

    path: str
    body: Json
    who: SignedIn
    method: str = "POST"


def change(op: str, record_type: str, record_id: str, stream: str, **more: object) -> Json:
    return {"op": op, "type": record_type, "id": record_id, "stream": stream, **more}


def every_op(phone: Phone, stream: str, other: str) -> list[Json]:
    """Changes of each kind on records made in the same changeset, and the office's acts."""
    household, visit = new_id(), new_id()
    fields = {
        "head_name": "Nguyễn Văn Ba",
        "location": {"lat": 10.4, "lon": 105.7},
        "members_count": 4,
        "consent": {"purposes": ["visits"], "text_version": "1"},
    }
    seen = {"head_name": "Nguyễn Văn Ba"}
    return [
        change("create", "household", household, stream, fields=fields),
        change(
            "create",
            "visit",
            visit,
            stream,
            fields={
                "household_id": household,
                "visited_at": "2026-11-23T09:40:11+07:00",
                "outcome": "met",
            },
        ),
        change(
            "update",
            "household",
            household,
            stream,
            base=1,
            fields={"head_name": "Ba"},
            **{"from": seen},
        ),
        change("delete", "visit", visit, stream, base=1),
        change("restore", "visit", visit, stream, base=2),
        change("move", "household", household, stream, base=2, to=other),
        {"op": "resolve", "id": new_id(), "choice": "value", "value": "x", "rev": 1},
        {"op": "undo", "id": new_id()},
        {"op": "release", "id": new_id(), "changes": []},
        {"op": "discard", "id": new_id(), "reason": "thử"},
    ]


@pytest.fixture
def targets(context: Context, client: TestClient) -> list[Target]:
    near, other = add_hamlet(context, "Ấp Một"), add_hamlet(context, "Ấp Hai")
    stream = f"hamlet:{near}"
    for name in ("an", "binh"):
        add_user(context, name, Role.VOLUNTEER, [near])
    admin = add_and_sign_in(context, client, "xa", Role.COMMUNE_ADMIN, [COMMUNE])
    (an, an_wire), (binh, _) = open_phone(client, "an"), open_phone(client, "binh")
    household = an.create("household", stream, head_name="Hộ Một", phone="0911000111")
    an.record(household)
    an.record(an.create("visit", stream, household_id=new_id(), outcome="met"))
    an.sync()
    binh.sync()
    for number, phone in enumerate((an, binh)):
        phone.record(phone.update(household["id"], phone=f"091200000{number}"))
        phone.sync()
    desk = Wire(client, admin)
    conflict = desk.get("/conflicts", status="open")["items"][0]
    held = desk.get("/held", status="open")["items"][0]
    office = Phone(desk.exchange, admin.device_id, [stream])
    office.record(*every_op(office, stream, f"hamlet:{other}"))
    sync = {**office.request(), "recovered": [recovered(stream)]}
    resolve = {"choice": "value", "value": "0913", "reason": "hỏi lại", "rev": 1, "side": 0}
    repaired = {"changes": held["changeset"]["changes"]}
    mended = {"full_name": "An", "phone": "0912", "units": [near], "active": True}
    return [
        Target("/sync", sync, admin),
        Target("/sync", sync, admin),
        Target("/sync", an.request(an.log), an_wire.person),
        Target(f"/conflicts/{conflict['id']}/resolve", resolve, admin),
        Target(f"/held/{held['id']}/release", repaired, admin),
        Target(f"/held/{held['id']}/discard", {"reason": "thử"}, admin),
        Target(f"/users/{an_wire.person.user_id}", mended, admin, "PATCH"),
    ]


def recovered(stream: str) -> Json:
    return {
        "type": "household",
        "id": new_id(),
        "rev": 3,
        "tag": 201874461033914,
        "deleted": False,
        "fields": {"head_name": "Hộ Mất"},
        "stream": stream,
        "created_by": new_id(),
        "created_at": "2026-11-20T03:00:00.000Z",
        "updated_by": None,
        "updated_at": "2026-11-20T03:00:00.000Z",
    }


def places(value: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The way to every value within."""
    if path:
        yield path
    if isinstance(value, dict):
        for name, each in value.items():
            yield from places(each, (*path, name))
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield from places(each, (*path, index))


def mutate(chance: Random, body: Json) -> tuple[tuple[str | int, ...], str]:
    """The body's text with one value replaced, and where that was."""
    copy = json.loads(json.dumps(body))
    path = chance.choice(list(places(copy)))
    target = copy
    for step in path[:-1]:
        target = target[step]
    target[path[-1]] = MARK
    return path, json.dumps(copy).replace(f'"{MARK}"', chance.choice(VALUES))


def test_one_hostile_value_anywhere_is_answered_clearly(
    client: TestClient, targets: list[Target]
) -> None:
    chance = Random(7)
    for _ in range(ROUNDS):
        target = chance.choice(targets)
        path, text = mutate(chance, target.body)
        headers = {**target.who.headers, "Content-Type": "application/json"}
        response = client.request(
            target.method, f"{API}{target.path}", content=text, headers=headers
        )
        assert response.status_code in CLEAR, (target.path, path, text, response.text)
        assert response.headers["Tungnha-Protocol"] == "1"
    admin = targets[0].who
    for listed in ("held?limit=500", "conflicts", "users", "streams"):
        response = client.get(f"{API}/{listed}", headers=admin.headers)
        assert response.status_code == 200, (listed, response.text)

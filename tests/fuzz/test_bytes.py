"""Mutated requests to /sync and /deliver: never a 500, and the same verdict on both databases."""

import gzip
import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from backend.app import create_app
from backend.core.scope import Role
from backend.services.context import Context
from backend.services.outbox.outbox_seal import public_part
from backend.store.database import Database
from tests.conftest import Clock, make_context
from tests.fuzz.mutator import Mutator
from tests.outbox_file import make_key, write_file
from tests.people import API, PASSWORD, add_hamlet, add_user, login_body
from tests.phone import Json
from tests.postgres import create_database, drop_database
from tests.simulation.chance import Chance

ROUNDS = 300
DEVICE = "01980000-0000-7000-8000-00000000f022"
KEY = make_key(33)


@dataclass
class House:
    """One server with one volunteer; two of them differ in their database alone."""

    client: TestClient
    context: Context
    headers: dict[str, str]
    stream: str
    server_key: Json
    acked: int = 0

    def post(self, path: str, body: bytes) -> tuple[int, Json]:
        headers = {**self.headers, "Content-Type": "application/json"}
        response = self.client.post(f"{API}{path}", content=body, headers=headers)
        answer: Json = response.json()
        self.acked = answer.get("acked", self.acked)
        return response.status_code, answer


def _build(url: str) -> Iterator[House]:
    database = Database(url)
    context = make_context(database, Clock())
    hamlet = add_hamlet(context, "Ấp Mỹ Phú")
    add_user(context, "an", Role.VOLUNTEER, [hamlet])
    with TestClient(create_app(context), raise_server_exceptions=False) as client:
        body = login_body("an", DEVICE, password=PASSWORD)
        body["device"] = {"id": DEVICE, "name": "Máy thử", "key": public_part(KEY)}
        token = client.post(f"{API}/auth/login", json=body).json()["access_token"]
        headers = {"Authorization": f"Bearer {token}"}
        key = client.get(f"{API}/server-key", headers=headers).json()["key"]
        yield House(client, context, headers, f"hamlet:{hamlet}", key)
    database.close()


@pytest.fixture
def houses(
    tmp_path: Path, sqlite_template: Path, postgres_server: str, postgres_template: str
) -> Iterator[tuple[House, House]]:
    path = tmp_path / "tungnha.sqlite3"
    shutil.copyfile(sqlite_template, path)
    url = create_database(postgres_server, template=postgres_template)
    for one in _build(f"sqlite:///{path}"):
        for other in _build(url):
            yield one, other
    drop_database(url)


def _changesets(house: House, chance: Chance) -> list[Json]:
    household = chance.new_id()
    create = {
        "op": "create",
        "type": "household",
        "id": household,
        "stream": house.stream,
        "fields": {"head_name": chance.new_word("Ông"), "members_count": 3},
    }
    update = {
        "op": "update",
        "type": "household",
        "id": household,
        "stream": house.stream,
        "base": 1,
        "from": {"phone": None},
        "fields": {"phone": "0912345678", "location": {"lat": 10.5, "lon": 105.5}},
    }
    return [
        {
            "n": house.acked + 1 + place,
            "id": chance.new_id(),
            "at": "2026-11-23T09:40:11+07:00",
            "schema": 1,
            "app": "0.3.0",
            "epoch": None,
            "changes": [change],
        }
        for place, change in enumerate((create, update))
    ]


def _request(house: House, chance: Chance) -> bytes:
    body = {
        "protocol": 1,
        "device": DEVICE,
        "clock": "2026-11-23T03:00:00.000Z",
        "epoch": None,
        "acked": 0,
        "first": 1,
        "waiting": 0,
        "outcomes_cursor": None,
        "changesets": _changesets(house, chance),
        "cursors": [{"stream": house.stream, "cursor": None}],
        "limit": 500,
        "recovered": [],
    }
    return json.dumps(body).encode()


def _verdict(status: int, answer: Json) -> object:
    results = [(each["n"], each["status"], each["reasons"]) for each in answer.get("results", ())]
    return status, answer.get("code"), answer.get("acked"), results


def _assert_alike(houses: tuple[House, House], path: str, body: bytes) -> int:
    one, other = (_verdict(*house.post(path, body)) for house in houses)
    assert one == other, body
    status = houses[0].post(path, body)[0]
    houses[1].post(path, body)
    assert status < 500, body
    return status


@pytest.mark.slow
@pytest.mark.postgres
@pytest.mark.parametrize("seed", [1, 2])
def test_mutated_syncs_are_answered_clearly_and_alike(
    houses: tuple[House, House], seed: int
) -> None:
    chance, mutator = Chance(seed), Mutator(seed)
    statuses = set()
    for _ in range(ROUNDS):
        body = mutator.mutate(_request(houses[0], chance))
        statuses.add(_assert_alike(houses, "/sync", body))
    assert {200, 400} <= statuses


@pytest.mark.slow
@pytest.mark.postgres
def test_mutated_outbox_files_are_answered_clearly_and_alike(
    houses: tuple[House, House],
) -> None:
    """The file itself, and what lies sealed in it."""
    chance, mutator = Chance(3), Mutator(3)
    statuses = set()
    for number in range(ROUNDS):
        content = json.dumps({"first": 1, "changesets": _changesets(houses[0], chance)}).encode()
        if number % 2:
            content = mutator.mutate(content)
        file = json.dumps(_sealed(content, houses[0])).encode()
        body = file if number % 2 else mutator.mutate(file)
        statuses.add(_assert_alike(houses, "/deliver", body))
    assert {200, 400, 403} <= statuses


def _sealed(content: bytes, house: House) -> Json:
    packed = gzip.compress(content, mtime=0)
    return write_file(DEVICE, packed, server=house.server_key, device_key=KEY)

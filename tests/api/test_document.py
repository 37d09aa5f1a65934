"""The OpenAPI document tells the truth: what a day in a commune is answered fits its schemas, and
what its phones send fits them too."""

import json
import re
from collections.abc import Iterator
from typing import Any

import jsonschema_rs
import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from backend.core.scope import Role
from backend.services.context import Context
from tests.people import API, COMMUNE, add_hamlet, add_user
from tests.phone import Json, Phone, new_id
from tests.wire_phone import Wire, open_phone

LISTS = ("/users", "/streams", "/units", "/devices", "/conflicts", "/held", "/duplicates", "/audit")


class Reader:
    """Holds every answer against the document; `seen` are operations with their status."""

    def __init__(self, document: Json) -> None:
        self.document = document
        self.seen: set[tuple[str, str, int]] = set()

    def __call__(self, response: Response) -> None:
        request = response.request
        method, path = request.method.lower(), request.url.path
        where = next((each for each in self.document["paths"] if _fits(each, path)), None)
        if where is None or response.headers["content-type"] == "text/csv":
            return
        response.read()
        operation = self.document["paths"][where][method]
        answers = operation["responses"]
        status = str(response.status_code)
        assert status in answers or response.status_code >= 400, (where, status)
        described = answers.get(status, answers["default"])
        content = described["content"][response.headers["content-type"]]
        self.check(content["schema"], response.json())
        self.seen.add((method, where, response.status_code))

    def check(self, schema: Json, value: object) -> None:
        whole: dict[str, Any] = {**schema, "components": self.document["components"]}
        jsonschema_rs.validator_for(whole).validate(value)


def _fits(template: str, path: str) -> bool:
    return re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", template), path) is not None


@pytest.fixture
def reader(client: TestClient) -> Iterator[Reader]:
    made = Reader(client.get(f"{API}/openapi.json").json())
    client.event_hooks = {"request": [], "response": [made]}
    yield made
    client.event_hooks = {"request": [], "response": []}


@pytest.fixture
def hamlet(context: Context) -> str:
    hamlet = add_hamlet(context, "Ấp Mỹ Phú")
    for name, role, unit in (
        ("an", Role.VOLUNTEER, hamlet),
        ("binh", Role.VOLUNTEER, hamlet),
        ("xa", Role.COMMUNE_ADMIN, COMMUNE),
    ):
        add_user(context, name, role, [unit])
    return f"hamlet:{hamlet}"


def a_day(client: TestClient, hamlet: str) -> tuple[Phone, Wire]:
    """Applied, in conflict, held for each reason that is at hand, void and repeated."""
    an, _ = open_phone(client, "an")
    binh, _ = open_phone(client, "binh")
    an.record(an.create("household", hamlet, head_name="Lê Văn Ba", phone="1", xa_la={"a": [1.5]}))
    an.sync()
    binh.sync()
    [household] = (each["id"] for each in an.all_of("household"))
    an.record(an.update(household, phone="2", location={"lat": 10.5, "lon": 105.5}))
    binh.record(binh.update(household, phone="3", note="gần đình"))
    an.record(an.create("household", hamlet, head_name=5))
    an.record(an.create("visit", hamlet, household_id=new_id(), visited_at=1, outcome="met"))
    an.record(an.create("household", hamlet, head_name="Lê") | {"id": household})
    an.record(an.create("household", f"hamlet:{new_id()}", head_name="Lê Văn Tư"))
    an.record(an.create("visit", hamlet, household_id=household, outcome="met"))
    an.record({"op": "discard", "id": new_id(), "reason": "x"})
    an.log.append({"n": len(an.log) + 1, "id": new_id(), "void": "too_large"})
    an.sync()
    an.exchange(an.request(an.log))
    binh.record(binh.act("delete", household))
    binh.sync()
    return an, open_phone(client, "xa")[1]


def test_every_answer_of_a_day_is_as_the_document_says(
    client: TestClient, hamlet: str, reader: Reader
) -> None:
    an, office = a_day(client, hamlet)
    for path in LISTS:
        office.get(path, **({"place": COMMUNE} if path == "/audit" else {}))
    conflict = office.get("/conflicts")["items"][0]
    for kind, record in (("conflict", conflict["id"]), ("household", conflict["record_id"])):
        office.get(f"/records/{kind}/{record}")
        office.get(f"/records/{kind}/{record}/revisions")
    decision = {"choice": "incoming", "rev": conflict["current"]["rev"]}
    path = f"{API}/conflicts/{conflict['id']}"
    for _ in range(2):
        client.post(f"{path}/resolve", json=decision, headers=office.person.headers)
    client.post(f"{path}/undo", headers=office.person.headers)
    for held in office.get("/held")["items"]:
        path = f"{API}/held/{held['id']}"
        client.post(f"{path}/release", json={}, headers=office.person.headers)
        client.post(f"{path}/discard", json={"reason": "trùng"}, headers=office.person.headers)
    an.sync()
    answered = {(path.removeprefix(API), status) for _, path, status in reader.seen}
    assert {(path, 200) for path in (*LISTS, "/sync", "/auth/login")} <= answered
    assert ("/conflicts/{conflict_id}/resolve", 409) in answered
    assert ("/held/{held_id}/release", 422) in answered


def test_what_phones_send_is_as_the_document_says(
    client: TestClient, hamlet: str, reader: Reader
) -> None:
    an, _ = a_day(client, hamlet)
    described = {"$ref": "#/components/schemas/SyncIn"}
    request = an.request(an.log)
    reader.check(described, request)
    with pytest.raises(jsonschema_rs.ValidationError):
        reader.check(described, json.loads(json.dumps({**request, "acked": "0"})))

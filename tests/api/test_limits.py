"""Every limit of the changeset API: listed in health, named when a request is over it, and held
with its work when a changeset or a record is.
"""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi import FastAPI
from httpx2 import Response
from starlette.testclient import TestClient

from backend.app import create_app
from backend.core.scope import Role
from backend.services.context import Context
from backend.settings import Limits, Retention, Settings
from backend.store.database import Database
from tests.conftest import Clock, make_context
from tests.people import API, COMMUNE, add_and_sign_in, add_hamlet, add_user
from tests.phone import Json, Phone
from tests.wire_phone import Wire, open_phone

LIMITS = Limits(
    changesets_max=5,
    changes_max=3,
    changeset_bytes_max=3_000,
    fields_bytes_max=1_000,
    page_max=20,
    cursors_max=4,
    held_open_max=3,
    list_bytes_max=4_000,
    form_bytes_max=500,
)


@pytest.fixture
def context(database: Database, clock: Clock) -> Context:
    settings = Settings(database_url=database.url, pwa_dir=Path("none"), limits=LIMITS)
    return make_context(database, clock, settings=settings)


@pytest.fixture
def app(context: Context) -> FastAPI:
    return create_app(context)


@pytest.fixture
def opened(context: Context, client: TestClient) -> tuple[Phone, Wire]:
    add_user(context, "an", Role.VOLUNTEER, [add_hamlet(context, "Ấp Mỹ Phú")])
    phone, wire = open_phone(client, "an")
    phone.page = 20
    return phone, wire


@pytest.fixture
def an(opened: tuple[Phone, Wire]) -> Phone:
    return opened[0]


@pytest.fixture
def wire(opened: tuple[Phone, Wire]) -> Wire:
    return opened[1]


@pytest.fixture
def hamlet(an: Phone) -> str:
    return next(stream for stream in an.streams if stream.startswith("hamlet:"))


def post(wire: Wire, an: Phone, **more: object) -> Response:
    """A sync request of the phone with some members replaced; its answer as it came."""
    body = {**an.request(), **more}
    return wire.client.post(f"{API}/sync", json=body, headers=wire.person.headers)


def test_health_lists_every_limit_by_the_name_that_refusals_give(client: TestClient) -> None:
    named = client.get(f"{API}/health").json()["limits"]
    assert named == LIMITS.as_dict() | Retention().as_dict()


@pytest.mark.parametrize(
    ("more", "status", "limit"),
    [
        ({"changesets": [{"n": n, "id": "x"} for n in range(6)]}, 413, "changesets_max"),
        ({"cursors": [{"stream": str(n)} for n in range(5)]}, 413, "cursors_max"),
        ({"limit": 0}, 422, None),
        ({"limit": 21}, 422, None),
        ({"limit": -1}, 422, None),
        ({"limit": True}, 422, None),
        ({"limit": 20}, 200, None),
        ({"limit": 1}, 200, None),
        ({"limit": None, "first": None}, 200, None),
    ],
)
def test_a_request_over_a_limit_is_refused_and_told_which(
    wire: Wire, an: Phone, more: Json, status: int, limit: str | None
) -> None:
    answer = post(wire, an, **more)
    said = answer.json()
    assert answer.status_code == status
    assert said.get("limit") == limit
    if limit is not None:
        assert (said["code"], said["max"]) == ("too_large", LIMITS.as_dict()[limit])


def test_a_changeset_or_record_over_a_limit_is_held_alone(an: Phone, hamlet: str) -> None:
    def house(**more: object) -> Json:
        return an.create("household", hamlet, head_name="Ba", **more)

    an.record(*(house() for _ in range(4)))
    an.record(*(house(note="x" * 900) for _ in range(3)), at="2026-11-23T09:40:11+07:00")
    an.log[-1]["app"] = "x" * 3_000
    an.record(house(note="x" * 1_000))
    an.record(*(house() for _ in range(3)))
    an.sync()
    assert [an.results[n]["status"] for n in range(1, 5)] == ["held", "held", "held", "applied"]
    for n, place in ((1, None), (2, None), (3, 0)):
        [reason] = an.results[n]["reasons"]
        assert (reason["code"], reason["change"]) == ("too_large", place)


def test_a_record_may_not_grow_over_the_limit_by_small_steps(an: Phone, hamlet: str) -> None:
    made = an.create("household", hamlet, head_name="Ba", note="x" * 600)
    an.record(made)
    an.sync()
    an.record(an.create("household", hamlet, head_name="Tư"))
    an.log[-1]["changes"].append(an.update(made["id"], address="y" * 450))
    an.sync()
    [reason] = an.results[2]["reasons"]
    assert (reason["code"], reason["change"]) == ("too_large", 1)
    an.record(an.update(made["id"], note="x" * 500, address="y" * 400))
    an.sync()
    assert an.results[3]["status"] == "applied"


def test_over_the_quota_of_held_work_nothing_is_taken_but_what_came_before_stays(
    wire: Wire, an: Phone, hamlet: str
) -> None:
    def record(name: object) -> None:
        an.record(an.create("household", hamlet, head_name=name))

    for name in ("một", 2, 3):
        record(name)
    an.sync()
    for name in ("bốn", 5, 6, "bảy"):
        record(name)
    refused = post(wire, an)
    assert (refused.status_code, refused.json()["code"]) == (429, "quota")
    assert int(refused.headers["retry-after"]) > 0
    answer = post(wire, an, changesets=[]).json()
    assert answer["acked"] == 5
    found = {
        each["fields"]["head_name"]
        for part in answer["streams"]
        for each in part["records"]
        if each["type"] == "household"
    }
    assert found == {"bốn"}


def test_a_page_of_a_list_ends_where_its_answer_would_grow_too_large(
    context: Context, client: TestClient, an: Phone, hamlet: str, clock: Clock
) -> None:
    for _ in range(3):
        an.record(an.create("household", hamlet, head_name="Ba", note="x" * 1_500))
        an.sync()
        clock.advance(seconds=1)
    admin = add_and_sign_in(context, client, "xa", Role.COMMUNE_ADMIN, [COMMUNE])
    seen: list[list[int]] = []
    cursor: str | None = ""
    while cursor is not None:
        page = client.get(f"{API}/held?cursor={cursor}", headers=admin.headers).json()
        seen.append([item["n"] for item in page["items"]])
        cursor = page["cursor"]
    assert seen == [[1, 2], [3]]


def test_a_release_takes_a_changeset_of_any_size_that_one_may_have(
    context: Context, client: TestClient, an: Phone, hamlet: str
) -> None:
    made = an.create("household", hamlet, head_name=1, note="x" * 900)
    an.record(made)
    an.sync()
    admin = add_and_sign_in(context, client, "xa", Role.COMMUNE_ADMIN, [COMMUNE])
    [item] = client.get(f"{API}/held", headers=admin.headers).json()["items"]
    mended = {**made, "fields": {**made["fields"], "head_name": "Ba"}}
    answer = client.post(
        f"{API}/held/{item['id']}/release", json={"changes": [mended]}, headers=admin.headers
    )
    assert (answer.status_code, answer.json()["status"]) == (200, "released")


def test_a_phone_that_repeats_a_refused_request_is_held_off_and_others_of_its_are_heard(
    wire: Wire, an: Phone, clock: Clock
) -> None:
    statuses = [post(wire, an, limit=0).status_code for _ in range(25)]
    assert statuses == [422] * 20 + [429] * 5
    assert post(wire, an).status_code == 200
    assert post(wire, an, limit=0).status_code == 429
    clock.advance(seconds=61)
    assert post(wire, an, limit=0).status_code == 422


def test_a_void_changeset_is_passed_and_a_null_void_is_none(an: Phone, hamlet: str) -> None:
    an.record(an.create("household", hamlet, head_name="Ba"))
    an.log[-1]["void"] = None
    an.record()
    an.log[-1] = {"n": 2, "id": an.log[-1]["id"], "void": "too_large"}
    an.sync()
    assert [an.results[n]["status"] for n in (1, 2)] == ["applied", "void"]
    assert json.dumps(an.results[2]["reasons"]) == "[]"


def test_the_limits_of_a_running_server_are_those_of_the_contract() -> None:
    limits = Limits()
    assert replace(limits) == limits
    assert (limits.body_bytes_max, limits.decoded_bytes_max) == (4 << 20, 16 << 20)
    assert (limits.changesets_max, limits.changes_max) == (500, 200)
    assert (limits.changeset_bytes_max, limits.fields_bytes_max) == (1 << 20, 64 << 10)
    assert (limits.page_default, limits.page_max) == (500, 2_000)
    assert (limits.cursors_max, limits.held_open_max) == (256, 10_000)

"""One person at many devices: beyond the limit the one silent for longest is signed out, and comes
back with all that it holds."""

from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from backend.app import create_app
from backend.core.scope import Role
from backend.services.context import Context
from backend.settings import Limits
from backend.store.sql import execute
from tests.conftest import Clock
from tests.people import API, SignedIn, add_hamlet, add_user, login_body, new_device_id, sign_in
from tests.phone import new_id

MOST = 3
LONGEST_CHAIN = 2


@pytest.fixture
def hamlet(context: Context) -> str:
    hamlet = add_hamlet(context, "Ấp Mỹ Phú")
    add_user(context, "an", Role.VOLUNTEER, [hamlet])
    return hamlet


@pytest.fixture
def client(context: Context) -> TestClient:
    limits = Limits(devices_signed_in_max=MOST, device_chain_max=LONGEST_CHAIN)
    limited = replace(context, settings=replace(context.settings, limits=limits))
    return TestClient(create_app(limited), raise_server_exceptions=False)


def _sign_in_at(client: TestClient, clock: Clock, count: int) -> list[SignedIn]:
    """One after the other, a minute apart."""
    found = []
    for _ in range(count):
        clock.advance(minutes=1)
        found.append(sign_in(client, "an"))
    return found


def _refresh(client: TestClient, at: SignedIn) -> int:
    return client.post(f"{API}/auth/refresh", json={"refresh_token": at.refresh_token}).status_code


def _push(client: TestClient, at: SignedIn, hamlet: str, n: int) -> str:
    change = {
        "op": "create",
        "type": "household",
        "id": new_id(),
        "stream": f"hamlet:{hamlet}",
        "fields": {"head_name": "Lê Văn Ba"},
    }
    changeset = {
        "n": n,
        "id": new_id(),
        "at": "2026-11-23T03:00:00Z",
        "schema": 1,
        "app": "0.1.0",
        "epoch": None,
        "changes": [change],
    }
    request = {
        "protocol": 1,
        "device": at.device_id,
        "clock": "2026-11-23T03:00:00Z",
        "epoch": None,
        "acked": 0,
        "first": 1,
        "waiting": 0,
        "outcomes_cursor": None,
        "changesets": [changeset],
        "cursors": [],
        "limit": 10,
        "recovered": [],
    }
    answer = client.post(f"{API}/sync", json=request, headers=at.headers)
    assert answer.status_code == 200, answer.text
    status: str = answer.json()["results"][0]["status"]
    return status


@pytest.mark.promise("P12")
def test_beyond_the_limit_the_device_silent_for_longest_is_signed_out(
    client: TestClient, clock: Clock, hamlet: str
) -> None:
    first, *others = _sign_in_at(client, clock, MOST + 1)
    assert _refresh(client, first) == 401
    assert [_refresh(client, each) for each in others] == [200] * MOST


@pytest.mark.promise("P5")
def test_a_device_that_was_signed_out_goes_on_with_its_log(
    client: TestClient, clock: Clock, hamlet: str
) -> None:
    (first,) = _sign_in_at(client, clock, 1)
    assert _push(client, first, hamlet, 1) == "applied"
    second, *others = _sign_in_at(client, clock, MOST)
    again = sign_in(client, "an", device_id=first.device_id)
    assert _push(client, again, hamlet, 2) == "applied"
    assert _refresh(client, second) == 401
    assert [_refresh(client, each) for each in (again, *others)] == [200] * MOST


def test_a_device_on_which_work_waits_is_signed_out_last(
    client: TestClient, context: Context, clock: Clock, hamlet: str
) -> None:
    waiting, idle, *_ = _sign_in_at(client, clock, MOST)
    with context.database.write() as connection:
        execute(connection, "UPDATE device SET waiting = 5 WHERE id = ?", waiting.device_id)
    _sign_in_at(client, clock, 1)
    assert [_refresh(client, each) for each in (waiting, idle)] == [200, 401]


@pytest.mark.promise("P12")
def test_a_chain_of_devices_that_is_too_long_goes_on_as_a_device_of_its_own(
    client: TestClient, hamlet: str
) -> None:
    device, answers = new_device_id(), []
    client.post(f"{API}/auth/login", json=login_body("an", device))
    for _ in range(LONGEST_CHAIN + 1):
        body = login_body("an", new_device_id())
        body["device"] = {"id": new_device_id(), "name": "Máy", "replaces": device}
        answer = client.post(f"{API}/auth/login", json=body)
        answers.append((answer.status_code, answer.json().get("field")))
        device = body["device"]["id"]  # type: ignore[index]
    assert answers == [(200, None)] * LONGEST_CHAIN + [(422, "device.replaces")]
    assert sign_in(client, "an").refresh_token

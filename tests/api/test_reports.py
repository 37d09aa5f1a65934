"""The indicator report over HTTP: its exact shape, and what it refuses."""

import pytest
from starlette.testclient import TestClient

from backend.core.scope import Role
from backend.services.context import Context
from backend.services.seed_catalogue import ensure_catalogue
from backend.store.places import find_places
from tests.people import API, COMMUNE, PROVINCE, SignedIn, add_and_sign_in, add_hamlet
from tests.phone import new_id

URL = f"{API}/reports/indicators"


@pytest.fixture
def hamlet(context: Context) -> str:
    with context.database.write() as connection:
        ensure_catalogue(context, connection, find_places(connection, [PROVINCE])[PROVINCE])
    return add_hamlet(context, "Ấp Mỹ Phú")


@pytest.fixture
def volunteer(context: Context, client: TestClient, hamlet: str) -> SignedIn:
    return add_and_sign_in(context, client, "an", Role.VOLUNTEER, [hamlet])


def record(client: TestClient, who: SignedIn, hamlet: str, **fields: object) -> None:
    told = {"topic": "DVC-ACC", "outcome": "done", "quantity": 1, **fields}
    told["at"] = "2026-11-22T20:00:00Z"
    change = {
        "op": "create",
        "type": "guidance",
        "id": new_id(),
        "stream": f"hamlet:{hamlet}",
        "fields": told,
    }
    changeset = {
        "n": 1,
        "id": new_id(),
        "at": "2026-11-23T03:00:00+07:00",
        "schema": 1,
        "app": "0.1.0",
        "epoch": None,
        "changes": [change],
    }
    body = {
        "protocol": 1,
        "device": who.device_id,
        "clock": "2026-11-23T03:00:00Z",
        "epoch": None,
        "acked": 0,
        "first": 1,
        "waiting": 4,
        "changesets": [changeset],
        "cursors": [],
    }
    answer = client.post(f"{API}/sync", json=body, headers=who.headers)
    assert answer.json()["results"][0]["status"] == "applied", answer.text


def test_the_report_has_the_words_of_the_contract(
    client: TestClient, volunteer: SignedIn, hamlet: str
) -> None:
    record(client, volunteer, hamlet, quantity=2)
    response = client.get(
        URL,
        params={"unit": hamlet, "from": "2026-11-01", "to": "2026-11-30"},
        headers=volunteer.headers,
    )
    assert response.status_code == 200
    told = response.json()
    assert told["as_of"] == "2026-11-23T03:00:00.000Z"
    assert told["unit"] == {"id": hamlet, "level": "hamlet", "name": "Ấp Mỹ Phú"}
    assert (told["from"], told["to"]) == ("2026-11-01", "2026-11-30")
    assert [item["code"] for item in told["items"]] == ["I1", "I2", "I3", "I4", "I5"]
    assert told["items"][0] == {
        "code": "I1",
        "label_vi": "Lượt người dân cài đặt ứng dụng e-Đồng Tháp",
        "label_en": "Installs of the e-Đồng Tháp app",
        "unit_vi": "lượt",
        "value": 0,
        "target": None,
        "parts": {"I1": 0},
    }
    assert told["items"][4]["value"] == 2
    assert told["items"][4]["parts"] == {"I5a": 2, "I5b": 0, "I5c": 0}
    assert told["completeness"] == {"devices": 1, "silent": 0, "waiting": 4, "percent": 100}


def test_without_a_unit_it_is_the_callers_own_over_all_time(
    client: TestClient, volunteer: SignedIn, hamlet: str
) -> None:
    told = client.get(URL, headers=volunteer.headers).json()
    assert told["unit"]["id"] == hamlet
    assert (told["from"], told["to"]) == (None, None)
    above = client.get(URL, params={"unit": COMMUNE}, headers=volunteer.headers)
    assert above.json()["unit"]["level"] == "commune"


@pytest.mark.parametrize(
    ("asked", "status", "code"),
    [
        ({"unit": PROVINCE}, 404, "not_found"),
        ({"unit": "28249"}, 404, "not_found"),
        ({"unit": "no\x00unit"}, 404, "not_found"),
        ({"unit": "x" * 101}, 422, "invalid_request"),
        ({"from": "2026-02-30"}, 422, "invalid_request"),
        ({"to": "today"}, 422, "invalid_request"),
    ],
)
def test_what_is_out_of_scope_or_misspelt_is_refused(
    client: TestClient, volunteer: SignedIn, asked: dict[str, str], status: int, code: str
) -> None:
    response = client.get(URL, params=asked, headers=volunteer.headers)
    assert (response.status_code, response.json()["code"]) == (status, code)


def test_a_stranger_reads_no_figures(client: TestClient) -> None:
    response = client.get(URL)
    assert (response.status_code, response.json()["code"]) == (401, "not_signed_in")

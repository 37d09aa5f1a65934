"""Signing in: who gets in, from which device, and what strangers learn (nothing)."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from backend.app import create_app
from backend.core.problems import Problem
from backend.core.scope import Role
from backend.services.context import Context
from backend.services.people.attempts import Attempts
from backend.services.upkeep.prune import prune
from backend.settings import SignInPace
from backend.store.database import Database
from backend.store.sql import select
from backend.store.users import update_user
from tests.conftest import WITHOUT_STORE, Clock
from tests.people import (
    API,
    COMMUNE,
    PASSWORD,
    PROVINCE,
    add_hamlet,
    add_user,
    login_body,
    new_device_id,
    sign_in,
)

KEY = {
    "kty": "EC",
    "crv": "P-256",
    "x": "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
    "y": "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM",
}


@pytest.fixture
def hamlet(context: Context) -> str:
    """A hamlet with one volunteer, `an`."""
    hamlet = add_hamlet(context, "Ấp Mỹ Phú")
    add_user(context, "an", Role.VOLUNTEER, [hamlet])
    return hamlet


@pytest.mark.parametrize("content_type", [None, "", "application/json; charset=utf-8"])
def test_a_body_is_json_whatever_is_said_of_it_and_a_null_is_left_out(
    client: TestClient, hamlet: str, content_type: str | None
) -> None:
    body = {**login_body("an", new_device_id()), "cookie": None}
    headers = {} if content_type is None else {"Content-Type": content_type}
    answer = client.post(f"{API}/auth/login", content=json.dumps(body), headers=headers)
    assert (answer.status_code, "set-cookie" in answer.headers) == (200, False), hamlet


def test_a_form_of_another_sites_page_is_no_sign_in(client: TestClient, hamlet: str) -> None:
    body = json.dumps({**login_body("an", new_device_id()), "cookie": True})
    for content_type in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data"):
        headers = {"Content-Type": content_type}
        answer = client.post(f"{API}/auth/login", content=body, headers=headers)
        assert (answer.status_code, "set-cookie" in answer.headers) == (422, False), hamlet


def test_a_sign_in_gives_tokens_the_user_and_their_streams(client: TestClient, hamlet: str) -> None:
    answer = client.post(f"{API}/auth/login", json=login_body("an", new_device_id())).json()
    assert answer["expires_in"] == 15 * 60
    assert answer["user"] == {
        "id": answer["user"]["id"],
        "username": "an",
        "full_name": "Nguyễn Văn an",
        "role": "volunteer",
        "units": [hamlet],
    }
    assert [(each["stream"], each["name"], each["access"]) for each in answer["streams"]] == [
        (f"province:{PROVINCE}", "Tỉnh Đồng Tháp", "read"),
        (f"commune:{COMMUNE}", "Xã Mỹ Thọ", "read"),
        (f"hamlet:{hamlet}", "Ấp Mỹ Phú", "write"),
    ]


def test_tokens_are_stored_only_as_their_hashes(
    context: Context, client: TestClient, hamlet: str
) -> None:
    who = sign_in(client, "an")
    with context.database.read() as connection:
        stored = str(select(connection, "SELECT * FROM token"))
    assert who.access_token not in stored
    assert who.refresh_token not in stored


def test_a_user_name_is_found_however_it_is_typed(
    context: Context, client: TestClient, hamlet: str
) -> None:
    add_user(context, "Đỗ Thị Hoà", Role.VOLUNTEER, [hamlet])
    for typed in ("đỗ thị hoà", "do thi hoa", "ĐỖ  THỊ HÒA"):
        assert sign_in(client, typed).access_token


@pytest.mark.parametrize(
    ("username", "password"),
    [("an", "wrong"), ("an", ""), ("nobody", PASSWORD), ("", ""), ("binh", PASSWORD)],
)
def test_a_wrong_name_a_wrong_password_and_a_disabled_user_get_the_same_answer(
    context: Context, client: TestClient, hamlet: str, username: str, password: str
) -> None:
    binh = add_user(context, "binh", Role.VOLUNTEER, [hamlet])
    with context.database.write() as connection:
        update_user(connection, binh.id, {"is_active": False})
    body = login_body(username, new_device_id(), password=password)
    response = client.post(f"{API}/auth/login", json=body)
    assert response.status_code == 401
    assert response.json() == {
        "type": "about:blank",
        "status": 401,
        "code": "bad_credentials",
        "title": "The name or the password is wrong.",
    }


def test_a_device_belongs_to_who_first_signed_in_with_it(
    context: Context, client: TestClient, hamlet: str
) -> None:
    add_user(context, "binh", Role.VOLUNTEER, [hamlet])
    device = sign_in(client, "an").device_id
    assert sign_in(client, "an", device_id=device).device_id == device
    response = client.post(f"{API}/auth/login", json=login_body("binh", device))
    assert (response.status_code, response.json()["code"]) == (403, "device_not_yours")


def login_replacing(client: TestClient, username: str, device: str, replaces: str) -> int:
    body = login_body(username, device)
    body["device"] = {"id": device, "name": "máy mới", "replaces": replaces}
    return client.post(f"{API}/auth/login", json=body).status_code


def test_a_device_that_replaces_another_joins_its_chain(
    context: Context, client: TestClient, hamlet: str
) -> None:
    first, second, third = sign_in(client, "an").device_id, new_device_id(), new_device_id()
    assert login_replacing(client, "an", second, first) == 200
    assert login_replacing(client, "an", third, second) == 200
    assert login_replacing(client, "an", third, second) == 200
    with context.database.read() as connection:
        rows = select(connection, "SELECT lineage, ancestors FROM device WHERE id = ?", third)
    assert [tuple(row) for row in rows] == [(first, f"{first} {second}")]


def test_only_ones_own_device_can_be_replaced(
    context: Context, client: TestClient, hamlet: str
) -> None:
    add_user(context, "binh", Role.VOLUNTEER, [hamlet])
    others, own = sign_in(client, "an").device_id, new_device_id()
    assert login_replacing(client, "binh", own, others) == 403
    assert login_replacing(client, "binh", own, own) == 422


def test_what_a_device_replaces_is_said_once(client: TestClient, hamlet: str) -> None:
    first, second = sign_in(client, "an").device_id, sign_in(client, "an").device_id
    assert login_replacing(client, "an", second, first) == 422


def test_a_restored_server_takes_the_word_of_a_device_for_the_one_it_lost(
    client: TestClient, hamlet: str
) -> None:
    assert login_replacing(client, "an", new_device_id(), new_device_id()) == 200


def test_a_device_key_is_kept_and_its_private_half_is_refused(
    context: Context, client: TestClient, hamlet: str
) -> None:
    body = login_body("an", new_device_id())
    body["device"] = {"id": new_device_id(), "name": "máy", "key": {**KEY, "ext": True}}
    assert client.post(f"{API}/auth/login", json=body).status_code == 200
    body["device"] = {"id": new_device_id(), "name": "máy", "key": {**KEY, "d": KEY["x"]}}
    assert client.post(f"{API}/auth/login", json=body).status_code == 422


def test_guessing_is_slowed_down_for_that_account_and_a_success_forgets(
    client: TestClient, hamlet: str
) -> None:
    wrong = login_body("an", new_device_id(), password="wrong")
    for _ in range(9):
        assert client.post(f"{API}/auth/login", json=wrong).status_code == 401
    sign_in(client, "an")
    for _ in range(10):
        assert client.post(f"{API}/auth/login", json=wrong).status_code == 401
    refused = client.post(f"{API}/auth/login", json=login_body("an", new_device_id()))
    assert (refused.status_code, refused.json()["code"]) == (429, "too_many_attempts")
    assert 1 <= int(refused.headers["Retry-After"]) <= 60


def test_one_address_may_not_try_many_names(context: Context, hamlet: str) -> None:
    paced = replace(context.settings, sign_in_pace=SignInPace(address_max=5))
    app = create_app(replace(context, settings=paced))
    with TestClient(app, raise_server_exceptions=False) as client:
        codes = [
            client.post(f"{API}/auth/login", json=login_body(f"n{n}", new_device_id())).status_code
            for n in range(7)
        ]
    assert codes == [401] * 5 + [429] * 2


@pytest.mark.parametrize("counted", ["account_address_max", "address_max"])
def test_several_server_processes_count_failures_together(
    context: Context, hamlet: str, clock: Clock, counted: str
) -> None:
    """Each has its own database connections and memory; the guesser asks them in turn."""
    paced = replace(context.settings, sign_in_pace=replace(SignInPace(), **{counted: 4}))
    others = [Database(context.database.url) for _ in range(2)]
    apps = [create_app(replace(context, database=each, settings=paced)) for each in others]
    clients = [TestClient(each, raise_server_exceptions=False) for each in apps]
    wrong = login_body("an", new_device_id(), password="wrong")

    def guess(times: int) -> list[int]:
        posts = [clients[n % 2].post(f"{API}/auth/login", json=wrong) for n in range(times)]
        return [each.status_code for each in posts]

    assert guess(6) == [401] * 4 + [429] * 2
    clock.advance(seconds=paced.sign_in_pace.window_seconds)
    assert guess(2) == [401] * 2
    for each in others:
        each.close()


def test_many_devices_of_one_account_sign_in_at_once(client: TestClient, hamlet: str) -> None:
    def enter(_: int) -> int:
        body = login_body("an", new_device_id())
        return client.post(f"{API}/auth/login", json=body).status_code

    with ThreadPoolExecutor(16) as pool:
        assert list(pool.map(enter, range(24))) == [200] * 24, hamlet


def test_of_guesses_that_come_all_at_once_no_more_than_so_many_are_looked_at(
    context: Context, hamlet: str
) -> None:
    paced = replace(context.settings, sign_in_pace=SignInPace(at_once_max=5))
    attempts = Attempts(replace(context, settings=paced))

    def begin(_number: int) -> bool:
        try:
            attempts.begin("an", "10.0.0.1")
        except Problem as problem:
            return problem.code != "too_many_attempts"
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(begin, range(24))) == 5
    for _ in range(5):
        attempts.fail("an", "10.0.0.1")
    assert [begin(number) for number in range(7)] == [True] * 5 + [False] * 2
    for _ in range(5):
        attempts.fail("an", "10.0.0.1")
    assert not begin(0)  # ten have failed


def test_what_was_counted_is_forgotten_and_names_nobody(
    context: Context, client: TestClient, clock: Clock, hamlet: str
) -> None:
    def kept() -> list[tuple[object, ...]]:
        with context.database.read() as connection:
            return [tuple(row) for row in select(connection, "SELECT * FROM attempt")]

    for _ in range(3):
        body = login_body("ai.do.khong.co", new_device_id())
        assert client.post(f"{API}/auth/login", json=body).status_code == 401
    assert len(kept()) == 3
    assert "ai.do" not in str(kept())
    clock.advance(seconds=2 * context.settings.sign_in_pace.window_seconds)
    prune(context)
    assert kept() == []


def test_a_clock_that_was_set_back_locks_nobody_out(
    context: Context, client: TestClient, clock: Clock, hamlet: str
) -> None:
    wrong = login_body("an", new_device_id(), password="wrong")
    clock.advance(days=400)
    for _ in range(10):
        assert client.post(f"{API}/auth/login", json=wrong).status_code == 401
    clock.advance(days=-400)
    assert sign_in(client, "an").access_token


def test_strangers_cannot_keep_a_known_device_out(context: Context, hamlet: str) -> None:
    paced = replace(context.settings, sign_in_pace=SignInPace(account_max=3))
    app = create_app(replace(context, settings=paced))
    with TestClient(app, raise_server_exceptions=False) as client:
        known = sign_in(client, "an").device_id
        for number in range(3):
            with TestClient(app, client=(f"10.0.0.{number}", 1)) as stranger:
                body = login_body("an", new_device_id(), password="wrong")
                assert stranger.post(f"{API}/auth/login", json=body).status_code == 401
        new = client.post(f"{API}/auth/login", json=login_body("an", new_device_id()))
        assert new.status_code == 429
        assert sign_in(client, "an", device_id=known).access_token


def test_a_password_hashed_at_another_cost_is_hashed_again(context: Context, hamlet: str) -> None:
    def stored() -> str:
        with context.database.read() as connection:
            statement = "SELECT password_hash FROM account WHERE username = 'an'"
            return str(select(connection, statement)[0][0])

    before = stored()
    cost = replace(context.settings.password_cost, rounds=2)
    dearer = replace(context, settings=replace(context.settings, password_cost=cost))
    with TestClient(create_app(dearer)) as client:
        sign_in(client, "an")
        assert "t=2" in stored() != before
        sign_in(client, "an")


@WITHOUT_STORE
@pytest.mark.parametrize(
    "change",
    [
        {"username": 5},
        {"username": "a\x00b"},
        {"username": "\ud800"},
        {"password": None},
        {"cookie": "true"},
        {"device": None},
        {"device": {"id": "not-a-uuid", "name": "x"}},
        {"device": {"id": "01980000-0000-7000-8000-00000000000A", "name": "x"}},
        {"device": {"id": new_device_id(), "name": ""}},
        {"device": {"id": new_device_id(), "name": "x" * 201}},
        {"device": {"id": new_device_id(), "name": "\u202egnp.exe"}},
    ],
)
def test_a_sign_in_of_another_shape_is_invalid(
    client: TestClient, hamlet: str, change: dict[str, object]
) -> None:
    text = json.dumps({**login_body("an", new_device_id()), **change})
    headers = {"Content-Type": "application/json"}
    response = client.post(f"{API}/auth/login", content=text, headers=headers)
    assert (response.status_code, response.json()["code"]) == (422, "invalid_request")


def test_an_access_token_ends_after_a_quarter_of_an_hour(
    client: TestClient, clock: Clock, hamlet: str
) -> None:
    who = sign_in(client, "an")
    clock.advance(minutes=14, seconds=59)
    assert client.get(f"{API}/streams", headers=who.headers).status_code == 200
    clock.advance(seconds=1)
    response = client.get(f"{API}/streams", headers=who.headers)
    assert (response.status_code, response.json()["code"]) == (401, "not_signed_in")
    assert response.headers["WWW-Authenticate"] == "Bearer"


@WITHOUT_STORE
@pytest.mark.parametrize(
    "authorization", ["", "Bearer", "Bearer ", "Basic YTpi", "Bearer x", f"Bearer {'x' * 5_000}"]
)
def test_without_a_live_token_nobody_is_signed_in(
    client: TestClient, hamlet: str, authorization: str
) -> None:
    response = client.get(f"{API}/streams", headers={"Authorization": authorization})
    assert (response.status_code, response.json()["code"]) == (401, "not_signed_in")


def test_a_refresh_token_opens_nothing(client: TestClient, hamlet: str) -> None:
    who = sign_in(client, "an")
    headers = {"Authorization": f"Bearer {who.refresh_token}"}
    assert client.get(f"{API}/streams", headers=headers).status_code == 401

"""Refreshing a sign-in: lost answers do no harm, copies are found out, unsent work can arrive."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from backend.core.scope import Role
from backend.services.context import Context
from backend.services.upkeep.prune import prune
from backend.store.devices import find_device, revoke_device
from backend.store.users import update_user
from tests.conftest import Clock
from tests.people import API, SignedIn, add_hamlet, add_user, login_body, new_device_id, sign_in

Answer = tuple[int, str]


@pytest.fixture
def an(context: Context, client: TestClient) -> SignedIn:
    """A volunteer, signed in."""
    add_user(context, "an", Role.VOLUNTEER, [add_hamlet(context, "Ấp Mỹ Phú")])
    return sign_in(client, "an")


def refresh(client: TestClient, token: str) -> Answer:
    """The status, and the next refresh token or the problem's code."""
    response = client.post(f"{API}/auth/refresh", json={"refresh_token": token})
    answer = response.json()
    return response.status_code, answer.get("refresh_token") or answer.get("code")


def may_read(client: TestClient, access_token: str) -> bool:
    headers = {"Authorization": f"Bearer {access_token}"}
    return client.get(f"{API}/streams", headers=headers).status_code == 200


def test_a_refresh_answers_like_a_sign_in_with_new_tokens(client: TestClient, an: SignedIn) -> None:
    login = client.post(f"{API}/auth/login", json=login_body("an", an.device_id)).json()
    answer = client.post(
        f"{API}/auth/refresh", json={"refresh_token": login["refresh_token"]}
    ).json()
    assert answer.keys() == login.keys()
    assert (answer["user"], answer["streams"]) == (login["user"], login["streams"])
    assert answer["refresh_token"] != login["refresh_token"]
    assert may_read(client, answer["access_token"])
    assert may_read(client, login["access_token"])


def test_a_token_whose_answer_was_lost_can_be_used_again(client: TestClient, an: SignedIn) -> None:
    for _ in range(3):
        assert refresh(client, an.refresh_token)[0] == 200


def test_once_a_successor_is_used_its_siblings_are_refused_without_harm(
    client: TestClient, an: SignedIn
) -> None:
    _, lost = refresh(client, an.refresh_token)
    _, kept = refresh(client, an.refresh_token)
    status, following = refresh(client, kept)
    assert status == 200
    assert refresh(client, lost) == (401, "not_signed_in")
    assert refresh(client, following)[0] == 200


def test_a_spent_token_shown_again_ends_the_whole_sign_in(client: TestClient, an: SignedIn) -> None:
    _, second = refresh(client, an.refresh_token)
    _, third = refresh(client, second)
    assert refresh(client, an.refresh_token) == (401, "token_reused")
    assert refresh(client, third)[0] == 401
    assert not may_read(client, an.access_token)


def test_another_sign_in_of_the_same_user_survives_the_reuse(
    client: TestClient, an: SignedIn
) -> None:
    other = sign_in(client, "an")
    _, second = refresh(client, an.refresh_token)
    refresh(client, second)
    refresh(client, an.refresh_token)
    assert may_read(client, other.access_token)
    assert refresh(client, other.refresh_token)[0] == 200


def test_many_at_once_with_the_same_token_all_succeed(app: FastAPI, an: SignedIn) -> None:
    with TestClient(app) as client, ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _: refresh(client, an.refresh_token), range(8)))
        assert [status for status, _ in answers] == [200] * 8
        used = list(threads.map(lambda answer: refresh(client, answer[1])[0], answers))
    assert sorted(used) == [200] + [401] * 7


def test_a_refresh_token_lasts_180_days(client: TestClient, clock: Clock, an: SignedIn) -> None:
    clock.advance(days=179, hours=23)
    status, following = refresh(client, an.refresh_token)
    assert status == 200
    clock.advance(days=179)
    assert refresh(client, an.refresh_token) == (401, "not_signed_in")
    assert refresh(client, following)[0] == 200


@pytest.mark.parametrize("token", ["", "x", "\u1ea1" * 40])
def test_an_unknown_token_is_not_signed_in(client: TestClient, an: SignedIn, token: str) -> None:
    assert refresh(client, token) == (401, "not_signed_in")


def test_an_access_token_does_not_refresh(client: TestClient, an: SignedIn) -> None:
    assert refresh(client, an.access_token) == (401, "not_signed_in")


def test_a_disabled_user_can_still_refresh_and_is_given_no_streams(
    context: Context, client: TestClient, an: SignedIn
) -> None:
    with context.database.write() as connection:
        update_user(connection, an.user_id, {"is_active": False})
    response = client.post(f"{API}/auth/refresh", json={"refresh_token": an.refresh_token})
    assert response.status_code == 200
    assert response.json()["streams"] == []


def test_a_revoked_device_can_still_refresh_and_its_successor_is_revoked_too(
    context: Context, client: TestClient, an: SignedIn
) -> None:
    with context.database.write() as connection:
        revoke_device(connection, an.device_id, at=context.now_text())
    successor = new_device_id()
    device = {"id": successor, "name": "máy mới", "replaces": an.device_id}
    response = client.post(
        f"{API}/auth/refresh", json={"refresh_token": an.refresh_token, "device": device}
    )
    assert response.status_code == 200
    assert response.json()["streams"] == []
    with context.database.read() as connection:
        found = find_device(connection, successor)
    assert found is not None
    assert found.revoked_at is not None


def _revoke(context: Context, client: TestClient, an: SignedIn) -> None:
    with context.database.write() as connection:
        revoke_device(connection, an.device_id, at=context.now_text())


def _disable(context: Context, client: TestClient, an: SignedIn) -> None:
    add_user(context, "tinh", Role.PROVINCE_ADMIN, ["82"])
    headers = sign_in(client, "tinh").headers
    body = {"active": False}
    assert client.patch(f"{API}/users/{an.user_id}", json=body, headers=headers).status_code == 200


def _disable_unnoticed(context: Context, _client: TestClient, an: SignedIn) -> None:
    """As an older server did, which did not write down when."""
    with context.database.write() as connection:
        update_user(connection, an.user_id, {"is_active": False})
    prune(context)


@pytest.mark.parametrize("stop", [_revoke, _disable, _disable_unnoticed])
def test_a_stopped_device_may_send_for_180_days_and_is_then_told_so(
    context: Context,
    client: TestClient,
    clock: Clock,
    an: SignedIn,
    stop: Callable[[Context, TestClient, SignedIn], None],
) -> None:
    stop(context, client, an)
    clock.advance(days=100)
    status, following = refresh(client, an.refresh_token)
    assert status == 200
    clock.advance(days=80)
    status, last = refresh(client, following)
    assert status == 200
    clock.advance(minutes=1)
    for _ in range(2):
        assert refresh(client, last) == (401, "access_ended")


def test_a_person_who_is_active_again_goes_on_whenever_that_is(
    context: Context, client: TestClient, clock: Clock, an: SignedIn
) -> None:
    _disable(context, client, an)
    clock.advance(days=170)
    status, following = refresh(client, an.refresh_token)
    assert status == 200
    headers = sign_in(client, "tinh").headers
    client.patch(f"{API}/users/{an.user_id}", json={"active": True}, headers=headers)
    clock.advance(days=20)
    assert refresh(client, following)[0] == 200


def test_the_password_opens_no_phone_that_was_reported_lost_so_long_ago_but_a_new_one(
    context: Context, client: TestClient, clock: Clock, an: SignedIn
) -> None:
    _revoke(context, client, an)
    clock.advance(days=181)
    answer = client.post(f"{API}/auth/login", json=login_body("an", an.device_id))
    assert (answer.status_code, answer.json()["code"]) == (401, "access_ended")
    assert (
        client.post(f"{API}/auth/login", json=login_body("an", new_device_id())).status_code == 200
    )


def test_a_refresh_can_move_to_a_new_device_that_replaces_the_present_one(
    context: Context, client: TestClient, an: SignedIn
) -> None:
    device = {"id": new_device_id(), "name": "máy mới", "replaces": an.device_id}
    for _ in range(2):
        response = client.post(
            f"{API}/auth/refresh", json={"refresh_token": an.refresh_token, "device": device}
        )
        assert response.status_code == 200
    with context.database.read() as connection:
        found = find_device(connection, str(device["id"]))
    assert found is not None
    assert (found.user_id, found.lineage) == (an.user_id, an.device_id)
    assert found.ancestors == (an.device_id,)


def test_a_refresh_cannot_move_to_a_device_that_replaces_nothing_or_another(
    client: TestClient, an: SignedIn
) -> None:
    for replaces in (None, new_device_id()):
        device = {"id": new_device_id(), "name": "máy mới", "replaces": replaces}
        response = client.post(
            f"{API}/auth/refresh", json={"refresh_token": an.refresh_token, "device": device}
        )
        assert response.status_code == 422


def login_with_cookie(client: TestClient) -> None:
    body = {**login_body("an", new_device_id()), "cookie": True}
    response = client.post(f"{API}/auth/login", json=body)
    assert response.status_code == 200
    assert response.json()["refresh_token"] is None
    cookie = response.headers["set-cookie"].lower()
    for part in ("httponly", "samesite=strict", "path=/api/v1/auth", "max-age=15552000"):
        assert part in cookie


def test_a_cookie_can_hold_the_refresh_token(client: TestClient, an: SignedIn) -> None:
    login_with_cookie(client)
    for _ in range(2):
        response = client.post(f"{API}/auth/refresh")
        assert response.status_code == 200
        assert response.json()["refresh_token"] is None
        assert may_read(client, response.json()["access_token"])


def test_a_cookie_is_secure_over_https(app: FastAPI, an: SignedIn) -> None:
    with TestClient(app, base_url="https://tungnha.example") as client:
        body = {**login_body("an", new_device_id()), "cookie": True}
        response = client.post(f"{API}/auth/login", json=body)
    assert "secure" in response.headers["set-cookie"].lower()


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_another_sites_page_can_do_nothing_with_the_cookie(
    client: TestClient, an: SignedIn, headers: dict[str, str]
) -> None:
    login_with_cookie(client)
    for path in ("refresh", "logout"):
        response = client.post(f"{API}/auth/{path}", headers=headers)
        assert (response.status_code, response.json()["code"]) == (403, "not_allowed")
    body = {**login_body("an", new_device_id()), "cookie": True}
    assert client.post(f"{API}/auth/login", json=body, headers=headers).status_code == 403


def test_our_own_pages_may_use_the_cookie(client: TestClient, an: SignedIn) -> None:
    login_with_cookie(client)
    headers = {"Origin": "http://testserver", "Sec-Fetch-Site": "same-origin"}
    assert client.post(f"{API}/auth/refresh", headers=headers).status_code == 200


def test_without_any_token_there_is_nothing_to_refresh_or_end(
    client: TestClient, an: SignedIn
) -> None:
    for path in ("refresh", "logout"):
        response = client.post(f"{API}/auth/{path}", json={})
        assert (response.status_code, response.json()["code"]) == (401, "not_signed_in")


def test_signing_out_ends_the_sign_in_and_no_other(client: TestClient, an: SignedIn) -> None:
    other = sign_in(client, "an", device_id=an.device_id)
    body = {"refresh_token": an.refresh_token}
    assert client.post(f"{API}/auth/logout", json=body).status_code == 204
    assert client.post(f"{API}/auth/logout", json=body).status_code == 204
    assert not may_read(client, an.access_token)
    assert refresh(client, an.refresh_token) == (401, "not_signed_in")
    assert may_read(client, other.access_token)


def test_signing_out_takes_the_access_token_or_the_cookie_as_well(
    client: TestClient, an: SignedIn
) -> None:
    assert client.post(f"{API}/auth/logout", headers=an.headers).status_code == 204
    assert refresh(client, an.refresh_token)[0] == 401
    login_with_cookie(client)
    assert client.post(f"{API}/auth/logout").status_code == 204
    assert client.post(f"{API}/auth/refresh").status_code == 401

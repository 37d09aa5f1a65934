"""What every answer carries, whatever happened, and what it never says."""

import logging

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from backend.core.scope import Role
from backend.services.context import Context
from tests.conftest import WITHOUT_STORE
from tests.people import API, COMMUNE, add_and_sign_in

pytestmark = WITHOUT_STORE


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", f"{API}/health", 200),
        ("GET", f"{API}/openapi.json", 200),
        ("GET", f"{API}/nothing", 404),
        ("GET", "/api/v2/health", 404),
        ("GET", "/api/", 404),
        ("POST", f"{API}/health", 405),
        ("GET", f"{API}/auth/login", 405),
        ("GET", f"{API}/users", 401),
        ("POST", f"{API}/auth/login", 400),
        ("GET", f"{API}/health/", 404),
    ],
)
def test_every_answer_of_the_api_says_that_it_is_ours(
    client: TestClient, method: str, path: str, status: int
) -> None:
    response = client.request(method, path)
    assert response.status_code == status
    assert response.headers["Tungnha-Protocol"] == "1"
    if status >= 400:
        assert response.headers["Content-Type"] == "application/problem+json"
        assert response.json()["status"] == status
        assert response.json()["code"]


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("health", "GET, HEAD"),
        ("users", "GET, HEAD, POST"),
        ("sync", "POST"),
        ("auth/login", "POST"),
    ],
)
def test_a_wrong_method_names_the_right_ones(client: TestClient, path: str, allowed: str) -> None:
    response = client.put(f"{API}/{path}")
    assert (response.status_code, response.headers["Allow"]) == (405, allowed)


@pytest.mark.parametrize("path", ["health", "users", "nothing", "openapi.json"])
def test_head_answers_as_get_without_the_body(client: TestClient, path: str) -> None:
    asked, read = client.head(f"{API}/{path}"), client.get(f"{API}/{path}")
    assert asked.content == b""
    assert asked.status_code == read.status_code
    assert dict(asked.headers) == dict(read.headers)


def test_head_does_what_get_does_and_no_more(client: TestClient) -> None:
    assert client.head(f"{API}/sync").status_code == 405


def test_health_names_the_epoch_and_every_limit(client: TestClient, context: Context) -> None:
    answer = client.get(f"{API}/health").json()
    assert answer.keys() == {"status", "protocol", "epoch", "limits"}
    assert (answer["status"], answer["protocol"]) == ("ok", 1)
    settings = context.settings
    assert answer["limits"] == settings.limits.as_dict() | settings.retention.as_dict()
    assert answer["limits"]["undo_days"] == 30


@pytest.mark.parametrize("path", ["/", f"{API}/health", f"{API}/nothing"])
def test_a_browser_is_told_what_it_may_do(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    policy = headers["Content-Security-Policy"]
    assert "require-trusted-types-for 'script'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "Access-Control-Allow-Origin" not in headers


def test_answers_of_the_api_are_not_kept_by_anyone(client: TestClient) -> None:
    assert client.get(f"{API}/health").headers["Cache-Control"] == "no-store"


def test_a_failure_of_the_program_is_a_problem_and_its_log_holds_nothing_that_was_sent(
    app: FastAPI, client: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    @app.post(f"{API}/broken")
    async def broken(word: str) -> None:
        raise ValueError(word)

    with caplog.at_level(logging.ERROR):
        response = client.post(f"{API}/broken?word=secret-word")
    assert response.status_code == 500
    assert response.json()["code"] == "internal"
    assert response.headers["Tungnha-Protocol"] == "1"
    assert "ValueError" in caplog.text
    assert "secret-word" not in caplog.text + response.text


@pytest.mark.parametrize(
    ("accepted", "is_packed"),
    [
        ("gzip", True),
        ("br, gzip;q=0.5", True),
        ("identity", False),
        ("", False),
        ("gzip;q=0", False),
        ("br, gzip; q=0.000", False),
    ],
)
def test_answers_are_packed_as_the_client_allows(
    client: TestClient, accepted: str, *, is_packed: bool
) -> None:
    response = client.get(f"{API}/openapi.json", headers={"Accept-Encoding": accepted})
    assert (response.headers.get("Content-Encoding") == "gzip") is is_packed
    assert response.json()["openapi"]


def test_the_document_describes_problems_once_and_names_operations_shortly(
    client: TestClient,
) -> None:
    document = client.get(f"{API}/openapi.json").json()
    login = document["paths"][f"{API}/auth/login"]["post"]
    assert login["operationId"] == "login"
    assert login["responses"].keys() == {"200", "default"}
    assert "HTTPValidationError" not in document["components"]["schemas"]
    assert "Problem" in document["components"]["schemas"]


def test_no_answer_depends_on_a_query_that_is_not_known(
    context: Context, client: TestClient
) -> None:
    xa = add_and_sign_in(context, client, "xa", Role.COMMUNE_ADMIN, [COMMUNE])
    for query in ("sort=name;drop table account", "limit=1%27", "cursor=%00"):
        response = client.get(f"{API}/users?{query}", headers=xa.headers)
        assert response.status_code in (200, 422)

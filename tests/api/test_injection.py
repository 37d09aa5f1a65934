"""Text that a client sends never becomes part of a statement or a pattern: each query parameter of
the OpenAPI document is tried, and words that people search for mean themselves alone.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from backend.core.scope import Role
from backend.services.context import Context
from backend.store.sql import select
from tests.people import API, COMMUNE, add_hamlet, add_user, login_body, new_device_id, sign_in

PAYLOADS = (
    "' OR '1'='1",
    "' OR 1=1 --",
    "'; DROP TABLE account; --",
    "1); DELETE FROM record; --",
    '" OR ""="',
    "x' UNION SELECT password_hash FROM account --",
    "%",
    "_",
    "%' OR username LIKE '%",
    "open' OR status <> '",
    "\\\\'; SELECT pg_sleep(5); --",
    "?*",
    "%s",
    ":id",
    "{0}",
    "(a+)+$",
    "a" * 5_000 + "!",
    "hamlet:' OR 'a'='a",
)
UNKNOWN = "không-có"
TABLES = ("account", "record", "device", "unit", "token", "audit")
SEARCHED = re.compile(r"\b(?:LIKE|GLOB|REGEXP|SIMILAR TO)\s+['?]")


@pytest.fixture
def headers(context: Context, client: TestClient) -> dict[str, str]:
    add_hamlet(context, "Ấp Mỹ Phú")
    add_user(context, "xa", Role.COMMUNE_ADMIN, [COMMUNE])
    return sign_in(client, "xa").headers


def parameters(app: FastAPI) -> Iterator[tuple[str, str]]:
    """Path and name of every parameter of a GET, in the path or the query."""
    for path, operations in app.openapi()["paths"].items():
        for parameter in operations.get("get", {}).get("parameters", ()):
            if parameter["in"] in ("query", "path"):
                yield path, parameter["name"]


def ask(client: TestClient, headers: dict[str, str], path: str, name: str, text: str) -> object:
    """The answer with this text as the parameter, all others left out or unknown."""
    filled = re.sub(
        r"\{(\w+)\}", lambda found: quote(text if found[1] == name else UNKNOWN, safe=""), path
    )
    query = {} if f"{{{name}}}" in path else {name: text}
    response = client.get(filled, params=query, headers=headers)
    assert response.status_code < 500, (path, name, text)
    return response.json() if response.status_code == 200 else response.status_code


def counts(context: Context) -> dict[str, int]:
    with context.database.read() as connection:
        return {
            table: int(select(connection, f"SELECT count(*) FROM {table}")[0][0])
            for table in TABLES
        }


def test_no_parameter_is_more_than_the_text_that_it_is(
    app: FastAPI, client: TestClient, context: Context, headers: dict[str, str]
) -> None:
    """A payload finds what an unknown word finds: nothing, or the same refusal."""
    asked = list(parameters(app))
    assert len(asked) > 20
    before = counts(context)
    for path, name in asked:
        if name in ("cursor", "limit"):
            expected = None
        else:
            expected = ask(client, headers, path, name, UNKNOWN)
        for payload in PAYLOADS:
            found = ask(client, headers, path, name, payload)
            is_refusal = isinstance(found, int)
            assert is_refusal or found == expected, (path, name, payload)
    assert counts(context) == before


def test_no_text_signs_anybody_in(client: TestClient, headers: dict[str, str]) -> None:
    for payload in PAYLOADS:
        body = {**login_body(payload, new_device_id()), "password": payload}
        assert client.post(f"{API}/auth/login", json=body).status_code in (401, 422, 429)


def test_a_pattern_is_made_of_ids_alone(request: pytest.FixtureRequest) -> None:
    """The store searches by no pattern but within lists of ids, which have no wildcard."""
    found = [
        line.strip()
        for path in sorted((request.config.rootpath / "backend" / "store").glob("*.py"))
        for line in Path(path).read_text().splitlines()
        if SEARCHED.search(line)
    ]
    assert all("|| b.id ||" in line or "|| a.id ||" in line for line in found), found

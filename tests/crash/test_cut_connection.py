"""The connection is cut after every single byte: of a push, and of the answer to it."""

import asyncio
import json
from collections.abc import Awaitable, MutableMapping
from typing import Any

from fastapi import FastAPI
from starlette.testclient import TestClient

from backend.core.scope import Role
from backend.services.context import Context
from backend.store.sql import select
from tests.people import API, SignedIn, add_and_sign_in, add_hamlet
from tests.phone import Phone
from tests.simulation.network import NoAnswer
from tests.simulation.world import read_answer

Message = MutableMapping[str, Any]


def _person(context: Context, client: TestClient) -> tuple[SignedIn, str]:
    hamlet = add_hamlet(context, "Ấp Mỹ Phú")
    return add_and_sign_in(context, client, "an", Role.VOLUNTEER, [hamlet]), f"hamlet:{hamlet}"


def _body(person: SignedIn, stream: str) -> bytes:
    phone = Phone(lambda request: request, person.device_id, [stream])
    phone.record(phone.create("household", stream, head_name="Ông Tám"))
    return json.dumps(phone.request()).encode()


def _send_cut(app: FastAPI, person: SignedIn, body: bytes, whole: int) -> None:
    """What came before the cut, and then nothing: the sender is gone."""
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(whole).encode()),
        (b"authorization", person.headers["Authorization"].encode()),
    ]
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": f"{API}/sync",
        "raw_path": f"{API}/sync".encode(),
        "query_string": b"",
        "root_path": "",
        "headers": headers,
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
    }
    messages: list[Message] = [{"type": "http.request", "body": body, "more_body": True}]

    async def receive() -> Message:
        return messages.pop(0) if messages else {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        assert message.get("status", 400) < 500

    run: Awaitable[None] = app(scope, receive, send)
    asyncio.run(_wait_for(run))


async def _wait_for(what: Awaitable[None]) -> None:
    await what


def test_a_push_that_is_cut_anywhere_changes_nothing_and_counts_once_when_it_arrives(
    app: FastAPI, client: TestClient, context: Context
) -> None:
    person, stream = _person(context, client)
    body = _body(person, stream)
    for length in range(len(body)):
        _send_cut(app, person, body[:length], len(body))
    with context.database.read() as connection:
        assert select(connection, "SELECT count(*) FROM log")[0][0] == 0
    for _ in range(2):
        answer = client.post(f"{API}/sync", content=body, headers=person.headers)
        assert answer.json()["results"][0]["status"] == "applied"
    with context.database.read() as connection:
        assert [row[0] for row in select(connection, "SELECT n FROM log")] == [1]


def test_an_answer_that_is_cut_anywhere_is_no_answer(client: TestClient, context: Context) -> None:
    person, stream = _person(context, client)
    body = _body(person, stream)
    whole = client.post(f"{API}/sync", content=body, headers=person.headers).content
    taken = 0
    for length in range(len(whole)):
        try:
            read_answer(whole[:length])
        except NoAnswer:
            continue
        taken += 1
    assert taken == 0
    again = client.post(f"{API}/sync", content=body, headers=person.headers).json()
    first = json.loads(whole)
    assert again["results"] == [{**first["results"][0], "repeated": True}]
    assert again["streams"] == first["streams"]

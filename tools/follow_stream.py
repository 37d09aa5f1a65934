"""Follows the streams that an account reads, as another system would: each record and each deletion
once, in order, going on where it stopped. See docs/client.md.

`python -m tools.follow_stream SERVER USERNAME STATE.json` asks for the password on the terminal,
prints one JSON line a change, and ends when it has everything; run it again to go on.
"""

import argparse
import getpass
import json
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2

Json = dict[str, Any]
API = "/api/v1"
PROTOCOL_HEADER = "Tungnha-Protocol"
TIMEOUT_SECONDS = 60


class NoAnswer(Exception):
    """Something that is not the server answered, such as the page of a Wi-Fi that wants a login."""


def new_state() -> Json:
    """What has to be kept between two runs; the device is this program's own."""
    device = str(uuid.uuid4())
    return {"device": device, "epoch": None, "outcomes_cursor": None, "cursors": {}}


def sign_in(client: httpx2.Client, username: str, password: str, state: Json) -> None:
    """Also learns which streams the account reads."""
    device = {"id": state["device"], "name": "follow_stream"}
    body = {"username": username, "password": password, "device": device}
    session = _post(client, "/auth/login", body)
    client.headers["Authorization"] = f"Bearer {session['access_token']}"
    for each in session["streams"]:
        state["cursors"].setdefault(each["stream"], None)


def follow(client: httpx2.Client, state: Json) -> Iterator[Json]:
    """Every change since `state`: a record with its `stream` (`deleted` where it is gone), or
    `{"stream", "reset": true}` where a stream begins anew and what was kept of it is void.

    `state` moves on when the last change of a page has been taken, never before.
    """
    while True:
        answer = _post(client, "/sync", _request(state))
        for part in answer["streams"]:
            if part["reset"]:
                yield {"stream": part["stream"], "reset": True}
            yield from ({**record, "stream": part["stream"]} for record in part["records"])
        _take(state, answer)
        if not any(part["remaining"] for part in answer["streams"]):
            return


def _request(state: Json) -> Json:
    cursors = [{"stream": each, "cursor": at} for each, at in state["cursors"].items()]
    return {
        "protocol": 1,
        "device": state["device"],
        "clock": None,
        "epoch": state["epoch"],
        "acked": 0,
        "first": 1,
        "waiting": 0,
        "outcomes_cursor": state["outcomes_cursor"],
        "changesets": [],
        "cursors": cursors,
        "recovered": [],
    }


def _take(state: Json, answer: Json) -> None:
    state["epoch"] = answer["epoch"]
    state["outcomes_cursor"] = answer["outcomes_cursor"]
    for part in answer["streams"]:
        state["cursors"][part["stream"]] = part["cursor"]
    for stream in answer["lost"]:
        state["cursors"].pop(stream, None)
    for stream in answer["gained"]:
        state["cursors"].setdefault(stream, None)


def _post(client: httpx2.Client, path: str, body: Json) -> Json:
    response = client.post(f"{API}{path}", json=body)
    if response.headers.get(PROTOCOL_HEADER) != "1":
        raise NoAnswer(f"{response.status_code} without {PROTOCOL_HEADER}")
    response.raise_for_status()
    answer: Json = response.json()
    return answer


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tools.follow_stream", description=__doc__)
    parser.add_argument("server")
    parser.add_argument("username")
    parser.add_argument("state", type=Path)
    asked = parser.parse_args()
    known = asked.state.exists()
    state = json.loads(asked.state.read_text(encoding="utf-8")) if known else new_state()
    with httpx2.Client(base_url=asked.server, timeout=TIMEOUT_SECONDS) as client:
        sign_in(client, asked.username, getpass.getpass(), state)
        for change in follow(client, state):
            print(json.dumps(change, ensure_ascii=False))
    asked.state.write_text(json.dumps(state), encoding="utf-8")


if __name__ == "__main__":
    main()

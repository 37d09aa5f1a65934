"""The documented client follows the streams of an account of its own, by the protocol alone."""

import json

import pytest
from httpx2 import Client, MockTransport, Response
from starlette.testclient import TestClient

from backend.core.scope import Role
from backend.services.context import Context
from tests.people import COMMUNE, PASSWORD, add_hamlet, add_user
from tests.phone import Json, Phone
from tests.wire_phone import open_phone
from tools.follow_stream import NoAnswer, follow, new_state, sign_in


@pytest.fixture
def volunteer(context: Context, client: TestClient) -> Phone:
    hamlet = add_hamlet(context, "Ấp Một")
    add_user(context, "an", Role.VOLUNTEER, [hamlet])
    add_user(context, "he-thong", Role.COMMUNE_ADMIN, [COMMUNE])
    return open_phone(client, "an")[0]


def hamlet_of(phone: Phone) -> str:
    return next(stream for stream in phone.streams if stream.startswith("hamlet:"))


def test_each_change_comes_once_and_a_later_run_goes_on_where_the_first_stopped(
    client: TestClient, volunteer: Phone
) -> None:
    stream = hamlet_of(volunteer)
    houses = [volunteer.create("household", stream, head_name=f"Hộ {n}") for n in range(3)]
    volunteer.record(*houses)
    volunteer.sync()
    state = new_state()
    sign_in(client, "he-thong", PASSWORD, state)
    first = [each for each in follow(client, state) if each.get("type") == "household"]
    assert [each["id"] for each in first] == [each["id"] for each in houses]
    assert list(follow(client, state)) == []
    volunteer.record(volunteer.update(houses[0]["id"], phone="0912000111"))
    volunteer.record(volunteer.act("delete", houses[1]["id"]))
    volunteer.sync()
    kept: Json = json.loads(json.dumps(state))
    later = list(follow(client, kept))
    assert [(each["id"], each["deleted"]) for each in later] == [
        (houses[0]["id"], False),
        (houses[1]["id"], True),
    ]
    assert {each["stream"] for each in later} == {stream}


def test_a_page_that_is_not_the_servers_is_no_answer() -> None:
    portal = MockTransport(lambda _: Response(200, text="<h1>Wi-Fi</h1>"))
    outside = Client(transport=portal, base_url="http://example.invalid")
    with outside, pytest.raises(NoAnswer):
        sign_in(outside, "he-thong", PASSWORD, new_state())

"""Photos over HTTP: sent in bounded parts, handed out so that no browser takes them for a page."""

import pytest
from starlette.testclient import TestClient

from backend.core.scope import Role
from backend.services.context import Context
from backend.settings import Limits
from tests.jpegs import announce, picture
from tests.people import API, SignedIn, add_hamlet, add_user
from tests.phone import Phone
from tests.wire_phone import open_phone

PLAIN = picture()


@pytest.fixture
def person(context: Context, client: TestClient) -> tuple[Phone, SignedIn, str]:
    """A volunteer's phone, and the id of a photo that was announced by it."""
    hamlet = add_hamlet(context, "Ấp Một")
    add_user(context, "an", Role.VOLUNTEER, [hamlet])
    phone, wire = open_phone(client, "an")
    stream = f"hamlet:{hamlet}"
    shop = phone.create("shop", stream, name="Tiệm Cô Ba")
    photo = phone.create("photo", stream, shop_id=shop["id"], **announce(PLAIN))
    phone.record(shop, photo)
    phone.sync()
    return phone, wire.person, photo["id"]


def test_a_photo_is_sent_in_parts_and_fetched(
    client: TestClient, person: tuple[Phone, SignedIn, str]
) -> None:
    _, who, photo = person
    path = f"{API}/photos/{photo}"
    missing = client.get(path, headers=who.headers)
    assert (missing.status_code, missing.json()["code"]) == (404, "photo_on_its_way")
    sent = client.patch(f"{path}/upload", headers=who.headers, content=PLAIN[:100])
    assert sent.json() == {"offset": 100, "bytes": len(PLAIN), "has_arrived": False}
    assert client.get(f"{path}/upload", headers=who.headers).json() == sent.json()
    again = client.patch(f"{path}/upload", headers=who.headers, content=PLAIN[:100])
    assert (again.status_code, again.json()["code"], again.json()["offset"]) == (
        409,
        "wrong_offset",
        100,
    )
    headers = {**who.headers, "Upload-Offset": "100"}
    rest = client.patch(f"{path}/upload", headers=headers, content=PLAIN[100:])
    assert rest.json()["has_arrived"] is True
    assert client.get(path, headers=who.headers).content[:2] == b"\xff\xd8"


def test_a_picture_is_handed_out_so_that_it_can_be_nothing_else(
    client: TestClient, person: tuple[Phone, SignedIn, str]
) -> None:
    _, who, photo = person
    path = f"{API}/photos/{photo}"
    client.patch(f"{path}/upload", headers=who.headers, content=PLAIN)
    answer = client.get(path, headers=who.headers)
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.headers["content-disposition"] == f'attachment; filename="{photo}.jpg"'
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"
    assert answer.headers["cache-control"] == "no-store"
    policies = answer.headers.get_list("content-security-policy")
    assert "default-src 'none'; sandbox" in policies


def test_a_part_is_bounded(client: TestClient, person: tuple[Phone, SignedIn, str]) -> None:
    _, who, photo = person
    most = Limits().photo_part_bytes_max
    answer = client.patch(
        f"{API}/photos/{photo}/upload", headers=who.headers, content=bytes(most + 1)
    )
    assert (answer.status_code, answer.json()["limit"]) == (413, "photo_part_bytes_max")


@pytest.mark.parametrize("offset", ["-1", "x", "9999999999"])
def test_an_offset_that_is_none_is_refused(
    client: TestClient, person: tuple[Phone, SignedIn, str], offset: str
) -> None:
    _, who, photo = person
    headers = {**who.headers, "Upload-Offset": offset}
    answer = client.patch(f"{API}/photos/{photo}/upload", headers=headers, content=b"")
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request")

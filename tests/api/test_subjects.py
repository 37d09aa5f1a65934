"""A person's data is found and erased by the admins of the place, and the log says who asked."""

import pytest
from starlette.testclient import TestClient

from backend.core.scope import Role
from backend.services.context import Context
from backend.store.audit import list_entries
from tests.people import API, COMMUNE, OTHER_COMMUNE, add_and_sign_in, add_hamlet, add_user
from tests.wire_phone import open_phone

NAME = "Đỗ Thị Hoà"


@pytest.fixture
def household(context: Context, client: TestClient) -> str:
    hamlet = add_hamlet(context, "Ấp Một")
    add_user(context, "an", Role.VOLUNTEER, [hamlet])
    phone, _ = open_phone(client, "an")
    made = phone.create("household", f"hamlet:{hamlet}", head_name=NAME, phone="0912 000 111")
    phone.record(made)
    phone.record(phone.create("household", f"hamlet:{hamlet}", head_name="Người Khác"))
    phone.sync()
    return str(made["id"])


@pytest.mark.parametrize("text", ["do thi hoa", "Hoà Đỗ", "0912000", "+84912000111"[4:]])
def test_a_person_is_found_by_name_or_number(
    context: Context, client: TestClient, household: str, text: str
) -> None:
    who = add_and_sign_in(context, client, "xa", Role.COMMUNE_ADMIN, [COMMUNE])
    body = {"commune": COMMUNE, "text": text}
    answer = client.post(f"{API}/subjects/search", json=body, headers=who.headers).json()
    assert [each["id"] for each in answer["items"]] == [household]


def test_an_erased_person_is_nowhere_and_the_log_knows_who_asked_but_no_name(
    context: Context, client: TestClient, household: str
) -> None:
    who = add_and_sign_in(context, client, "xa", Role.COMMUNE_ADMIN, [COMMUNE])
    path = f"{API}/subjects/household/{household}/erase"
    assert client.post(path, headers=who.headers).json()["records"] == 1
    body = {"commune": COMMUNE, "text": NAME}
    found = client.post(f"{API}/subjects/search", json=body, headers=who.headers).json()
    assert found == {"items": [], "has_more": False}
    with context.database.read() as connection:
        entries = [entry for entry, _ in list_entries(connection, COMMUNE)]
    asked = [(each.action, each.by) for each in entries if each.subject == household]
    assert ("erasure_asked", who.user_id) in asked
    assert "Hoà" not in str(entries)


def test_only_the_admins_of_the_place_may(
    context: Context, client: TestClient, household: str
) -> None:
    leader = add_and_sign_in(
        context, client, "totruong", Role.LEADER, [add_hamlet(context, "Ấp Hai")]
    )
    other = add_and_sign_in(context, client, "khac", Role.COMMUNE_ADMIN, [OTHER_COMMUNE])
    body = {"commune": COMMUNE, "text": NAME}
    for who, status in ((leader, 403), (other, 404)):
        for path, sent in (
            (f"{API}/subjects/search", body),
            (f"{API}/subjects/household/{household}/erase", None),
        ):
            assert client.post(path, json=sent, headers=who.headers).status_code == status

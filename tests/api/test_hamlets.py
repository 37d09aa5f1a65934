"""Renaming, merging and splitting hamlets over HTTP: shapes, refusals and the list of them."""

import pytest
from starlette.testclient import TestClient

from backend.core.scope import Role
from backend.services.context import Context
from tests.conftest import WITHOUT_STORE
from tests.people import (
    API,
    COMMUNE,
    OTHER_COMMUNE,
    SignedIn,
    add_and_sign_in,
    add_hamlet,
)

DAY = "2026-11-23"
GROUNDS = {"from": DAY, "legal_ref": "Nghị quyết 12/NQ-HĐND"}
Json = dict[str, object]


@pytest.fixture
def xa(context: Context, client: TestClient) -> SignedIn:
    return add_and_sign_in(context, client, "xa", Role.COMMUNE_ADMIN, [COMMUNE])


@pytest.fixture
def hamlets(context: Context) -> list[str]:
    return [add_hamlet(context, name) for name in ("Ấp Một", "Ấp Hai")]


def post(client: TestClient, who: SignedIn, path: str, body: Json) -> tuple[int, Json]:
    answer = client.post(f"{API}/units/{path}", headers=who.headers, json=body)
    return answer.status_code, answer.json()


def shown(client: TestClient, who: SignedIn) -> list[Json]:
    answer = client.get(f"{API}/units/{COMMUNE}/hamlets", headers=who.headers)
    assert answer.status_code == 200
    assert answer.json()["cursor"] is None
    return list(answer.json()["items"])


def test_hamlets_become_one_and_the_list_tells_of_it(
    context: Context, client: TestClient, xa: SignedIn, hamlets: list[str]
) -> None:
    an = add_and_sign_in(context, client, "an", Role.VOLUNTEER, [hamlets[0]])
    asked: Json = {"units": hamlets, "name": "Ấp Lớn", "type": "ap", **GROUNDS}
    status, unit = post(client, xa, "merge", asked)
    assert status == 201
    assert (unit["name"], unit["valid_from"], unit["parent_id"]) == ("Ấp Lớn", DAY, COMMUNE)
    first, *ended = shown(client, xa)
    undo_until = first.pop("undo_until")
    assert str(undo_until).startswith("2026-12-23T")
    assert first == {**unit, "names": [], "became": [], "clusters": [], "users": [an.user_id]}
    became = {
        "unit_id": unit["id"],
        "kind": "whole",
        "effective": DAY,
        "legal_ref": GROUNDS["legal_ref"],
    }
    assert [each["became"] for each in ended] == [[became], [became]]
    assert {each["valid_to"] for each in ended} == {"2026-11-22"}


def test_a_hamlet_becomes_several(client: TestClient, xa: SignedIn, hamlets: list[str]) -> None:
    parts = [{"name": name, "type": "ap"} for name in ("Ấp Bắc", "Ấp Nam")]
    status, made = post(client, xa, f"{hamlets[0]}/split", {"parts": parts, **GROUNDS})
    assert status == 201
    assert [unit["name"] for unit in made["items"]] == ["Ấp Bắc", "Ấp Nam"]  # type: ignore[attr-defined]


def test_a_merge_is_taken_back_once(client: TestClient, xa: SignedIn, hamlets: list[str]) -> None:
    asked: Json = {"units": hamlets, "name": "Ấp Lớn", "type": "ap", **GROUNDS}
    _, unit = post(client, xa, "merge", asked)
    status, again = post(client, xa, f"{unit['id']}/undo", {})
    assert status == 200
    assert {each["id"] for each in again["items"]} == set(hamlets)  # type: ignore[attr-defined]
    assert post(client, xa, f"{unit['id']}/undo", {})[0] == 422
    status, refused = post(client, xa, f"{hamlets[0]}/undo", {})
    assert (status, refused["code"], refused["reason"]) == (409, "stale", "nothing")


def test_a_hamlet_has_another_name_and_its_old_one_again(
    client: TestClient, xa: SignedIn, hamlets: list[str]
) -> None:
    path = f"{hamlets[0]}/rename"
    assert post(client, xa, path, {"name": "Ấp Mới", **GROUNDS})[1]["name"] == "Ấp Mới"
    (names,) = [each["names"] for each in shown(client, xa) if each["id"] == hamlets[0]]
    assert names == [{"name": "Ấp Một", "until": DAY, "legal_ref": GROUNDS["legal_ref"]}]
    assert post(client, xa, f"{path}/undo", {})[1]["name"] == "Ấp Một"


def test_who_is_no_admin_of_the_commune_changes_and_sees_nothing(
    context: Context, client: TestClient, hamlets: list[str]
) -> None:
    asked: Json = {"units": hamlets, "name": "Ấp Lớn", "type": "ap", **GROUNDS}
    for username, role, unit, status in (
        ("quay", Role.DESK, COMMUNE, 403),
        ("an", Role.VOLUNTEER, hamlets[0], 404),
        ("xakhac", Role.COMMUNE_ADMIN, OTHER_COMMUNE, 404),
    ):
        who = add_and_sign_in(context, client, username, role, [unit])
        assert post(client, who, "merge", asked)[0] == status
        assert post(client, who, f"{hamlets[0]}/rename", {"name": "Ấp X", **GROUNDS})[0] == status
        answer = client.get(f"{API}/units/{COMMUNE}/hamlets", headers=who.headers)
        assert answer.status_code == status


@WITHOUT_STORE
@pytest.mark.parametrize(
    "wrong", [{"from": "23/11/2026"}, {"legal_ref": " "}, {"name": ""}, {"units": "x"}]
)
def test_a_change_of_another_shape_is_invalid(
    client: TestClient, xa: SignedIn, wrong: Json
) -> None:
    asked: Json = {"units": ["a", "b"], "name": "Ấp Lớn", "type": "ap", **GROUNDS, **wrong}
    assert post(client, xa, "merge", asked)[0] == 422


@WITHOUT_STORE
def test_an_id_that_no_store_could_ask_for_is_unknown(client: TestClient, xa: SignedIn) -> None:
    for unit in ("x" * 65, "%00"):
        answer = client.get(f"{API}/units/{unit}/hamlets", headers=xa.headers)
        assert answer.status_code == 404

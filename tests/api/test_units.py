"""The country's units over HTTP, now and then, and the hamlets that admins add."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from starlette.testclient import TestClient

from backend.core.scope import Role
from backend.services.context import Context
from backend.store.sql import select
from tests.conftest import WITHOUT_STORE
from tests.people import (
    API,
    COMMUNE,
    OTHER_COMMUNE,
    PROVINCE,
    SignedIn,
    add_and_sign_in,
    add_hamlet,
)


@pytest.fixture
def xa(context: Context, client: TestClient) -> SignedIn:
    return add_and_sign_in(context, client, "xa", Role.COMMUNE_ADMIN, [COMMUNE])


def listed(client: TestClient, who: SignedIn, query: str) -> list[dict[str, object]]:
    response = client.get(f"{API}/units?{query}", headers=who.headers)
    assert response.status_code == 200, response.text
    items: list[dict[str, object]] = response.json()["items"]
    return items


def create(client: TestClient, who: SignedIn, **fields: object) -> tuple[int, dict[str, object]]:
    body = {"name": "Ấp Mỹ Phú", "type": "ap", "parent_id": COMMUNE, **fields}
    response = client.post(f"{API}/units", headers=who.headers, json=body)
    return response.status_code, response.json()


def test_without_a_parent_the_provinces_are_listed(client: TestClient, xa: SignedIn) -> None:
    provinces = listed(client, xa, "")
    assert len(provinces) == 34
    assert provinces[0] == {
        "id": "01",
        "code": "01",
        "level": "province",
        "type": "thanh-pho",
        "name": "Thành phố Hà Nội",
        "parent_id": None,
        "valid_from": "2025-07-01",
        "valid_to": None,
    }


def test_a_province_of_today_has_communes_and_one_of_before_has_districts(
    client: TestClient, xa: SignedIn
) -> None:
    assert len(listed(client, xa, f"parent={PROVINCE}&limit=500")) == 102
    for query in ("parent=87&at=2025-01-01", "parent=87~2025-06-30"):
        before = listed(client, xa, query)
        assert len(before) == 12
        assert {unit["level"] for unit in before} == {"district"}
    assert len(listed(client, xa, "at=2025-01-01")) == 2


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("parent=nowhere", 404),
        ("parent=87", 404),
        ("at=yesterday", 422),
        ("at=2025-02-30", 422),
        ("parent=%00", 422),
        ("parent=%F0%90", 404),
        ("parent=", 200),
    ],
)
def test_a_parent_or_day_that_is_none_is_refused_and_an_empty_one_is_not_named(
    client: TestClient, xa: SignedIn, query: str, status: int
) -> None:
    assert client.get(f"{API}/units?{query}", headers=xa.headers).status_code == status


def test_a_new_hamlet_is_listed_and_is_a_stream_and_a_record_of_its_commune(
    context: Context, client: TestClient, xa: SignedIn
) -> None:
    status, unit = create(client, xa)
    assert status == 201
    assert unit == {
        "id": unit["id"],
        "code": None,
        "level": "hamlet",
        "type": "ap",
        "name": "Ấp Mỹ Phú",
        "parent_id": COMMUNE,
        "valid_from": "2026-11-23",
        "valid_to": None,
    }
    assert listed(client, xa, f"parent={COMMUNE}") == [unit]
    streams = client.get(f"{API}/streams", headers=xa.headers).json()
    assert streams == {
        "items": [
            {
                "stream": f"province:{PROVINCE}",
                "name": "Tỉnh Đồng Tháp",
                "access": "read",
                "head": 0,
            },
            {"stream": f"commune:{COMMUNE}", "name": "Xã Mỹ Thọ", "access": "write", "head": 1},
            {"stream": f"hamlet:{unit['id']}", "name": "Ấp Mỹ Phú", "access": "write", "head": 0},
        ],
        "cursor": None,
    }
    with context.database.read() as connection:
        rows = select(connection, "SELECT id, type, stream FROM record")
    assert [tuple(row) for row in rows] == [(unit["id"], "unit", f"commune:{COMMUNE}")]


def test_two_hamlets_of_a_commune_cannot_have_one_name(client: TestClient, xa: SignedIn) -> None:
    assert create(client, xa)[0] == 201
    status, problem = create(client, xa)
    assert (status, problem["code"]) == (409, "name_taken")


def test_of_hamlets_added_at_once_under_one_name_one_is_made(
    client: TestClient, xa: SignedIn
) -> None:
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: create(client, xa), range(8)))
    assert sorted(status for status, _ in made) == [201] + [409] * 7


def test_a_hamlet_lies_in_a_commune_within_scope(
    context: Context, client: TestClient, xa: SignedIn
) -> None:
    hamlet = add_hamlet(context, "Ấp Một")
    answers = [
        create(client, xa, parent_id=parent)
        for parent in (OTHER_COMMUNE, "nowhere", PROVINCE, hamlet, "28252~2025-06-30")
    ]
    assert answers[0][0] == 404
    assert all(answer == answers[0] for answer in answers)


@pytest.mark.parametrize("role", [Role.VOLUNTEER, Role.LEADER, Role.DESK])
def test_only_admins_add_hamlets(context: Context, client: TestClient, role: Role) -> None:
    unit = COMMUNE if role is Role.DESK else add_hamlet(context, "Ấp Một")
    who = add_and_sign_in(context, client, "an", role, [unit])
    assert create(client, who)[0] == 403
    assert create(client, who, parent_id=OTHER_COMMUNE)[0] == 404


def test_a_province_admin_adds_hamlets_to_any_commune_of_the_province(
    context: Context, client: TestClient
) -> None:
    tinh = add_and_sign_in(context, client, "tinh", Role.PROVINCE_ADMIN, [PROVINCE])
    assert create(client, tinh, parent_id=OTHER_COMMUNE)[0] == 201
    assert create(client, tinh, parent_id="00004")[0] == 404


@WITHOUT_STORE
@pytest.mark.parametrize(
    "fields", [{"name": ""}, {"name": 5}, {"type": None}, {"parent_id": 30076}, {"name": "\x07"}]
)
def test_a_hamlet_of_another_shape_is_invalid(
    client: TestClient, xa: SignedIn, fields: dict[str, object]
) -> None:
    assert create(client, xa, **fields)[0] == 422

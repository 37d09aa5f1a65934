"""Records, conflicts and held work over HTTP: exact shapes, pages, and what answers 404."""

import pytest
from starlette.testclient import TestClient

from backend.core.scope import Role
from backend.services.context import Context
from tests.people import API, COMMUNE, add_hamlet, add_user
from tests.phone import Json, Phone, new_id
from tests.wire_phone import Wire, open_phone

RECORD_KEYS = {
    "type",
    "id",
    "rev",
    "tag",
    "deleted",
    "fields",
    "created_by",
    "created_at",
    "updated_by",
    "updated_at",
}
CONFLICT_KEYS = {
    "id",
    "status",
    "stream",
    "type",
    "record_id",
    "field",
    "current",
    "incoming",
    "opened_at",
    "resolved_at",
    "resolved_by",
    "resolution",
}
CURRENT_KEYS = {"rev", "value", "by", "device", "at", "corrected_at"}
SIDE_KEYS = {"op", "value", "from", "base", "by", "device", "at", "corrected_at", "n", "earlier"}
HELD_KEYS = {"id", "status", "author", "device", "n", "changeset", "reasons", "received_at"}


@pytest.fixture
def hamlet(context: Context) -> str:
    made = add_hamlet(context, "Ấp Mỹ Phú")
    for name, role, unit in (
        ("an", Role.VOLUNTEER, made),
        ("binh", Role.VOLUNTEER, made),
        ("cuc", Role.VOLUNTEER, add_hamlet(context, "Ấp Mỹ Hòa")),
        ("xa", Role.COMMUNE_ADMIN, COMMUNE),
    ):
        add_user(context, name, role, [unit])
    return f"hamlet:{made}"


@pytest.fixture
def an(client: TestClient, hamlet: str) -> tuple[Phone, Wire]:
    assert hamlet
    return open_phone(client, "an")


def get(wire: Wire, path: str) -> tuple[int, Json]:
    response = wire.client.get(f"{API}{path}", headers=wire.person.headers)
    return response.status_code, response.json()


def household(phone: Phone, hamlet: str, /, **fields: object) -> str:
    made = phone.create("household", hamlet, head_name="Lê Văn Ba", **fields)
    phone.record(made)
    phone.sync()
    return str(made["id"])


def test_a_record_is_answered_as_pulls_carry_it(an: tuple[Phone, Wire], hamlet: str) -> None:
    phone, wire = an
    record_id = household(phone, hamlet, phone="0911")
    status, answer = get(wire, f"/records/household/{record_id}")
    assert (status, set(answer)) == (200, RECORD_KEYS)
    assert answer == phone.find(record_id)[1]


def test_revisions_say_who_changed_what_where_and_when_page_by_page(
    an: tuple[Phone, Wire], hamlet: str
) -> None:
    phone, wire = an
    record_id = household(phone, hamlet, phone="0911")
    for value in ("0912", "0913"):
        phone.record(phone.update(record_id, phone=value))
        phone.sync()
    path = f"/records/household/{record_id}/revisions"
    first, second, third = get(wire, path)[1]["items"]
    assert set(first) == {"rev", "op", "by", "device", "n", "at", "fields"}
    assert first["fields"] == {
        "head_name": {"from": None, "to": "Lê Văn Ba"},
        "phone": {"from": None, "to": "0911"},
    }
    assert [first[name] for name in ("rev", "op", "by", "device", "n")] == [
        1,
        "create",
        wire.person.user_id,
        phone.device,
        1,
    ]
    assert second["fields"] == {"phone": {"from": "0911", "to": "0912"}}
    assert (third["rev"], third["op"], third["n"]) == (3, "update", 3)
    page = get(wire, f"{path}?limit=2")[1]
    assert page["items"] == [first, second]
    assert get(wire, f"{path}?cursor={page['cursor']}")[1] == {"items": [third], "cursor": None}
    assert get(wire, f"{path}?cursor=eA==")[0] == 422


def test_what_is_of_another_type_or_place_or_does_not_exist_is_not_found(
    client: TestClient, an: tuple[Phone, Wire], hamlet: str
) -> None:
    phone, wire = an
    record_id = household(phone, hamlet)
    _, stranger = open_phone(client, "cuc")
    answers = [
        get(wire, f"/records/visit/{record_id}"),
        get(wire, f"/records/household/{new_id()}"),
        get(wire, "/records/household/x"),
        get(stranger, f"/records/household/{record_id}"),
        get(stranger, f"/records/household/{record_id}/revisions"),
    ]
    assert {status for status, _ in answers} == {404}
    assert len({str(answer) for _, answer in answers}) == 1


def test_a_deleted_record_is_answered_without_its_fields(
    an: tuple[Phone, Wire], hamlet: str
) -> None:
    phone, wire = an
    record_id = household(phone, hamlet)
    phone.record(phone.act("delete", record_id))
    phone.sync()
    answer = get(wire, f"/records/household/{record_id}")[1]
    assert (answer["deleted"], answer["fields"], answer["rev"]) == (True, {}, 2)


def disputed(client: TestClient, an: tuple[Phone, Wire], hamlet: str) -> tuple[Phone, Wire]:
    """an and binh changed one phone number apart, and binh sent what cannot be applied; gives
    binh's phone and the admin's way to the server."""
    phone, _ = an
    other, _ = open_phone(client, "binh")
    _, admin = open_phone(client, "xa")
    record_id = household(phone, hamlet, phone="0911")
    other.sync()
    phone.record(phone.update(record_id, phone="0912"))
    other.record(other.update(record_id, phone="0913"))
    other.record(other.create("household", hamlet, head_name=5))
    phone.sync()
    other.sync()
    return other, admin


def test_a_conflict_has_the_shape_of_the_contract_and_is_decided_once(
    client: TestClient, an: tuple[Phone, Wire], hamlet: str
) -> None:
    _, admin = disputed(client, an, hamlet)
    [conflict] = admin.get("/conflicts", status="open")["items"]
    assert set(conflict) == CONFLICT_KEYS
    assert set(conflict["current"]) == CURRENT_KEYS
    assert set(conflict["incoming"][0]) == SIDE_KEYS
    path = f"{API}/conflicts/{conflict['id']}/resolve"
    decision = {"choice": "current", "side": None, "rev": conflict["current"]["rev"]}
    for wrong in ({"rev": None}, {"rev": 2**53 + 1}, {"rev": 2**70}, {"side": -1}):
        refused = client.post(path, json={**decision, **wrong}, headers=admin.person.headers)
        assert refused.status_code == 422
    assert client.post(path, json=decision, headers=admin.person.headers).status_code == 200
    again = client.post(path, json=decision, headers=admin.person.headers)
    assert (again.status_code, again.json()["code"]) == (409, "already_resolved")
    assert again.json()["conflict"]["status"] == "resolved"


def test_held_work_has_the_shape_of_the_contract_and_is_discarded_with_a_reason(
    client: TestClient, an: tuple[Phone, Wire], hamlet: str
) -> None:
    other, admin = disputed(client, an, hamlet)
    [item] = admin.get("/held", status="open")["items"]
    assert set(item) == HELD_KEYS
    assert item["changeset"] == other.log[1]
    path = f"{API}/held/{item['id']}"
    still = client.post(f"{path}/release", json={}, headers=admin.person.headers)
    assert (still.status_code, still.json()["code"]) == (422, "still_held")
    assert still.json()["reasons"][0]["code"] == "invalid_field"
    without = client.post(f"{path}/discard", json={}, headers=admin.person.headers)
    assert without.status_code == 422
    gone = client.post(f"{path}/discard", json={"reason": "thử"}, headers=admin.person.headers)
    assert (gone.status_code, gone.json()["status"]) == (200, "discarded")

"""Who wrote what, and when, is the server's to say, whatever a request claims."""

import pytest
from starlette.testclient import TestClient

from backend.core.scope import Role
from backend.services.context import Context
from backend.store.sql import select
from tests.commune import Commune, build_commune
from tests.people import API, COMMUNE, add_hamlet, add_user, sign_in
from tests.phone import Json, new_id

FORGED = {
    "created_by": "00000000-0000-4000-8000-000000000001",
    "updated_by": "00000000-0000-4000-8000-000000000001",
    "created_at": "2001-01-01T00:00:00Z",
    "updated_at": "2001-01-01T00:00:00Z",
    "rev": 77,
    "tag": 1,
    "seq": 9_000,
    "deleted": True,
    "author": "00000000-0000-4000-8000-000000000001",
    "status": "applied",
    "place": "01",
}


@pytest.fixture
def commune(context: Context) -> Commune:
    return build_commune(context)


def _said_by_the_server(record: Json) -> dict[str, object]:
    return {name: record[name] for name in ("rev", "deleted", "created_by", "updated_by")}


@pytest.mark.parametrize("where", ["changeset", "change", "fields"])
@pytest.mark.parametrize("op", ["create", "update"])
def test_what_a_changeset_claims_about_itself_is_not_believed(
    commune: Commune, where: str, op: str
) -> None:
    an, hamlet = commune.phone("an"), commune.hamlets[0]
    change = an.create("household", hamlet, head_name="Ông Ba")
    if op == "update":
        an.record(change)
        an.sync()
        change = an.update(change["id"], head_name="Ông Tư")
    changeset = an.record(change)
    target = {"changeset": changeset, "change": change, "fields": change["fields"]}[where]
    target.update({name: value for name, value in FORGED.items() if name not in target})
    an.sync()
    assert an.results[changeset["n"]]["status"] == "applied"
    [record] = an.all_of("household")
    user = commune.users["an"]
    assert _said_by_the_server(record) == {
        "rev": 1 if op == "create" else 2,
        "deleted": False,
        "created_by": user,
        "updated_by": user,
    }
    assert record["tag"] != FORGED["tag"]
    assert record["created_at"] == record["updated_at"] == commune.context.now_text()


def test_the_request_cannot_name_another_author(commune: Commune) -> None:
    an, hamlet = commune.phone("an"), commune.hamlets[0]
    an.record(an.create("household", hamlet, head_name="Ông Ba"))
    request = {**an.request(), "user": commune.users["xa"], "user_id": commune.users["xa"]}
    request |= {"role": "commune_admin", "is_active": True}
    an.take(an.exchange(request))
    an.sync()
    [record] = an.all_of("household")
    assert record["created_by"] == commune.users["an"]


ACCOUNT = {"username": "moi", "full_name": "Người Mới", "phone": None, "role": "volunteer"}
SERVER_FIELDS = ("id", "place", "created_by", "created_at", "password_hash", "disabled_at")


@pytest.mark.parametrize("name", SERVER_FIELDS)
def test_an_account_takes_no_field_that_is_the_servers(
    context: Context, client: TestClient, name: str
) -> None:
    hamlet = add_hamlet(context, "Ấp Mỹ Phú")
    add_user(context, "xa", Role.COMMUNE_ADMIN, [COMMUNE])
    headers = sign_in(client, "xa").headers
    body = {**ACCOUNT, "units": [hamlet], "active": True, name: new_id()}
    response = client.post(f"{API}/users", json=body, headers=headers)
    assert response.status_code == 201
    with context.database.read() as connection:
        [row] = select(connection, f"SELECT {name} FROM account WHERE username = 'moi'")
    assert row[0] != body[name]

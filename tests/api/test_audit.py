"""Admins read the audit log of their place and see whether anything in it was changed."""

import pytest
from starlette.testclient import TestClient

from backend.core.scope import Role
from backend.services.context import Context
from backend.store.sql import execute
from tests.people import API, COMMUNE, OTHER_COMMUNE, add_and_sign_in, add_hamlet


def test_the_newest_act_comes_first_and_pages_go_back_to_the_first(
    context: Context, client: TestClient
) -> None:
    add_hamlet(context, "Ấp Một")
    who = add_and_sign_in(context, client, "xa", Role.COMMUNE_ADMIN, [COMMUNE])
    seen: list[int] = []
    cursor: str | None = None
    while cursor or not seen:
        query = f"&cursor={cursor}" if cursor else ""
        path = f"{API}/audit?place={COMMUNE}&limit=2{query}"
        answer = client.get(path, headers=who.headers).json()
        seen += [entry["seq"] for entry in answer["items"]]
        cursor = answer["cursor"]
    assert seen == sorted(seen, reverse=True)
    assert seen[-1] == 1
    assert len(seen) == len(set(seen)) >= 4


def test_reading_the_log_is_an_entry_of_it(context: Context, client: TestClient) -> None:
    who = add_and_sign_in(context, client, "xa", Role.COMMUNE_ADMIN, [COMMUNE])
    for _ in range(2):
        answer = client.get(f"{API}/audit?place={COMMUNE}", headers=who.headers).json()
    entry = answer["items"][0]
    assert (entry["action"], entry["by"]) == ("audit_read", who.user_id)


def test_a_changed_entry_is_found_by_its_number(context: Context, client: TestClient) -> None:
    add_hamlet(context, "Ấp Một")
    who = add_and_sign_in(context, client, "xa", Role.COMMUNE_ADMIN, [COMMUNE])
    path = f"{API}/audit/chain?place={COMMUNE}"
    whole = client.get(path, headers=who.headers).json()
    assert (whole["broken_at"], len(whole["head"])) == (None, 64)
    with context.database.write() as connection:
        execute(connection, "UPDATE audit SET detail = 'khác' WHERE place = ? AND seq = 2", COMMUNE)
    assert client.get(path, headers=who.headers).json()["broken_at"] == 2


@pytest.mark.parametrize("path", ["/audit", "/audit/chain"])
def test_the_log_is_for_the_admins_of_the_place(
    context: Context, client: TestClient, path: str
) -> None:
    leader = add_and_sign_in(
        context, client, "totruong", Role.LEADER, [add_hamlet(context, "Ấp Một")]
    )
    other = add_and_sign_in(context, client, "khac", Role.COMMUNE_ADMIN, [OTHER_COMMUNE])
    asked = f"{API}{path}?place={COMMUNE}"
    assert client.get(asked, headers=leader.headers).status_code == 403
    assert client.get(asked, headers=other.headers).status_code == 404

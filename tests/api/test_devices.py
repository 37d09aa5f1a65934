"""The list of phones, and revoking one."""

from dataclasses import dataclass

import pytest
from starlette.testclient import TestClient

from backend.core.scope import Role
from backend.services.context import Context
from tests.people import (
    API,
    COMMUNE,
    OTHER_COMMUNE,
    SignedIn,
    add_and_sign_in,
    add_hamlet,
)


@dataclass(frozen=True)
class Phones:
    """Signed in: a volunteer and a leader of one hamlet, an admin, a volunteer far away."""

    client: TestClient
    an: SignedIn
    leader: SignedIn
    admin: SignedIn
    far: SignedIn

    def listed(self, who: SignedIn) -> set[str]:
        response = self.client.get(f"{API}/devices", headers=who.headers)
        assert response.status_code == 200
        return {device["id"] for device in response.json()["items"]}

    def revoke(self, who: SignedIn, device: str) -> tuple[int, dict[str, object]]:
        response = self.client.post(f"{API}/devices/{device}/revoke", headers=who.headers)
        return response.status_code, response.json()


@pytest.fixture
def phones(context: Context, client: TestClient) -> Phones:
    near = add_hamlet(context, "Ấp Một")
    far = add_hamlet(context, "Khóm Ba", commune=OTHER_COMMUNE)
    return Phones(
        client=client,
        an=add_and_sign_in(context, client, "an", Role.VOLUNTEER, [near]),
        leader=add_and_sign_in(context, client, "to", Role.LEADER, [near]),
        admin=add_and_sign_in(context, client, "xa", Role.COMMUNE_ADMIN, [COMMUNE]),
        far=add_and_sign_in(context, client, "chi", Role.VOLUNTEER, [far]),
    )


def test_leaders_and_admins_see_the_phones_of_their_people_others_their_own(
    phones: Phones,
) -> None:
    near = {phones.an.device_id, phones.leader.device_id}
    assert phones.listed(phones.an) == {phones.an.device_id}
    assert phones.listed(phones.leader) == near
    assert phones.listed(phones.admin) == near | {phones.admin.device_id}


def test_a_device_is_listed_with_its_last_contact(phones: Phones) -> None:
    response = phones.client.get(f"{API}/devices", headers=phones.an.headers)
    assert response.json()["items"] == [
        {
            "id": phones.an.device_id,
            "user_id": phones.an.user_id,
            "name": "Điện thoại thử",
            "app": None,
            "acked": 0,
            "waiting": None,
            "replaces": None,
            "created_at": "2026-11-23T03:00:00.000Z",
            "last_seen_at": "2026-11-23T03:00:00.000Z",
            "revoked_at": None,
        }
    ]


def test_an_admin_revokes_a_phone_which_then_reads_nothing(phones: Phones) -> None:
    status, device = phones.revoke(phones.admin, phones.an.device_id)
    assert (status, device["revoked_at"]) == (200, "2026-11-23T03:00:00.000Z")
    assert phones.revoke(phones.admin, phones.an.device_id) == (status, device)
    streams = phones.client.get(f"{API}/streams", headers=phones.an.headers)
    assert streams.json()["items"] == []
    assert phones.client.get(f"{API}/users", headers=phones.an.headers).status_code == 403


def test_a_user_revokes_their_own_lost_phone(phones: Phones) -> None:
    assert phones.revoke(phones.an, phones.an.device_id)[0] == 200


def test_who_sees_a_phone_may_not_always_revoke_it(phones: Phones) -> None:
    status, problem = phones.revoke(phones.leader, phones.an.device_id)
    assert (status, problem["code"]) == (403, "not_allowed")


def test_a_phone_that_is_not_seen_answers_like_one_that_does_not_exist(phones: Phones) -> None:
    missing = phones.revoke(phones.admin, "01980000-0000-7000-8000-0000000000ff")
    assert missing[0] == 404
    assert phones.revoke(phones.admin, phones.far.device_id) == missing
    assert phones.revoke(phones.an, phones.leader.device_id) == missing
    assert phones.revoke(phones.admin, "x") == missing

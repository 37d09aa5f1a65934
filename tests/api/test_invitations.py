"""An invitation signs one device of one person in, once, within a day, and leaves its trace."""

from dataclasses import dataclass

import pytest
from starlette.testclient import TestClient

from backend.core.scope import Role
from backend.services.context import Context
from backend.services.people.create_user import NewUser, create_user
from backend.store.audit import list_entries
from backend.store.sql import select
from tests.conftest import Clock
from tests.people import (
    API,
    COMMUNE,
    OTHER_COMMUNE,
    SignedIn,
    add_and_sign_in,
    add_hamlet,
    add_user,
    new_device_id,
)

Json = dict[str, object]


@dataclass
class Team:
    """A hamlet with a leader and a new volunteer without a password."""

    client: TestClient
    admin: SignedIn
    leader: SignedIn
    new: str

    def invite(self, user: str, *, who: SignedIn | None = None) -> tuple[int, Json]:
        headers = (who or self.admin).headers
        body = {"user_id": user}
        response = self.client.post(f"{API}/invitations", headers=headers, json=body)
        return response.status_code, response.json()

    def token(self) -> str:
        status, answer = self.invite(self.new)
        assert status == 201, answer
        return str(answer["token"])

    def accept(self, token: str, device: str) -> tuple[int, Json]:
        body = {"token": token, "device": {"id": device, "name": "Máy mới"}}
        response = self.client.post(f"{API}/auth/invitation", json=body)
        return response.status_code, response.json()


@pytest.fixture
def team(context: Context, client: TestClient) -> Team:
    hamlet = add_hamlet(context, "Ấp Một")
    new = NewUser("moi", "Người Mới", Role.VOLUNTEER, [hamlet])
    return Team(
        client,
        add_and_sign_in(context, client, "xa", Role.COMMUNE_ADMIN, [COMMUNE]),
        add_and_sign_in(context, client, "totruong", Role.LEADER, [hamlet]),
        create_user(context, None, new).id,
    )


def test_a_link_answers_like_a_login(team: Team) -> None:
    status, session = team.accept(team.token(), new_device_id())
    assert status == 200
    assert set(session) == {"access_token", "refresh_token", "expires_in", "user", "streams"}
    headers = {"Authorization": f"Bearer {session['access_token']}"}
    streams = team.client.get(f"{API}/streams", headers=headers).json()["items"]
    assert [each["stream"] for each in streams] == [
        each["stream"]
        for each in session["streams"]  # type: ignore[attr-defined]
    ]


def test_a_link_is_used_once_and_its_device_may_ask_again(team: Team) -> None:
    token, device = team.token(), new_device_id()
    assert team.accept(token, device)[0] == 200
    assert team.accept(token, device)[0] == 200
    status, problem = team.accept(token, new_device_id())
    assert (status, problem["code"]) == (401, "bad_invitation")


def test_a_link_ends_after_a_day_also_for_its_own_device(team: Team, clock: Clock) -> None:
    token, device = team.token(), new_device_id()
    assert team.accept(token, device)[0] == 200
    clock.advance(hours=24)
    assert team.accept(token, device)[1]["code"] == "bad_invitation"


def test_unknown_used_and_ended_links_are_told_alike(team: Team, clock: Clock) -> None:
    used, ended = team.token(), team.token()
    answers = [team.accept(each, new_device_id()) for each in (used, "A" * 22, "")]
    clock.advance(days=2)
    answers.append(team.accept(ended, new_device_id()))
    assert answers == [answers[0]] * 4
    assert answers[0][0] == 401


def test_a_new_link_ends_the_one_before(team: Team) -> None:
    first, second = team.token(), team.token()
    assert team.accept(first, new_device_id())[0] == 401
    assert team.accept(second, new_device_id())[0] == 200


def test_a_leader_invites_volunteers_without_a_password_only(team: Team, context: Context) -> None:
    assert team.invite(team.new, who=team.leader)[0] == 201
    unit = [team.client.get(f"{API}/users/{team.new}", headers=team.admin.headers).json()]
    hamlet = unit[0]["units"][0]
    with_password = add_user(context, "an", Role.VOLUNTEER, [hamlet]).id
    other_leader = create_user(context, None, NewUser("phó", "Tổ Phó", Role.LEADER, [hamlet])).id
    assert team.invite(with_password, who=team.leader)[0] == 403
    assert team.invite(other_leader, who=team.leader)[0] == 403
    assert team.invite(with_password)[0] == 201


def test_who_is_out_of_scope_is_nobody(team: Team, context: Context, client: TestClient) -> None:
    far = add_user(
        context, "xa-lạ", Role.VOLUNTEER, [add_hamlet(context, "Khóm", commune=OTHER_COMMUNE)]
    )
    missing = team.invite("01980000-0000-7000-8000-0000000000ff")
    assert missing[0] == 404
    assert team.invite(far.id) == missing
    assert team.invite(far.id, who=team.leader) == missing


def test_nobody_invites_themselves_or_a_closed_account(team: Team) -> None:
    assert team.invite(team.admin.user_id)[0] == 403
    path = f"{API}/users/{team.new}"
    team.client.patch(path, headers=team.admin.headers, json={"active": False})
    assert team.invite(team.new)[0] == 403


def test_a_link_of_an_account_closed_since_is_no_longer_good(team: Team) -> None:
    token = team.token()
    path = f"{API}/users/{team.new}"
    team.client.patch(path, headers=team.admin.headers, json={"active": False})
    assert team.accept(token, new_device_id())[1]["code"] == "bad_invitation"


def test_a_link_is_made_and_used_in_the_audit_and_its_token_is_nowhere(
    team: Team, context: Context
) -> None:
    token = team.token()
    team.accept(token, new_device_id())
    with context.database.read() as connection:
        entries = [entry for entry, _ in list_entries(connection, COMMUNE)]
        rows = [list(map(str, row)) for row in select(connection, "SELECT * FROM invitation")]
    told = [(entry.action, entry.by) for entry in entries if "invit" in entry.action]
    assert told == [("user_invited", team.admin.user_id), ("signed_in_by_invitation", team.new)]
    assert token not in str(entries) + str(rows)


def test_the_list_shows_what_became_of_each_link(team: Team) -> None:
    token, device = team.token(), new_device_id()
    for used in (None, device):
        for who in (team.admin, team.leader):
            answer = team.client.get(f"{API}/invitations", headers=who.headers)
            assert [(each["user_id"], each["device"]) for each in answer.json()["items"]] == [
                (team.new, used)
            ]
            assert "token" not in answer.json()["items"][0]
        team.accept(token, device)


def test_guessing_is_slowed_down(team: Team) -> None:
    statuses = [team.accept(f"{n:022d}", new_device_id())[0] for n in range(101)]
    assert statuses[0] == 401
    assert statuses[-1] == 429

"""People are listed, made and changed within the units of whoever asks, and nobody rises alone."""

from dataclasses import dataclass

import pytest
from starlette.testclient import TestClient

from backend.core.scope import Role
from backend.services.context import Context
from backend.store.audit import find_break, list_entries
from backend.store.sql import select
from tests.conftest import WITHOUT_STORE, Clock
from tests.people import (
    API,
    COMMUNE,
    OTHER_COMMUNE,
    PROVINCE,
    SignedIn,
    add_and_sign_in,
    add_hamlet,
    add_user,
    login_body,
    new_device_id,
    sign_in,
)

Json = dict[str, object]
OTHER_PROVINCE = "01"


@dataclass(frozen=True)
class Town:
    """Two hamlets of a commune, one hamlet of another; an admin; a volunteer of each hamlet."""

    client: TestClient
    near: str
    next_door: str
    far: str
    admin: SignedIn
    an: str
    binh: str
    chi: str

    def get(self, path: str, *, who: SignedIn | None = None) -> tuple[int, Json]:
        response = self.client.get(f"{API}{path}", headers=(who or self.admin).headers)
        return response.status_code, response.json()

    def post(self, body: Json, *, who: SignedIn | None = None) -> tuple[int, Json]:
        headers = (who or self.admin).headers
        response = self.client.post(f"{API}/users", headers=headers, json=body)
        return response.status_code, response.json()

    def patch(self, user: str, body: Json, *, who: SignedIn | None = None) -> tuple[int, Json]:
        headers = (who or self.admin).headers
        response = self.client.patch(f"{API}/users/{user}", headers=headers, json=body)
        return response.status_code, response.json()


@pytest.fixture
def town(context: Context, client: TestClient) -> Town:
    near, next_door = add_hamlet(context, "Ấp Một"), add_hamlet(context, "Ấp Hai")
    far = add_hamlet(context, "Khóm Ba", commune=OTHER_COMMUNE)
    return Town(
        client=client,
        near=near,
        next_door=next_door,
        far=far,
        admin=add_and_sign_in(context, client, "xa", Role.COMMUNE_ADMIN, [COMMUNE]),
        an=add_user(context, "an", Role.VOLUNTEER, [near]).id,
        binh=add_user(context, "binh", Role.VOLUNTEER, [next_door]).id,
        chi=add_user(context, "chi", Role.VOLUNTEER, [far]).id,
    )


def new_user(unit: str, **fields: object) -> Json:
    body = {"username": "moi", "full_name": "Người Mới", "role": "volunteer", "units": [unit]}
    return {**body, **fields}


def test_a_commune_admin_sees_the_people_of_the_commune_and_its_hamlets(town: Town) -> None:
    _, answer = town.get("/users")
    assert isinstance(answer["items"], list)
    assert {user["username"] for user in answer["items"]} == {"xa", "an", "binh"}
    assert answer["cursor"] is None


def test_a_list_of_people_can_be_narrowed_to_a_unit_but_not_widened(town: Town) -> None:
    for unit, names in ((town.near, ["an"]), (town.far, []), ("nowhere", [])):
        _, answer = town.get(f"/users?unit={unit}")
        assert isinstance(answer["items"], list)
        assert [user["username"] for user in answer["items"]] == names


def test_a_list_of_people_comes_in_pages_that_lose_nobody(town: Town) -> None:
    seen: list[str] = []
    path = "/users?limit=1"
    while True:
        _, answer = town.get(path)
        assert isinstance(answer["items"], list)
        seen += [user["username"] for user in answer["items"]]
        if answer["cursor"] is None:
            break
        path = f"/users?limit=1&cursor={answer['cursor']}"
    assert sorted(seen) == ["an", "binh", "xa"]


@WITHOUT_STORE
@pytest.mark.parametrize("query", ["limit=0", "limit=2001", "limit=x", "cursor=!", "cursor=AA"])
def test_a_page_that_cannot_be_is_invalid(town: Town, query: str) -> None:
    assert town.get(f"/users?{query}")[0] == 422


@WITHOUT_STORE
@pytest.mark.parametrize("query", ["", "limit=2000", "limit=&cursor=", "limit", "unit=&other=x"])
def test_a_parameter_without_a_value_is_as_if_it_were_not_named(town: Town, query: str) -> None:
    assert town.get(f"/users?{query}") == town.get("/users")


def test_a_new_user_is_answered_as_made_and_can_sign_in(town: Town) -> None:
    status, made = town.post(new_user(town.near, phone="0912345678", password="matkhau8"))
    assert status == 201
    assert made == {
        "id": made["id"],
        "username": "moi",
        "full_name": "Người Mới",
        "phone": "0912345678",
        "role": "volunteer",
        "units": [town.near],
        "active": True,
    }
    assert town.get(f"/users/{made['id']}") == (200, made)
    body = login_body("moi", new_device_id(), password="matkhau8")
    assert town.client.post(f"{API}/auth/login", json=body).status_code == 200


def test_a_user_without_a_password_cannot_sign_in(town: Town) -> None:
    assert town.post(new_user(town.near))[0] == 201
    body = login_body("moi", new_device_id(), password="")
    assert town.client.post(f"{API}/auth/login", json=body).status_code == 401


def test_a_name_is_taken_however_it_is_written(town: Town) -> None:
    for username in ("an", "AN", "Ân", "ân"):
        status, problem = town.post(new_user(town.near, username=username))
        assert (status, problem["code"]) == (409, "name_taken")
    assert town.patch(town.binh, {"username": "Án"})[0] == 409


@pytest.mark.parametrize("role", ["province_admin"])
def test_no_role_above_ones_own_is_granted(town: Town, role: str) -> None:
    status, problem = town.post(new_user(PROVINCE, role=role))
    assert (status, problem["code"]) == (403, "not_allowed")
    assert town.patch(town.an, {"role": role})[0] == 403


def test_units_out_of_scope_answer_like_units_that_do_not_exist(town: Town) -> None:
    answers = [
        town.post(new_user(unit)) for unit in (town.far, "01980000-0000-7000-8000-0000000000ff")
    ]
    assert answers[0] == answers[1]
    assert answers[0][0] == 404
    assert town.patch(town.an, {"units": [town.far]}) == answers[0]


def test_a_user_out_of_scope_answers_like_one_who_does_not_exist(town: Town) -> None:
    missing = "01980000-0000-7000-8000-0000000000ff"
    for user in (town.chi, missing, "not-an-id", "%00"):
        status, problem = town.get(f"/users/{user}")
        assert (status, problem) == town.get(f"/users/{missing}")
        assert (status, problem["code"]) == (404, "not_found")
    assert town.patch(town.chi, {"active": False}) == town.patch(missing, {"active": False})


@pytest.mark.parametrize(
    ("role", "unit"),
    [("volunteer", COMMUNE), ("leader", COMMUNE), ("commune_admin", "hamlet"), ("desk", "hamlet")],
)
def test_a_role_belongs_to_units_of_its_level(town: Town, role: str, unit: str) -> None:
    body = new_user(town.near if unit == "hamlet" else unit, role=role)
    status, problem = town.post(body)
    assert (status, problem["field"]) == (422, "units")


def test_a_changed_role_needs_units_of_its_level(town: Town) -> None:
    assert town.patch(town.an, {"role": "desk"})[0] == 422
    status, user = town.patch(town.an, {"role": "desk", "units": [COMMUNE]})
    assert (status, user["role"], user["units"]) == (200, "desk", [COMMUNE])


@WITHOUT_STORE
@pytest.mark.parametrize(
    "fields",
    [
        {"username": ""},
        {"username": "  "},
        {"username": "x" * 65},
        {"username": "a\nb"},
        {"full_name": "x" * 201},
        {"full_name": "\x00"},
        {"full_name": "\u202eevil"},
        {"full_name": 5},
        {"full_name": None},
        {"phone": 912345678},
        {"role": "king"},
        {"role": None},
        {"units": []},
        {"units": "30076"},
        {"units": ["x"] * 65},
        {"units": [30076]},
        {"active": "true"},
        {"active": 1},
        {"password": "short"},
        {"password": "x" * 257},
    ],
)
def test_a_user_of_another_shape_is_invalid(town: Town, fields: Json) -> None:
    status, problem = town.post(new_user(town.near, **fields))
    assert (status, problem["code"]) == (422, "invalid_request")
    if "active" in fields or fields.get("password"):
        assert town.patch(town.an, fields)[0] == 422


def test_text_is_kept_as_nfc_and_unknown_names_are_passed_over(town: Town) -> None:
    decomposed = "Nguye\u0302\u0303n Ba"
    status, user = town.post(new_user(town.near, full_name=decomposed, id="x", place="01"))
    assert (status, user["full_name"]) == (201, "Nguyễn Ba")
    assert user["id"] != "x"


def test_what_is_not_named_stays_and_a_phone_can_be_removed(town: Town) -> None:
    town.patch(town.an, {"phone": "0912345678"})
    status, user = town.patch(town.an, {"full_name": "Trần An"})
    assert (status, user["full_name"], user["phone"]) == (200, "Trần An", "0912345678")
    assert town.patch(town.an, {"phone": None})[1]["phone"] is None
    assert town.patch(town.an, {})[0] == 200


def test_moving_keeps_the_history_of_units(context: Context, clock: Clock, town: Town) -> None:
    for unit in (town.next_door, town.near, town.near):
        clock.advance(minutes=1)
        admin = sign_in(town.client, "xa")
        status, user = town.patch(town.an, {"units": [unit]}, who=admin)
        assert (status, user["units"]) == (200, [unit])
    with context.database.read() as connection:
        rows = select(
            connection,
            "SELECT unit_id, until IS NULL FROM account_unit WHERE user_id = ? ORDER BY since",
            town.an,
        )
    assert [(unit, bool(is_present)) for unit, is_present in rows] == [
        (town.near, False),
        (town.next_door, False),
        (town.near, True),
    ]


def test_a_move_takes_effect_with_the_next_request(town: Town) -> None:
    volunteer = sign_in(town.client, "an")
    town.patch(town.an, {"units": [town.next_door]})
    _, answer = town.get("/streams", who=volunteer)
    assert isinstance(answer["items"], list)
    assert answer["items"][-1]["stream"] == f"hamlet:{town.next_door}"


def test_a_disabled_user_reads_nothing_more_and_is_still_listed(town: Town) -> None:
    volunteer = sign_in(town.client, "an")
    assert town.patch(town.an, {"active": False})[1]["active"] is False
    assert town.get("/streams", who=volunteer)[1]["items"] == []
    assert town.get("/users", who=volunteer)[0] == 403
    assert town.get(f"/users/{town.an}")[0] == 200
    assert town.patch(town.an, {"active": True})[1]["active"] is True
    assert town.get("/users", who=volunteer)[0] == 200


def test_a_new_password_signs_the_user_out_everywhere(town: Town) -> None:
    volunteer = sign_in(town.client, "an")
    assert town.patch(town.an, {"password": "mat-khau-moi"})[0] == 200
    assert town.get("/streams", who=volunteer)[0] == 401
    body = login_body("an", new_device_id(), password="mat-khau-moi")
    assert town.client.post(f"{API}/auth/login", json=body).status_code == 200


@pytest.mark.parametrize("role", [Role.VOLUNTEER, Role.LEADER, Role.DESK])
def test_who_is_no_admin_sees_their_people_and_changes_nobody(
    context: Context, town: Town, role: Role
) -> None:
    unit = COMMUNE if role is Role.DESK else town.near
    who = add_and_sign_in(context, town.client, "thu", role, [unit])
    assert town.get(f"/users/{town.an}", who=who)[0] == 200
    assert town.patch(town.an, {"full_name": "x"}, who=who)[0] == 403
    assert town.post(new_user(town.near), who=who)[0] == 403
    assert town.get(f"/users/{town.chi}", who=who)[0] == 404
    is_seen = role is Role.DESK
    assert town.get(f"/users/{town.binh}", who=who)[0] == (200 if is_seen else 404)
    assert town.patch(town.binh, {"full_name": "x"}, who=who)[0] == (403 if is_seen else 404)
    assert town.get(f"/users/{town.admin.user_id}", who=who)[0] == (200 if is_seen else 404)


def test_nobody_changes_their_own_rank_place_or_access(town: Town) -> None:
    own = town.admin.user_id
    changes: list[Json] = [
        {"role": "province_admin"},
        {"units": [OTHER_COMMUNE]},
        {"active": False},
    ]
    for change in changes:
        assert town.patch(own, change)[0] in (403, 404)
    assert town.get(f"/users/{own}")[1]["role"] == "commune_admin"


def test_an_admin_who_sees_one_unit_of_a_user_does_not_rule_the_other(
    context: Context, town: Town
) -> None:
    both = add_user(context, "hai-noi", Role.VOLUNTEER, [town.near, town.far]).id
    assert town.get(f"/users/{both}")[0] == 200
    assert town.patch(both, {"active": False})[0] == 403


def test_a_province_admin_reaches_every_commune_of_the_province_and_no_other(
    context: Context, town: Town
) -> None:
    tinh = add_and_sign_in(context, town.client, "tinh", Role.PROVINCE_ADMIN, [PROVINCE])
    assert town.patch(town.chi, {"units": [town.near]}, who=tinh)[0] == 200
    stranger = add_and_sign_in(
        context, town.client, "ha-noi", Role.PROVINCE_ADMIN, [OTHER_PROVINCE]
    )
    assert town.patch(town.an, {"active": False}, who=stranger)[0] == 404
    assert town.get("/users", who=stranger)[1]["items"][0]["username"] == "ha-noi"  # type: ignore[index]


def test_each_change_is_in_the_audit_without_names(context: Context, town: Town) -> None:
    town.patch(town.an, {"full_name": "Lê Văn Kín", "phone": "0987654321", "active": False})
    with context.database.read() as connection:
        entries = [entry for entry, _ in list_entries(connection, COMMUNE)]
        assert find_break(connection, COMMUNE) is None
    last = entries[-1]
    assert (last.action, last.subject, last.by) == ("user_changed", town.an, town.admin.user_id)
    assert last.detail == '{"active": false, "changed": ["active", "full_name", "phone"]}'


@WITHOUT_STORE
@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"full_name": "\u200b"}, "full_name: must not be blank."),
        ({"username": "\ufeff \u00ad"}, "username: must not be blank."),
        ({"username": "x\u200da"}, "username: holds a character that is not allowed."),
        ({"full_name": "a" * 201}, "full_name: must have 1 to 200 characters."),
    ],
)
def test_a_name_that_shows_nothing_is_none(town: Town, changed: Json, said: str) -> None:
    body = {"username": "moi", "full_name": "Người Mới", "role": "volunteer", "units": [town.near]}
    status, answer = town.post({**body, **changed})
    assert (status, answer["title"]) == (422, said)


@WITHOUT_STORE
def test_what_is_wrong_is_said_in_words_of_ours(town: Town) -> None:
    headers = town.admin.headers
    told = [
        town.client.patch(f"{API}/users/{town.an}", headers=headers, json=[]).json(),
        town.client.post(f"{API}/invitations", headers=headers, json={"user_id": "x"}).json(),
    ]
    assert [each["title"] for each in told] == [
        "body: must be an object.",
        "user_id: is not of the form that is needed (ids are lower-case UUIDs).",
    ]


def test_two_names_that_look_the_same_are_one(town: Town) -> None:
    body = {"full_name": "Lê\u200b Tư", "role": "volunteer", "units": [town.near]}
    status, made = town.post({**body, "username": "tu\u200ble\ufeff"})
    assert (status, made["username"], made["full_name"]) == (201, "tule", "Lê Tư")
    assert town.post({**body, "username": "tule"})[0] == 409

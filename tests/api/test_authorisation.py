"""Every operation of the OpenAPI document, asked by every role about another commune: what is out
of scope answers exactly like what does not exist, and nothing of it is ever listed.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pytest
from starlette.testclient import TestClient

from backend.core.scope import Role
from backend.services.context import Context
from tests.jpegs import announce, picture
from tests.people import (
    API,
    COMMUNE,
    OTHER_COMMUNE,
    PROVINCE,
    SignedIn,
    add_and_sign_in,
    add_hamlet,
    add_user,
    sign_in,
)
from tests.phone import Json, Phone, new_id
from tests.wire_phone import Wire

OTHER_PROVINCE = "01"
MISSING = "01980000-0000-7000-8000-0000000000ff"
OPEN = {"login", "refresh", "logout", "get_health", "accept_invitation"}
OWN_SCOPE_ONLY = {"sync", "list_streams"}
PUBLIC = {"list_units", "get_server_key"}
SIGNED_BY_ITS_AUTHOR = {"deliver"}
LISTS = {
    "list_users",
    "list_devices",
    "list_invitations",
    "list_conflicts",
    "list_held",
    "list_duplicates",
}
"""Lists of what the caller may see: they have no way to ask for what is far."""
SECRET = "Hộ Bí Mật"
ASKS = {"kind": "see", "channel": "counter", "received_on": "2026-11-20", "name": SECRET}


@dataclass(frozen=True)
class Far:
    """What lies in another commune: ids by the names that paths give them, bodies, the texts
    that nobody else may ever read."""

    path_ids: Mapping[str, str]
    unit: str
    secrets: tuple[str, ...]


@dataclass(frozen=True)
class Asked:
    """One request; `missing` is the same about what does not exist, None for a list."""

    operation: str
    method: str
    path: str
    body: Json | None = None
    missing: tuple[str, Json | None] | None = None


@pytest.fixture
def far(context: Context, client: TestClient) -> Far:
    """A household with an open conflict and a held changeset, made by two volunteers far away."""
    hamlet = add_hamlet(context, "Khóm Xa", commune=OTHER_COMMUNE)
    stream = f"hamlet:{hamlet}"
    add_user(context, "xa-mot", Role.VOLUNTEER, [hamlet])
    add_user(context, "xa-hai", Role.VOLUNTEER, [hamlet])
    one, two = sign_in(client, "xa-mot"), sign_in(client, "xa-hai")
    phones = [Phone(Wire(client, who).exchange, who.device_id, [stream]) for who in (one, two)]
    household = phones[0].create("household", stream, head_name=SECRET, phone="0911000111")
    photo = phones[0].create("photo", stream, **announce(picture()))
    phones[0].record(household, photo)
    phones[0].record(phones[0].create("visit", stream, household_id=MISSING, outcome="met"))
    for phone in phones:
        phone.sync()
    for number, phone in enumerate(phones):
        phone.record(phone.update(household["id"], phone=f"091200000{number}"))
    for phone in phones:
        phone.sync()
    admin = add_and_sign_in(context, client, "xa-khac", Role.COMMUNE_ADMIN, [OTHER_COMMUNE])
    request = {**ASKS, "commune": OTHER_COMMUNE, "id": new_id()}
    asked = client.post(f"{API}/subjects/requests", headers=admin.headers, json=request)
    assert asked.status_code == 201, asked.text
    ids = {
        "request_id": request["id"],
        "user_id": one.user_id,
        "device_id": one.device_id,
        "record_id": household["id"],
        "photo_id": photo["id"],
        "conflict_id": only(client, admin, "conflicts"),
        "held_id": only(client, admin, "held"),
        "unit_id": hamlet,
    }
    secrets = (SECRET, "0911000111", "Khóm Xa", *ids.values())
    return Far({**ids, "commune": OTHER_COMMUNE}, hamlet, secrets)


def only(client: TestClient, who: SignedIn, listed: str) -> str:
    items = client.get(f"{API}/{listed}?status=open", headers=who.headers).json()["items"]
    assert len(items) == 1
    return str(items[0]["id"])


GROUNDS = {"from": "2026-11-23", "legal_ref": "Nghị quyết 12/NQ-HĐND"}
BODIES: Mapping[str, Json] = {
    "act_on_request": {"act": "answered"},
    "erase_for_request": {"records": [{"type": "household", "id": MISSING}]},
    "resolve_conflict": {"choice": "current", "rev": 1},
    "undo_conflict": {},
    "release_held": {},
    "discard_held": {"reason": "thử"},
    "change_user": {"full_name": "Tên Khác"},
    "revoke_device": {},
    "rename_hamlet": {"name": "Khóm Mới", **GROUNDS},
    "split_hamlet": {
        "parts": [{"name": name, "type": "khom"} for name in ("Khóm Một", "Khóm Hai")],
        **GROUNDS,
    },
}


def requests_about(far: Far, document: Json) -> Iterator[Asked]:
    """One request for each operation that could touch what is far."""
    for template, operations in document["paths"].items():
        for method, operation in operations.items():
            name = operation["operationId"]
            if name in OPEN | OWN_SCOPE_ONLY | PUBLIC | SIGNED_BY_ITS_AUTHOR:
                continue
            path = template.replace("{record_type}", "household").replace("{kind}", "households")
            if "{" not in path:
                yield from about_a_list(far, name, method, path)
                continue
            parameter = path.partition("{")[2].partition("}")[0]
            marker = f"{{{parameter}}}"
            yield Asked(
                name,
                method,
                path.replace(marker, far.path_ids[parameter]),
                BODIES.get(name),
                (path.replace(marker, MISSING), BODIES.get(name)),
            )


Pair = tuple[tuple[str, Json | None], tuple[str, Json | None]]


def named_in_bodies(far: Far) -> Mapping[str, Pair]:
    """Bodies about what is far, and the same about what does not exist."""
    user = {"username": "moi", "full_name": "Mới", "role": "volunteer"}
    hamlet = {"name": "Ấp Mới", "type": "ap"}
    merged = {**hamlet, **GROUNDS}
    known = {**ASKS, "id": far.path_ids["request_id"]}
    pairs: Mapping[str, tuple[Json, Json]] = {
        "create_user": ({**user, "units": [far.unit]}, {**user, "units": [MISSING]}),
        "create_hamlet": (
            {**hamlet, "parent_id": OTHER_COMMUNE},
            {**hamlet, "parent_id": "99999"},
        ),
        "merge_hamlets": (
            {**merged, "units": [far.unit, MISSING]},
            {**merged, "units": [MISSING, far.unit]},
        ),
        "invite_user": ({"user_id": far.path_ids["user_id"]}, {"user_id": MISSING}),
        "find_subject_data": (
            {"commune": OTHER_COMMUNE, "text": SECRET},
            {"commune": "99999", "text": SECRET},
        ),
        "open_subject_request": (
            {**known, "commune": OTHER_COMMUNE},
            {**ASKS, "id": MISSING, "commune": "99999"},
        ),
    }
    return {name: (("", there), ("", nowhere)) for name, (there, nowhere) in pairs.items()}


def named_in_queries(far: Far) -> Mapping[str, Pair]:
    """Queries about what is far, and the same about what does not exist."""
    table = f"?id={MISSING}&commune="
    return {
        "list_subject_requests": (
            (f"?commune={OTHER_COMMUNE}", None),
            ("?commune=99999", None),
        ),
        "preview_import": ((f"{table}{OTHER_COMMUNE}", {}), (f"{table}99999", {})),
        "import_rows": ((f"{table}{OTHER_COMMUNE}", {}), (f"{table}99999", {})),
        "export_table_of": ((f"?unit={far.unit}", None), (f"?unit={MISSING}", None)),
        "list_audit": ((f"?place={OTHER_COMMUNE}", None), ("?place=99999", None)),
        "check_audit": ((f"?place={OTHER_COMMUNE}", None), ("?place=99999", None)),
        "report_indicators": ((f"?unit={far.unit}", None), (f"?unit={MISSING}", None)),
    }


def about_a_list(far: Far, name: str, method: str, path: str) -> Iterator[Asked]:
    """What is far named in the body or the query, and the same about what does not exist."""
    asked = {**named_in_bodies(far), **named_in_queries(far)}
    if name in asked:
        (query, body), (missing_query, missing_body) = asked[name]
        missing = (f"{path}{missing_query}", missing_body)
        yield Asked(name, method, f"{path}{query}", body, missing)
    elif name == "list_records":
        # What is out of scope is left out of this list like what is not there.
        yield Asked(name, method, f"{path}?id={far.path_ids['record_id']}")
    else:
        assert name in LISTS, f"{name} has no row here: say how it could be asked about what is far"
        yield Asked(name, method, path)


ROLES = {
    "volunteer": (Role.VOLUNTEER, "hamlet"),
    "leader": (Role.LEADER, "hamlet"),
    "desk": (Role.DESK, COMMUNE),
    "commune_admin": (Role.COMMUNE_ADMIN, COMMUNE),
    "another province's admin": (Role.PROVINCE_ADMIN, OTHER_PROVINCE),
}


@pytest.mark.parametrize("name", ROLES)
def test_another_commune_answers_like_nothing_at_all(
    context: Context, client: TestClient, far: Far, name: str
) -> None:
    role, unit = ROLES[name]
    units = [add_hamlet(context, "Ấp Gần") if unit == "hamlet" else unit]
    who = add_and_sign_in(context, client, "nguoi-hoi", role, units)
    document = client.get(f"{API}/openapi.json").json()
    for asked in requests_about(far, document):
        answer = send(client, who, asked.method, asked.path, asked.body)
        for secret in far.secrets:
            assert secret not in answer[1], asked
        if asked.missing is None:
            assert answer[0] in (200, 403), asked
        else:
            assert answer[0] in (403, 404), (asked, answer)
            assert answer == send(client, who, asked.method, *asked.missing), asked


def send(
    client: TestClient, who: SignedIn, method: str, path: str, body: Json | None
) -> tuple[int, str]:
    response = client.request(method, path, headers=who.headers, json=body)
    return response.status_code, response.text


def test_without_a_sign_in_only_the_open_operations_answer(client: TestClient, far: Far) -> None:
    document = client.get(f"{API}/openapi.json").json()
    for template, operations in document["paths"].items():
        for method, operation in operations.items():
            if operation["operationId"] in OPEN:
                continue
            path = template.replace("{record_type}", "household").replace("{", "").replace("}", "")
            body = BODIES.get(operation["operationId"])
            response = client.request(method, path, json=body)
            assert response.status_code in (401, 422), (path, response.text)
            if response.status_code == 422:
                # The shape of the body is looked at first; it is in the document anyway.
                assert json.loads(response.text)["code"] == "invalid_request"


@pytest.mark.parametrize("state", ["disabled", "revoked"])
def test_a_silenced_caller_reads_and_changes_nothing(
    context: Context, client: TestClient, far: Far, state: str
) -> None:
    hamlet = add_hamlet(context, "Ấp Gần")
    who = add_and_sign_in(context, client, "an", Role.VOLUNTEER, [hamlet])
    admin = add_and_sign_in(context, client, "tinh", Role.PROVINCE_ADMIN, [PROVINCE])
    if state == "disabled":
        path, body = f"{API}/users/{who.user_id}", {"active": False}
        assert client.patch(path, headers=admin.headers, json=body).status_code == 200
    else:
        path = f"{API}/devices/{who.device_id}/revoke"
        assert client.post(path, headers=admin.headers).status_code == 200
    document = client.get(f"{API}/openapi.json").json()
    for asked in requests_about(far, document):
        status, _ = send(client, who, asked.method, asked.path, asked.body)
        assert status in (403, 404), asked
    assert client.get(f"{API}/streams", headers=who.headers).json()["items"] == []

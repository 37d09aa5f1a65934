"""Values that are JSON but that no store can carry hold their changeset and block nothing else."""

import json

import pytest
from starlette.testclient import TestClient

from backend.core.scope import Role
from backend.services.context import Context
from tests.people import API, COMMUNE, SignedIn, add_and_sign_in, add_hamlet, add_user, sign_in
from tests.phone import Json, new_id

HOSTILE = {
    "a lone surrogate": r'"\ud800"',
    "NUL": r'"a\u0000b"',
    "a control character": r'"\u0007"',
    "a C1 control character": r'"\u0085"',
    "a bidirectional override": r'"\u202e"',
    "1e400": "1e400",
    "minus 1e999": "-1e999",
    "2^53 + 1": "9007199254740993",
    "2^63": "9223372036854775808",
    "2^64": "18446744073709551616",
    "5,000 digits": "9" * 5_000,
    "a number as text": "5",
    "true": "true",
    "a list": "[]",
    "501 characters": json.dumps("ạ" * 501),
}


def sync_text(who: SignedIn, stream: str, value: str) -> str:
    """Two changesets as raw JSON: one with the value as a household's address, a good one."""
    good = changeset(2, stream, "12 đường Kênh")
    return request_text(who, stream, changeset(1, stream, "HOSTILE"), value, good)


def request_text(who: SignedIn, stream: str, bad: Json, value: str, *others: Json) -> str:
    """A sync request as raw JSON; `HOSTILE` in it stands for the value's JSON."""
    template: Json = {
        "protocol": 1,
        "device": who.device_id,
        "clock": "2026-11-23T03:00:00.000Z",
        "epoch": None,
        "acked": 0,
        "first": 1,
        "waiting": 0,
        "outcomes_cursor": None,
        "changesets": [bad, *others],
        "cursors": [{"stream": stream, "cursor": None}],
    }
    return json.dumps(template).replace('"HOSTILE"', value)


def changeset(n: int, stream: str, address: str) -> Json:
    fields = {"head_name": "Nguyễn Văn Ba", "address": address}
    change = {
        "op": "create",
        "type": "household",
        "id": new_id(),
        "stream": stream,
        "fields": fields,
    }
    return {
        "n": n,
        "id": new_id(),
        "at": "2026-11-23T09:40:11+07:00",
        "schema": 1,
        "app": "0.1.0",
        "epoch": None,
        "changes": [change],
    }


@pytest.mark.parametrize("value", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_value_that_cannot_be_stored_holds_its_changeset_alone(
    context: Context, client: TestClient, value: str
) -> None:
    hamlet = add_hamlet(context, "Ấp Mỹ Phú")
    an = add_and_sign_in(context, client, "an", Role.VOLUNTEER, [hamlet])
    text = sync_text(an, f"hamlet:{hamlet}", value)
    headers = {**an.headers, "Content-Type": "application/json"}
    first, again = (client.post(f"{API}/sync", content=text, headers=headers) for _ in range(2))
    assert first.status_code == 200, first.text
    held, applied = first.json()["results"]
    assert (held["status"], applied["status"]) == ("held", "applied")
    assert [(each["field"], each["code"]) for each in held["reasons"]] == [
        ("address", "invalid_field")
    ]
    assert first.json()["acked"] == 2
    assert len(first.json()["streams"][0]["records"]) == 1
    assert again.status_code == 200, again.text
    assert [each["repeated"] for each in again.json()["results"]] == [True, True]
    admin = add_and_sign_in(context, client, "xa", Role.COMMUNE_ADMIN, [COMMUNE])
    listed = client.get(f"{API}/held", headers=admin.headers)
    assert listed.status_code == 200, listed.text
    assert listed.json()["items"][0]["id"]


PLACES = (
    "id",
    "at",
    "app",
    "epoch",
    "schema",
    "extra",
    "changes.op",
    "changes.type",
    "changes.id",
    "changes.stream",
    "changes.base",
    "changes.from",
    "changes.fields",
    "changes.fields.note",
    "changes.fields.household_id",
    "changes.fields.unknown",
    "changes.extra",
)
WORDS = {
    "a lone surrogate": r'"\ud800"',
    "NUL": r'"\u0000"',
    "1e400": "1e400",
    "2^70": str(2**70),
    "a list": "[]",
    "an object": "{}",
    "null": "null",
    "-1": "-1",
    "a long text": json.dumps("x" * 5_000),
}


def put(changeset: Json, place: str) -> None:
    """Marks the place for the hostile value."""
    *path, name = place.split(".")
    target = changeset
    for step in path:
        target = target[step][0] if step == "changes" else target[step]
    target[name] = "HOSTILE"


@pytest.mark.parametrize("value", WORDS.values(), ids=WORDS.keys())
def test_a_hostile_value_anywhere_in_a_changeset_is_answered_clearly(
    context: Context, client: TestClient, value: str
) -> None:
    hamlet = add_hamlet(context, "Ấp Mỹ Phú")
    stream = f"hamlet:{hamlet}"
    add_user(context, "an", Role.VOLUNTEER, [hamlet])
    for place in PLACES:
        an = sign_in(client, "an")
        bad = changeset(1, stream, "12 đường Kênh")
        put(bad, place)
        text = request_text(an, stream, bad, value)
        headers = {**an.headers, "Content-Type": "application/json"}
        answers = [client.post(f"{API}/sync", content=text, headers=headers) for _ in range(2)]
        for answer in answers:
            assert answer.status_code in (200, 400, 422), (place, answer.text)
        assert answers[0].status_code == answers[1].status_code
        if answers[0].status_code == 200:
            assert answers[1].json()["results"][0]["repeated"], place
    admin = add_and_sign_in(context, client, "xa", Role.COMMUNE_ADMIN, [COMMUNE])
    listed = client.get(f"{API}/held?limit=500", headers=admin.headers)
    assert listed.status_code == 200, listed.text


def test_a_hostile_key_or_envelope_is_answered_clearly(
    context: Context, client: TestClient
) -> None:
    hamlet = add_hamlet(context, "Ấp Mỹ Phú")
    an = add_and_sign_in(context, client, "an", Role.VOLUNTEER, [hamlet])
    headers = {**an.headers, "Content-Type": "application/json"}
    good = request_text(an, f"hamlet:{hamlet}", changeset(1, f"hamlet:{hamlet}", "x"), "0")
    for key in (r"\ud800", r"\u0000", "x" * 5_000, "", r"\u202e"):
        text = good.replace('"address"', f'"{key}"')
        answer = client.post(f"{API}/sync", content=text, headers=headers)
        assert answer.status_code in (200, 409), (key, answer.text)
    for value in WORDS.values():
        for cursor in ({"stream": "HOSTILE"}, {"stream": f"hamlet:{hamlet}", "cursor": "HOSTILE"}):
            envelope = {**json.loads(good), "cursors": [cursor]}
            text = json.dumps(envelope).replace('"HOSTILE"', value)
            answer = client.post(f"{API}/sync", content=text, headers=headers)
            assert answer.status_code in (200, 409, 422), (cursor, value, answer.text)
    for name in json.loads(good):
        for value in WORDS.values():
            envelope = json.loads(good)
            envelope[name] = "HOSTILE"
            text = json.dumps(envelope).replace('"HOSTILE"', value)
            answer = client.post(f"{API}/sync", content=text, headers=headers)
            assert answer.status_code in (200, 400, 403, 409, 422), (name, value, answer.text)


@pytest.mark.parametrize("stream", ["%00", "hamlet:%00", "%ED%A0%80", "%E2%80%AE", "x"])
def test_no_conflicts_are_in_a_stream_that_cannot_be(
    context: Context, client: TestClient, stream: str
) -> None:
    xa = add_and_sign_in(context, client, "xa", Role.COMMUNE_ADMIN, [COMMUNE])
    answer = client.get(f"{API}/conflicts?stream={stream}", headers=xa.headers)
    assert (answer.status_code, answer.json()) == (200, {"items": [], "cursor": None})

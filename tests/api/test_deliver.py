"""Outbox files over HTTP: whoever brings one, it counts as if its author had synced."""

import base64
import gzip
import json
import threading
from dataclasses import dataclass

import pytest
from starlette.testclient import TestClient

from backend.core.scope import Role
from backend.services.context import Context
from backend.services.outbox.outbox_seal import Jwk, public_part
from tests.outbox_file import make_key, pack, to_base64, write_file
from tests.people import (
    API,
    COMMUNE,
    OTHER_COMMUNE,
    SignedIn,
    add_and_sign_in,
    add_hamlet,
    add_user,
    login_body,
    sign_in,
)
from tests.phone import Json, new_id

KEY = make_key(21)


@dataclass
class Scene:
    """an, whose phone has a key and no network, and a bearer from another commune."""

    client: TestClient
    server: Jwk
    an: SignedIn
    bearer: SignedIn
    hamlet: str

    def changeset(self, n: int, **more: object) -> Json:
        create = {
            "op": "create",
            "type": "household",
            "id": new_id(),
            "stream": f"hamlet:{self.hamlet}",
            "fields": {"head_name": f"Hộ {n}"},
        }
        return {"n": n, "id": new_id(), "schema": 1, "changes": [create], **more}

    def file(self, *changesets: Json, first: int = 1, device_key: Jwk = KEY) -> Json:
        content = {"first": first, "changesets": list(changesets)}
        return write_file(self.an.device_id, content, server=self.server, device_key=device_key)

    def deliver(self, file: object) -> tuple[int, Json]:
        response = self.client.post(f"{API}/deliver", json=file, headers=self.bearer.headers)
        return response.status_code, response.json()

    def sync(self, *changesets: Json, first: int = 1) -> Json:
        request = {
            "protocol": 1,
            "device": self.an.device_id,
            "first": first,
            "changesets": list(changesets),
            "cursors": [{"stream": f"hamlet:{self.hamlet}", "cursor": None}],
        }
        response = self.client.post(f"{API}/sync", json=request, headers=self.an.headers)
        answer: Json = response.json()
        return answer

    def names(self) -> list[str]:
        [stream] = self.sync()["streams"]
        return sorted(record["fields"].get("head_name", "") for record in stream["records"])


@pytest.fixture
def scene(context: Context, client: TestClient) -> Scene:
    hamlet = add_hamlet(context, "Ấp Mỹ Phú")
    add_user(context, "an", Role.VOLUNTEER, [hamlet])
    device = new_id()
    body = login_body("an", device)
    body["device"] = {"id": device, "name": "Máy của an", "key": public_part(KEY)}
    answer = client.post(f"{API}/auth/login", json=body).json()
    an = SignedIn(answer["user"]["id"], device, answer["access_token"], answer["refresh_token"])
    bearer = add_and_sign_in(context, client, "khach", Role.COMMUNE_ADMIN, [OTHER_COMMUNE])
    key = client.get(f"{API}/server-key", headers=bearer.headers).json()["key"]
    return Scene(client, key, an, bearer, hamlet)


def test_the_server_key_is_made_once_and_public(scene: Scene) -> None:
    answers = [
        scene.client.get(f"{API}/server-key", headers=each.headers).json()
        for each in (scene.an, scene.bearer)
    ]
    assert answers[0] == answers[1]
    assert set(answers[0]) == {"id", "key"}
    assert set(answers[0]["key"]) == {"kty", "crv", "x", "y"}
    assert scene.client.get(f"{API}/server-key").status_code == 401


def test_a_file_brought_by_a_stranger_counts_as_its_authors_sync(scene: Scene) -> None:
    file = scene.file(scene.changeset(1), scene.changeset(2))
    assert scene.deliver(file) == (200, {"device": scene.an.device_id, "acked": 2, "taken": 2})
    answer = scene.sync()
    assert answer["acked"] == 2
    [stream] = answer["streams"]
    assert {record["created_by"] for record in stream["records"]} == {scene.an.user_id}
    assert len(stream["records"]) == 2


def test_a_file_delivered_twice_counts_once_and_so_does_its_author(scene: Scene) -> None:
    changeset = scene.changeset(1)
    file = scene.file(changeset)
    assert scene.deliver(file)[1]["taken"] == 1
    assert scene.deliver(file) == (200, {"device": scene.an.device_id, "acked": 1, "taken": 0})
    [result] = scene.sync(changeset)["results"]
    assert (result["status"], result["repeated"]) == ("applied", True)
    assert scene.names() == ["Hộ 1"]


def test_the_same_file_at_once_from_many_counts_once(scene: Scene) -> None:
    file, done = scene.file(scene.changeset(1), scene.changeset(2)), list[tuple[int, Json]]()
    threads = [threading.Thread(target=lambda: done.append(scene.deliver(file))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {status for status, _ in done} == {200}
    assert sum(answer["taken"] for _, answer in done) == 2
    assert scene.names() == ["Hộ 1", "Hộ 2"]


def test_a_file_beyond_a_gap_waits_and_is_taken_when_the_gap_closes(scene: Scene) -> None:
    made = [scene.changeset(n) for n in range(1, 5)]
    assert scene.deliver(scene.file(*made[2:])) == (
        200,
        {"device": scene.an.device_id, "acked": 0, "taken": 0},
    )
    assert scene.names() == []
    answer = scene.sync(*made[:2])
    assert answer["acked"] == 4
    assert [result["n"] for result in answer["results"]] == [1, 2, 3, 4]
    assert scene.names() == ["Hộ 1", "Hộ 2", "Hộ 3", "Hộ 4"]


def test_files_that_come_in_the_wrong_order_close_each_others_gaps(scene: Scene) -> None:
    made = [scene.changeset(n) for n in range(1, 7)]
    for part in (made[4:], made[2:4]):
        assert scene.deliver(scene.file(*part, first=part[0]["n"]))[1]["taken"] == 0
    assert scene.deliver(scene.file(*made[:2]))[1] == {
        "device": scene.an.device_id,
        "acked": 6,
        "taken": 2,
    }
    assert len(scene.names()) == 6


def test_numbers_that_the_device_declares_gone_are_passed(scene: Scene) -> None:
    late = scene.changeset(2)
    assert scene.deliver(scene.file(scene.changeset(5), first=4))[1]["acked"] == 3
    assert scene.deliver(scene.file(scene.changeset(4)))[1]["acked"] == 5
    assert scene.sync(late)["results"][0]["status"] == "applied"
    assert scene.names() == ["Hộ 2", "Hộ 4", "Hộ 5"]


def test_a_waiting_file_that_contradicts_the_log_harms_nothing(scene: Scene) -> None:
    assert scene.deliver(scene.file(scene.changeset(1), scene.changeset(3)))[0] == 200
    answer = scene.sync(scene.changeset(2), scene.changeset(3))
    assert answer["acked"] == 3
    again = scene.sync(scene.changeset(4))
    assert again["acked"] == 4


def test_what_contradicts_the_log_is_refused_whole(scene: Scene) -> None:
    scene.sync(scene.changeset(1))
    status, problem = scene.deliver(scene.file(scene.changeset(1), scene.changeset(2)))
    assert (status, problem["code"]) == (409, "device_log_diverged")
    assert scene.names() == ["Hộ 1"]


def test_what_is_not_signed_by_its_device_is_refused_and_not_stored(scene: Scene) -> None:
    file = scene.file(scene.changeset(1))
    box = bytearray(base64.b64decode(file["box"]))
    box[0] ^= 1
    unsigned = {name: value for name, value in file.items() if name != "signature"}
    for forged in (
        scene.file(scene.changeset(1), device_key=make_key(99)),
        unsigned,
        {**file, "signature": None},
        {**file, "signature": ""},
        {**file, "signature": "?"},
        {**file, "box": to_base64(bytes(box))},
        {**file, "device": new_id()},
        {**file, "device": scene.bearer.device_id},
    ):
        status, problem = scene.deliver(forged)
        assert (status, problem["code"]) == (403, "bad_signature")
    assert scene.sync()["acked"] == 0
    assert scene.names() == []


def test_a_malformed_file_gets_a_clear_answer(scene: Scene) -> None:
    file = scene.file(scene.changeset(1))
    damaged: list[object] = [
        {**file, "v": 2},
        {**file, "v": True},
        {**file, "device": "x"},
        {**file, "ephemeral": None},
        {**file, "ephemeral": {**file["ephemeral"], "x": file["ephemeral"]["y"]}},
        {**file, "iv": "AAAA"},
        {**file, "iv": 5},
        {**file, "iv": to_base64(bytes(12))},
        {**file, "box": None},
        [file],
        "file",
        {},
    ]
    for each in damaged:
        assert scene.deliver(each)[0] == 422, each
    raw = scene.client.post(f"{API}/deliver", content=b"\xff", headers=scene.bearer.headers)
    assert (raw.status_code, raw.json()["code"]) == (400, "malformed_json")


@pytest.mark.parametrize(
    ("packed", "status"),
    [
        (b"", 400),
        (b"not gzip", 400),
        (gzip.compress(b"{", mtime=0), 400),
        (gzip.compress(b"[]", mtime=0), 422),
        (pack({"first": 0, "changesets": []}), 422),
        (pack({"first": 1, "changesets": {}}), 422),
        (pack({"first": 1, "changesets": [{"n": 0}]}), 422),
        (gzip.compress(b" " * (17 * 1024 * 1024), mtime=0), 413),
    ],
)
def test_a_signed_file_with_nonsense_in_it_gets_a_clear_answer(
    scene: Scene, packed: bytes, status: int
) -> None:
    file = write_file(scene.an.device_id, packed, server=scene.server, device_key=KEY)
    assert scene.deliver(file)[0] == status
    assert scene.sync()["acked"] == 0


def test_a_file_once_more_in_base64_is_read(scene: Scene) -> None:
    wrapped = base64.b64encode(json.dumps(scene.file(scene.changeset(1))).encode())
    answer = scene.client.post(f"{API}/deliver", content=wrapped, headers=scene.bearer.headers)
    assert answer.json()["taken"] == 1


def test_more_changesets_than_a_request_takes_fit_into_a_file(scene: Scene) -> None:
    made = [scene.changeset(n, void="x") for n in range(1, 700)]
    assert scene.deliver(scene.file(*made))[1]["taken"] == len(made)


def test_a_disabled_authors_file_is_held(context: Context, scene: Scene) -> None:
    xa = add_and_sign_in(context, scene.client, "xa", Role.COMMUNE_ADMIN, [COMMUNE])
    closed = scene.client.patch(
        f"{API}/users/{scene.an.user_id}", json={"active": False}, headers=xa.headers
    )
    assert closed.status_code == 200
    assert scene.deliver(scene.file(scene.changeset(1)))[1]["acked"] == 1
    [item] = scene.client.get(f"{API}/held", headers=xa.headers).json()["items"]
    assert item["reasons"][0]["code"] == "author_disabled"


def test_the_key_must_be_a_point_of_the_curve(scene: Scene) -> None:
    bent = {**public_part(KEY), "x": public_part(KEY)["y"]}
    body = login_body("an", new_id())
    body["device"] = {"id": new_id(), "name": "Máy", "key": bent}
    answer = scene.client.post(f"{API}/auth/login", json=body)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request")


def test_a_device_without_a_key_has_no_files(scene: Scene) -> None:
    other = sign_in(scene.client, "an")
    content = {"first": 1, "changesets": [scene.changeset(1)]}
    file = write_file(other.device_id, content, server=scene.server, device_key=KEY)
    assert scene.deliver(file)[1]["code"] == "bad_signature"


def test_the_key_of_another_users_device_signs_nothing_of_ones_own(scene: Scene) -> None:
    thief = new_id()
    body = login_body("khach", thief)
    body["device"] = {"id": thief, "name": "Máy", "key": public_part(KEY)}
    assert scene.client.post(f"{API}/auth/login", json=body).status_code == 200
    file = scene.file(scene.changeset(1))
    assert scene.deliver({**file, "device": thief})[1]["code"] == "bad_signature"
    assert scene.deliver(file)[1]["acked"] == 1


def test_one_person_has_one_key_on_several_devices(scene: Scene) -> None:
    second = new_id()
    body = login_body("an", second)
    body["device"] = {"id": second, "name": "Máy", "key": public_part(KEY)}
    assert scene.client.post(f"{API}/auth/login", json=body).status_code == 200
    content = {"first": 1, "changesets": [scene.changeset(1)]}
    file = write_file(second, content, server=scene.server, device_key=KEY)
    assert scene.deliver(file)[1]["acked"] == 1

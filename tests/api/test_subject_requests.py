"""Requests of data subjects are kept, carried on by the admins of the place, and leave no name."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from backend.core.scope import Role
from backend.services.context import Context
from backend.services.upkeep.back_up import back_up
from backend.services.upkeep.restore_backup import restore_backup
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
    sign_in,
)
from tests.phone import Json, Phone, new_id
from tests.wire_phone import Wire

NAME = "Đỗ Thị Hoà"
NUMBER = "0912 000 111"
AT = "2026-11-23T09:30:00+07:00"
REQUESTS = f"{API}/subjects/requests"


@dataclass
class Desk:
    """The office of a commune; its admin records what the desk's own phone pulls."""

    client: TestClient
    admin: SignedIn
    phone: Phone
    hamlet: str
    household: str

    def open(self, **more: object) -> Json:
        body = {
            "id": new_id(),
            "commune": COMMUNE,
            "kind": "see",
            "channel": "counter",
            "received_on": "2026-11-20",
            "name": NAME,
            **more,
        }
        response = self.client.post(REQUESTS, json=body, headers=self.admin.headers)
        assert response.status_code == 201, response.text
        opened: Json = response.json()
        return opened

    def post(self, path: str, **body: object) -> tuple[int, Json]:
        response = self.client.post(f"{REQUESTS}{path}", json=body, headers=self.admin.headers)
        return response.status_code, response.json()

    def act(self, request_id: str, act: str, **more: object) -> tuple[int, Json]:
        return self.post(f"/{request_id}/acts", act=act, **more)

    def get(self, path: str = "", **query: str) -> Json:
        response = self.client.get(f"{REQUESTS}{path}", params=query, headers=self.admin.headers)
        assert response.status_code == 200, response.text
        got: Json = response.json()
        return got


@pytest.fixture
def desk(context: Context, client: TestClient) -> Desk:
    hamlet = add_hamlet(context, "Ấp Một")
    admin = add_and_sign_in(context, client, "xa", Role.COMMUNE_ADMIN, [COMMUNE])
    stream = f"hamlet:{hamlet}"
    phone = Phone(Wire(client, admin).exchange, admin.device_id, [stream])
    consent = {"purposes": ["contact"], "at": AT, "by": admin.user_id, "how": "spoken"}
    house = phone.create("household", stream, head_name=NAME, phone=NUMBER, consent=consent)
    phone.record(house)
    phone.record(
        phone.create("visit", stream, household_id=house["id"], visited_at=AT, outcome="met"),
        phone.create("household", stream, head_name=NAME, phone="0988000222"),
        phone.create("household", stream, head_name="Người Khác"),
    )
    phone.sync()
    return Desk(client, admin, phone, hamlet, str(house["id"]))


def test_a_request_is_kept_with_its_last_days_and_how_many_working_days_are_left(
    desk: Desk,
) -> None:
    opened = desk.open(note="muốn biết xã giữ gì")
    assert (opened["answer_by"], opened["fulfil_by"]) == ("2026-11-25", "2026-11-30")
    assert (opened["due_on"], opened["working_days_left"], opened["is_late"]) == (
        "2026-11-25",
        1,
        False,
    )
    assert desk.get(f"/{opened['id']}") == opened
    _, answered = desk.act(opened["id"], "answered")
    assert (answered["answered_on"], answered["due_on"]) == ("2026-11-23", "2026-11-30")


def test_what_is_surely_the_persons_comes_before_what_bears_the_same_name(desk: Desk) -> None:
    opened = desk.open(phone="0988000222")
    _, found = desk.post(f"/{opened['id']}/search")
    assert [each["because"] for each in found["items"]] == ["phone", "name", "related"]


def test_a_day_too_late_is_late_by_one_working_day(desk: Desk, clock: Clock) -> None:
    opened = desk.open()
    clock.advance(days=3)
    desk.admin = sign_in(desk.client, "xa", device_id=desk.admin.device_id)
    late = desk.get(f"/{opened['id']}")
    assert (late["working_days_left"], late["is_late"]) == (-1, True)


def test_what_is_due_first_comes_first_and_a_list_has_pages(desk: Desk) -> None:
    late = desk.open(received_on="2026-11-20")
    early = desk.open(received_on="2026-11-10")
    middle = desk.open(received_on="2026-11-18")
    first = desk.get(commune=COMMUNE, limit="2")
    rest = desk.get(commune=COMMUNE, limit="2", cursor=first["cursor"])
    ids = [each["id"] for each in [*first["items"], *rest["items"]]]
    assert ids == [early["id"], middle["id"], late["id"]]
    desk.act(early["id"], "nothing_found")
    assert early["id"] not in [each["id"] for each in desk.get(commune=COMMUNE)["items"]]
    closed = desk.get(commune=COMMUNE, status="closed")["items"]
    assert [(each["id"], each["status"]) for each in closed] == [(early["id"], "done")]


def test_the_same_request_sent_again_counts_once(desk: Desk) -> None:
    request_id = new_id()
    assert desk.open(id=request_id) == desk.open(id=request_id)
    assert len(desk.get(commune=COMMUNE)["items"]) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": None},
        {"received_on": "2026-11-24"},
        {"received_on": "2026-02-30"},
        {"kind": "forget"},
        {"channel": "rumour"},
        {"note": "x" * 501},
        {"note": "\0"},
    ],
)
def test_a_request_names_somebody_and_a_day_that_has_been(desk: Desk, wrong: Json) -> None:
    body = {
        "id": new_id(),
        "commune": COMMUNE,
        "kind": "see",
        "channel": "counter",
        "received_on": "2026-11-20",
        "name": NAME,
        **wrong,
    }
    response = desk.client.post(REQUESTS, json=body, headers=desk.admin.headers)
    assert (response.status_code, response.json()["code"]) == (422, "invalid_request")


def test_what_is_kept_of_a_person_says_how_sure_it_is_that_it_is_theirs(desk: Desk) -> None:
    opened = desk.open(phone="0912000111", household_id=desk.household)
    status, found = desk.post(f"/{opened['id']}/search")
    assert status == 200
    by_reason = {each["because"]: each for each in found["items"]}
    assert set(by_reason) == {"household", "name", "related"}
    assert by_reason["household"]["id"] == desk.household
    assert by_reason["related"]["type"] == "visit"
    assert by_reason["related"]["about"] == desk.household
    numbered = desk.open(name=None, phone="0912000111")
    _, found = desk.post(f"/{numbered['id']}/search")
    assert [each["because"] for each in found["items"]] == ["phone", "related"]
    assert found["has_more"] is False


def test_a_request_is_done_only_when_what_it_asks_for_was_done(desk: Desk) -> None:
    opened = desk.open()
    assert desk.act(opened["id"], "done")[0] == 422
    assert desk.act(opened["id"], "copied")[0] == 200
    _, done = desk.act(opened["id"], "done")
    assert (done["status"], done["closed_on"]) == ("done", "2026-11-23")
    assert [each["act"] for each in done["acts"]] == ["copied", "done"]
    assert desk.act(opened["id"], "answered")[1]["code"] == "already_resolved"


def test_a_consent_is_taken_back_only_when_the_record_says_so(desk: Desk) -> None:
    opened = desk.open(kind="withdraw", household_id=desk.household)
    said = {"record_id": desk.household}
    assert desk.act(opened["id"], "withdrawn")[0] == 422
    assert desk.act(opened["id"], "withdrawn", **said)[1]["code"] == "stale"
    consent = {"purposes": [], "at": AT, "by": desk.admin.user_id, "how": "withdrawn"}
    desk.phone.record(desk.phone.update(desk.household, consent=consent, phone=None))
    desk.phone.sync()
    status, done = desk.act(opened["id"], "withdrawn", **said)
    assert (status, done["acts"][0]["record_id"]) == (200, desk.household)


def test_an_act_names_only_records_of_the_place(context: Context, desk: Desk) -> None:
    opened = desk.open(kind="correct")
    assert desk.act(opened["id"], "corrected", record_id=new_id())[0] == 404
    assert desk.act(opened["id"], "corrected", record_id=desk.household)[0] == 200


def test_an_erased_person_leaves_a_closed_request_without_a_name(
    context: Context, desk: Desk
) -> None:
    before = desk.open(note="xem trước", household_id=desk.household, phone=NUMBER)
    opened = desk.open(kind="erase", household_id=desk.household, phone=NUMBER, note="xoá hết")
    records = [{"type": "household", "id": desk.household}]
    status, erased = desk.post(f"/{opened['id']}/erase", records=records)
    assert (status, erased["records"]) == (200, 2)
    left = erased["request"]
    assert (left["status"], [each["act"] for each in left["acts"]]) == ("done", ["erased", "done"])
    for request_id in (before["id"], opened["id"]):
        kept = desk.get(f"/{request_id}")
        for name in ("name", "phone", "household_id", "note"):
            assert kept[name] is None
        assert desk.household not in str(kept)
    assert desk.post(f"/{opened['id']}/erase", records=records)[1]["code"] == "already_resolved"


def test_who_asked_by_name_alone_is_forgotten_too(desk: Desk) -> None:
    opened = desk.open(kind="erase")
    other = desk.open(name="do thi hoa")
    stranger = desk.open(name="Người Khác")
    records = [{"type": "household", "id": desk.household}]
    assert desk.post(f"/{opened['id']}/erase", records=records)[0] == 200
    assert desk.get(f"/{opened['id']}")["name"] is None
    assert desk.get(f"/{other['id']}")["name"] is None
    assert desk.get(f"/{stranger['id']}")["name"] == "Người Khác"


def test_what_was_erased_for_another_kind_of_request_leaves_it_open(desk: Desk) -> None:
    opened = desk.open(kind="withdraw")
    records = [{"type": "household", "id": desk.household}]
    _, erased = desk.post(f"/{opened['id']}/erase", records=records)
    assert (erased["request"]["status"], erased["request"]["name"]) == ("open", None)


def test_an_erasure_outside_a_request_forgets_the_requests_about_the_household(
    desk: Desk,
) -> None:
    opened = desk.open(kind="erase", household_id=desk.household)
    path = f"{API}/subjects/household/{desk.household}/erase"
    assert desk.client.post(path, headers=desk.admin.headers).status_code == 200
    kept = desk.get(f"/{opened['id']}")
    assert (kept["name"], [each["act"] for each in kept["acts"]]) == (None, ["erased"])
    assert desk.act(opened["id"], "done")[1]["status"] == "done"


def test_an_older_backup_brings_no_name_back(context: Context, desk: Desk, tmp_path: Path) -> None:
    opened = desk.open(kind="erase", household_id=desk.household)
    backup = tmp_path / "backup"
    back_up(context, backup)
    records = [{"type": "household", "id": desk.household}]
    assert desk.post(f"/{opened['id']}/erase", records=records)[0] == 200
    restore_backup(context, backup)
    with context.database.read() as connection:
        rows = select(connection, "SELECT name, household_id, note FROM subject_request")
    assert [tuple(row) for row in rows] == [(None, None, None)]


def test_the_audit_log_says_who_did_what_to_which_request_and_no_name(
    context: Context, desk: Desk
) -> None:
    opened = desk.open(phone=NUMBER)
    desk.post(f"/{opened['id']}/search")
    desk.act(opened["id"], "copied")
    with context.database.read() as connection:
        entries = [entry for entry, _ in list_entries(connection, COMMUNE)]
    told = [(each.action, each.by) for each in entries if each.subject == opened["id"]]
    by = desk.admin.user_id
    assert told == [
        ("subject_request_received", by),
        ("subject_request_searched", by),
        ("subject_request_copied", by),
    ]
    assert "Hoà" not in str(entries)
    assert "0912" not in str(entries)


def test_only_the_admins_of_the_place_see_and_do_anything(
    context: Context, client: TestClient, desk: Desk
) -> None:
    opened = desk.open()
    leader = add_and_sign_in(context, client, "totruong", Role.LEADER, [desk.hamlet])
    other = add_and_sign_in(context, client, "khac", Role.COMMUNE_ADMIN, [OTHER_COMMUNE])
    body = {
        "id": opened["id"],
        "commune": COMMUNE,
        "kind": "see",
        "channel": "counter",
        "received_on": "2026-11-20",
        "name": NAME,
    }
    own = f"{REQUESTS}/{opened['id']}"
    erase = {"records": [{"type": "household", "id": desk.household}]}
    for who, status in ((leader, 403), (other, 404)):
        for method, path, sent in (
            ("POST", REQUESTS, body),
            ("POST", REQUESTS, {**body, "commune": OTHER_COMMUNE}),
            ("GET", f"{REQUESTS}?commune={COMMUNE}", None),
            ("GET", own, None),
            ("POST", f"{own}/search", None),
            ("POST", f"{own}/acts", {"act": "answered"}),
            ("POST", f"{own}/erase", erase),
        ):
            answer = client.request(method, path, json=sent, headers=who.headers)
            assert answer.status_code == status, (path, answer.text)

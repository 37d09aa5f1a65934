"""The main job through the API: what was recorded with no signal arrives exactly once, what two
people changed apart is merged, and a conflict is decided by a person and told to its authors.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest
from starlette.testclient import TestClient

from backend.core.scope import Role
from backend.services.context import Context
from tests.people import COMMUNE, add_hamlet, add_user
from tests.phone import AnswerLost, Json, Phone
from tests.wire_phone import Wire, open_phone

DOOR_AT = "2026-11-23T09:30:00+07:00"
DESK_AT = "2026-11-23T09:35:00+07:00"
TOPICS = ("DVC-ACC", "DVC-FILE", "WALLET")
PARALLEL = 16


@dataclass
class Cast:
    """Two volunteers of one hamlet, the commune's desk and admin, and a household they know."""

    an: Phone
    binh: Phone
    quay: Phone
    xa: Phone
    wires: dict[str, Wire]
    hamlet: str
    commune: str
    household: str

    def everybody(self) -> list[Phone]:
        return [self.an, self.binh, self.quay, self.xa]


@pytest.fixture
def cast(context: Context, client: TestClient) -> Cast:
    hamlet = add_hamlet(context, "Ấp Mỹ Phú")
    for name, role, unit in (
        ("an", Role.VOLUNTEER, hamlet),
        ("binh", Role.VOLUNTEER, hamlet),
        ("quay", Role.DESK, COMMUNE),
        ("xa", Role.COMMUNE_ADMIN, COMMUNE),
    ):
        add_user(context, name, role, [unit])
    opened = {name: open_phone(client, name) for name in ("an", "binh", "quay", "xa")}
    phones = {name: phone for name, (phone, _) in opened.items()}
    stream = f"hamlet:{hamlet}"
    known = phones["xa"].create(
        "household", stream, head_name="Nguyễn Văn Ba", phone="0911000111", address="Tổ 4"
    )
    phones["xa"].record(known)
    phones["xa"].sync()
    for phone in phones.values():
        phone.sync()
    return Cast(
        **phones,
        wires={name: wire for name, (_, wire) in opened.items()},
        hamlet=stream,
        commune=f"commune:{COMMUNE}",
        household=known["id"],
    )


def record_a_visit(cast: Cast, phone: Phone) -> Json:
    """One knock with three guidance sessions, as one act."""
    visit = phone.create(
        "visit", cast.hamlet, household_id=cast.household, visited_at=DOOR_AT, outcome="met"
    )
    sessions = [
        phone.create(
            "guidance",
            cast.hamlet,
            topic=topic,
            outcome="done",
            at=DOOR_AT,
            visit_id=visit["id"],
            household_id=cast.household,
            quantity=1,
        )
        for topic in TOPICS
    ]
    return phone.record(visit, *sessions)


def record_a_filing(cast: Cast) -> Json:
    filing = cast.quay.create(
        "filing",
        cast.commune,
        procedure_name="Đăng ký khai sinh",
        applicant_name="Trần Thị Tư",
        outcome="submitted",
        submitted_at=DESK_AT,
    )
    session = cast.quay.create(
        "guidance",
        cast.commune,
        topic="DVC-FILE",
        outcome="done",
        at=DESK_AT,
        filing_id=filing["id"],
        quantity=1,
    )
    return cast.quay.record(filing, session)


def work_without_signal(cast: Cast) -> None:
    """What all four had in their pockets when the server came back."""
    record_a_visit(cast, cast.an)
    cast.an.record(cast.an.update(cast.household, phone="0912000222"))
    cast.binh.record(cast.binh.update(cast.household, phone="0913000333", address="Tổ 5"))
    record_a_filing(cast)


def send_twice_at_once(phone: Phone, times: int = 2) -> list[Json]:
    """The same request in parallel, as two tabs or an impatient network would."""
    request = phone.request()
    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(phone.exchange, [request] * times))


def deliver(cast: Cast) -> None:
    """A's first answer is lost after the commit; B's push goes out twice at the same time."""
    cast.wires["an"].lost = 1
    with pytest.raises(AnswerLost):
        cast.an.sync()
    assert cast.an.acked == 0
    cast.an.sync()
    assert all(cast.an.results[n]["repeated"] for n in (1, 2))
    results = [answer["results"][0] for answer in send_twice_at_once(cast.binh)]
    assert sorted("repeated" in result for result in results) == [False, True]
    cast.quay.sync()
    for phone in cast.everybody():
        phone.sync()


def test_what_was_recorded_with_no_signal_arrives_exactly_once(cast: Cast) -> None:
    work_without_signal(cast)
    deliver(cast)
    assert [cast.an.results[n]["status"] for n in (1, 2)] == ["applied", "applied"]
    assert cast.quay.results[1]["status"] == "applied"
    for phone in (cast.an, cast.binh, cast.xa):
        [visit] = phone.all_of("visit")
        at_the_door = [each["fields"] for each in phone.all_of("guidance")]
        at_the_door = [each for each in at_the_door if each.get("visit_id") == visit["id"]]
        assert sorted(each["topic"] for each in at_the_door) == sorted(TOPICS)
    for phone in cast.everybody():
        [filing] = phone.all_of("filing")
        assert filing["fields"]["applicant_name"] == "Trần Thị Tư"
    log = cast.wires["xa"].get(f"/records/household/{cast.household}/revisions")["items"]
    assert [each["rev"] for each in log] == [1, 2, 3]


def test_the_disjoint_field_is_merged_and_one_conflict_is_open(cast: Cast) -> None:
    work_without_signal(cast)
    deliver(cast)
    assert cast.binh.results[1]["status"] == "conflict"
    for phone in cast.everybody():
        fields = phone.find(cast.household)[1]["fields"]
        assert (fields["phone"], fields["address"]) == ("0912000222", "Tổ 5")
    [conflict] = cast.wires["xa"].get("/conflicts", status="open")["items"]
    assert (conflict["record_id"], conflict["field"]) == (cast.household, "phone")
    people = {name: wire.person for name, wire in cast.wires.items()}
    current, [side] = conflict["current"], conflict["incoming"]
    assert (current["value"], current["by"]) == ("0912000222", people["an"].user_id)
    assert current["device"] == people["an"].device_id
    assert (side["value"], side["from"], side["n"]) == ("0913000333", "0911000111", 1)
    assert (side["by"], side["device"]) == (people["binh"].user_id, people["binh"].device_id)
    for seen in (current, side):
        assert seen["at"] == "2026-11-23T09:40:11+07:00"
        assert seen["corrected_at"] is not None


def test_the_decision_reaches_both_phones_and_the_author_of_the_losing_value_is_told(
    cast: Cast,
) -> None:
    work_without_signal(cast)
    deliver(cast)
    [conflict] = cast.wires["xa"].get("/conflicts", status="open")["items"]
    decided = cast.wires["xa"].post(
        f"/conflicts/{conflict['id']}/resolve",
        choice="incoming",
        side=0,
        reason="Đã gọi, số này đúng",
        rev=conflict["current"]["rev"],
    )
    assert (decided["status"], decided["resolution"]["value"]) == ("resolved", "0913000333")
    for phone, n in ((cast.an, 2), (cast.binh, 1)):
        phone.sync()
        assert phone.find(cast.household)[1]["fields"]["phone"] == "0913000333"
        [told] = phone.all_of("conflict")
        assert told["fields"]["status"] == "resolved"
        [outcome] = phone.outcomes
        assert (outcome["n"], outcome["status"]) == (n, "decided")
        assert outcome["by"] == cast.wires["xa"].person.user_id
        assert (outcome["reason"], outcome["conflicts"]) == (
            "Đã gọi, số này đúng",
            [conflict["id"]],
        )
    assert cast.wires["xa"].get("/conflicts", status="open")["items"] == []


def test_at_the_end_the_counts_agree_on_phones_and_server(cast: Cast) -> None:
    work_without_signal(cast)
    deliver(cast)
    [conflict] = cast.wires["xa"].get("/conflicts", status="open")["items"]
    cast.wires["xa"].post(
        f"/conflicts/{conflict['id']}/resolve", choice="current", rev=conflict["current"]["rev"]
    )
    for phone in cast.everybody():
        answer = phone.sync()  # the phone itself compares each stream with the server's digest
        assert {part["stream"] for part in answer["streams"]} >= {cast.hamlet, cast.commune}
    kept = [phone.records[cast.hamlet] for phone in cast.everybody()]
    assert all(each == kept[0] for each in kept)
    by_type = sorted(record["type"] for record in kept[0].values())
    assert by_type == ["conflict", "guidance", "guidance", "guidance", "household", "visit"]


def test_a_changeset_pushed_by_sixteen_at_once_takes_effect_once(cast: Cast) -> None:
    record_a_visit(cast, cast.an)
    results = [answer["results"][0] for answer in send_twice_at_once(cast.an, PARALLEL)]
    assert sum("repeated" not in result for result in results) == 1
    assert all(
        {**result, "repeated": True} == {**results[0], "repeated": True} for result in results
    )
    cast.binh.sync()
    assert len(cast.binh.all_of("visit")) == 1
    assert len(cast.binh.all_of("guidance")) == len(TOPICS)

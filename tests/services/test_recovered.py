"""What a restored server lost and only a phone still has is held once, for the office to accept."""

from pathlib import Path

import pytest

from backend.core.problems import Problem
from backend.services.context import Context
from backend.store.sql import execute
from tests.commune import Commune, build_commune
from tests.lost import Lost, Office, given_back, make_known, make_lost, send
from tests.phone import new_id

VISITED_AT = "2026-11-23T09:30:00+07:00"


@pytest.fixture
def commune(context: Context) -> Commune:
    return build_commune(context)


@pytest.fixture
def lost(commune: Commune, tmp_path: Path) -> Lost:
    return make_lost(commune, tmp_path)


@pytest.fixture
def edited(commune: Commune) -> Lost:
    return make_known(commune)


def test_what_only_a_phone_still_has_is_held_for_the_office(lost: Lost) -> None:
    commune, binh, household = lost.commune, lost.binh, lost.household
    seen = given_back(binh, household)
    binh.sync()
    [item] = Office(commune).items()
    assert [reason["code"] for reason in item["reasons"]] == ["recovered"]
    assert (item["author"], item["device"]) == (commune.users["an"], binh.device)
    [change] = item["changeset"]["changes"]
    assert (change["id"], change["stream"]) == (household, commune.hamlets[0])
    assert change["fields"] == {"head_name": "Lê Văn Ba", "phone": "0911"}
    assert item["changeset"]["recovered"] == seen


def test_it_is_held_once_however_often_and_by_whomever_it_is_sent(lost: Lost) -> None:
    commune, binh, household = lost.commune, lost.binh, lost.household
    seen = given_back(binh, household)
    totruong = commune.phone("totruong")
    for phone in (binh, totruong, binh):
        send(phone, seen, seen)
    assert len(Office(commune).items()) == 1


def test_every_revision_of_the_servers_history_is_ignored(edited: Lost) -> None:
    commune, an, binh, household = edited.commune, edited.an, edited.binh, edited.household
    revisions = [given_back(binh, household)]
    for phone in ("0912", "0913"):
        an.record(an.update(household, phone=phone))
        an.sync()
        revisions.append(given_back(an, household))
    send(binh, *revisions)
    assert Office(commune).items() == []
    send(binh, {**revisions[0], "tag": revisions[1]["tag"]})
    assert len(Office(commune).items()) == 1


def test_a_record_that_moved_on_is_known_in_its_old_stream(edited: Lost) -> None:
    commune, binh, household = edited.commune, edited.binh, edited.household
    seen = given_back(binh, household)
    xa = commune.phone("xa")
    xa.sync()
    xa.record(xa.act("move", household, to=commune.hamlets[1]))
    xa.sync()
    send(binh, seen)
    assert Office(commune).items() == []


def test_an_erased_record_is_ignored(edited: Lost) -> None:
    commune, binh, household = edited.commune, edited.binh, edited.household
    seen = given_back(binh, household)
    with commune.context.database.write() as connection:
        execute(
            connection,
            "INSERT INTO erased (place, id, at) VALUES ('30076', ?, ?)",
            household,
            VISITED_AT,
        )
    send(binh, {**seen, "tag": 1})
    assert Office(commune).items() == []


def test_conflicts_and_units_are_never_taken(edited: Lost) -> None:
    commune, binh, household = edited.commune, edited.binh, edited.household
    seen = {**given_back(binh, household), "tag": 1}
    send(binh, {**seen, "type": "conflict"}, {**seen, "type": "unit"})
    assert Office(commune).items() == []


BAD_ITEMS: list[object] = [
    None,
    7,
    "x",
    [],
    {},
    {"type": "household"},
    {"type": "household", "id": "X", "rev": 1, "tag": 1, "stream": "a", "fields": {}},
    {"type": "household", "id": None, "rev": True, "tag": 1, "stream": "a", "fields": {}},
    {"type": 5, "id": new_id(), "rev": 1, "tag": 1, "stream": [], "fields": {}},
    {"type": "household", "id": new_id(), "rev": 2**70, "tag": 1, "stream": "a", "fields": {}},
    {"type": "household", "id": new_id(), "rev": 1, "tag": -1, "stream": "a", "fields": {}},
    {"type": "household", "id": new_id(), "rev": 1, "tag": 1, "stream": "a\x00b", "fields": {}},
    {"type": "household", "id": new_id(), "rev": 1, "tag": 1, "stream": "a", "fields": "\ud800"},
    {
        "type": "\ud800",
        "id": new_id(),
        "rev": 1,
        "tag": 1,
        "stream": "a",
        "fields": {},
        "created_by": ["x"],
    },
]


def test_what_is_no_record_is_held_too_and_blocks_nothing(commune: Commune) -> None:
    an = commune.phone("an")
    household = an.create("household", commune.hamlets[0], head_name="Lê Văn Ba")
    an.record(household)
    for _ in range(2):
        answer = an.exchange({**an.request(), "recovered": BAD_ITEMS})
    assert answer["acked"] == 1
    office = Office(commune)
    items = office.items()
    assert len(items) == len(BAD_ITEMS)
    for item in items:
        assert [reason["code"] for reason in item["reasons"]] == ["recovered", "invalid_field"]
        with pytest.raises(Problem) as refused:
            office.release(item)
        assert refused.value.code == "still_held"
        office.discard(item)


def test_hostile_fields_are_held_and_not_accepted(lost: Lost) -> None:
    commune, binh, household = lost.commune, lost.binh, lost.household
    seen = given_back(binh, household)
    hostile: list[object] = ["\ud800", "a\x00", "\u202ex", float(2**60), {"x": "\ud800"}]
    for index, value in enumerate(hostile):
        fields = {**seen["fields"], "note": value}
        send(binh, {**seen, "tag": index, "fields": fields})
    office = Office(commune)
    assert len(office.items()) == len(hostile)
    for item in office.items():
        with pytest.raises(Problem) as refused:
            office.release(item)
        assert refused.value.code == "still_held"


def test_a_place_that_the_sender_does_not_read_is_said(lost: Lost) -> None:
    commune, binh, household = lost.commune, lost.binh, lost.household
    seen = given_back(binh, household)
    cuc = commune.phone("cuc")
    send(cuc, seen)
    [item] = Office(commune).items()
    codes = [reason["code"] for reason in item["reasons"]]
    assert codes == ["recovered", "out_of_scope"]


def test_only_who_writes_the_stream_or_leads_the_author_sees_it(lost: Lost) -> None:
    commune, binh, household = lost.commune, lost.binh, lost.household
    send(binh, given_back(binh, household))
    assert Office(commune, "xakhac").items() == []
    assert len(Office(commune, "tinh").items()) == 1


def test_a_strangers_record_is_seen_by_the_province_too(lost: Lost) -> None:
    commune, binh, household = lost.commune, lost.binh, lost.household
    send(binh, {**given_back(binh, household), "created_by": new_id()})
    assert len(Office(commune, "tinh").items()) == 1


def test_too_much_in_one_request_names_the_limit(commune: Commune) -> None:
    an = commune.phone("an")
    most = commune.context.settings.limits.recovered_max
    with pytest.raises(Problem) as refused:
        send(an, *[{} for _ in range(most + 1)])
    assert (refused.value.status, refused.value.extra["limit"]) == (413, "recovered_max")

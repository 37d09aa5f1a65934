"""Old apps push for ever, and what newer ones sent waits for the server to learn their schema.

These tests declare what today's schema could be followed by: in the one after it, a visit's
`remark` is called `note`, and `away` is `absent`.
"""

from dataclasses import replace
from types import MappingProxyType

import pytest

from backend.core import changes
from backend.core.record_types import RECORD_TYPES, SCHEMA, RecordType
from backend.core.upcast import HISTORY, History, Step
from backend.core.validate import Fields
from backend.services.context import Context
from backend.services.syncing import release_newer, sync
from backend.services.upkeep.prepare_database import prepare_database
from backend.store.sql import execute
from tests.commune import Commune, build_commune
from tests.phone import Json, Phone

AT = "2026-11-23T09:30:00+07:00"
NEXT = SCHEMA + 1


def old_visit() -> RecordType:
    visit = RECORD_TYPES["visit"]
    fields = {("remark" if name == "note" else name): each for name, each in visit.fields.items()}
    fields["outcome"] = replace(fields["outcome"], words=frozenset({"met", "away"}))
    return replace(visit, fields=MappingProxyType(fields))


def turn(record_type: str, fields: Fields) -> Fields:
    if record_type != "visit":
        return fields
    turned = {("note" if name == "remark" else name): value for name, value in fields.items()}
    return turned | ({"outcome": "absent"} if turned.get("outcome") == "away" else {})


UPGRADED = History(
    NEXT,
    RECORD_TYPES,
    {**HISTORY.steps, SCHEMA: Step({**RECORD_TYPES, "visit": old_visit()}, turn)},
)


@pytest.fixture
def commune(context: Context) -> Commune:
    return build_commune(context)


def upgrade(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (changes, release_newer, sync):
        monkeypatch.setattr(module, "HISTORY", UPGRADED)


def record(phone: Phone, *made: Json, schema: int) -> None:
    phone.record(*made)
    phone.log[-1]["schema"] = schema


def visit_of(phone: Phone, stream: str, household: Json, **fields: object) -> Json:
    return phone.create("visit", stream, household_id=household["id"], visited_at=AT, **fields)


def test_an_old_app_pushes_for_ever_and_is_read_by_its_own_schema(
    commune: Commune, monkeypatch: pytest.MonkeyPatch
) -> None:
    upgrade(monkeypatch)
    an = commune.phone("an")
    house = an.create("household", commune.hamlets[0], head_name="Lê Văn Ba")
    old = visit_of(an, commune.hamlets[0], house, outcome="away", remark="đi chợ", mood="vui")
    record(an, house, old, schema=SCHEMA)
    record(an, visit_of(an, commune.hamlets[0], house, outcome="absent"), schema=SCHEMA)
    record(an, visit_of(an, commune.hamlets[0], house, outcome="absent", note="x"), schema=NEXT)
    assert an.sync()["schema"] == NEXT
    assert an.find(old["id"])[1]["fields"] == {
        "household_id": house["id"],
        "visited_at": AT,
        "outcome": "absent",
        "note": "đi chợ",
        "mood": "vui",
    }
    assert [an.results[n]["status"] for n in (1, 2, 3)] == ["applied", "held", "applied"]
    assert an.results[2]["reasons"][0]["code"] == "invalid_field"
    edit = an.update(old["id"], outcome="met")
    saw = {"base": 0, "from": {"outcome": "away"}, "fields": {"outcome": "met"}}
    record(an, {**edit, **saw}, schema=SCHEMA)
    an.sync()
    assert an.results[4]["status"] == "applied"


def test_what_a_newer_app_sent_waits_and_is_released_by_the_upgrade(
    commune: Commune, monkeypatch: pytest.MonkeyPatch
) -> None:
    an, binh = commune.phone("an"), commune.phone("binh")
    house = an.create("household", commune.hamlets[0], head_name="Lê Văn Ba")
    visit = visit_of(binh, commune.hamlets[0], house, outcome="met", note="x")
    record(an, house, schema=NEXT)
    record(an, an.create("household", commune.hamlets[0], head_name=5), schema=NEXT)
    record(binh, visit, schema=SCHEMA)
    binh.log[-1].pop("schema")
    an.sync()
    binh.sync()
    assert an.results[1]["reasons"][0]["code"] == "schema_too_new"
    assert binh.results[1]["reasons"][0]["code"] == "missing_parent"
    prepare_database(commune.context)
    assert not binh.all_of("household")
    upgrade(monkeypatch)
    prepare_database(commune.context)
    an.sync()
    binh.sync()
    assert [(each["n"], each["status"]) for each in an.outcomes] == [(1, "released")]
    assert [(each["n"], each["status"]) for each in binh.outcomes] == [(1, "released")]
    assert binh.find(visit["id"])


def test_a_start_without_a_new_schema_looks_at_nothing(commune: Commune) -> None:
    an = commune.phone("an")
    record(an, an.create("household", commune.hamlets[0], head_name="Ba"), schema=NEXT)
    an.sync()
    with commune.context.database.write() as connection:
        execute(connection, "UPDATE server SET value = ? WHERE key = 'schema'", str(SCHEMA))
    prepare_database(commune.context)
    an.sync()
    assert an.outcomes == []
    assert HISTORY.current == SCHEMA

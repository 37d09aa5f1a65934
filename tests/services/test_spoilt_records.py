"""One record whose bytes are spoilt on the disk does not keep the others from anybody."""

import pytest

from backend.services.cases import list_conflicts as listing
from backend.services.context import Context
from backend.services.upkeep.check_database import check_database
from backend.services.upkeep.prune import prune
from backend.store.sql import execute
from tests.commune import Commune, build_commune
from tests.conftest import Clock
from tests.phone import Json, Phone

SESSION = {"topic": "APP", "outcome": "done", "at": "2026-11-23T09:30:00+07:00", "quantity": 1}


@pytest.fixture
def commune(context: Context) -> Commune:
    return build_commune(context)


def tell(phone: Phone, stream: str, record_type: str, **fields: object) -> str:
    change = phone.create(record_type, stream, **fields)
    phone.record(change)
    phone.sync()
    return str(change["id"])


def spoil(commune: Commune, record_id: str, raw: bytes, *, table: str = "record") -> None:
    with commune.context.database.write() as connection:
        execute(connection, f"UPDATE {table} SET wire = ? WHERE id = ?", raw, record_id)


@pytest.mark.parametrize("raw", [b"", b'{"type":"household","id":', b"\x00\xff\x01", b"[1]"])
def test_a_spoilt_record_is_marked_and_its_page_is_delivered(
    commune: Commune, raw: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    an, hamlet = commune.phone("an"), commune.hamlets[0]
    names = ["Ông Ba", "Bà Tư", "Cô Năm"]
    ids = [tell(an, hamlet, "household", head_name=name) for name in names]
    spoil(commune, ids[1], raw)
    new = commune.phone("binh")
    new.sync()  # its count and sum add up, or the phone says so
    assert {each["id"] for each in new.all_of("household")} == {ids[0], ids[2]}
    [marker] = new.all_of("unreadable")
    assert (marker["id"], marker["rev"], marker["fields"]) == (ids[1], 1, {"type": "household"})
    assert f"record {ids[1]} of {hamlet} cannot be read" in caplog.text
    assert any(
        "1 are not those of their records" in line for line in check_database(commune.context)
    )


def test_what_is_about_a_spoilt_record_is_held_and_nothing_else_waits(commune: Commune) -> None:
    an, hamlet = commune.phone("an"), commune.hamlets[0]
    household = tell(an, hamlet, "household", head_name="Ông Ba")
    spoil(commune, household, b"{")
    edit = an.record(an.update(household, phone="0911"))
    other = an.record(an.create("household", hamlet, head_name="Bà Tư"))
    an.sync()
    assert an.results[edit["n"]]["reasons"][0]["code"] == "missing_parent"
    assert an.results[other["n"]]["status"] == "applied"


@pytest.mark.parametrize(("record_type", "fields"), [("guidance", SESSION), ("household", {})])
def test_figures_go_on_without_a_spoilt_record(
    commune: Commune, record_type: str, fields: Json
) -> None:
    an, hamlet = commune.phone("an"), commune.hamlets[0]
    named = fields or {"head_name": "Ông Ba"}
    spoil(commune, tell(an, hamlet, record_type, **named), b"{")
    tell(an, hamlet, "guidance", **SESSION)
    found = check_database(commune.context)
    assert [line for line in found if line.startswith("facts")] == []


def test_a_spoilt_marker_is_told_on_and_is_not_pruned(commune: Commune, clock: Clock) -> None:
    an, xa, hamlet = commune.phone("an"), commune.phone("xa"), commune.hamlets[0]
    household = tell(an, hamlet, "household", head_name="Ông Ba")
    xa.sync()
    xa.record(xa.act("move", household, to=commune.hamlets[1]))
    xa.sync()
    spoil(commune, household, b"nothing", table="gone")
    an.sync()
    assert household not in an.records[hamlet]
    clock.advance(days=200)
    assert prune(commune.context).markers == 0


@pytest.mark.parametrize("spoilt", [0, 1, 2])
@pytest.mark.parametrize("at_once", [1, 2, 50])
def test_the_pages_of_conflicts_go_on_behind_one_that_cannot_be_read(
    commune: Commune, spoilt: int, at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many are read from the database at a time."""
    monkeypatch.setattr(listing, "ITEMS_AT_ONCE", at_once)
    conflicts = three_conflicts(commune)
    spoil(commune, conflicts[spoilt], b"{")
    readable = [each for each in conflicts if each != conflicts[spoilt]]
    for limit in (1, 2, 3):
        assert list_in_pages(commune, limit) == readable


def three_conflicts(commune: Commune) -> list[str]:
    """In the order in which they were opened."""
    an, binh, hamlet = commune.phone("an"), commune.phone("binh"), commune.hamlets[0]
    household = tell(an, hamlet, "household", head_name="Ông Ba")
    binh.sync()
    for phone, number in ((an, "1"), (binh, "2")):
        phone.record(phone.update(household, phone=number, address=number, note=number))
        phone.sync()
    return sorted(each["id"] for each in binh.all_of("conflict"))


def list_in_pages(commune: Commune, limit: int) -> list[str]:
    phone = commune.phone("xa")
    with commune.context.database.read() as connection:
        xa = commune.caller(connection, "xa", phone.device)
    ids: list[str] = []
    cursor: str | None = None
    while True:
        page = listing.list_conflicts(
            commune.context, xa, status="open", stream=None, cursor=cursor, limit=limit
        )
        ids += [str(each["id"]) for each in page.items]
        cursor = page.cursor
        if cursor is None:
            return ids
        assert len(page.items) == limit

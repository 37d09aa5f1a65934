"""After an erasure no value of the subject is in the database, and what counted still counts."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from backend.services.context import Context
from backend.services.subjects.erase_record import erase_record
from backend.services.syncing.follow_streams import follow_streams, rebuild_facts
from backend.services.upkeep.back_up import back_up
from backend.services.upkeep.check_database import check_database
from backend.services.upkeep.restore_backup import restore_backup
from backend.store.facts import FactScope, list_facts
from backend.store.sql import select
from backend.store.table_rows import list_tables, read_rows
from tests.commune import COMMUNE, Commune, build_commune
from tests.lost import Office, given_back, send
from tests.phone import Phone

AT = "2026-11-23T09:30:00+07:00"
SECRETS = ("Lê Thị Riêng", "0911000111", "0922000222", "0933000333", "Đường Kín 7", "Bà Riêng")


@pytest.fixture
def commune(context: Context) -> Commune:
    return build_commune(context)


def record_family(commune: Commune, phone: Phone) -> tuple[str, str, str]:
    """A household, a visit and two sessions of two people in it; ids of the first three."""
    hamlet = commune.hamlets[0]
    household = phone.create(
        "household", hamlet, head_name="Lê Thị Riêng", phone="0911000111", address="Đường Kín 7"
    )
    visit = phone.create(
        "visit",
        hamlet,
        household_id=household["id"],
        visited_at=AT,
        outcome="met",
        note="gặp Bà Riêng",
    )
    said = {"topic": "DIGITAL_SKILLS", "outcome": "done", "at": AT, "quantity": 1}
    sessions = [
        phone.create(
            "guidance",
            hamlet,
            **said,
            household_id=household["id"],
            visit_id=visit["id"],
            person_name=name,
        )
        for name in ("Lê Thị Riêng", "Bà Riêng")
    ]
    phone.record(household)
    phone.record(visit, *sessions)
    phone.sync()
    return household["id"], visit["id"], sessions[0]["id"]


def everything(context: Context) -> Iterator[str]:
    """Every value of every table as text."""
    with context.database.read() as connection:
        for table in list_tables(connection):
            for rows in read_rows(connection, table):
                for row in rows:
                    for value in row:
                        text = value.decode() if isinstance(value, bytes) else str(value)
                        yield f"{table.name}: {text}"


def leaks(context: Context, secrets: tuple[str, ...] = SECRETS) -> list[str]:
    return [text for text in everything(context) if any(secret in text for secret in secrets)]


def count_facts(context: Context) -> tuple[int, int]:
    """Sessions, and different people."""
    follow_streams(context, [COMMUNE])
    with context.database.read() as connection:
        facts = list_facts(connection, FactScope((COMMUNE,)))
    return len(facts), len({(fact.household_id, fact.person_key) for fact in facts})


def test_nothing_recorded_about_the_household_is_left(commune: Commune) -> None:
    an, binh = commune.phone("an"), commune.phone("binh")
    household, visit, _session = record_family(commune, an)
    binh.sync()
    an.record(an.update(household, phone="0922000222"))
    binh.record(binh.update(household, phone="0933000333"))
    an.sync()
    binh.sync()
    assert binh.results[1]["status"] == "conflict"
    an.record({**an.update(visit, note="Bà Riêng"), "fields": {"note": "Bà Riêng", "outcome": 7}})
    an.sync()
    assert an.results[4]["status"] == "held"
    office = Office(commune)
    seen = given_back(binh, household)
    send(binh, {**seen, "tag": 4})
    send(binh, {**seen, "tag": 5, "fields": {**seen["fields"], "note": "Bà Riêng"}})
    assert len(office.items()) == 2
    assert len(leaks(commune.context)) > 10
    erase_record(commune.context, "household", household)
    assert leaks(commune.context) == []
    assert office.items() == []
    assert check_database(commune.context) == []
    an.sync()
    assert [(each["n"], each["status"], each["reason"]) for each in an.outcomes] == [
        (4, "discarded", "erased")
    ]


def test_the_phones_forget_it_and_its_conflicts(commune: Commune) -> None:
    an, binh = commune.phone("an"), commune.phone("binh")
    household, _visit, _session = record_family(commune, an)
    binh.sync()
    an.record(an.update(household, phone="0922000222"))
    binh.record(binh.update(household, phone="0933000333"))
    for phone in (an, binh):
        phone.sync()
    erase_record(commune.context, "household", household)
    for phone in (an, binh):
        phone.sync()
        assert not [each for held in phone.records.values() for each in held.values()]


def test_what_was_counted_still_counts_and_each_person_once(commune: Commune) -> None:
    an = commune.phone("an")
    household, _, _ = record_family(commune, an)
    before = count_facts(commune.context)
    assert before == (2, 2)
    erase_record(commune.context, "household", household)
    assert count_facts(commune.context) == before
    rebuild_facts(commune.context, [(COMMUNE, commune.hamlets[0])])
    assert count_facts(commune.context) == before
    assert check_database(commune.context) == []


def test_a_person_of_whom_more_is_known_is_not_counted_twice(commune: Commune) -> None:
    an = commune.phone("an")
    household, _, session = record_family(commune, an)
    again = an.create(
        "guidance",
        commune.hamlets[0],
        topic="EWALLET",
        outcome="done",
        at=AT,
        quantity=1,
        household_id=household,
        person_name="Lê Thị Riêng",
    )
    an.record(again)
    an.sync()
    assert count_facts(commune.context) == (3, 2)
    erase_record(commune.context, "guidance", session)
    assert count_facts(commune.context) == (3, 2)


def test_a_namesake_of_another_household_is_no_way_back_to_the_name(commune: Commune) -> None:
    an = commune.phone("an")
    record_family(commune, an)
    household, _, _ = record_family(commune, an)
    erase_record(commune.context, "household", household)
    with commune.context.database.read() as connection:
        facts = list_facts(connection, FactScope((COMMUNE,)))
    erased = {fact.person_key for fact in facts if fact.household_id == household}
    others = {fact.person_key for fact in facts if fact.household_id != household}
    assert len(erased) == len(others) == 2
    assert not erased & others


def test_people_of_merged_households_still_count_once_when_both_are_erased(
    commune: Commune,
) -> None:
    an = commune.phone("an")
    (away, _, _), (stays, _, _) = record_family(commune, an), record_family(commune, an)
    office = commune.phone("xa")
    office.sync()
    office.record(office.update(away, merged_into=stays))
    office.sync()
    erase_record(commune.context, "household", stays)
    assert count_facts(commune.context) == (4, 2)


def test_a_late_push_about_it_stores_nothing_and_repeats_are_known(commune: Commune) -> None:
    an, binh = commune.phone("an"), commune.phone("binh")
    household, _visit, session = record_family(commune, an)
    binh.sync()
    erase_record(commune.context, "household", household)
    for change in (
        binh.update(household, phone="0922000222"),
        binh.update(session, note="Bà Riêng"),
        binh.create(
            "visit",
            commune.hamlets[0],
            household_id=household,
            visited_at=AT,
            outcome="met",
            note="Bà Riêng",
        ),
    ):
        binh.record(change)
    late = binh.exchange(binh.request())
    assert [each["status"] for each in late["results"]] == ["erased"] * 3
    assert leaks(commune.context) == []
    again = binh.exchange(binh.request(binh.log))
    assert [(each["status"], each["repeated"]) for each in again["results"]] == [
        ("erased", True)
    ] * 3
    first = an.exchange(an.request(an.log))
    assert [(each["status"], each["repeated"]) for each in first["results"]] == [
        ("applied", True)
    ] * 2


def test_what_is_given_back_of_it_is_ignored(commune: Commune) -> None:
    an = commune.phone("an")
    household, _, session = record_family(commune, an)
    seen = [{**given_back(an, each), "tag": 1} for each in (household, session)]
    erase_record(commune.context, "household", household)
    send(an, *seen)
    assert Office(commune).items() == []


def test_others_changes_in_the_same_changeset_stay(commune: Commune) -> None:
    an = commune.phone("an")
    household, _, _ = record_family(commune, an)
    neighbour = an.create("household", commune.hamlets[0], head_name="Trần Văn Hàng Xóm")
    an.record(an.update(household, phone="0922000222"), neighbour)
    an.sync()
    erase_record(commune.context, "household", household)
    assert leaks(commune.context) == []
    assert len(leaks(commune.context, ("Trần Văn Hàng Xóm",))) == 2
    repeated = an.exchange(an.request(an.log))["results"]
    assert all(each["repeated"] for each in repeated)


def test_an_escaped_id_is_found_in_the_log(commune: Commune) -> None:
    an = commune.phone("an")
    household, _, _ = record_family(commune, an)
    change = an.update(household, phone="0922000222")
    an.record(change)
    escaped = f"\\u00{ord(household[0]):02x}{household[1:]}"
    request = json.dumps(an.request()).replace(household, escaped)
    an.acked = commune.exchange_bytes("an", an.device, request.encode())["acked"]
    erase_record(commune.context, "household", household)
    assert leaks(commune.context) == []


def test_a_moved_household_is_erased_where_it_was_and_is(commune: Commune) -> None:
    an, xa = commune.phone("an"), commune.phone("xa")
    household, _, _ = record_family(commune, an)
    xa.sync()
    xa.record(xa.act("move", household, to=commune.hamlets[1]))
    xa.sync()
    erase_record(commune.context, "household", household)
    assert leaks(commune.context) == []
    for phone in (an, xa):
        phone.sync()
        assert not phone.all_of("household")
        assert not phone.all_of("visit")


def test_the_wrong_type_an_unknown_id_and_the_servers_own_are_refused(commune: Commune) -> None:
    an = commune.phone("an")
    household, _, _ = record_family(commune, an)
    for record_type, record_id in (("visit", household), ("household", "x"), ("unit", household)):
        with pytest.raises(LookupError):
            erase_record(commune.context, record_type, record_id)
    assert erase_record(commune.context, "household", household).record_count == 4
    assert erase_record(commune.context, "household", household).record_count == 0


def test_the_audit_log_tells_of_it_by_the_id_alone(commune: Commune) -> None:
    an = commune.phone("an")
    household, _, _ = record_family(commune, an)
    erase_record(commune.context, "household", household)
    with commune.context.database.read() as connection:
        rows = select(connection, "SELECT subject, detail FROM audit WHERE action = 'erase'")
    assert rows == [(household, "")]


def test_a_restore_of_an_older_backup_erases_again(commune: Commune, tmp_path: Path) -> None:
    an = commune.phone("an")
    household, _, _ = record_family(commune, an)
    before = count_facts(commune.context)
    back_up(commune.context, tmp_path / "backup")
    erase_record(commune.context, "household", household)
    restore_backup(commune.context, tmp_path / "backup")
    assert leaks(commune.context) == []
    assert count_facts(commune.context) == before
    assert check_database(commune.context) == []


def test_the_file_holds_nothing_of_it_either(commune: Commune) -> None:
    """SQLite alone: PostgreSQL's files are cleaned by its vacuum."""
    an = commune.phone("an")
    household, _, _ = record_family(commune, an)
    an.record(an.update(household, phone="0922000222"))
    an.sync()
    erase_record(commune.context, "household", household)
    if not commune.context.database.is_sqlite:
        return
    file = Path(str(make_url(commune.context.database.url).database))
    parts = [file, *(file.with_name(file.name + end) for end in ("-wal", "-shm"))]
    content = b"".join(part.read_bytes() for part in parts if part.exists())
    assert [secret for secret in SECRETS if secret.encode() in content] == []

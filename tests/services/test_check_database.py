"""The check finds what does not add up, and finds nothing where all does."""

from pathlib import Path

import pytest

from backend.services.context import Context
from backend.services.upkeep.back_up import back_up
from backend.services.upkeep.check_database import check_against, check_database
from backend.store import audit
from backend.store.sql import execute, select
from tests.commune import COMMUNE, Commune, build_commune
from tests.phone import new_id

AT = "2026-11-23T09:30:00+07:00"


@pytest.fixture
def commune(context: Context) -> Commune:
    built = build_commune(context)
    an = built.phone("an")
    told = {"topic": "APP", "outcome": "done", "at": AT, "quantity": 1}
    changes = [an.create("guidance", built.hamlets[0], **told) for _ in range(3)]
    an.record(*changes)
    an.sync()
    an.record(an.act("delete", changes[0]["id"]))
    an.sync()
    with context.database.write() as connection:
        for subject in ("one", "two"):
            audit.append(
                connection,
                COMMUNE,
                at=AT,
                by=None,
                device=None,
                action="tested",
                subject=subject,
            )
    return built


def _spoil(commune: Commune, statement: str) -> list[str]:
    assert check_database(commune.context) == []
    with commune.context.database.write() as connection:
        assert execute(connection, statement) > 0
    return check_database(commune.context)


def test_a_sound_database_has_no_differences(commune: Commune) -> None:
    assert check_database(commune.context) == []


def test_a_record_that_vanished_breaks_its_digest_and_its_fact(commune: Commune) -> None:
    found = _spoil(
        commune,
        "DELETE FROM record WHERE id = "
        "(SELECT MIN(id) FROM record WHERE type = 'guidance' AND NOT is_deleted)",
    )
    assert [line.split()[0] for line in found] == ["digest", "facts"]


def test_a_fact_that_was_changed_is_found(commune: Commune) -> None:
    [line] = _spoil(commune, "UPDATE fact SET quantity = quantity + 1")
    assert line.startswith("facts of hamlet:")


def test_a_stream_whose_count_is_wrong_is_found(commune: Commune) -> None:
    [line] = _spoil(commune, "UPDATE stream SET live = live + 1 WHERE head > 0")
    assert line.startswith("digest of hamlet:")


def test_tags_add_up_where_one_integer_of_the_database_does_not_hold_their_sum(
    commune: Commune,
) -> None:
    """As those of 65,536 records do; here by a multiple of the modulus."""
    with commune.context.database.write() as connection:
        assert execute(connection, f"UPDATE record SET tag = tag + {2**62}") > 1
    found = check_database(commune.context)
    assert [line for line in found if line.startswith("digest")] == []


def test_a_changed_audit_entry_is_found(commune: Commune) -> None:
    [line] = _spoil(commune, "UPDATE audit SET subject = 'other' WHERE subject = 'one'")
    assert line == f"audit chain of {COMMUNE}: broken at 1"


def _cut(commune: Commune, seq: int) -> None:
    with commune.context.database.write() as connection:
        statement = "DELETE FROM audit WHERE place = ? AND seq >= ?"
        assert execute(connection, statement, COMMUNE, seq) > 0


@pytest.mark.parametrize("seq", [2, 1])
def test_audit_entries_cut_off_the_end_are_missed_also_when_others_follow(
    commune: Commune, seq: int
) -> None:
    assert check_database(commune.context) == []
    _cut(commune, seq)
    said = [f"audit chain of {COMMUNE}: broken at {seq}"]
    assert check_database(commune.context) == said
    with commune.context.database.write() as connection:
        audit.append(connection, COMMUNE, at=AT, by=None, device=None, action="x", subject="y")
    said = [f"audit chain of {COMMUNE}: broken at 3"]
    assert check_database(commune.context) == said


def test_a_process_of_an_older_version_goes_on_with_the_chain(commune: Commune) -> None:
    """It keeps no head; whoever comes after it goes on from its entry."""
    with commune.context.database.write() as connection:
        [head] = select(connection, "SELECT seq, hash FROM audit_head WHERE place = ?", COMMUNE)
        audit.append(connection, COMMUNE, at=AT, by=None, device=None, action="x", subject="y")
        execute(
            connection,
            "UPDATE audit_head SET seq = ?, hash = ? WHERE place = ?",
            *(*head, COMMUNE),
        )
    assert check_database(commune.context) == []
    with commune.context.database.write() as connection:
        audit.append(connection, COMMUNE, at=AT, by=None, device=None, action="x", subject="z")
    assert check_database(commune.context) == []
    _cut(commune, 4)
    assert check_database(commune.context) == [f"audit chain of {COMMUNE}: broken at 4"]


def test_a_chain_that_was_written_anew_is_not_that_of_a_backup(
    commune: Commune, tmp_path: Path
) -> None:
    backup = tmp_path / "backup"
    back_up(commune.context, backup)
    assert check_against(commune.context, backup) == []
    _cut(commune, 2)
    with commune.context.database.write() as connection:
        execute(connection, "DELETE FROM audit_head")
    assert check_database(commune.context) == []
    said = [f"audit chain of {COMMUNE}: entry 2 is not that of backup"]
    assert check_against(commune.context, backup) == said
    with commune.context.database.write() as connection:
        audit.append(connection, COMMUNE, at=AT, by=None, device=None, action="x", subject="y")
    assert check_against(commune.context, backup) == said


@pytest.fixture
def busy(commune: Commune) -> Commune:
    """With held work, a conflict, and a number that was declared gone."""
    an, binh = commune.phone("an"), commune.phone("binh")
    household = an.create("household", commune.hamlets[0], head_name="Lê Văn Ba", phone="0911")
    an.record(household)
    an.sync()
    binh.sync()
    an.record(an.update(household["id"], phone="0912"))
    binh.record(binh.update(household["id"], phone="0913"))
    an.record(an.create("household", commune.hamlets[0], head_name=7))
    visit = {"household_id": new_id(), "visited_at": AT, "outcome": "met"}
    an.record(an.create("visit", commune.hamlets[0], **visit))
    an.sync()
    binh.sync()
    late = binh.record(binh.create("household", commune.hamlets[0], head_name="Lê Văn Tư"))
    binh.exchange({**binh.request([{**late, "n": 9}]), "first": 9})
    binh.exchange({**binh.request([{**late, "n": 5, "id": new_id()}]), "first": 9})
    return commune


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("DELETE FROM log WHERE n = 2", "do not add up"),
        ("UPDATE device SET acked = acked + 1 WHERE acked > 0", "do not add up"),
        ("UPDATE device SET acked = acked - 1 WHERE acked > 0", "do not add up"),
        ("UPDATE device SET safe = acked + 1", "do not add up"),
        ("DELETE FROM lost", "do not add up"),
        ("DELETE FROM device WHERE acked = 9", "of no device"),
        ("DELETE FROM held WHERE n = 3", "that no desk has"),
        ("UPDATE held SET n = n + 100 WHERE n = 3", "without its changeset"),
        ("UPDATE held SET status = 'released'", "is not held"),
        ("UPDATE record SET seq = seq + 1000 WHERE type = 'household'", "beyond the end"),
        ("UPDATE record SET seq = -seq WHERE type = 'household'", "are not told of"),
        ("DELETE FROM revision WHERE rev = 2", "has gaps"),
        ("UPDATE conflict SET record_id = 'x'", "conflicts without"),
        ("UPDATE record SET rev = 9 WHERE type = 'household'", "bytes of hamlet"),
        ("UPDATE record SET is_deleted = NOT is_deleted WHERE type = 'household'", "bytes of"),
    ],
)
def test_what_no_longer_agrees_is_found(busy: Commune, statement: str, said: str) -> None:
    found = _spoil(busy, statement)
    assert any(said in line for line in found), found

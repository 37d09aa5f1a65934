"""The check finds what does not add up, and finds nothing where all does."""

import pytest

from backend.services.check_database import check_database
from backend.services.context import Context
from backend.store import audit
from backend.store.sql import execute
from tests.commune import COMMUNE, Commune, build_commune

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
        commune, "DELETE FROM record WHERE id = (SELECT MIN(id) FROM record WHERE NOT is_deleted)"
    )
    assert [line.split()[0] for line in found] == ["digest", "facts"]


def test_a_fact_that_was_changed_is_found(commune: Commune) -> None:
    [line] = _spoil(commune, "UPDATE fact SET quantity = quantity + 1")
    assert line.startswith("facts of hamlet:")


def test_a_stream_whose_count_is_wrong_is_found(commune: Commune) -> None:
    [line] = _spoil(commune, "UPDATE stream SET live = live + 1 WHERE head > 0")
    assert line.startswith("digest of hamlet:")


def test_a_changed_audit_entry_is_found(commune: Commune) -> None:
    [line] = _spoil(commune, "UPDATE audit SET subject = 'other' WHERE subject = 'one'")
    assert line == f"audit chain of {COMMUNE}: broken at 1"

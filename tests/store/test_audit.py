"""The audit log is only appended to, and a change in it is found."""

import pytest

from backend.store import audit
from backend.store.database import Connection, Database
from backend.store.sql import execute

AT = "2026-11-23T03:00:00.000Z"


def append(connection: Connection, place: str, subject: str) -> None:
    audit.append(connection, place, at=AT, by=None, device=None, action="tested", subject=subject)


@pytest.fixture
def chain(database: Database) -> Database:
    """Three entries of one commune, one of another."""
    with database.write() as connection:
        for subject in ("one", "two", "three"):
            append(connection, "30076", subject)
        append(connection, "28249", "other")
    return database


def test_an_untouched_chain_is_whole_in_each_place(chain: Database) -> None:
    with chain.read() as connection:
        places = audit.list_audited_places(connection)
        assert places == ("28249", "30076")
        assert [audit.find_break(connection, place) for place in places] == [None, None]


def test_entries_of_a_place_are_numbered_from_one_and_name_the_hash_before(
    chain: Database,
) -> None:
    with chain.read() as connection:
        entries = audit.list_entries(connection, "30076")
    assert [entry.seq for entry, _ in entries] == [1, 2, 3]
    assert [entry.previous for entry, _ in entries] == ["", entries[0][1], entries[1][1]]


@pytest.mark.parametrize(
    ("tampering", "found"),
    [
        ("UPDATE audit SET subject = 'someone else' WHERE place = '30076' AND seq = 2", 2),
        ("DELETE FROM audit WHERE place = '30076' AND seq = 2", 3),
        ("DELETE FROM audit WHERE place = '30076' AND seq = 1", 2),
        ("UPDATE audit SET hash = 'x' WHERE place = '30076' AND seq = 3", 3),
    ],
)
def test_a_changed_or_missing_entry_is_found(chain: Database, tampering: str, found: int) -> None:
    with chain.write() as connection:
        execute(connection, tampering)
    with chain.read() as connection:
        assert audit.find_break(connection, "30076") == found
        assert audit.find_break(connection, "28249") is None

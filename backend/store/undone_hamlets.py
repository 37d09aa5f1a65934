"""What taking a merge or a split back needs: who came of which hamlet, and where in a hamlet that
should never have been each household and each person belongs.
"""

from collections.abc import Iterable, Mapping

from backend.store.database import Connection
from backend.store.sql import execute, execute_many, listed, select


def list_passed(
    connection: Connection, place: str, old_ids: Iterable[str], new_ids: Iterable[str]
) -> dict[str, str]:
    """Household → the hamlet that it came of, of those that passed from one to the other."""
    rows = select(
        connection,
        "SELECT household_id, unit_id FROM household_passage "
        "WHERE place = ? AND unit_id IN (?*) AND next_id IN (?*) ORDER BY household_id",
        place,
        listed(connection, old_ids),
        listed(connection, new_ids),
    )
    return {row[0]: row[1] for row in rows}


def list_came_from(
    connection: Connection, old_ids: Iterable[str], new_id: str
) -> dict[str, set[str]]:
    """Person → the hamlets that they left in the moment they came to the new one."""
    rows = select(
        connection,
        "SELECT DISTINCT o.user_id, o.unit_id FROM account_unit o "
        "JOIN account_unit n ON n.user_id = o.user_id AND n.since = o.until AND n.unit_id = ? "
        "WHERE o.unit_id IN (?*) ORDER BY o.user_id, o.unit_id",
        new_id,
        listed(connection, old_ids),
    )
    found: dict[str, set[str]] = {}
    for user_id, unit_id in rows:
        found.setdefault(user_id, set()).add(unit_id)
    return found


def reopen_units(connection: Connection, unit_ids: Iterable[str]) -> None:
    execute(
        connection,
        "UPDATE unit SET valid_to = NULL WHERE id IN (?*)",
        listed(connection, unit_ids),
    )


def forget_change(
    connection: Connection, place: str, old_ids: Iterable[str], new_ids: Iterable[str]
) -> None:
    """The old ones did not become the new ones, and nothing passed; the audit log has both."""
    old, new = listed(connection, old_ids), listed(connection, new_ids)
    execute(
        connection,
        "DELETE FROM unit_succession WHERE old_id IN (?*) AND new_id IN (?*)",
        old,
        new,
    )
    execute(
        connection,
        "DELETE FROM household_passage WHERE place = ? AND unit_id IN (?*) AND next_id IN (?*)",
        place,
        old,
        new,
    )


def keep_homes(
    connection: Connection, place: str, unit_id: str, home_of: Mapping[str, str]
) -> None:
    """Household or person → the hamlet where it belongs; what is known already stays."""
    execute_many(
        connection,
        "INSERT INTO undone_home (place, unit_id, subject_id, home_id) VALUES (?, ?, ?, ?) "
        "ON CONFLICT DO NOTHING",
        [(place, unit_id, subject, home) for subject, home in home_of.items()],
    )


def list_homes(
    connection: Connection, place: str, unit_ids: Iterable[str], *, subjects: Iterable[str]
) -> dict[str, dict[str, str]]:
    """Of each of these hamlets the homes of these subjects; empty where none is known."""
    found: dict[str, dict[str, str]] = {unit_id: {} for unit_id in unit_ids}
    rows = select(
        connection,
        "SELECT unit_id, subject_id, home_id FROM undone_home "
        "WHERE place = ? AND unit_id IN (?*) AND subject_id IN (?*)",
        place,
        listed(connection, found),
        listed(connection, subjects),
    )
    for unit_id, subject, home in rows:
        found[unit_id][subject] = home
    return found

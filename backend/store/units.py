"""The country's units now and then: finding one, listing its parts, adding hamlets."""

from collections.abc import Iterable

from backend.core.people import Unit
from backend.store.database import Connection
from backend.store.sql import execute, listed, select

_UNIT = (
    "SELECT id, code, level, type, name, parent_id, province, commune, valid_from, valid_to "
    "FROM unit WHERE "
)
_UNIT_THEN = _UNIT.replace(
    " name,",
    " COALESCE((SELECT n.name FROM unit_name n WHERE n.unit_id = unit.id AND n.until > ? "
    "ORDER BY n.until LIMIT 1), name),",
)
_IN_FORCE_ON = "(valid_from IS NULL OR valid_from <= ?) AND (valid_to IS NULL OR valid_to >= ?)"


def find_unit(connection: Connection, unit_id: str, *, on: str | None = None) -> Unit | None:
    """The unit with this id, else the one that had this code on the day `on` (default: now)."""
    rows = select(connection, _UNIT + "id = ?", unit_id)
    if on is None or (rows and _was_in_force(_unit(rows[0]), on)):
        return _unit(rows[0]) if rows else None
    rows = select(connection, _UNIT + "code = ? AND " + _IN_FORCE_ON, unit_id, on, on)
    return _unit(rows[0]) if rows else None


def list_units(
    connection: Connection, parent_id: str | None, *, on: str | None, after: str, limit: int
) -> tuple[Unit, ...]:
    """The parts of a unit (the provinces where `parent_id` is None) by id, from beyond `after`,
    under the names that they had on the day."""
    is_child = "parent_id = ?" if parent_id is not None else "parent_id IS NULL"
    parameters: list[object] = [] if parent_id is None else [parent_id]
    columns, in_force = _UNIT, "valid_to IS NULL"
    if on is not None:
        columns, in_force = _UNIT_THEN, _IN_FORCE_ON
        parameters = [on, *parameters, on, on]
    rows = select(
        connection,
        f"{columns}{is_child} AND {in_force} AND id > ? ORDER BY id LIMIT ?",
        *parameters,
        after,
        limit,
    )
    return tuple(_unit(row) for row in rows)


def find_hamlet_named(connection: Connection, commune: str, name: str) -> str | None:
    """The id of the commune's hamlet in force with exactly this name."""
    rows = select(
        connection,
        "SELECT id FROM unit WHERE parent_id = ? AND name = ? AND level = 'hamlet' "
        "AND valid_to IS NULL",
        commune,
        name,
    )
    return rows[0][0] if rows else None


def list_hamlets(connection: Connection, commune: str) -> tuple[Unit, ...]:
    """All that the commune ever had, those in force first, each by its id."""
    rows = select(
        connection,
        f"{_UNIT}parent_id = ? AND level = 'hamlet' ORDER BY valid_to IS NOT NULL, id",
        commune,
    )
    return tuple(_unit(row) for row in rows)


def lock_units(connection: Connection, unit_ids: Iterable[str]) -> None:
    """Until the commit nobody comes to belong to these units (see `keep_units`)."""
    _lock(connection, unit_ids, "FOR UPDATE")


def keep_units(connection: Connection, unit_ids: Iterable[str]) -> None:
    """Until the commit these units stay as they are: who puts somebody there looks at them after
    this. Several may do so at once, and all in the order of ids."""
    _lock(connection, unit_ids, "FOR SHARE")


def _lock(connection: Connection, unit_ids: Iterable[str], how: str) -> None:
    ids = listed(connection, sorted(set(unit_ids)))
    select(connection, f"SELECT id FROM unit WHERE id IN (?*) ORDER BY id {how}", ids)


def insert_unit(connection: Connection, unit: Unit) -> None:
    execute(
        connection,
        "INSERT INTO unit (id, code, level, type, name, parent_id, province, commune, "
        "valid_from, valid_to) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        unit.id,
        unit.code,
        unit.level,
        unit.type,
        unit.name,
        unit.parent_id,
        unit.province,
        unit.commune,
        unit.valid_from,
        unit.valid_to,
    )


def _was_in_force(unit: Unit, on: str) -> bool:
    return (unit.valid_from is None or unit.valid_from <= on) and (
        unit.valid_to is None or unit.valid_to >= on
    )


def _unit(row: tuple[str, ...]) -> Unit:
    return Unit(*row)

"""Reads what a report needs of a province's catalogue and of a commune's targets."""

from collections.abc import Sequence
from dataclasses import dataclass

from backend.core.scope import Place
from backend.store import wire
from backend.store.database import Connection
from backend.store.sql import listed, select

_LIVE = (
    "SELECT wire FROM record WHERE place = ? AND stream = ? AND type IN (?*) AND NOT is_deleted "
    "ORDER BY seq"
)


@dataclass(frozen=True, slots=True)
class UnitRecord:
    """A province or commune in force, as its `unit` record says it."""

    id: str
    code: str | None
    level: str
    type: str
    name: str
    parent_id: str | None
    valid_from: str | None
    valid_to: str | None


def list_communes(connection: Connection, province: str) -> list[UnitRecord]:
    """The province itself, then its communes by code."""
    rows = select(
        connection,
        "SELECT id, code, level, type, name, parent_id, valid_from, valid_to FROM unit "
        "WHERE valid_to IS NULL AND (id = ? OR (parent_id = ? AND level = 'commune')) ORDER BY id",
        province,
        province,
    )
    units = [UnitRecord(*row) for row in rows]
    return sorted(units, key=lambda unit: (unit.id != province, unit.id))


def list_live(
    connection: Connection, place: str, stream: str, types: Sequence[str]
) -> list[tuple[str, dict[str, object]]]:
    """Type and fields of the live records of these types, in the order of their last change."""
    rows = select(connection, _LIVE, place, stream, listed(connection, types))
    found = []
    for row in rows:
        record = wire.decode(row[0])
        assert isinstance(record, dict)
        found.append((str(record["type"]), record["fields"]))
    return found


def list_partitions(connection: Connection, place: Place) -> list[str]:
    """The partitions that hold the records of a unit and of what lies below it."""
    if place.level != "province":
        return [place.partition]
    rows = select(
        connection,
        "SELECT id FROM unit WHERE parent_id = ? AND level = 'commune' AND valid_to IS NULL",
        place.province,
    )
    return [place.province, *sorted(row[0] for row in rows)]


def has_accounts(connection: Connection) -> bool:
    return bool(select(connection, "SELECT 1 FROM account LIMIT 1"))


def list_by_type(
    connection: Connection, place: str, types: Sequence[str]
) -> list[tuple[str, dict[str, object]]]:
    """Stream and record of every live record of these types in a partition, as pulls carry it."""
    rows = select(
        connection,
        "SELECT stream, wire FROM record WHERE place = ? AND type IN (?*) AND NOT is_deleted "
        "ORDER BY id",
        place,
        listed(connection, types),
    )
    found = []
    for stream, raw in rows:
        record = wire.decode(raw)
        assert isinstance(record, dict)
        found.append((str(stream), record))
    return found

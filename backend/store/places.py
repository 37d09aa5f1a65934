"""Finds the place of a stream: the unit, with its commune and its province. Hamlets that were
merged or split keep their streams; nothing else that is no longer in force has one.
"""

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection

from backend.core.scope import Place
from backend.store.sql import listed, select

STREAM_LEVELS = frozenset({"hamlet", "commune", "province"})
COLUMNS = "id, level, name, province, commune, valid_to"


def place_of(row: Sequence[str | None]) -> Place:
    """A place from a row of `COLUMNS`."""
    unit_id, level, name, province, commune, valid_to = row
    return Place(
        level=str(level),
        name=str(name),
        province=str(unit_id if level == "province" else province),
        commune=unit_id if level == "commune" else commune,
        hamlet=unit_id if level == "hamlet" else None,
        is_closed=valid_to is not None,
    )


def find_places(connection: Connection, unit_ids: Iterable[str]) -> dict[str, Place]:
    """The units of these ids that are in force, by id."""
    rows = select(
        connection,
        f"SELECT {COLUMNS} FROM unit WHERE id IN (?*) AND valid_to IS NULL",
        listed(connection, unit_ids),
    )
    return {row[0]: place_of(row) for row in rows}


def find_stream_places(connection: Connection, streams: Iterable[str]) -> dict[str, Place]:
    """The places of these streams, by stream; a stream that no unit has is missing."""
    asked = set(streams)
    parts = [stream.partition(":") for stream in asked]
    unit_ids = {unit_id for level, _, unit_id in parts if level in STREAM_LEVELS and unit_id}
    if not unit_ids:
        return {}
    rows = select(
        connection,
        f"SELECT {COLUMNS} FROM unit WHERE id IN (?*) AND (valid_to IS NULL OR level = 'hamlet')",
        listed(connection, unit_ids),
    )
    return {place.stream: place for place in map(place_of, rows) if place.stream in asked}

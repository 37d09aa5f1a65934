"""Reads the records of an export page by page, so that memory does not grow with the table."""

from collections.abc import Iterator, Sequence

from backend.core.validate import Fields
from backend.store import wire
from backend.store.database import Connection
from backend.store.sql import listed, select

_PAGE = 1_000


def iterate_records(
    connection: Connection, places: Sequence[str], record_type: str, *, stream: str | None
) -> Iterator[tuple[str, Fields]]:
    """Stream and record of the live records of a type in these partitions, by id."""
    for place in places:
        after = ""
        while page := _page(connection, place, record_type, stream, after):
            yield from ((row[1], _record(row[2])) for row in page)
            after = page[-1][0]


def name_streams(connection: Connection, places: Sequence[str]) -> dict[str, str]:
    """The hamlets of these communes, by stream."""
    rows = select(
        connection,
        "SELECT id, name FROM unit WHERE level = 'hamlet' AND commune IN (?*)",
        listed(connection, places),
    )
    return {f"hamlet:{row[0]}": row[1] for row in rows}


def name_users(connection: Connection, province: str) -> dict[str, str]:
    """Everybody who is or was at work in the province, by id."""
    rows = select(
        connection,
        "SELECT a.id, a.full_name FROM account a JOIN unit u ON u.id = a.place "
        "WHERE u.id = ? OR u.province = ?",
        province,
        province,
    )
    return {row[0]: row[1] for row in rows}


def _page(
    connection: Connection, place: str, record_type: str, stream: str | None, after: str
) -> Sequence[tuple[str, str, bytes]]:
    within = "" if stream is None else " AND stream = ?"
    rows: Sequence[tuple[str, str, bytes]] = select(
        connection,
        f"SELECT id, stream, wire FROM record WHERE place = ? AND type = ?{within} "
        "AND NOT is_deleted AND id > ? ORDER BY id LIMIT ?",
        place,
        record_type,
        *(() if stream is None else (stream,)),
        after,
        _PAGE,
    )
    return rows


def _record(raw: bytes) -> Fields:
    record = wire.decode(raw)
    assert isinstance(record, dict)
    return record

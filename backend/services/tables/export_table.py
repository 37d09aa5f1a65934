"""Writes households, visits or filings of a unit and a period to a file, for its admins.

Each row says who took it out of the book, when and of which place, and so does the audit log. Rows
and exports a day are bounded; nothing in the file is a formula.
"""

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from tempfile import TemporaryFile
from typing import IO, Literal, Protocol

import xlsxwriter

from backend.core.export_tables import (
    HEADINGS,
    KINDS,
    SOURCE_HEADING,
    Cell,
    Kind,
    Names,
    Source,
    export_row,
    is_anonymous,
    is_within,
)
from backend.core.facts import LOCAL_TIME
from backend.core.import_words import Language
from backend.core.problems import not_allowed, not_found, too_large, too_many_attempts
from backend.core.safe_cells import BOM, csv_line
from backend.core.scope import Caller, Place
from backend.services.context import Context, time_text
from backend.services.people.user_changes import covers
from backend.store import audit, exports
from backend.store.catalogue import list_partitions
from backend.store.database import Connection
from backend.store.places import find_places

FileFormat = Literal["xlsx", "csv"]
ACTION = "exported"
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class ExportOrder:
    """What is to be taken out; days are local, both included, None where the period is open."""

    kind: Kind
    unit: str
    first: str | None
    last: str | None
    format: FileFormat
    language: Language


class _Sheet(Protocol):
    def add(self, cells: Sequence[Cell]) -> None: ...

    def close(self) -> None: ...


def export_table(context: Context, caller: Caller, order: ExportOrder) -> IO[bytes]:
    """The file at its beginning; it is deleted when it is closed.

    Raises Problem 403 `not_allowed` for who is no admin, 404 for a unit out of scope, 413 where it
    would have more rows than `export_rows_max`, 429 after `exports_a_day_max`.
    """
    if not caller.is_admin or caller.is_silenced:
        raise not_allowed()
    file = TemporaryFile()  # noqa: SIM115 - whoever gets it closes it
    try:
        _write(context, caller, order, file)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return file


def _write(context: Context, caller: Caller, order: ExportOrder, file: IO[bytes]) -> None:
    most = context.settings.limits.export_rows_max
    with context.database.read() as connection:
        place = _get_place(connection, caller, order.unit)
        _check_pace(context, connection, caller)
        source = _source_words(context, caller, place)
        # Closed also where it becomes too long: a book keeps files of its own until then.
        with closing(_open_sheet(order, file, source)) as sheet:
            sheet.add([*HEADINGS[order.language][order.kind], SOURCE_HEADING[order.language]])
            count = 0
            for cells in _rows(connection, place, order):
                count += 1
                if count > most:
                    raise too_large("export_rows_max", most)
                sheet.add([*cells, source])
    _note(context, caller, place, order, count)


def _rows(connection: Connection, place: Place, order: ExportOrder) -> Iterator[tuple[Cell, ...]]:
    partitions = list_partitions(connection, place)
    stream = place.stream if place.level == "hamlet" else None
    names = _names(connection, place, partitions, order.kind)
    record_type = KINDS[order.kind].record_type
    for at, record in exports.iterate_records(connection, partitions, record_type, stream=stream):
        source = Source(record, at, names, order.language)
        if is_within(order.kind, source, order.first, order.last):
            yield export_row(order.kind, source)


def _names(connection: Connection, place: Place, partitions: Sequence[str], kind: Kind) -> Names:
    names = exports.name_streams(connection, partitions)
    if kind == "households":
        return names
    names |= exports.name_users(connection, place.province)
    if kind == "visits":
        for _, record in exports.iterate_records(connection, partitions, "household", stream=None):
            fields = record["fields"]
            assert isinstance(fields, dict)
            if not is_anonymous(fields):
                names[str(record["id"])] = str(fields.get("head_name") or "")
    return names


def _get_place(connection: Connection, caller: Caller, unit: str) -> Place:
    place = find_places(connection, [unit]).get(unit)
    if place is None or not covers(caller, place):
        raise not_found()
    return place


def _check_pace(context: Context, connection: Connection, caller: Caller) -> None:
    most = context.settings.limits.exports_a_day_max
    since = time_text(context.now() - DAY)
    done = audit.count_since(
        connection, by=caller.user_id, action=ACTION, since=since, at_most=most
    )
    if done >= most:
        raise too_many_attempts(int(DAY.total_seconds()))


def _source_words(context: Context, caller: Caller, place: Place) -> str:
    at = context.now().astimezone(LOCAL_TIME)
    return f"{caller.full_name} ({caller.username}), {at:%d/%m/%Y %H:%M}, {place.name}"


def _note(context: Context, caller: Caller, place: Place, order: ExportOrder, count: int) -> None:
    with context.database.write() as connection:
        audit.append(
            connection,
            place.partition,
            at=context.now_text(),
            by=caller.user_id,
            device=caller.device_id,
            action=ACTION,
            subject=place.unit_id,
            detail=f"{order.kind} {order.format} {order.first or '…'}/{order.last or '…'} {count}",
        )


def _open_sheet(order: ExportOrder, file: IO[bytes], source: str) -> _Sheet:
    return _Csv(file) if order.format == "csv" else _Xlsx(file, source)


class _Csv:
    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        file.write(BOM.encode())

    def add(self, cells: Sequence[Cell]) -> None:
        self._file.write(csv_line(cells).encode())

    def close(self) -> None:
        """Whoever gets the file closes it."""


class _Xlsx:
    """Rows go to the disk as they come. Texts are texts, whatever they begin with."""

    def __init__(self, file: IO[bytes], source: str) -> None:
        options = {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        }
        self._book = xlsxwriter.Workbook(file, options)
        self._book.set_properties({"comments": source})
        self._sheet = self._book.add_worksheet()
        self._sheet.set_footer(f"&L{source.replace('&', '&&')}&R&P/&N")
        self._row = 0

    def add(self, cells: Sequence[Cell]) -> None:
        for column, cell in enumerate(cells):
            if isinstance(cell, str):
                self._sheet.write_string(self._row, column, cell)
            else:
                self._sheet.write_number(self._row, column, cell)
        self._row += 1

    def close(self) -> None:
        self._book.close()

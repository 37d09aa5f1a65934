"""What an uploaded table would write, before anything is: its columns, the rows that cannot be
taken with why, and the rows that are there already.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from backend.core.import_tables import (
    HAMLET_ROLES,
    REQUIRED,
    SYNONYMS,
    Issue,
    TableRow,
    guess_columns,
    hamlet_keys,
    read_row,
)
from backend.core.likeness import household_keys
from backend.core.people import Unit
from backend.core.problems import invalid_request, not_allowed, not_found
from backend.core.scope import Caller, Place, Role, may_grant
from backend.core.text import fold
from backend.services.context import Context
from backend.services.people.user_changes import covers
from backend.services.syncing.follow_streams import follow_streams
from backend.services.tables.read_sheet import Sheet, read_sheet
from backend.store import audit, units, users
from backend.store.database import Connection
from backend.store.household_keys import list_keys
from backend.store.places import find_places

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Upload:
    """An uploaded table: `kind` is households or users; `columns` says which column holds which
    field, None is to be guessed; `hamlet` is the place of rows that name none."""

    kind: str
    commune: str
    raw: bytes
    columns: Mapping[str, int] | None = None
    hamlet: str | None = None


@dataclass(frozen=True, slots=True)
class Double:
    """A row that is there already: as row `row` of the file, or as the record or user `id`."""

    row: TableRow
    of_row: int | None = None
    of_id: str | None = None


@dataclass(frozen=True, slots=True)
class Preview:
    """Every row is in one of `ready`, `bad` and `doubles`."""

    place: Place
    sheet: Sheet
    columns: Mapping[str, int]
    ready: tuple[TableRow, ...]
    bad: tuple[TableRow, ...]
    doubles: tuple[Double, ...]
    last_import: int = 0


def preview_import(context: Context, caller: Caller, upload: Upload) -> Preview:
    """Raises Problem 403 `not_allowed` for who is no admin, 404 for a commune out of scope, 413,
    422 `unreadable_file` and `invalid_request` for columns that are not there."""
    if not caller.is_admin or caller.is_silenced:
        raise not_allowed()
    with context.database.read() as connection:
        place = find_places(connection, [upload.commune]).get(upload.commune)
    if place is None or place.level != "commune" or not covers(caller, place):
        raise not_found()
    sheet = read_sheet(upload.raw, context.settings.limits)
    columns = _columns(upload, sheet)
    with context.database.read() as connection:
        last_import = find_last_import(connection, place)
    if upload.kind == "households":
        follow_streams(context, [place.partition])
    with context.database.read() as connection:
        preview = _sort_rows(connection, caller, place, upload, sheet, columns)
    return replace(preview, last_import=last_import)


def find_last_import(connection: Connection, place: Place) -> int:
    """The number of the audit entry of the commune's last table of households."""
    return audit.find_last(connection, place.partition, action="households_imported")


def _columns(upload: Upload, sheet: Sheet) -> Mapping[str, int]:
    if upload.columns is None:
        return guess_columns(upload.kind, sheet.header)
    for name, index in upload.columns.items():
        if name not in SYNONYMS[upload.kind] or not 0 <= index < len(sheet.header):
            raise invalid_request("columns", "no such field or column")
    return upload.columns


def _sort_rows(
    connection: Connection,
    caller: Caller,
    place: Place,
    upload: Upload,
    sheet: Sheet,
    columns: Mapping[str, int],
) -> Preview:
    hamlets = {each.id: each.name for each in _hamlets(connection, place)}
    if upload.hamlet is not None and upload.hamlet not in hamlets:
        raise not_found()
    keys = hamlet_keys(hamlets)
    rows = [
        read_row(upload.kind, number, cells, columns, hamlets=keys, hamlet=upload.hamlet)
        for number, cells in sheet.rows
    ]
    if upload.kind == "users":
        rows = [_check_role(caller, row) for row in rows]
    sorting = _Sorting(_known(connection, place, upload.kind, rows))
    for row in rows:
        sorting.take(upload.kind, row)
    return Preview(
        place,
        sheet,
        columns,
        tuple(sorting.ready),
        tuple(sorting.bad),
        tuple(sorting.doubles),
    )


def _hamlets(connection: Connection, place: Place) -> Iterable[Unit]:
    after = ""
    while page := units.list_units(connection, place.unit_id, on=None, after=after, limit=500):
        yield from page
        after = page[-1].id


def _check_role(caller: Caller, row: TableRow) -> TableRow:
    role = row.fields.get("role")
    if not isinstance(role, str) or may_grant(caller.role, Role(role)):
        return row
    return replace(row, issues=(*row.issues, Issue("role", "not_allowed")))


def unit_of(row: TableRow, place: Place) -> str:
    """Where the person of a row works."""
    return row.hamlet if row.hamlet and row.fields["role"] in HAMLET_ROLES else place.unit_id


@dataclass(slots=True)
class _Sorting:
    known: Mapping[Key, str]
    seen: dict[Key, int] = field(default_factory=dict)
    ready: list[TableRow] = field(default_factory=list)
    bad: list[TableRow] = field(default_factory=list)
    doubles: list[Double] = field(default_factory=list)

    def take(self, kind: str, row: TableRow) -> None:
        if row.issues:
            self.bad.append(row)
            return
        keys = _keys(kind, row)
        known = next((self.known[key] for key in keys if key in self.known), None)
        seen = next((self.seen[key] for key in keys if key in self.seen), None)
        if known is not None or seen is not None:
            self.doubles.append(Double(row, seen, known))
            return
        self.seen.update(dict.fromkeys(keys, row.number))
        self.ready.append(row)


def _keys(kind: str, row: TableRow) -> Sequence[Key]:
    """A household is the same by its name with its phone, or with its address; a person by the
    user name."""
    if kind == "users":
        return [(fold(str(row.fields["username"])),)]
    keys = household_keys(row.fields)
    return _household_keys(row.hamlet or "", keys.name, keys.phone, keys.address)


def _household_keys(hamlet: str, name: str, phone: str, address: str) -> list[Key]:
    found = [(hamlet, name, kind, value) for kind, value in (("p", phone), ("a", address)) if value]
    return list[Key](found) or [(hamlet, name, "", "")]


def _known(
    connection: Connection, place: Place, kind: str, rows: Sequence[TableRow]
) -> dict[Key, str]:
    if kind == "users":
        keys = {fold(str(row.fields["username"])) for row in rows}
        return {(key,): found for key, found in users.find_taken(connection, keys).items()}
    return dict(_known_households(connection, place))


def _known_households(connection: Connection, place: Place) -> Iterator[tuple[Key, str]]:
    for each in list_keys(connection, place.partition):
        hamlet = each.stream.partition(":")[2]
        for key in _household_keys(hamlet, each.name, each.phone, each.address):
            yield key, each.id


def missing_columns(kind: str, columns: Mapping[str, int]) -> list[str]:
    """Fields without which no row can be taken."""
    return [name for name in REQUIRED[kind] if name not in columns]

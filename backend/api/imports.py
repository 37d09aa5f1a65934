"""Tables of households and people from Excel or CSV: looked at first, then written whole."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Request
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel

from backend.api.account_types import Uuid
from backend.api.http import Acting, Given, read_body
from backend.core.import_tables import SYNONYMS, TableRow
from backend.core.import_words import Language, rejects_csv, words_of
from backend.core.problems import invalid_request
from backend.services.tables.import_rows import Consent, import_rows
from backend.services.tables.preview_import import Preview, Upload, missing_columns, preview_import

SAMPLE_ROWS = 5
LISTED_MAX = 200
COLUMNS_LENGTH_MAX = 500

router = APIRouter(prefix="/imports", tags=["imports"])
Kind = Literal["households", "users"]
Unit = Annotated[str, Query(max_length=64)]
Hamlet = Annotated[Uuid | None, Query()]
Columns = Annotated[
    str | None,
    Query(
        max_length=COLUMNS_LENGTH_MAX,
        description="`field:column` with columns counted from 0, joined by commas; without it "
        "the columns are guessed by their headings.",
    ),
]
_TABLE = {
    "requestBody": {
        "required": True,
        "content": {
            "application/octet-stream": {
                "schema": {"type": "string", "format": "binary", "description": ".xlsx or .csv"}
            }
        },
    }
}


class RejectedOut(BaseModel):
    """A row that is left out: its number in the file, its cells, and why in words."""

    row: int
    cells: list[str]
    codes: list[str]
    why: str


class PreviewOut(BaseModel):
    """What an import would do. `bad` and `doubles` list the first 200; `rejects` is a CSV file of
    all rows that are left out, each with its reason, to be mended and imported again."""

    header: list[str]
    fields: list[str]
    columns: dict[str, int]
    missing: list[str]
    rows: int
    ready: int
    bad_count: int
    doubles_count: int
    sample: list[list[str]]
    bad: list[RejectedOut]
    doubles: list[RejectedOut]
    rejects: str

    @classmethod
    def of(cls, kind: str, preview: Preview, language: Language) -> "PreviewOut":
        left_out = [*preview.bad, *(each.row for each in preview.doubles)]
        return cls(
            header=list(preview.sheet.header),
            fields=list(SYNONYMS[kind]),
            columns=dict(preview.columns),
            missing=missing_columns(kind, preview.columns),
            rows=len(preview.sheet.rows),
            ready=len(preview.ready),
            bad_count=len(preview.bad),
            doubles_count=len(preview.doubles),
            sample=[list(cells) for _, cells in preview.sheet.rows[:SAMPLE_ROWS]],
            bad=[_rejected(row, language) for row in preview.bad[:LISTED_MAX]],
            doubles=[
                _rejected(each.row, language, of_row=each.of_row)
                for each in preview.doubles[:LISTED_MAX]
            ],
            rejects=rejects_csv(preview.sheet.header, left_out, language),
        )


class ImportedOut(BaseModel):
    """How many were made. `repeat`: this import was written before, and nothing was done now."""

    import_id: str
    created: int
    left_out: int
    repeat: bool


def _rejected(row: TableRow, language: Language, *, of_row: int | None = None) -> RejectedOut:
    return RejectedOut(
        row=row.number,
        cells=list(row.cells),
        codes=[f"{issue.field}:{issue.code}" for issue in row.issues] or ["double"],
        why=words_of(row, language, of_row=of_row),
    )


class TableQuery:
    """Which table it is, and how it is to be read."""

    def __init__(
        self, kind: Kind, commune: Unit, hamlet: Hamlet = None, columns: Columns = None
    ) -> None:
        self.kind = kind
        self._commune = commune
        self._hamlet = hamlet
        self._columns = _read_columns(columns)

    def upload(self, raw: bytes) -> Upload:
        return Upload(self.kind, self._commune, raw, self._columns, self._hamlet)


class LeaveOutQuery:
    """What the admin has seen in the preview and leaves out on purpose."""

    def __init__(
        self,
        leave_out_bad: Annotated[bool, Query()] = False,  # noqa: FBT002 - a query parameter
        leave_out_doubles: Annotated[bool, Query()] = False,  # noqa: FBT002
    ) -> None:
        self.consent = Consent(leave_out_bad, leave_out_doubles)


@router.post("/{kind}/preview", operation_id="preview_import", openapi_extra=_TABLE)
async def preview(
    request: Request,
    context: Given,
    caller: Acting,
    table: Annotated[TableQuery, Depends()],
    language: Language = "vi",
) -> PreviewOut:
    """Writes nothing. 403 for who is no admin, 404, 413, 422 `unreadable_file`."""
    raw = await read_body(request, context.settings.limits)
    found = await run_in_threadpool(preview_import, context, caller, table.upload(raw))
    return PreviewOut.of(table.kind, found, language)


@router.post("/{kind}", operation_id="import_rows", status_code=201, openapi_extra=_TABLE)
async def write(
    request: Request,
    context: Given,
    caller: Acting,
    table: Annotated[TableQuery, Depends()],
    left: Annotated[LeaveOutQuery, Depends()],
    id: Annotated[Uuid, Query(description="Made by the client; the same id counts once.")],
) -> ImportedOut:
    """All or nothing. 422 `import_has_errors` where a row is bad or there already and not left
    out on purpose; 403, 404, 413 and 422 as the preview."""
    raw = await read_body(request, context.settings.limits)
    done = await run_in_threadpool(
        import_rows, context, caller, table.upload(raw), import_id=id, consent=left.consent
    )
    return ImportedOut(
        import_id=id, created=done.created, left_out=done.left_out, repeat=done.is_repeat
    )


def _read_columns(text: str | None) -> dict[str, int] | None:
    if text is None:
        return None
    found: dict[str, int] = {}
    for part in filter(None, text.split(",")):
        name, _, index = part.partition(":")
        if not (index.isdecimal() and index.isascii()):
            raise invalid_request("columns", "must be field:column, …")
        found[name] = int(index)
    return found

"""Tables of a unit for its admins, as Excel or CSV; nothing in them is a formula."""

from collections.abc import Iterator
from typing import IO, Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse

from backend.api.account_types import Day, UnitId
from backend.api.http import Acting, Given
from backend.core.export_tables import Kind
from backend.core.import_words import Language
from backend.services.tables.export_table import ExportOrder, FileFormat, export_table

PIECE_BYTES = 64 * 1024
MEDIA_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
_FILE: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The file; its last column says who took it out, when and of which place.",
        "content": {
            kind: {"schema": {"type": "string", "format": "binary"}}
            for kind in ("text/csv", MEDIA_TYPES["xlsx"])
        },
    }
}

router = APIRouter(prefix="/exports", tags=["exports"])
First = Annotated[Day | None, Query(alias="from")]
Last = Annotated[Day | None, Query(alias="to")]


@router.get("/{kind}", responses=_FILE, response_class=StreamingResponse)
def export_table_of(
    context: Given,
    caller: Acting,
    kind: Kind,
    unit: Annotated[UnitId, Query()],
    first: First = None,
    last: Last = None,
    format: FileFormat = "xlsx",
    language: Language = "vi",
) -> StreamingResponse:
    """An entry of the audit log. 403 for who is no admin, 404, 413 for more rows than
    `export_rows_max`, 429 after `exports_a_day_max` of a user."""
    order = ExportOrder(kind, unit, first, last, format, language)
    file = export_table(context, caller, order)
    headers = {
        "Content-Disposition": f'attachment; filename="tungnha-{kind}.{format}"',
        "Cache-Control": "no-store",
    }
    return StreamingResponse(_pieces(file), headers=headers, media_type=MEDIA_TYPES[format])


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while piece := file.read(PIECE_BYTES):
            yield piece

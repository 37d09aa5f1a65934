"""Exports hold no formula, say who took them out, and are bounded and written down."""

import csv
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO, StringIO

import openpyxl
import pytest
from starlette.testclient import TestClient

from backend.app import create_app
from backend.core.safe_cells import BOM, bare_cell
from backend.core.scope import Role
from backend.services.context import Context
from backend.services.tables.read_sheet import read_sheet
from backend.settings import Limits
from backend.store.audit import list_entries
from tests.people import API, COMMUNE, OTHER_COMMUNE, SignedIn, add_and_sign_in, add_hamlet
from tests.phone import Phone
from tests.wire_phone import Wire

AT = "2026-11-23T09:30:00+07:00"
RISKY = (
    "=1+1",
    "+84912000111",
    "-2+3",
    "@SUM(A1)",
    "＝1+1",
    "＋1",
    "－1",
    "＠x",
    "'=1+1",
    "''@x",
    "a;b",
    'a"b',
    '=HYPERLINK("http://x";"y")',
    "https://example.vn",
    "0912000111",
    "=cmd|'/c calc'!A1",
)


@pytest.fixture
def admin(context: Context, client: TestClient) -> SignedIn:
    """Of a commune whose households and visits bear what a spreadsheet would take for formulas."""
    hamlet = add_hamlet(context, "Ấp Một")
    who = add_and_sign_in(context, client, "xa", Role.COMMUNE_ADMIN, [COMMUNE])
    stream = f"hamlet:{hamlet}"
    phone = Phone(Wire(client, who).exchange, who.device_id, [stream])
    for text in RISKY:
        house = phone.create("household", stream, head_name=text, address=text, members_count=3)
        phone.record(house)
        visit = {"household_id": house["id"], "visited_at": AT, "outcome": "met", "note": text}
        phone.record(phone.create("visit", stream, **visit))
    filing = {"procedure_name": "=1+1", "outcome": "submitted", "submitted_at": AT}
    phone.record(phone.create("filing", f"commune:{COMMUNE}", **filing))
    phone.sync()
    return who


Get = Callable[..., bytes]


@pytest.fixture
def get(client: TestClient, admin: SignedIn) -> Get:
    def get(kind: str, **query: str) -> bytes:
        response = client.get(
            f"{API}/exports/{kind}", params={"unit": COMMUNE, **query}, headers=admin.headers
        )
        assert response.status_code == 200, response.text
        assert "attachment" in response.headers["Content-Disposition"]
        assert response.headers["Cache-Control"] == "no-store"
        return response.content

    return get


@pytest.mark.parametrize(("kind", "column"), [("households", 1), ("visits", 6)])
def test_excel_gets_texts_as_texts_and_numbers_as_numbers(get: Get, kind: str, column: int) -> None:
    sheet = openpyxl.load_workbook(BytesIO(get(kind))).active
    rows = list(sheet.iter_rows(min_row=2))
    assert sorted(row[column].value for row in rows) == sorted(RISKY)
    for row in rows:
        assert {cell.data_type for cell in row} <= {"s", "n"}
        assert all(cell.hyperlink is None for cell in row)
        assert row[column].data_type == "s"
    if kind == "households":
        assert {row[5].value for row in rows} == {3}


def test_a_csv_cell_never_begins_like_a_formula_and_reads_back_as_it_was(get: Get) -> None:
    text = get("households", format="csv").decode()
    assert text.startswith(BOM)
    rows = list(csv.reader(StringIO(text.removeprefix(BOM), newline=""), delimiter=";"))
    names = [row[1] for row in rows[1:]]
    assert not [name for name in names if name[:1] in tuple("=+-@\t\r＝＋－＠")]
    assert sorted(bare_cell(name) for name in names) == sorted(RISKY)


@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_an_export_can_be_imported_again_with_every_text_as_it_was(
    get: Get, file_format: str
) -> None:
    sheet = read_sheet(get("households", format=file_format), Limits())
    assert sorted(cells[1] for _, cells in sheet.rows) == sorted(RISKY)


def test_each_row_says_who_took_it_out_when_and_of_which_place(get: Get) -> None:
    book = openpyxl.load_workbook(BytesIO(get("visits")))
    last = [row[-1].value for row in book.active.iter_rows(min_row=2)]
    assert len(set(last)) == 1
    assert last[0].startswith("Nguyễn Văn xa (xa), 23/11/2026 10:00, ")
    assert book.properties.description == last[0]
    english = get("visits", format="csv", language="en").decode()
    assert '"Source"' in english.splitlines()[0]


def test_only_the_days_asked_for_are_in_it(get: Get) -> None:
    def rows(**query: str) -> int:
        return len(read_sheet(get("filings", format="csv", **query), Limits()).rows)

    assert rows() == 1
    assert rows(**{"from": "2026-11-23", "to": "2026-11-23"}) == 1
    assert rows(**{"from": "2026-11-24"}) == 0
    assert rows(to="2026-11-22") == 0


def test_an_export_is_an_entry_of_the_audit_log(
    context: Context, get: Get, admin: SignedIn
) -> None:
    get("households", to="2026-12-31")
    with context.database.read() as connection:
        entries = [entry for entry, _ in list_entries(connection, COMMUNE)]
    told = [(each.by, each.detail) for each in entries if each.action == "exported"]
    assert told == [(admin.user_id, f"households xlsx …/2026-12-31 {len(RISKY)}")]


def test_too_many_rows_or_exports_are_refused_and_leave_no_file(
    context: Context, client: TestClient, admin: SignedIn
) -> None:
    limits = replace(context.settings.limits, export_rows_max=3, exports_a_day_max=1)
    narrow = replace(context, settings=replace(context.settings, limits=limits))
    with TestClient(create_app(narrow)) as small:
        path = f"{API}/exports/households?unit={COMMUNE}"
        refused = small.get(path, headers=admin.headers)
        assert (refused.status_code, refused.json()["limit"]) == (413, "export_rows_max")
        few = f"{API}/exports/filings?unit={COMMUNE}"
        assert small.get(few, headers=admin.headers).status_code == 200
        again = small.get(few, headers=admin.headers)
        assert (again.status_code, again.json()["code"]) == (429, "too_many_attempts")


def test_only_the_admins_of_the_place_export(
    context: Context, client: TestClient, admin: SignedIn
) -> None:
    leader = add_and_sign_in(
        context, client, "totruong", Role.LEADER, [add_hamlet(context, "Ấp Hai")]
    )
    other = add_and_sign_in(context, client, "khac", Role.COMMUNE_ADMIN, [OTHER_COMMUNE])
    for who, status in ((leader, 403), (other, 404)):
        answer = client.get(f"{API}/exports/visits?unit={COMMUNE}", headers=who.headers)
        assert answer.status_code == status


def test_a_hamlet_alone_and_a_whole_province_can_be_asked_for(
    context: Context, client: TestClient, admin: SignedIn
) -> None:
    empty = add_hamlet(context, "Ấp Trống")
    province = add_and_sign_in(context, client, "tinh", Role.PROVINCE_ADMIN, ["82"])
    for who, unit, rows in ((admin, empty, 0), (province, "82", len(RISKY))):
        path = f"{API}/exports/households?unit={unit}&format=csv"
        answer = client.get(path, headers=who.headers)
        assert len(answer.content.splitlines()) == rows + 1

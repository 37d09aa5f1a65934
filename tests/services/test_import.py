"""A table is looked at first and written whole or not at all, by the same rules as a push."""

import zipfile
from io import BytesIO
from time import perf_counter

import pytest

from backend.core.problems import Problem
from backend.core.safe_cells import write_csv
from backend.core.scope import Caller
from backend.services.context import Context
from backend.services.tables.import_rows import Consent, import_rows
from backend.services.tables.preview_import import Preview, Upload, preview_import
from backend.services.tables.read_sheet import read_sheet
from backend.services.upkeep.check_database import check_database
from backend.settings import Limits
from backend.store.sql import select
from tests.commune import COMMUNE, OTHER_COMMUNE, Commune, build_commune
from tests.conftest import WITHOUT_STORE
from tests.phone import new_id
from tests.xlsx import make_xlsx

HEADER = ("Họ và tên chủ hộ", "Số điện thoại", "Địa chỉ", "Ấp", "Số nhân khẩu", "Cửa hàng")
ROW = ("Nguyễn Văn Bảy", 912345678, "12 Tổ 2", "Mỹ Phú", 4, "x")
ALL_GOOD = Consent()


@pytest.fixture
def commune(context: Context) -> Commune:
    return build_commune(context)


def caller(commune: Commune, username: str) -> Caller:
    phone = commune.phone(username)
    with commune.context.database.read() as connection:
        return commune.caller(connection, username, phone.device)


def table(*rows: tuple[object, ...], kind: str = "households", header: object = None) -> Upload:
    head = HEADER if header is None else header
    return Upload(kind, COMMUNE, make_xlsx([head, *rows]))  # type: ignore[list-item]


def preview(commune: Commune, upload: Upload, *, who: str = "xa") -> Preview:
    return preview_import(commune.context, caller(commune, who), upload)


def test_a_good_table_becomes_households_that_every_phone_pulls(commune: Commune) -> None:
    upload = table(ROW, ("Trần Thị Út", "0912 000 222", "13", "Ấp Mỹ Hòa", None, ""))
    done = import_rows(
        commune.context, caller(commune, "xa"), upload, import_id=new_id(), consent=ALL_GOOD
    )
    assert (done.created, done.left_out) == (2, 0)
    phone = commune.phone("an")
    phone.sync()
    (household,) = phone.all_of("household")
    assert household["fields"] == {
        "head_name": "Nguyễn Văn Bảy",
        "phone": "0912345678",
        "address": "12 Tổ 2",
        "members_count": 4,
        "shop": True,
    }
    assert household["created_by"] == commune.users["xa"]
    assert check_database(commune.context) == []


def test_the_preview_writes_nothing_and_says_what_would_be(commune: Commune) -> None:
    seen = preview(commune, table(ROW, ("", "0912", "", "Mỹ Phú", 3, ""), ROW))
    assert [len(part) for part in (seen.ready, seen.bad, seen.doubles)] == [1, 1, 1]
    assert [(issue.field, issue.code) for issue in seen.bad[0].issues] == [
        ("head_name", "required")
    ]
    assert (seen.bad[0].number, seen.doubles[0].of_row) == (3, 2)
    with commune.context.database.read() as connection:
        assert select(connection, "SELECT 1 FROM record WHERE type = 'household'") == []


@pytest.mark.parametrize(
    ("row", "issue"),
    [
        (("An", "", "", "Ấp Lạ", "", ""), ("hamlet", "unknown_hamlet")),
        (("An", "", "", "", "", ""), ("hamlet", "required")),
        (("An", "", "", "Mỹ Phú", "bốn", ""), ("members_count", "not_a_number")),
        (("An", "", "", "Mỹ Phú", "", "chắc vậy"), ("shop", "not_yes_or_no")),
        (("A" * 201, "", "", "Mỹ Phú", "", ""), ("head_name", "invalid")),
    ],
)
def test_each_wrong_cell_is_named(
    commune: Commune, row: tuple[str, ...], issue: tuple[str, str]
) -> None:
    (bad,) = preview(commune, table(row)).bad
    assert [(each.field, each.code) for each in bad.issues] == [issue]


def test_one_bad_row_keeps_all_out_unless_the_admin_leaves_it_out(commune: Commune) -> None:
    admin, upload = caller(commune, "xa"), table(ROW, ("", "", "", "Mỹ Phú", 1, ""))
    with pytest.raises(Problem) as refused:
        import_rows(commune.context, admin, upload, import_id=new_id(), consent=ALL_GOOD)
    assert (refused.value.code, refused.value.extra) == (
        "import_has_errors",
        {"bad": 1, "doubles": 0},
    )
    consent = Consent(leaves_out_bad=True)
    done = import_rows(commune.context, admin, upload, import_id=new_id(), consent=consent)
    assert (done.created, done.left_out) == (1, 1)


def test_where_nothing_is_left_to_take_it_is_said_how_much_was_wrong(commune: Commune) -> None:
    admin, upload = caller(commune, "xa"), table(("", "", "", "Mỹ Phú", 1, ""))
    consent = Consent(leaves_out_bad=True, leaves_out_doubles=True)
    with pytest.raises(Problem) as refused:
        import_rows(commune.context, admin, upload, import_id=new_id(), consent=consent)
    assert refused.value.extra == {"bad": 1, "doubles": 0}


def test_what_is_in_the_book_already_is_shown_as_a_double(commune: Commune) -> None:
    phone = commune.phone("an")
    household = phone.create(
        "household", commune.hamlets[0], head_name="Nguyễn văn Bẩy", phone="+84912345678"
    )
    phone.record(household)
    phone.sync()
    (double,) = preview(commune, table(ROW)).doubles
    assert double.of_id == household["id"]


def test_an_import_sent_again_counts_once(commune: Commune) -> None:
    admin, upload, import_id = caller(commune, "xa"), table(ROW), new_id()
    for is_repeat in (False, True):
        done = import_rows(commune.context, admin, upload, import_id=import_id, consent=ALL_GOOD)
        assert done.is_repeat == is_repeat
    with commune.context.database.read() as connection:
        counted = select(connection, "SELECT count(*) FROM record WHERE type = 'household'")
    assert counted[0][0] == 1


def test_people_are_imported_without_passwords(commune: Commune) -> None:
    upload = table(
        ("Lê Thị Mới", "moi", "0912000111", "Tổ trưởng", "Mỹ Phú"),
        ("Lê Văn Quầy", "quaymoi", "", "Cán bộ Một cửa", ""),
        ("Trùng Tên", "an", "", "", "Mỹ Phú"),
        ("Quá Quyền", "sep", "", "Chủ tịch", "Mỹ Phú"),
        ("Thiếu Ấp", "thieu", "", "", ""),
        kind="users",
        header=("Họ tên", "Tên đăng nhập", "Điện thoại", "Vai trò", "Ấp"),
    )
    seen = preview(commune, upload)
    assert [row.fields["role"] for row in seen.ready] == ["leader", "desk"]
    assert [each.of_id for each in seen.doubles] == [commune.users["an"]]
    assert [each.code for row in seen.bad for each in row.issues] == ["unknown_role", "required"]
    consent = Consent(leaves_out_bad=True, leaves_out_doubles=True)
    admin = caller(commune, "xa")
    import_rows(commune.context, admin, upload, import_id=new_id(), consent=consent)
    with commune.context.database.read() as connection:
        rows = select(
            connection,
            "SELECT username, role, password_hash FROM account WHERE username IN "
            "('moi', 'quaymoi') ORDER BY username",
        )
    assert [tuple(row) for row in rows] == [("moi", "leader", None), ("quaymoi", "desk", None)]


@pytest.mark.parametrize(("who", "status"), [("totruong", 403), ("an", 403), ("xakhac", 404)])
def test_only_admins_of_the_commune_import(commune: Commune, who: str, status: int) -> None:
    with pytest.raises(Problem) as refused:
        preview(commune, table(ROW), who=who)
    assert refused.value.status == status


def test_a_hamlet_of_another_commune_is_no_place_for_rows(commune: Commune) -> None:
    upload = Upload("households", COMMUNE, make_xlsx([HEADER, ROW]), None, OTHER_COMMUNE)
    with pytest.raises(Problem) as refused:
        preview(commune, upload)
    assert refused.value.status == 404


def test_imported_phones_do_not_wait_for_the_import(commune: Commune) -> None:
    """The device of an import is no phone that a report waits for."""
    admin = caller(commune, "xa")
    import_rows(commune.context, admin, table(ROW), import_id=new_id(), consent=ALL_GOOD)
    with commune.context.database.read() as connection:
        rows = select(connection, "SELECT revoked_at, acked FROM device WHERE name = 'Excel'")
    assert rows[0][0] is not None
    assert rows[0][1] == 1


def test_eleven_thousand_households_take_less_than_ten_seconds(commune: Commune) -> None:
    rows = [
        (f"Nguyễn Văn {n}", 912000000 + n, f"Số {n}", ("Mỹ Phú", "Mỹ Hòa")[n % 2], 4, "")
        for n in range(11_000)
    ]
    upload, admin = table(*rows), caller(commune, "xa")
    begun = perf_counter()
    done = import_rows(commune.context, admin, upload, import_id=new_id(), consent=ALL_GOOD)
    assert done.created == 11_000
    assert perf_counter() - begun < 10


LIMITS = Limits()


@WITHOUT_STORE
def test_a_csv_file_reads_back_as_it_was_written(database_url: str) -> None:
    cells = ["=1+1", "'=x", "+84912", "-", "@a", "a;b", 'nói "có"', "＝a", "''+b", "Đỗ\u0309", "x"]
    sheet = read_sheet(write_csv([["h"] * len(cells), cells]).encode(), LIMITS)
    assert list(sheet.rows[0][1]) == [*cells[:9], "Đỗ\u0309", "x"]
    assert all(
        not cell.lstrip('"').startswith(("=", "+", "-", "@", "＝"))
        for cell in write_csv([cells]).removeprefix("\ufeff").strip().split('";"')
    )


@WITHOUT_STORE
@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"PK\x03\x04 not a zip",
        make_xlsx([HEADER, ROW])[:-200],
        make_xlsx([HEADER], prolog='<!DOCTYPE a [<!ENTITY b "cc">]>'),
        "Họ tên;Ấp\r\n".encode("utf-16"),
        b"\xff\xfe\x00",
    ],
)
def test_what_is_no_table_is_refused_in_words(database_url: str, raw: bytes) -> None:
    with pytest.raises(Problem) as refused:
        read_sheet(raw, LIMITS)
    assert (refused.value.status, refused.value.code) == (422, "unreadable_file")


def bomb() -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/workbook.xml", b" " * (LIMITS.import_unpacked_bytes_max + 1))
    return out.getvalue()


@WITHOUT_STORE
def test_bombs_are_refused_before_they_unfold(database_url: str) -> None:
    wide = make_xlsx([[*["x"] * (LIMITS.import_columns_max + 1)]])
    for raw, limit in (
        (bomb(), "import_unpacked_bytes_max"),
        (wide, "import_columns_max"),
        (";".join("x" * 65).encode(), "import_columns_max"),
        (b"a\n" * 20_003, "import_rows_max"),
    ):
        with pytest.raises(Problem) as refused:
            read_sheet(raw, LIMITS)
        assert (refused.value.status, refused.value.extra["limit"]) == (413, limit)

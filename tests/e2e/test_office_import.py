"""An Excel table is looked at, its bad rows come back as a file, and the rest is in the book."""

from pathlib import Path

from playwright.sync_api import expect

from tests.e2e.browsers import Held
from tests.e2e.conftest import OpenDevice
from tests.e2e.harness import Server, sign_in
from tests.e2e.test_office_people import open_part
from tests.xlsx import make_xlsx

PREVIEW = "**/imports/households/preview*"
HEADER = ("Chủ hộ", "Số gọi", "Địa chỉ", "Ấp", "Ghi chú")
ROWS = (
    ("Hộ Mới Một", 912000111, "Tổ 1, rạch Mới", "Ấp Mỹ Phú", ""),
    ("Hộ Mới Hai", 912000222, "Tổ 2, rạch Mới", "Mỹ Hòa", "=HYPERLINK(1)"),
    ("Hộ Lạc", 912000333, "Tổ 3", "Ấp Không Có", ""),
)


def test_an_excel_table_is_looked_at_mended_and_imported(
    device: OpenDevice, server: Server, tmp_path: Path
) -> None:
    table = tmp_path / "so ho.xlsx"
    table.write_bytes(make_xlsx([HEADER, *ROWS]))
    office = device("desk-xa")
    office.sign_in("xa")
    open_part(office, "Nhập từ Excel")
    page = office.page
    page.get_by_label("Tệp .xlsx hoặc .csv").set_input_files(table)
    page.get_by_label("Cột “Số gọi” là").select_option("Điện thoại")
    expect(page.get_by_text("xã không có ấp, khóm tên này")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="Tải các dòng để ngoài").click()
    rejects = Path(download.value.path()).read_text(encoding="utf-8-sig").splitlines()
    assert len(rejects) == 2
    assert rejects[1].startswith('"Hộ Lạc";"912000333"')
    page.get_by_role("button", name="Nhập 2 dòng").click()
    expect(page.get_by_text("Đã nhập 2 hộ từ so ho.xlsx")).to_be_visible()
    book = sign_in(server, "xa").pull()
    new = [each["fields"] for each in book.all_of("household")]
    assert {each["phone"] for each in new if each["head_name"].startswith("Hộ Mới")} == {
        "0912000111",
        "0912000222",
    }


def test_what_would_be_imported_is_of_what_was_chosen_last(
    device: OpenDevice, tmp_path: Path
) -> None:
    table = tmp_path / "so ho.xlsx"
    table.write_bytes(make_xlsx([HEADER[:3], *(row[:3] for row in ROWS)]))
    office = device("desk-xa")
    office.sign_in("xa")
    open_part(office, "Nhập từ Excel")
    page = office.page
    hamlet = page.get_by_label("Dòng không ghi ấp thì thuộc")
    page.get_by_label("Tệp .xlsx hoặc .csv").set_input_files(table)
    expect(page.get_by_role("button", name="Nhập 0 dòng")).to_be_visible()
    held = Held(page, PREVIEW)
    hamlet.select_option(label="Ấp Mỹ Phú")
    expect(page.get_by_text("Đang đọc tệp")).to_be_visible()
    [first] = held.let_pass()
    with page.expect_response(PREVIEW):
        hamlet.select_option(index=0)
    with page.expect_response(PREVIEW) as overtaken:
        first.continue_()
    overtaken.value.finished()
    expect(page.get_by_role("button", name="Nhập 0 dòng")).to_be_disabled()
    assert page.get_by_role("button", name="Nhập 3 dòng").count() == 0

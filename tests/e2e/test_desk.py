"""The clerk's desk through a morning: what is found is renewed by itself, what was typed stays, a
receipt is true, and a day that is none is said where it stands.
"""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.browsers import Device
from tests.e2e.conftest import OpenDevice
from tests.e2e.harness import Server, sign_in

TYPED = {"procedure_name": "Đăng ký khai sinh", "outcome": "submitted", "level": "full"}


@pytest.fixture
def desk(device: OpenDevice) -> Device:
    opened = device("desk-1")
    opened.sign_in("quay")
    opened.expect_waiting(0)
    return opened


def log_elsewhere(server: Server, name: str, finished_at: str) -> None:
    """A filing of the same commune, logged at another desk."""
    account = sign_in(server, "quay")
    other = account.pull()
    commune = next(stream for stream in other.streams if stream.startswith("commune:"))
    fields = TYPED | {"applicant_name": name, "finished_at": finished_at}
    other.record(other.create("filing", commune, **fields))
    other.sync()


def log_filing(page: Page, applicant: str) -> None:
    page.keyboard.press("F2")
    expect(page.locator("#cell-applicant")).to_be_focused()
    page.keyboard.type(applicant)
    page.keyboard.press("Tab")
    page.keyboard.type("khai sinh")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")


def found(page: Page) -> list[str]:
    return page.locator("td.name").all_inner_texts()


def test_what_was_searched_is_renewed_when_another_desk_logs(desk: Device, server: Server) -> None:
    page = desk.page
    page.keyboard.press("F3")
    page.get_by_role("searchbox").fill("lương thị kiểm tra")
    expect(page.get_by_text(re.compile("Không thấy hồ sơ nào"))).to_be_visible()
    log_elsewhere(server, "Lương Thị Kiểm Tra", "2026-11-20T09:00:00+07:00")
    log_elsewhere(server, "Lương Thị Kiểm Tra Hai", "2026-11-21T08:00:00+07:00")
    desk.cut_off(is_off=True)
    desk.cut_off(is_off=False)
    expect(page.get_by_text("2 hồ sơ", exact=True)).to_be_visible()
    assert found(page) == ["Lương Thị Kiểm Tra Hai", "Lương Thị Kiểm Tra"]


def test_the_receipt_of_a_line_follows_it_to_the_server(desk: Device) -> None:
    page = desk.page
    desk.cut_off(is_off=True)
    log_filing(page, "Bùi Thị Bảy 0939000555")
    receipt = page.get_by_role("status").filter(has_text="Bùi Thị Bảy")
    expect(receipt).to_contain_text("Đã lưu trên máy này")
    expect(receipt.locator("svg")).to_have_class(re.compile("s-waiting"))
    desk.cut_off(is_off=False)
    expect(receipt).to_contain_text("Đã vào sổ")
    expect(receipt.locator("svg")).to_have_class(re.compile("s-accepted"))


def test_outside_its_cell_the_applicant_is_the_name_alone(desk: Device) -> None:
    page = desk.page
    page.keyboard.press("F2")
    page.keyboard.type("Bùi Thị Bảy 0939000555")
    cell = page.locator("#cell-applicant")
    page.keyboard.press("Tab")
    expect(cell).to_have_value("Bùi Thị Bảy")
    expect(page.locator(".cell-note")).to_have_text(re.compile(r"0939\s000\s555"))
    page.keyboard.press("Shift+Tab")
    expect(cell).to_have_value("Bùi Thị Bảy 0939000555")


def test_a_filing_is_found_opened_and_left_by_keyboard_and_keeps_what_was_typed(
    desk: Device,
) -> None:
    page = desk.page
    log_filing(page, "Bùi Thị Bảy 0939000555")
    page.keyboard.press("F3")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("0939000555")
    expect(page.get_by_text("1 hồ sơ", exact=True)).to_be_visible()
    page.keyboard.press("Enter")
    title = page.get_by_role("heading", level=1)
    expect(title).to_have_text(re.compile("Bùi Thị Bảy"))
    expect(title).to_be_focused()
    page.get_by_label("Ghi chú").fill("thiếu giấy chứng sinh")
    page.keyboard.press("Escape")
    expect(page.get_by_role("searchbox")).to_have_value("0939000555")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Ghi chú")).to_have_value("thiếu giấy chứng sinh")
    expect(page.get_by_text(re.compile("Bản nháp lúc .*, chưa lưu"))).to_be_visible()
    page.get_by_label("Ghi chú").press("Enter")
    expect(page.get_by_text("Đã lưu trên máy này.", exact=True)).to_be_visible()


def test_a_day_that_is_none_is_said_at_its_field_and_nothing_is_saved(desk: Device) -> None:
    page = desk.page
    log_filing(page, "Bùi Thị Bảy")
    page.get_by_role("link", name="Bùi Thị Bảy").first.click()
    day = page.get_by_role("textbox", name="Ngày hẹn trả kết quả")
    day.fill("31/2")
    page.keyboard.press("Enter")
    expect(day).to_be_focused()
    expect(day).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_role("alert").filter(has_text="Chưa đọc được ngày này")).to_be_visible()
    expect(page.get_by_text("Đã lưu trên máy này.", exact=True)).to_be_hidden()
    day.fill("3/12/2026")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Đã lưu trên máy này.", exact=True)).to_be_visible()
    expect(day).to_have_value("03/12/2026")


def test_handing_over_takes_the_focus_and_gives_it_back(desk: Device) -> None:
    page = desk.page
    log_filing(page, "Bùi Thị Bảy")
    page.get_by_role("link", name="Bùi Thị Bảy").first.click()
    page.get_by_label("Ghi chú").focus()
    page.keyboard.press("F6")
    expect(page.get_by_label("Giao cho ai")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_label("Giao cho ai")).to_be_hidden()
    expect(page.get_by_role("button", name=re.compile("giao ấp theo dõi"))).to_be_focused()

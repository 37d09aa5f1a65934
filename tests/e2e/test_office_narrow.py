"""The office on a narrow screen, and without a network where only the server has what it shows."""

from playwright.sync_api import expect

from tests.e2e.browsers import Held
from tests.e2e.conftest import OpenDevice
from tests.e2e.test_office_people import open_part

NARROW = {"width": 360, "height": 640}
BROKEN_WORDS = """() => {
  const broken = [];
  for (const cell of document.querySelectorAll('.adm-rows td')) {
    const walker = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      for (const word of walker.currentNode.data.matchAll(/\\S+/g)) {
        const range = document.createRange();
        range.setStart(walker.currentNode, word.index);
        range.setEnd(walker.currentNode, word.index + word[0].length);
        if (range.getClientRects().length > 1) broken.push(word[0]);
      }
    }
  }
  return broken;
}"""


def test_no_word_or_number_of_a_table_is_broken_on_a_narrow_screen(device: OpenDevice) -> None:
    office = device("desk-xa")
    office.sign_in("xa")
    page = office.page
    page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    for part in ("Người", "Máy", "Địa bàn", "Danh mục"):
        open_part(office, part)
        rows = page.locator(".adm-rows tbody tr")
        expect(rows.first).to_be_visible()
        assert page.evaluate(BROKEN_WORDS) == []
        assert page.evaluate("document.documentElement.scrollWidth") == NARROW["width"]


def test_what_is_opened_has_a_narrow_screen_to_itself_and_leads_back(device: OpenDevice) -> None:
    office = device("desk-xa")
    office.sign_in("xa")
    page = office.page
    page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    open_part(office, "Địa bàn")
    row = page.get_by_role("button", name="Ấp Mỹ Phú", exact=True)
    row.click()
    expect(page.get_by_role("heading", level=2, name="Ấp Mỹ Phú")).to_be_in_viewport()
    expect(page.locator(".adm-list")).to_be_hidden()
    page.get_by_role("button", name="Về danh sách").click()
    expect(row).to_be_focused()


def test_a_list_of_the_server_says_that_it_needs_a_network_and_comes_by_itself(
    device: OpenDevice,
) -> None:
    office = device("desk-xa")
    office.sign_in("xa")
    page = office.page
    open_part(office, "Danh mục")
    office.cut_off(is_off=True)
    open_part(office, "Người")
    expect(page.get_by_text("nằm ở máy chủ nên cần mạng")).to_be_visible()
    office.cut_off(is_off=False)
    expect(page.get_by_role("table", name="Người").get_by_role("row").nth(1)).to_be_visible()
    expect(page.get_by_text("nằm ở máy chủ nên cần mạng")).to_be_hidden()


def test_the_log_is_read_once_when_the_network_is_back(device: OpenDevice) -> None:
    office = device("desk-xa")
    office.sign_in("xa")
    page = office.page
    open_part(office, "Danh mục")
    office.cut_off(is_off=True)
    open_part(office, "Nhật ký")
    expect(page.get_by_text("nằm ở máy chủ nên cần mạng")).to_be_visible()
    expect(page.locator(".problem-word")).to_be_visible()
    held = Held(page, "**/api/v1/audit?*")
    office.cut_off(is_off=False)
    # The browser tells of it, and then an exchange that was answered.
    expect(page.locator(".problem-word")).to_have_count(0)
    for each in held.let_pass():
        each.continue_()
    expect(page.get_by_role("table", name="Nhật ký")).to_contain_text("đăng nhập")
    assert held.count == 1


def test_a_request_without_a_network_stays_in_its_form_until_the_server_has_it(
    device: OpenDevice,
) -> None:
    office = device("desk-xa")
    office.sign_in("xa")
    page = office.page
    page.get_by_role("navigation").get_by_role("link", name="Dữ liệu").click()
    page.get_by_role("button", name="Ghi yêu cầu mới").click()
    page.get_by_label("Họ tên").fill("Nguyễn Thị Vắng Sóng")
    page.get_by_label("Nhận ngày").fill("hôm qua")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Ghi như 27/11/2026")).to_be_visible()
    page.get_by_label("Nhận ngày").fill("1/11/2026")
    office.cut_off(is_off=True)
    page.keyboard.press("Enter")
    expect(page.get_by_text("yêu cầu này chưa vào sổ")).to_be_visible()
    expect(page.get_by_label("Họ tên")).to_have_value("Nguyễn Thị Vắng Sóng")
    office.cut_off(is_off=False)
    page.get_by_role("button", name="Lưu yêu cầu").click()
    expect(page.get_by_role("heading", name="Nguyễn Thị Vắng Sóng")).to_be_visible()
    expect(page.get_by_text("01/11/2026")).to_be_visible()

"""The office keeps a person's request, finds their data in the whole commune, and fulfils it."""

import re
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import openpyxl
from playwright.sync_api import Page, expect

from tests.e2e.browsers import Device
from tests.e2e.conftest import OpenDevice
from tests.e2e.harness import Server, sign_in
from tests.phone import Json, new_id

NAME, NUMBER = "Lê Thị Hồng Gấm", "0917333888"
AT = "2026-11-23T09:30:00+07:00"
COMMUNE = "30076"
LOCAL_TIME = timezone(timedelta(hours=7))
DOING_MS = 20_000


def add_person(server: Server) -> str:
    """A household that agreed to be called, with a visit; and another with the same name."""
    account = sign_in(server, "doanvien1")
    phone = account.pull()
    hamlet = next(stream for stream in phone.streams if stream.startswith("hamlet:"))
    consent = {"purposes": ["contact"], "at": AT, "by": account.user_id, "how": "spoken"}
    house = phone.create("household", hamlet, head_name=NAME, phone=NUMBER, consent=consent)
    other = phone.create("household", hamlet, head_name=NAME, phone="0987654321")
    phone.record(house, other)
    phone.record(
        phone.create("visit", hamlet, household_id=house["id"], visited_at=AT, outcome="met")
    )
    phone.sync()
    return str(house["id"])


def local_today() -> date:
    return datetime.now(UTC).astimezone(LOCAL_TIME).date()


def ask(server: Server, kind: str, *, days_ago: int = 0) -> Json:
    """A request that the office received some days ago."""
    body = {
        "id": new_id(),
        "commune": COMMUNE,
        "kind": kind,
        "channel": "counter",
        "received_on": (local_today() - timedelta(days=days_ago)).isoformat(),
        "name": NAME,
        "phone": NUMBER,
    }
    return sign_in(server, "xa").post("/subjects/requests", body)


def open_office(device: OpenDevice) -> Device:
    office = device("desk-xa")
    office.sign_in("xa")
    office.page.get_by_role("navigation").get_by_role("link", name="Dữ liệu").click()
    expect(
        office.page.get_by_role("heading", level=1, name="Yêu cầu của người dân")
    ).to_be_visible()
    return office


def open_request(office: Device, kind: str) -> Page:
    page = office.page
    page.get_by_role("row").filter(has_text=kind).get_by_role("button").click()
    expect(page.get_by_role("heading", level=1, name=f"{NAME}: {kind}")).to_be_visible()
    page.keyboard.press("f")
    expect(page.get_by_text("đúng số điện thoại")).to_be_visible()
    return page


def is_ticked(page: Page, which: str) -> bool:
    return page.get_by_role("listitem").filter(has_text=which).get_by_role("checkbox").is_checked()


def test_a_request_is_kept_by_keyboard_and_a_copy_of_the_persons_data_is_printed(
    device: OpenDevice, server: Server
) -> None:
    add_person(server)
    office = open_office(device)
    page = office.page
    expect(page.get_by_text("Chưa có yêu cầu nào đang chờ.")).to_be_visible()
    page.keyboard.press("n")
    expect(page.get_by_label("Họ tên")).to_be_focused()
    page.keyboard.type(NAME)
    page.keyboard.press("Tab")
    page.keyboard.type(NUMBER)
    page.keyboard.press("Enter")
    expect(page.get_by_text("Còn 2 ngày làm việc để trả lời")).to_be_visible()
    page.get_by_role("button", name="Đã trả lời người này").click()
    expect(page.get_by_text(re.compile("ngày làm việc để làm xong"))).to_be_visible()
    page.get_by_role("button", name="Đã làm xong").click()
    expect(page.get_by_text("Chưa làm điều người này yêu cầu")).to_be_visible()
    page.keyboard.press("Escape")
    page = open_request(office, "Xem dữ liệu")
    assert is_ticked(page, "đúng số điện thoại")
    assert not is_ticked(page, "có thể là người khác")
    page.emulate_media(media="print")
    copy = page.locator(".copy")
    expect(copy).to_be_visible()
    expect(copy).to_contain_text("91/2025/QH15")
    expect(copy).to_contain_text("2 bản ghi")
    expect(page.get_by_role("button", name="In bản sao")).to_be_hidden()
    page.emulate_media(media="screen")
    page.get_by_role("button", name="In bản sao").click()
    expect(page.get_by_role("listitem").filter(has_text="In bản sao")).to_be_visible()
    page.get_by_role("button", name="Đã làm xong").click()
    expect(page.locator(".clock")).to_contain_text("Đã làm xong")


def test_what_is_late_stands_first_and_says_so_in_words_and_by_its_shape(
    device: OpenDevice, server: Server
) -> None:
    ask(server, "see")
    ask(server, "correct", days_ago=30)
    office = open_office(device)
    rows = office.page.locator("tbody tr")
    expect(rows).to_have_count(2)
    expect(rows.first).to_contain_text("Quá hạn")
    expect(rows.first.locator("svg.s-failed")).to_be_visible()
    expect(rows.last.locator("svg.s-waiting")).to_be_visible()


def test_a_record_is_corrected_and_a_consent_taken_back_as_the_person_asked(
    device: OpenDevice, server: Server
) -> None:
    house = add_person(server)
    ask(server, "withdraw")
    office = open_office(device)
    page = open_request(office, "Rút lại đồng ý")
    row = page.get_by_role("listitem").filter(has_text="đúng số điện thoại")
    row.get_by_role("button", name="Sửa bản ghi này").click()
    page.get_by_label("Địa chỉ").fill("Tổ 5, Ấp Mỹ Phú")
    page.get_by_role("button", name="Lưu bản sửa").click()
    expect(page.get_by_text("Đã sửa. Máy của các Tổ sẽ tự nhận.")).to_be_visible(timeout=DOING_MS)
    row.get_by_role("button", name="Rút lại đồng ý của hộ").click()
    expect(page.get_by_text("Đã rút lại đồng ý.")).to_be_visible(timeout=DOING_MS)
    page.get_by_role("button", name="Đã làm xong").click()
    expect(page.locator(".clock")).to_contain_text("Đã làm xong")
    fields = sign_in(server, "doanvien1").pull().find(house)[1]["fields"]
    assert fields["address"] == "Tổ 5, Ấp Mỹ Phú"
    assert fields["consent"]["purposes"] == []
    assert fields["phone"] is None


def test_a_person_is_erased_only_after_their_name_was_typed_and_the_request_forgets_it(
    device: OpenDevice, server: Server
) -> None:
    house = add_person(server)
    asked = ask(server, "erase")
    office = open_office(device)
    page = open_request(office, "Xóa dữ liệu")
    page.get_by_role("button", name="Xóa dữ liệu đã đánh dấu").click()
    expect(page.get_by_role("alert")).to_contain_text("không lấy lại được")
    field = page.get_by_label(re.compile("để xác nhận"))
    expect(field).to_be_focused()
    page.keyboard.type("nhầm tên")
    page.keyboard.press("Enter")
    expect(field).to_be_visible()
    field.fill(NAME.upper())
    page.keyboard.press("Enter")
    expect(page.get_by_text("Đã xóa 2 bản ghi.")).to_be_visible(timeout=DOING_MS)
    expect(
        page.get_by_role("heading", level=1, name="Người đã được xóa: Xóa dữ liệu")
    ).to_be_visible()
    account = sign_in(server, "xa")
    assert account.get(f"/subjects/requests/{asked['id']}")["name"] is None
    phone = sign_in(server, "doanvien1").pull()
    assert house not in [each["id"] for each in phone.all_of("household")]


def test_a_table_is_taken_out_of_the_book_and_says_who_took_it(
    device: OpenDevice, tmp_path: Path
) -> None:
    office = open_office(device)
    page = office.page
    page.get_by_role("navigation").get_by_role("link", name="Xuất dữ liệu").click()
    expect(page.get_by_role("heading", level=1, name="Xuất dữ liệu")).to_be_visible()
    page.get_by_label("Xuất gì").select_option(label="Lượt đến nhà")
    with page.expect_download() as downloading:
        page.get_by_role("button", name="Xuất", exact=True).click()
    file = tmp_path / "file.xlsx"
    downloading.value.save_as(file)
    rows = list(openpyxl.load_workbook(file).active.iter_rows(values_only=True))
    assert rows[0][-1] == "Nguồn"
    assert len(rows) > 1
    assert "(xa), " in rows[1][-1]
    expect(page.get_by_role("status").filter(has_text="Đã xuất")).to_be_visible()

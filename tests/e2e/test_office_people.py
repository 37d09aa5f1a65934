"""The office invites a person by a code, and the person's phone is theirs with one tap."""

import re

from playwright.sync_api import expect

from tests.e2e.browsers import Device
from tests.e2e.conftest import OpenDevice
from tests.e2e.harness import Server, sign_in


def open_part(office: Device, part: str) -> None:
    nav = office.page.get_by_role("navigation")
    nav.get_by_role("link", name="Người và máy").click()
    nav.get_by_role("link", name=part, exact=True).click()
    expect(office.page.get_by_role("heading", level=1, name=part)).to_be_visible()


def add_person(office: Device, name: str, username: str, hamlet: str) -> None:
    """By keyboard alone, once the list is there."""
    page = office.page
    expect(page.get_by_role("table", name="Người")).to_be_visible()
    page.keyboard.press("n")
    expect(page.get_by_label("Họ tên")).to_be_focused()
    page.keyboard.type(name)
    page.keyboard.press("Tab")
    page.keyboard.type(username)
    page.get_by_label(hamlet).focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=2, name=name)).to_be_visible()


def test_a_person_is_added_invited_and_signed_in_without_a_password(
    device: OpenDevice, server: Server
) -> None:
    office = device("desk-xa")
    office.sign_in("xa")
    open_part(office, "Người")
    add_person(office, "Lê Thị Mới", "lethimoi", "Ấp Mỹ Phú")
    page = office.page
    page.get_by_role("button", name="Mời bằng mã QR").click()
    code = page.get_by_role("img", name="Mã QR của Lê Thị Mới")
    expect(code).to_be_visible()
    link = page.get_by_text(re.compile(r"/#/moi/")).inner_text()
    phone = device("phone-moi")
    phone.page.goto(link)
    phone.page.get_by_role("button", name="Dùng máy này").tap()
    phone.get_ready()
    page.keyboard.press("Escape")
    row = page.get_by_role("row").filter(has_text="Lê Thị Mới")
    expect(row).to_contain_text("Đang dùng")
    users = sign_in(server, "xa").get("/users", limit="500")["items"]
    assert [each["role"] for each in users if each["username"] == "lethimoi"] == ["volunteer"]


def test_a_phone_is_revoked_after_the_office_has_read_what_that_means(
    device: OpenDevice, server: Server
) -> None:
    owner = sign_in(server, "doanvien1").full_name
    office = device("desk-xa")
    office.sign_in("xa")
    open_part(office, "Máy")
    page = office.page
    page.get_by_role("searchbox").fill(f"{owner} kiểm tra")
    page.get_by_role("table", name="Máy").get_by_role("button").first.click()
    page.get_by_role("button", name="Thu hồi máy này").click()
    expect(page.get_by_role("alert")).to_contain_text("văn phòng giữ lại")
    page.get_by_role("button", name="Thu hồi", exact=True).click()
    expect(page.get_by_text("Đã thu hồi lúc")).to_be_visible()


def test_the_office_reads_its_log_and_sees_that_it_is_whole(device: OpenDevice) -> None:
    office = device("desk-xa")
    office.sign_in("xa")
    open_part(office, "Nhật ký")
    page = office.page
    expect(page.get_by_role("table", name="Nhật ký")).to_contain_text("đăng nhập")
    page.get_by_role("button", name="Kiểm tra nhật ký").click()
    expect(page.get_by_text("Nguyên vẹn")).to_be_visible()

"""Nothing destructive while something is unsent; an outbox that arrives in somebody else's hands
counts once; two people share a phone and neither meets the other's acts.
"""

import re
from pathlib import Path

from playwright.sync_api import expect

from tests.e2e.browsers import Device
from tests.e2e.conftest import OpenDevice
from tests.e2e.harness import PASSWORD, Account, Server, sign_in
from tests.e2e.phone_work import leave_safety, open_safety, record_absent, visits_with

NOTE, DRAFT = "Xoài cát chu chín rộ", "Hẹn chiều ghé vườn quýt"


def expect_no_way_out(phone: Device) -> None:
    """Leaving, clearing and another person have to wait."""
    page = phone.page
    phone.go_to_tab("Tôi")
    phone.tap(page.get_by_role("button", name="Thoát tài khoản"))
    expect(page.get_by_text("Còn 1 lượt chưa gửi. Gửi đi trước khi thoát.")).to_be_visible()
    page = open_safety(phone, "Máy này")
    phone.tap(page.get_by_role("button", name="Xóa sổ trên máy này"))
    phone.tap(page.get_by_role("button", name="Xóa", exact=True))
    expect(page.get_by_text("Còn lượt chưa gửi.")).to_be_visible()
    phone.tap(page.get_by_role("link", name="Giao sổ gửi bằng tệp"))


def hand_over(phone: Device, folder: Path) -> Path:
    page = phone.page
    expect(page.get_by_text("1 lượt chờ gửi", exact=True)).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="Giao tệp").tap()
    file = folder / download.value.suggested_filename
    download.value.save_as(file)
    sealed = file.read_text()
    assert NOTE not in sealed
    assert "Nguyễn" not in sealed
    phone.tap(page.get_by_role("button", name="Người nhận đã có tệp"))
    expect(page.get_by_text("Bây giờ có thể thoát hoặc đổi người dùng")).to_be_visible()
    return file


def deliver(mate: Device, file: Path) -> None:
    """Twice, and it counts once."""
    page = open_safety(mate, "Giao sổ gửi bằng tệp")
    for said in ("Máy chủ đã nhận, 1 lượt mới.", "Máy chủ đã có tất cả lượt trong tệp này"):
        with page.expect_file_chooser() as chooser:
            page.locator("button", has_text="Chọn tệp").tap()
        chooser.value.set_files(file)
        expect(page.get_by_text(said)).to_be_visible()


def share_the_phone(phone: Device, mate: Account) -> None:
    """A second person signs in; each finds the own outbox, and what one has not sent bars both."""
    page = open_safety(phone, "Máy này")
    phone.tap(page.get_by_role("link", name="Thêm người khác"))
    page.get_by_label("Tên đăng nhập").fill(mate.username)
    page.get_by_label("Mật khẩu", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").tap()
    phone.get_ready()
    phone.cut_off(is_off=True)
    record_absent(phone, DRAFT)
    phone.go_to_tab("Sổ gửi")
    expect(page.locator("a.row")).to_have_count(1)
    page = open_safety(phone, "Máy này")
    phone.tap(page.get_by_role("button", name=re.compile("Đổi sang")))
    expect(page.get_by_text("Còn lượt chưa gửi.")).to_be_visible()
    leave_safety(phone)
    phone.cut_off(is_off=False)
    phone.send_now()
    phone.expect_waiting(0)
    phone.cut_off(is_off=True)
    page = open_safety(phone, "Máy này")
    phone.tap(page.get_by_role("button", name=re.compile("Đổi sang")))
    # With no network: the first person is back, with nothing but their own acts.
    expect(page.get_by_role("link", name="Ghi lượt đến nhà")).to_be_visible()
    phone.go_to_tab("Sổ gửi")
    expect(page.locator("a.row")).to_have_count(1)
    phone.tap(page.locator("a.row"))
    expect(page.get_by_text(re.compile("Đã vào sổ lúc"))).to_be_visible()
    phone.cut_off(is_off=False)


def test_an_outbox_travels_as_a_file_and_two_people_share_a_phone(
    device: OpenDevice, server: Server, tmp_path: Path
) -> None:
    author, mate = sign_in(server, "doanvien1"), sign_in(server, "doanvien2")
    phone, other = device("phone-1"), device("phone-2")
    for each, account in ((phone, author), (other, mate)):
        each.sign_in(account.username)
        each.get_ready()
    phone.watch.is_server_expected = False
    phone.cut_off(is_off=True)
    record_absent(phone, NOTE)
    expect_no_way_out(phone)
    file = hand_over(phone, tmp_path)
    deliver(other, file)
    assert len(visits_with(author, NOTE)) == 1
    # What was handed over still waits there until the server says that it has it.
    phone.page.goto(f"{server.origin}/#/so-gui")
    phone.expect_waiting(1)
    phone.cut_off(is_off=False)
    phone.send_now()
    phone.expect_waiting(0)
    share_the_phone(phone, mate)
    assert len(visits_with(author, NOTE)) == 1
    assert len(visits_with(author, DRAFT)) == 1

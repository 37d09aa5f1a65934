"""The repair desk shows what stands against what is held: the record that has its id already, and
to whom a decision of their own was refused, that it was.
"""

import re

from playwright.sync_api import Page, expect

from tests.e2e.conftest import OpenDevice
from tests.e2e.harness import Server, sign_in
from tests.e2e.office_work import dispute

ARRIVING_MS = 15_000


def open_held(device: OpenDevice) -> Page:
    office = device("desk-xa")
    office.sign_in("xa")
    page = office.page
    page.get_by_role("link", name=re.compile("Đang giữ")).first.click()
    return page


def test_a_record_whose_id_is_taken_stands_beside_the_one_that_has_it(
    device: OpenDevice, server: Server
) -> None:
    first, second = sign_in(server, "doanvien1").pull(), sign_in(server, "doanvien2").pull()
    hamlet = next(stream for stream in first.streams if stream.startswith("hamlet:"))
    house = first.create("household", hamlet, head_name="Trần Thị Có Trước", phone="0911222333")
    first.record(house)
    first.sync()
    again = second.create("household", hamlet, head_name="Lê Văn Đến Sau")
    second.record({**again, "id": house["id"]})
    second.sync()
    page = open_held(device)
    expect(page.get_by_role("heading", name=re.compile("Lê Văn Đến Sau"))).to_be_visible()
    beside = page.locator(".taken")
    expect(beside).to_contain_text("Bản ghi đang có mã này: Hộ", timeout=ARRIVING_MS)
    expect(beside).to_contain_text("Trần Thị Có Trước")
    expect(beside).to_contain_text("0911 222 333")


def test_who_decided_sees_that_the_decision_was_refused_as_stale(
    device: OpenDevice, server: Server
) -> None:
    made = dispute(server, 1)[0]
    phone = sign_in(server, "xa").pull()
    conflict = next(
        each for each in phone.all_of("conflict") if each["fields"]["record_id"] == made.household
    )
    act = {"op": "resolve", "id": conflict["id"], "choice": "incoming", "side": 0, "rev": 1}
    phone.record({**act, "reason": "đã gọi hỏi"})
    phone.sync()
    assert [each["status"] for each in phone.results.values()] == ["held"]
    page = open_held(device)
    title = page.get_by_role("heading", level=1, name="Quyết định một chỗ khác nhau")
    expect(title).to_be_visible()
    expect(page.get_by_text("Việc này do anh/chị làm, chưa thành.")).to_be_visible()
    expect(page.get_by_text("Bản ghi đã đổi sau khi quyết định").first).to_be_visible()
    expect(page.get_by_text("Lý do đã ghi: đã gọi hỏi")).to_be_visible()
    page.get_by_role("link", name="Xem lại các chỗ khác nhau").click()
    expect(page.get_by_role("button", name=re.compile(made.name)).first).to_be_visible()

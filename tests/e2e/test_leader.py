"""The leader's phone: handing out houses, and the same numbers of the day as the member sees."""

import re
import unicodedata

from playwright.sync_api import expect

from tests.e2e.conftest import OpenDevice


def test_a_plan_reaches_the_member_and_both_see_the_same_day(device: OpenDevice) -> None:
    leader = device("phone-leader")
    leader.sign_in("totruong1")
    leader.get_ready()
    leader.go_to_tab("Tổ")
    page = leader.page
    page.get_by_role("link", name="Thành viên").tap()
    member = page.get_by_role("listitem").filter(has_text="hôm nay").first
    name = member.locator("b").inner_text()
    page.get_by_role("link", name="Lập kế hoạch").tap()
    page.get_by_role("button", name="Giao kế hoạch").tap()
    expect(page.get_by_text("Chọn ít nhất một cụm và một người.")).to_be_visible()
    page.get_by_role("button", name=re.compile("^Tổ 4 ·")).tap()
    page.get_by_role("group", name="Ai đi?").get_by_role("button", name=name).tap()
    page.get_by_label("Tên kế hoạch").fill("Tối thứ Năm")
    page.get_by_role("button", name="Giao kế hoạch").tap()
    expect(page.get_by_text("Đã lưu kế hoạch.")).to_be_visible()
    leader.expect_waiting(0)

    volunteer = device("phone-member")
    username = {"Phan Ngọc My": "doanvien2", "Phan Hữu Thịnh": "doanvien1"}.get(name, "")
    assert username, name
    volunteer.sign_in(username)
    volunteer.get_ready()
    expect(volunteer.page.get_by_text(re.compile(r"Kế hoạch: còn \d+ nhà"))).to_be_visible()
    volunteer.record_visit()
    volunteer.expect_waiting(0)
    volunteer.go_to_tab("Sổ gửi")
    slip = volunteer.page.locator(".slip-sum dd")
    expect(slip).to_have_text(["1", "1", "0"])

    leader.send_now()
    leader.go_to_tab("Tổ")
    page.get_by_role("link", name="Thành viên").tap()
    row = page.get_by_role("listitem").filter(has_text=name)
    expect(row.locator("dd").nth(2)).to_have_text("1")
    expect(row).to_contain_text("đã nhận hết")


def test_a_household_is_found_however_its_name_is_typed(device: OpenDevice) -> None:
    phone = device("phone-1")
    phone.sign_in("doanvien1")
    phone.get_ready()
    phone.go_to_tab("Hộ dân")
    page = phone.page
    search = page.get_by_role("searchbox", name="Tìm hộ")
    first = page.get_by_role("listitem").first
    for typed in ("nguyen van ba", "NGUYỄN VĂN BA", unicodedata.normalize("NFD", "Nguyễn Văn Ba")):
        search.fill(typed)
        expect(first).to_contain_text("Nguyễn Văn Ba")
    search.fill("")
    page.get_by_role("button", name="Lọc").tap()
    page.get_by_role("button", name="Tổ 4", exact=True).tap()
    page.get_by_role("button", name="Xong").tap()
    expect(page.get_by_role("button", name="Lọc · 1")).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="hộ").first).to_be_visible()
    expect(first).to_contain_text("Tổ 4")

    page.get_by_role("link", name="Bản đồ").tap()
    expect(page.get_by_text(re.compile(r"đã đến \d+ trong 450 nhà có vị trí"))).to_be_visible()

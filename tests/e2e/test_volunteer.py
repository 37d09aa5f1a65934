"""What the volunteer is promised at the door: few taps, little time, nothing lost, nobody named who
did not agree. All of it with the server away.
"""

import re
from time import monotonic

from playwright.sync_api import Locator, Page, expect

from tests.e2e.browsers import Device
from tests.e2e.harness import Account, Server
from tests.e2e.phone_work import expect_draft
from tests.phone import Json, Phone

VISIT_TAPS_MAX = 8
VISIT_SECONDS_MAX = 20
NAME = "Nguyễn Văn Ba"


def open_household(phone: Device, searched: str) -> Page:
    phone.go_to_tab("Hộ dân")
    page = phone.page
    page.get_by_role("searchbox", name="Tìm hộ").fill(searched)
    phone.tap(page.get_by_role("listitem").get_by_role("link").filter(has_text=NAME).first)
    expect(page.get_by_role("heading", level=1)).to_contain_text(NAME)
    return page


def pull(server: Server) -> Phone:
    account = Account(server.origin, "doanvien1")
    account.sign_in()
    return account.pull()


def newest(book: Phone, record_type: str) -> Json:
    """Ids of records are made with their time."""
    return max(book.all_of(record_type), key=lambda each: str(each["id"]))


def topic(page: Page, name: str) -> Locator:
    return page.locator(".topics .topic").filter(has_text=name).first


def test_a_visit_with_three_topics_takes_eight_taps_and_twenty_seconds(
    volunteer: Device, server: Server
) -> None:
    begun = monotonic()
    name = volunteer.record_visit()
    assert monotonic() - begun <= VISIT_SECONDS_MAX
    assert volunteer.taps <= VISIT_TAPS_MAX
    volunteer.expect_waiting(1)

    server.start()
    volunteer.send_now()
    volunteer.expect_waiting(0)
    book = pull(server)
    visit = newest(book, "visit")
    fields = visit["fields"]
    assert book.find(fields["household_id"])[1]["fields"]["head_name"] == name
    assert fields["channel"] == "home"
    assert fields["team_id"]
    sessions = [
        each for each in book.all_of("guidance") if each["fields"].get("visit_id") == visit["id"]
    ]
    assert len(sessions) == 3
    assert all(each["fields"]["member_id"] for each in sessions)


def test_a_draft_survives_a_killed_browser(volunteer: Device) -> None:
    page = open_household(volunteer, "nguyen van ba")
    page.get_by_role("link", name="Ghi lượt đến nhà").tap()
    topic(page, "Ví điện tử").tap()
    topic(page, "Ví điện tử").tap()
    page.get_by_placeholder("Ghi chú: nói hoặc gõ").fill("Bà con hẹn chiều mai")
    expect_draft(page, "Bà con hẹn chiều mai")

    volunteer.kill()
    page = volunteer.open()
    open_household(volunteer, "nguyen van ba")
    page.get_by_text(re.compile("đang ghi dở")).tap()
    expect(topic(page, "Ví điện tử")).to_have_attribute("data-outcome", "guided")
    expect(page.get_by_placeholder("Ghi chú: nói hoặc gõ")).to_have_value("Bà con hẹn chiều mai")
    expect(page.get_by_role("radio", name="Gặp")).to_be_checked()


def test_what_was_just_saved_is_undone_corrected_and_deleted(volunteer: Device) -> None:
    page = open_household(volunteer, "nguyen van ba")
    visits = page.locator(".thread .visit")
    before = visits.count()
    page.get_by_role("link", name="Ghi lượt đến nhà").tap()
    page.get_by_role("radio", name="Vắng nhà").tap()
    page.get_by_role("button", name="Lưu lượt này").tap()
    page.get_by_role("button", name="Hoàn tác").tap()
    expect(page.get_by_text("Đã bỏ lượt vừa ghi.")).to_be_visible()
    expect(visits).to_have_count(before)

    page.get_by_role("link", name="Ghi lượt đến nhà").tap()
    expect(page.get_by_role("radio", name="Vắng nhà")).to_be_checked()
    page.get_by_role("button", name="Lưu lượt này").tap()
    expect(visits).to_have_count(before + 1)
    expect(visits.first).to_contain_text("vắng nhà")

    page.get_by_role("link", name=re.compile("Sửa lượt")).first.tap()
    page.get_by_role("radio", name="Gặp").tap()
    topic(page, "Ví điện tử").tap()
    page.get_by_role("button", name="Lưu lượt đã sửa").tap()
    expect(visits.first).to_contain_text("Ví điện tử")

    page.get_by_role("link", name=re.compile("Sửa lượt")).first.tap()
    page.get_by_role("button", name="Xóa lượt này").tap()
    page.get_by_role("button", name="Xóa", exact=True).tap()
    expect(visits).to_have_count(before)
    page.get_by_role("button", name="Hoàn tác").tap()
    expect(visits).to_have_count(before + 1)
    expect(visits.first).to_contain_text("Ví điện tử")


def test_a_house_that_says_no_is_counted_and_not_named(volunteer: Device, server: Server) -> None:
    page = open_household(volunteer, "nguyen van ba")
    page.get_by_role("link", name="Chưa hỏi ý kiến").tap()
    expect(page.get_by_text("Ông bà có đồng ý không?")).to_be_visible()
    boxes = page.get_by_role("checkbox")
    expect(boxes).to_have_count(2)
    for box in boxes.all():
        expect(box).not_to_be_checked()
    page.get_by_role("button", name="Ghi ý kiến này").tap()
    expect(page.get_by_text("Chưa chọn việc nào.")).to_be_visible()
    page.get_by_role("button", name="Không đồng ý").tap()
    expect(page.get_by_text("Từ nay chỉ đếm số lượt, không ghi tên")).to_be_visible()
    page.get_by_role("button", name="Không đồng ý").tap()
    expect(page.get_by_role("link", name="Không đồng ý ghi tên")).to_be_visible()
    expect(page.get_by_role("link", name="Gọi")).to_have_count(0)

    page.get_by_role("link", name="Ghi lượt đến nhà").tap()
    topic(page, "Tránh lừa đảo").tap()
    expect(page.get_by_text("chỉ đếm số lượt, không ghi tên ai")).to_be_visible()
    expect(page.get_by_label("Người được hướng dẫn")).to_have_count(0)
    page.get_by_role("button", name="Lưu lượt này").tap()
    expect(page.get_by_text("Đã lưu trên máy này lúc")).to_be_visible()

    server.start()
    volunteer.send_now()
    volunteer.expect_waiting(0)
    book = pull(server)
    agreed = [each["fields"].get("consent") or {} for each in book.all_of("household")]
    [consent] = [each for each in agreed if each.get("purposes") == []]
    assert (consent["text_version"], consent["how"]) == ("2026-01", "spoken")
    fields = newest(book, "guidance")["fields"]
    assert fields["topic"] == "SAFE"
    assert not {"household_id", "visit_id", "person_name"} & fields.keys()


def test_a_household_that_looks_like_another_is_pointed_out(volunteer: Device) -> None:
    volunteer.go_to_tab("Hộ dân")
    page = volunteer.page
    page.get_by_role("link", name="Thêm").tap()
    page.get_by_label("Họ tên chủ hộ").fill("Nguyen Van Ba")
    expect(page.get_by_text("Giống hộ đã có.")).to_be_visible()
    page.locator(".similar").get_by_role("link", name=re.compile(NAME)).first.tap()
    expect(page.get_by_role("heading", level=1)).to_contain_text(NAME)
    page.get_by_role("link", name="Báo trùng").tap()
    page.get_by_role("searchbox", name="Tìm hộ kia").fill("tran huu duc")
    page.locator("button.row").filter(has_text="Trần Hữu Đực").first.tap()
    expect(page.get_by_text(re.compile("Đã báo trùng với Trần Hữu Đực"))).to_be_visible()
    page.get_by_role("button", name="Hoàn tác").tap()
    expect(page.get_by_text(re.compile("Đã báo trùng với"))).to_have_count(0)

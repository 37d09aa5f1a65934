"""The leader: sees of each member what the member's own phone says at the end of the day, who has
been silent, and hands out work that reaches the members' phones.
"""

import re

from playwright.sync_api import Locator, Page, expect

from tests.e2e.browsers import READY_MS, Device
from tests.e2e.conftest import OpenDevice
from tests.e2e.harness import Account, Server, sign_in
from tests.e2e.phone_work import have_unsent
from tests.phone import Json

# The third hamlet of the demo: one of its volunteers has not been heard of for six days.
LEADER, MEMBER, BEHIND = "totruong3", "doanvien11", "doanvien10"
VISITS = 3
UNSENT = 5
GOAL = "77"
NOTICE = "Tối mai gặp nhau ở nhà văn hóa ấp"


def figures(place: Locator) -> list[int]:
    """As soon as they are there; whether they are the last ones is for the caller to know."""
    numbers = place.locator("dd")
    expect(numbers.first).to_be_visible()
    return [int(each.replace(".", "")) for each in numbers.all_inner_texts()]


def expect_figures(place: Locator, numbers: list[int]) -> None:
    shown = [f"{number:,}".replace(",", ".") for number in numbers]
    expect(place.locator("dd")).to_have_text(shown)


def work_offline(phone: Device) -> None:
    """The day's visits, with no signal."""
    phone.cut_off(is_off=True)
    for _ in range(VISITS):
        phone.record_visit()
    phone.expect_waiting(VISITS)
    phone.go_to_tab("Sổ gửi")
    expect_figures(phone.page.locator(".slip"), [VISITS, 0, VISITS])
    expect(phone.page.locator("a.row").filter(has_text="Chờ gửi")).to_have_count(VISITS)


def end_the_day(phone: Device) -> tuple[list[int], list[int]]:
    """What the phone says then: its card of the day, and the month."""
    page = phone.page
    phone.cut_off(is_off=False)
    phone.send_now()
    phone.expect_waiting(0)
    expect(page.get_by_text(f"{VISITS} đã ghi, {VISITS} đã nhận, 0 chờ gửi")).to_be_visible()
    card = figures(page.locator(".slip"))
    # Each record has its receipt: kept, received, in the book.
    phone.tap(page.locator("a.row").first)
    expect(page.get_by_text(re.compile(r"Đã vào sổ lúc \d\d:\d\d"))).to_be_visible()
    expect(page.locator(".facts")).to_contain_text("Máy chủ nhận")
    phone.go_to_tab("Tôi")
    expect(page.get_by_role("button", name="Thoát tài khoản")).to_be_visible()
    return card, figures(page.locator(".slip-sum").first)


def member_row(page: Page, name: str) -> Locator:
    return page.locator("li.row").filter(has_text=name)


def open_members(leader: Device) -> None:
    leader.go_to_tab("Tổ")
    leader.tap(leader.page.get_by_role("link", name=re.compile("Thành viên")))
    expect(leader.page.get_by_text("Hỏi máy chủ lúc")).to_be_visible()


def give_out_work(leader: Device, member: str) -> tuple[str, str]:
    """A target, a plan for one cluster, a notice; gives the plan's number of houses and the
    indicator of the target."""
    page = leader.page
    target = page.locator("label.target").first
    indicator = target.locator(".grow").inner_text().split("\n")[0]
    target.get_by_role("textbox").fill(GOAL)
    target.get_by_role("textbox").blur()
    leader.tap(page.get_by_role("link", name="Lập kế hoạch"))
    leader.tap(page.get_by_role("button", name=re.compile("Tổ 1 ·")))
    leader.tap(page.get_by_role("button", name=member))
    leader.tap(page.get_by_role("button", name="Công an xã"))
    houses = page.get_by_text(re.compile(r"^[1-9]\d* nhà trong kế hoạch")).inner_text().split()[0]
    leader.tap(page.get_by_role("button", name="Giao kế hoạch"))
    expect(page.get_by_text("Đã lưu kế hoạch.")).to_be_visible()
    leader.go_to_tab("Tổ")
    leader.tap(page.get_by_role("link", name="Viết tin"))
    page.get_by_label("Tin gì").fill(NOTICE)
    page.get_by_label("Nội dung").fill("18 giờ, nhớ mang theo sạc dự phòng.")
    leader.tap(page.get_by_role("button", name="Gửi cho Tổ"))
    expect(page.get_by_text("Đã lưu tin.")).to_be_visible()
    return houses, indicator


def newest_plan(account: Account) -> Json:
    plan: Json = max(account.pull().all_of("plan"), key=lambda each: str(each["id"]))["fields"]
    return plan


def test_the_leader_sees_what_the_phones_say_and_hands_out_work(
    device: OpenDevice, server: Server
) -> None:
    member, behind = sign_in(server, MEMBER), sign_in(server, BEHIND)
    have_unsent(behind, UNSENT)
    phone, leader = device("phone-1"), device("phone-2")
    for each, username in ((phone, MEMBER), (leader, LEADER)):
        each.sign_in(username)
        each.get_ready()
    phone.watch.is_server_expected = False
    work_offline(phone)
    card, month = end_the_day(phone)
    recorded, received, waiting = card
    assert (recorded, received, waiting) == (VISITS, VISITS, 0)

    leader.send_now()
    leader.expect_waiting(0)
    open_members(leader)
    row = member_row(leader.page, member.full_name)
    expect(row).to_contain_text("Máy gửi hôm nay · đã nhận hết")
    visits, _houses, sessions = month
    # What the leader's own phone has of it comes with its next exchange.
    expect_figures(row, [visits, sessions, received])
    expect(member_row(leader.page, behind.full_name)).to_contain_text(f"còn {UNSENT} chờ gửi")
    expect(leader.page.get_by_text(f"cả Tổ còn {UNSENT} chờ gửi")).to_be_visible()
    expect(leader.page.locator(".silent")).to_have_text(re.compile("Im [4-9] ngày"))

    houses, indicator = give_out_work(leader, member.full_name)
    leader.expect_waiting(0)
    plan = newest_plan(member)
    assert len(plan["household_ids"]) == int(houses)
    assert plan["partners"] == ["Công an xã"]
    # Opened again, it asks at once.
    phone.page.reload()
    phone.go_to_tab("Hôm nay")
    goal = phone.page.locator(".goal").filter(has_text=indicator)
    expect(goal).to_contain_text(f"/ {GOAL} lượt", timeout=READY_MS)
    phone.go_to_tab("Tổ")
    expect(phone.page.get_by_role("link", name=re.compile(NOTICE))).to_be_visible()

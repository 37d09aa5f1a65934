"""The conflict desk by keyboard alone: ten decisions counted in keys and seconds, many alike by a
rule, without a network, live, and never two admins over each other.
"""

import re
from collections.abc import Callable
from time import monotonic

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.browsers import Device
from tests.e2e.conftest import OpenDevice
from tests.e2e.harness import Account, Server, sign_in
from tests.e2e.office_work import Dispute, dispute

TEN = 10
KEYS_MAX = 2 * TEN
SECONDS_MAX = 120.0
DEMO = 3
LIVE_MS = 12_000
TWO_MORE_DIGITS_EACH_PX = 32
ROOM_AT_THE_FOOT = """(foot) => {
  const { columnGap, paddingLeft, paddingRight } = getComputedStyle(foot);
  const widths = [...foot.children].map((each) => each.getBoundingClientRect().width);
  const taken = widths.reduce((all, each) => all + each + parseFloat(columnGap));
  return foot.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight) - taken;
}"""


def open_desk(device: OpenDevice, name: str, username: str = "xa") -> Device:
    desk = device(name)
    desk.sign_in(username)
    expect(desk.page.get_by_role("heading", level=1)).to_be_visible()
    return desk


def count_open(page: Page) -> int:
    words = page.locator("aside.queue .h").inner_text()
    return int(re.findall(r"\d+", words)[0])


def expect_open(page: Page, count: int) -> None:
    expect(page.locator("aside.queue .h")).to_contain_text(
        f"{count} chỗ chờ quyết định", timeout=LIVE_MS
    )


def values_of(account: Account, made: list[Dispute]) -> list[object]:
    phone = account.pull()
    return [phone.find(each.household)[1]["fields"]["phone"] for each in made]


def test_ten_conflicts_are_decided_by_keyboard_in_two_minutes(
    device: OpenDevice, server: Server, record_property: Callable[[str, object], None]
) -> None:
    made = dispute(server, TEN)
    desk = open_desk(device, "desk-1")
    page = desk.page
    expect_open(page, TEN + DEMO)
    keys, began = 0, monotonic()
    for left in range(TEN, 0, -1):
        page.keyboard.press("3")
        page.keyboard.press("Enter")
        keys += 2
        expect_open(page, left - 1 + DEMO)
    seconds = monotonic() - began
    record_property("ten_conflicts_keys", keys)
    record_property("ten_conflicts_seconds", round(seconds, 1))
    assert keys <= KEYS_MAX
    assert seconds < SECONDS_MAX
    expect(page.get_by_text(re.compile("Hôm nay đã quyết định 10 chỗ"))).to_be_visible()
    desk.expect_waiting(0)
    admin = sign_in(server, "xa")
    told = [value for value in values_of(admin, made) if str(value).startswith("0922")]
    # The demo's own three came first: the newest three of ours are still open.
    assert len(told) == TEN - DEMO


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_foot_is_one_line_once_it_tells_how_long_decisions_took(
    device: OpenDevice, language: str
) -> None:
    page = open_desk(device, "desk-1").page
    expect_open(page, DEMO)
    page.set_viewport_size({"width": 1280, "height": 800})
    page.evaluate("language => localStorage.setItem('tungnha.locale', language)", language)
    page.reload()
    foot = page.locator("footer.keys")
    expect(foot).to_contain_text({"vi": "chọn một bên", "en": "choose a side"}[language])
    expect(page.locator("#case")).to_be_visible()
    page.keyboard.press("2")
    page.keyboard.press("Enter")
    expect(foot).to_contain_text(re.compile(r"· (thường \d+ giây|median \d+ s)"))
    assert foot.evaluate(ROOM_AT_THE_FOOT) >= TWO_MORE_DIGITS_EACH_PX


def test_many_alike_are_decided_by_a_previewed_rule_and_taken_back_together(
    device: OpenDevice, server: Server
) -> None:
    made = dispute(server, 4)
    desk = open_desk(device, "desk-1")
    page = desk.page
    expect_open(page, 4 + DEMO)
    page.keyboard.press("l")
    preview = page.get_by_role("table", name="Luật sẽ quyết định thế này")
    expect(preview).to_be_visible()
    page.keyboard.press("2")
    for each in made:
        row = preview.get_by_role("row").filter(has_text=each.name).first
        expect(row).to_contain_text(" ".join([each.second[:4], each.second[4:7], each.second[7:]]))
    preview.get_by_label(re.compile(f"Áp dụng cho {made[0].name}")).first.uncheck()
    page.keyboard.press("Enter")
    expect(page.get_by_text(re.compile(r"Đã quyết định \d chỗ theo luật"))).to_be_visible()
    desk.expect_waiting(0)
    admin = sign_in(server, "xa")
    after = values_of(admin, made)
    assert sorted(map(str, after)) == sorted([made[0].first, *(each.second for each in made[1:])])
    page.keyboard.press("u")
    expect(page.get_by_text(re.compile(r"Đã hoàn tác \d chỗ"))).to_be_visible()
    expect_open(page, 4 + DEMO)
    desk.expect_waiting(0)
    assert values_of(admin, made) == [each.first for each in made]


def test_a_decision_without_network_is_kept_and_arrives_later(
    device: OpenDevice, server: Server
) -> None:
    desk = open_desk(device, "desk-1")
    page = desk.page
    expect_open(page, DEMO)
    desk.expect_waiting(0)
    server.stop()
    desk.watch.is_server_expected = False
    page.keyboard.press("2")
    page.keyboard.press("Enter")
    expect_open(page, DEMO - 1)
    desk.expect_waiting(1)
    page.reload()
    expect_open(page, DEMO - 1)
    server.start()
    desk.send_now()
    desk.expect_waiting(0)
    assert len(sign_in(server, "xa").get("/conflicts", status="open")["items"]) == DEMO - 1


def test_a_new_conflict_appears_by_itself_also_for_the_province(
    device: OpenDevice, server: Server
) -> None:
    commune = open_desk(device, "desk-1").page
    province = open_desk(device, "desk-2", "tinh").page
    for page in (commune, province):
        expect_open(page, DEMO)
    [made] = dispute(server, 1)
    for page in (commune, province):
        expect_open(page, DEMO + 1)
        expect(page.locator("aside.queue li").last).to_contain_text(made.name)
    province.locator("aside.queue li").last.get_by_role("button").click()
    expect(province.get_by_role("heading", level=1)).to_contain_text(made.name)
    expect(province.get_by_text(made.first[4:7]).first).to_be_visible()
    province.keyboard.press("2")
    province.keyboard.press("Enter")
    for page in (commune, province):
        expect_open(page, DEMO)


def test_two_admins_never_decide_over_each_other(device: OpenDevice, server: Server) -> None:
    first = open_desk(device, "desk-1")
    second = open_desk(device, "desk-2", "tinh")
    for desk in (first, second):
        expect_open(desk.page, DEMO)
    title = first.page.get_by_role("heading", level=1).inner_text()
    first.cut_off(is_off=True)
    first.page.keyboard.press("3")
    first.page.keyboard.press("Enter")
    expect_open(first.page, DEMO - 1)
    second.page.keyboard.press("2")
    second.page.keyboard.press("Enter")
    expect_open(second.page, DEMO - 1)
    # Decided here is not yet decided there: who reaches the server first is who decided.
    second.expect_waiting(0)
    first.cut_off(is_off=False)
    first.send_now()
    expect(first.page.get_by_text(re.compile("vừa quyết định chỗ này"))).to_be_visible(
        timeout=LIVE_MS
    )
    assert title != ""
    decided = sign_in(server, "tinh").get("/conflicts", status="resolved")["items"]
    assert [each["resolution"]["choice"] for each in decided] == ["current"]


def test_the_queue_can_be_narrowed_to_one_place(device: OpenDevice, server: Server) -> None:
    dispute(server, 2)
    page = open_desk(device, "desk-1").page
    expect_open(page, 2 + DEMO)
    page.keyboard.press("f")
    expect(page.locator("#queue-filter")).to_be_focused()
    page.locator("#queue-filter").select_option("place:Ấp Mỹ Phú")
    expect_open(page, 3)
    assert count_open(page) == 3

"""A long list on a phone: only what is near the screen is drawn, and nobody notices."""

from playwright.sync_api import expect

from tests.e2e.browsers import READY_MS
from tests.e2e.conftest import OpenDevice

DRAWN_ROWS_MAX = 60
# Bytes a second and milliseconds: what is left of a mobile network at the edge of a hamlet.
SLOW = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
QUICK = SLOW | {"latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
ROW_IN_THE_MIDDLE = """() => {
  const { left, top, height } = document.querySelector('main .scroll').getBoundingClientRect();
  const there = document.elementFromPoint(left + 60, top + height / 2);
  return there?.closest('[role=listitem]') != null;
}"""


def test_what_was_searched_can_be_scrolled_to_its_end(device: OpenDevice) -> None:
    phone = device("phone-1")
    phone.sign_in("doanvien1")
    phone.get_ready()
    phone.go_to_tab("Hộ dân")
    page = phone.page
    page.get_by_role("searchbox").press_sequentially("nguyen", delay=30)
    rows = page.get_by_role("listitem")
    expect(rows.first).to_be_visible()
    total = int(rows.first.get_attribute("aria-setsize") or 0)
    assert total > DRAWN_ROWS_MAX, "too few found to scroll"
    last = page.locator(f"[aria-posinset='{total}']")
    scroller = page.locator("main .scroll")
    for _ in range(total):
        scroller.evaluate("(element) => element.scrollBy(0, element.clientHeight)")
        page.wait_for_function(ROW_IN_THE_MIDDLE)
        if last.count() == 1:
            break
    expect(last).to_have_count(1)
    assert rows.count() < DRAWN_ROWS_MAX, "all rows are drawn"


def test_a_key_typed_far_down_shows_the_best_of_what_it_found(device: OpenDevice) -> None:
    phone = device("phone-1")
    phone.sign_in("doanvien1")
    phone.get_ready()
    phone.go_to_tab("Hộ dân")
    page = phone.page
    box = page.get_by_role("searchbox")
    scroller = page.locator("main .scroll")
    expect(page.get_by_role("listitem").first).to_be_visible()
    # Past all that was drawn, in one throw.
    scroller.evaluate("(element) => element.scrollTo(0, element.scrollHeight)")
    page.wait_for_function(ROW_IN_THE_MIDDLE)
    box.press_sequentially("n")
    expect(page.locator("[aria-posinset='1']")).to_be_in_viewport()
    scroller.evaluate("(element) => element.scrollBy(0, 2 * element.clientHeight)")
    page.wait_for_function(ROW_IN_THE_MIDDLE)
    box.fill("")
    expect(page.locator("[aria-posinset='1']")).to_be_in_viewport()


def test_half_a_book_never_says_that_a_household_is_not_there(device: OpenDevice) -> None:
    phone = device("phone-1")
    page = phone.page
    slow = page.context.new_cdp_session(page)
    slow.send("Network.emulateNetworkConditions", SLOW)
    phone.sign_in("doanvien1")
    expect(page.get_by_text("Phần còn lại tự về tiếp")).to_be_visible(timeout=READY_MS)
    phone.cut_off(is_off=True)
    page.get_by_role("button", name="Bắt đầu ghi").tap()
    phone.go_to_tab("Hộ dân")
    page.get_by_role("searchbox").fill("khong co ai ten nay")
    expect(page.get_by_text("Sổ chưa về hết nên có thể chưa thấy hộ này")).to_be_visible()
    slow.send("Network.emulateNetworkConditions", QUICK)
    phone.cut_off(is_off=False)
    expect(page.get_by_text("Không thấy hộ nào tên")).to_be_visible(timeout=READY_MS)

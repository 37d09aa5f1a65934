"""What tests of a phone do again and again: a visit with a note, the way to the safety screens."""

import re

from playwright.sync_api import Page, expect

from tests.e2e.browsers import Device
from tests.e2e.harness import Account, wait_until
from tests.phone import Json

DRAFTS = """
async () => {
  const done = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const { name } = (await indexedDB.databases()).find((each) => each.name !== 'tungnha');
  const database = await done(indexedDB.open(name));
  const rows = await done(database.transaction('drafts').objectStore('drafts').getAll());
  database.close();
  return JSON.stringify(rows);
}
"""


def expect_draft(page: Page, typed: str) -> None:
    """It is on the phone: the screen's words may still speak of the touch before the last."""
    expect(page.get_by_text("Bản nháp đã lưu trên máy")).to_be_visible()
    wait_until(lambda: typed in page.evaluate(DRAFTS), f"{typed} is kept")


def visits_with(account: Account, note: str) -> list[Json]:
    return [each for each in account.pull().all_of("visit") if each["fields"].get("note") == note]


def record_absent(phone: Device, note: str) -> None:
    page = phone.page
    phone.go_to_tab("Hôm nay")
    phone.tap(page.get_by_role("link", name="Ghi lượt đến nhà"))
    phone.tap(page.get_by_role("radio", name="Vắng nhà"))
    page.get_by_placeholder("Ghi chú: nói hoặc gõ").fill(note)
    phone.tap(page.get_by_role("button", name="Lưu lượt này"))
    expect(page.get_by_text("Đã lưu trên máy này lúc")).to_be_visible()


def open_safety(phone: Device, row: str) -> Page:
    page = phone.page
    phone.go_to_tab("Tôi")
    phone.tap(page.get_by_role("link", name="Mã khóa, giao tệp, máy này"))
    phone.tap(page.get_by_role("link", name=re.compile(f"^{row}")))
    return page


def leave_safety(phone: Device) -> None:
    for _ in range(2):
        phone.tap(phone.page.get_by_role("button", name="Quay lại"))


def have_unsent(account: Account, count: int) -> None:
    """A phone that reaches the server and still has something unsent, as it says itself."""
    phone = account.pull()
    account.post("/sync", {**phone.request(), "waiting": count})

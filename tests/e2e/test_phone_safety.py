"""What keeps work safe on a phone: a PIN that leaves no name to read, and words about what may be
lost where the browser has thrown the book away.
"""

import re

from playwright.sync_api import Page, expect

from tests.e2e.browsers import READY_MS, Device
from tests.e2e.conftest import OpenDevice
from tests.e2e.harness import Server, sign_in
from tests.e2e.phone_work import expect_draft, have_unsent, open_safety, record_absent, visits_with

PIN, WRONG_PIN = "246813", "135790"
TRIES = 5
NOTE, DRAFT = "Xoài cát chu chín rộ", "Hẹn chiều ghé vườn quýt"
UNSENT = 4
READ_EVERYTHING = """
async () => {
  const text = (value, depth = 0) => {
    if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) {
      return new TextDecoder().decode(value);
    }
    if (value === null || typeof value !== 'object') return String(value);
    return depth > 12 ? '' : Object.values(value).map((each) => text(each, depth + 1)).join(' ');
  };
  const done = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const found = [];
  for (const { name } of await indexedDB.databases()) {
    if (name === 'tungnha') continue;
    const database = await done(indexedDB.open(name));
    for (const store of database.objectStoreNames) {
      found.push(text(await done(database.transaction(store).objectStore(store).getAll())));
    }
    database.close();
  }
  return found.join(' ');
}
"""


def try_pin(page: Page, pin: str) -> None:
    page.get_by_label("Mã khóa").fill(pin)
    page.get_by_role("button", name="Mở sổ").tap()


def read_as_is(page: Page) -> str:
    found: str = page.evaluate(READ_EVERYTHING)
    return found


def write_down_and_lock(phone: Device) -> str:
    """A visit and a draft with no signal, behind a PIN; gives the name of a house of the book."""
    page = phone.page
    phone.cut_off(is_off=True)
    record_absent(phone, NOTE)
    phone.tap(page.get_by_role("link", name="Ghi lượt đến nhà"))
    page.get_by_placeholder("Ghi chú: nói hoặc gõ").fill(DRAFT)
    expect_draft(page, DRAFT)
    name = page.get_by_role("heading", level=1).inner_text()
    before = read_as_is(page)
    assert all(each in before for each in (name, NOTE, DRAFT))
    page = open_safety(phone, "Mã khóa")
    for label in (re.compile("Mã mới"), "Gõ lại mã mới"):
        page.get_by_label(label).fill(PIN)
    page.get_by_role("button", name="Đặt mã khóa").tap()
    expect(page.get_by_text("Đã khóa.")).to_be_visible(timeout=READY_MS)
    return name


def test_a_pin_leaves_no_name_to_read_and_five_wrong_ones_lose_no_record(
    device: OpenDevice, server: Server
) -> None:
    phone = device("phone-1")
    phone.sign_in("doanvien1")
    phone.get_ready()
    phone.watch.is_server_expected = False
    name = write_down_and_lock(phone)
    sealed = read_as_is(phone.page)
    assert [each for each in (name, "Nguyễn", NOTE, DRAFT) if each in sealed] == []

    server.stop()
    phone.kill()
    page = phone.open()
    for left in range(TRIES - 1, 0, -1):
        try_pin(page, WRONG_PIN)
        expect(page.get_by_text(f"Còn {left} lần thử")).to_be_visible(timeout=READY_MS)
    try_pin(page, PIN)
    phone.expect_waiting(1)
    phone.tap(page.get_by_role("link", name=re.compile(name)).first)
    phone.tap(page.get_by_text(re.compile("đang ghi dở")))
    expect(page.get_by_placeholder("Ghi chú: nói hoặc gõ")).to_have_value(DRAFT)

    page.reload()
    for _ in range(TRIES):
        expect(page.get_by_label("Mã khóa")).to_have_value("")
        try_pin(page, WRONG_PIN)
        expect(page.get_by_role("button", name="Đang mở")).to_have_count(0, timeout=READY_MS)
    expect(page.get_by_text("Sổ trên máy này đã khóa hẳn.")).to_be_visible(timeout=READY_MS)
    server.start()
    page.get_by_role("link", name="Đăng nhập lại").tap()
    phone.sign_in("doanvien1")
    phone.get_ready()
    phone.expect_waiting(0)
    assert len(visits_with(sign_in(server, "doanvien1"), NOTE)) == 1


def empty(phone: Device, origin: str, *, everything: bool) -> None:
    """The browser throws away the book, or all that it had of this address."""
    page = phone.page
    if everything:
        page.goto("about:blank")
        cdp = page.context.new_cdp_session(page)
        cdp.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": "all"})
        cdp.detach()
        page.goto(origin)
        return
    page.evaluate(
        "async () => { for (const { name } of await indexedDB.databases())"
        " if (name !== 'tungnha') await new Promise((resolve) => {"
        " indexedDB.deleteDatabase(name).onsuccess = resolve; }); }"
    )
    page.goto(origin)


def test_an_emptied_phone_says_what_may_be_lost(device: OpenDevice, server: Server) -> None:
    phone = device("phone-1")
    phone.sign_in("doanvien1")
    phone.get_ready()
    page = phone.page
    empty(phone, server.origin, everything=False)
    phone.sign_in("doanvien1")
    lead = page.get_by_text("Sổ cũ trên máy này không còn.")
    expect(lead).to_be_visible()
    expect(page.get_by_text("không còn lượt nào chờ gửi")).to_be_visible()
    phone.get_ready()
    expect(lead).to_be_visible()
    phone.tap(page.get_by_role("button", name="Đã đọc"))
    expect(lead).to_have_count(0)
    page.reload()
    expect(page.get_by_role("link", name="Ghi lượt đến nhà")).to_be_visible()
    expect(lead).to_have_count(0)

    have_unsent(sign_in(server, "doanvien1"), UNSENT)
    empty(phone, server.origin, everything=True)
    phone.sign_in("doanvien1")
    expect(page.get_by_text("Còn lượt chưa gửi ở máy khác?")).to_be_visible()
    expect(page.get_by_text(f"còn {UNSENT} lượt chưa gửi")).to_be_visible()
    phone.get_ready()
    expect(page.get_by_text("Còn lượt chưa gửi ở máy khác?")).to_be_visible()

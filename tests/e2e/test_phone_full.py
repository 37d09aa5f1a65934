"""A phone without room: says so before anything is lost, and keeps on the screen what it could not
keep elsewhere.
"""

from playwright.sync_api import expect

from tests.e2e.conftest import OpenDevice
from tests.e2e.harness import Server, sign_in
from tests.e2e.phone_work import visits_with

NOTE = "Xoài cát chu chín rộ"
FULL_DISK = """
globalThis.refused = new Set();
navigator.storage.estimate = async () => ({ usage: 5e6, quota: 60e6 });
for (const way of ['put', 'add']) {
  const write = IDBObjectStore.prototype[way];
  IDBObjectStore.prototype[way] = function (...given) {
    if (globalThis.is_full) {
      globalThis.refused.add(this.name);
      throw new DOMException('no room', 'QuotaExceededError');
    }
    return write.apply(this, given);
  };
}
"""


def test_a_full_phone_says_so_before_anything_is_lost(device: OpenDevice, server: Server) -> None:
    phone = device("phone-1")
    phone.sign_in("doanvien1")
    phone.get_ready()
    page = phone.page
    # Chromium neither tells how full a disk is nor lets a test fill it.
    page.add_init_script(FULL_DISK)
    page.reload()
    expect(page.get_by_text("Máy sắp đầy, còn")).to_be_visible()
    phone.tap(page.get_by_role("link", name="Ghi lượt đến nhà"))
    page.evaluate("() => { globalThis.is_full = true; }")
    note = page.get_by_placeholder("Ghi chú: nói hoặc gõ")
    note.fill(NOTE * 100)
    phone.tap(page.get_by_role("radio", name="Vắng nhà"))
    phone.tap(page.get_by_role("button", name="Lưu lượt này"))
    page.wait_for_function("() => globalThis.refused.has('log')")
    expect(page.get_by_text("Chưa lưu được vào máy")).to_be_visible()
    expect(note).to_have_value(NOTE * 100)
    page.evaluate("() => { globalThis.is_full = false; }")
    phone.tap(page.get_by_role("button", name="Lưu lượt này"))
    expect(page.get_by_text("Đã lưu trên máy này lúc")).to_be_visible()
    phone.expect_waiting(0)
    assert len(visits_with(sign_in(server, "doanvien1"), NOTE * 100)) == 1

"""Every screen that a person can meet, by who meets it and how it is reached.

The gallery, the accessibility check and the check for scripts all go through this one list; a new
screen is added here. Addresses are what stands behind `#`.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page, expect

from tests.e2e.browsers import Device

Prepare = Callable[[Page], None]
WIDE_ROLES = frozenset({"quay", "xa", "tinh"})


@dataclass(frozen=True, slots=True)
class Screen:
    """`prepare` does on the page what a person does to see it; the address may be `None` where it
    is the screen before anybody has signed in."""

    name: str
    account: str | None
    address: str | None = ""
    prepare: Prepare | None = None

    @property
    def is_wide(self) -> bool:
        return self.account in WIDE_ROLES


def first_house(page: Page) -> None:
    page.locator("a.row").first.click()
    expect(page.get_by_role("button", name=re.compile("Quay lại|Back"))).to_be_visible()


def _visit(page: Page) -> None:
    page.get_by_role("link", name=re.compile("Ghi lượt đến nhà|Record a visit")).first.click()
    expect(page.get_by_role("radio").first).to_be_visible()


def _met(page: Page) -> None:
    _visit(page)
    page.get_by_role("radio", name=re.compile("^(Gặp|Met)")).click()
    page.locator(".topics .topic").first.click()


def _edit_house(page: Page) -> None:
    first_house(page)
    page.get_by_role("link", name=re.compile("Sửa thông tin hộ|Edit")).first.click()
    expect(page.get_by_role("textbox").first).to_be_visible()


def _consent(page: Page) -> None:
    first_house(page)
    page.goto(f"{page.url}/dong-y")
    page.locator("h1").first.wait_for()


def _shop(page: Page) -> None:
    first_house(page)
    page.goto(f"{page.url}/cua-hang/moi")
    page.locator("h1").first.wait_for()


def _find_filings(page: Page) -> None:
    page.get_by_role("searchbox").fill("nguyen")


def _open_filing(page: Page) -> None:
    _find_filings(page)
    page.locator("td.name a").first.click()
    page.keyboard.press("F6")
    expect(page.get_by_role("combobox").first).to_be_visible()


def _new_request(page: Page) -> None:
    page.get_by_role("button", name=re.compile("Ghi yêu cầu mới|New request")).click()
    expect(page.get_by_role("textbox").first).to_be_focused()


def _open_request(page: Page) -> None:
    """The first one, kept here where there is none yet."""
    page.get_by_text(re.compile("Chưa có yêu cầu|No request|ngày làm việc|working day")).wait_for()
    rows = page.locator("tbody .open")
    if rows.count() == 0:
        _new_request(page)
        page.get_by_role("textbox").first.fill("Nguyễn Văn")
        page.keyboard.press("Enter")
    else:
        rows.first.click()
    page.locator(".clock").wait_for()
    page.keyboard.press("f")
    page.get_by_role("checkbox").first.wait_for()


SCREENS: tuple[Screen, ...] = (
    Screen("sign-in", None, None),
    Screen("getting-ready", "doanvien1", "/chuan-bi"),
    Screen("today", "doanvien1", "/"),
    Screen("households", "doanvien1", "/ho"),
    Screen("household", "doanvien1", "/ho", first_house),
    Screen("household-edit", "doanvien1", "/ho", _edit_house),
    Screen("household-new", "doanvien1", "/ho/moi"),
    Screen("visit", "doanvien1", "/", _visit),
    Screen("visit-met", "doanvien1", "/", _met),
    Screen("outbox", "doanvien1", "/so-gui"),
    Screen("household-consent", "doanvien1", "/ho", _consent),
    Screen("household-shop", "doanvien1", "/ho", _shop),
    Screen("map", "doanvien1", "/ho/ban-do"),
    Screen("team", "doanvien1", "/to"),
    Screen("gathering", "doanvien1", "/to/buoi/moi"),
    Screen("lessons", "doanvien1", "/to/bai"),
    Screen("news", "doanvien1", "/toi/tin"),
    Screen("me", "doanvien1", "/toi"),
    Screen("safety", "doanvien1", "/an-toan"),
    Screen("safety-pin", "doanvien1", "/an-toan/ma-khoa"),
    Screen("safety-hand-over", "doanvien1", "/an-toan/giao-tep"),
    Screen("safety-phone", "doanvien1", "/an-toan/may"),
    Screen("leader-today", "totruong1", "/"),
    Screen("leader-team", "totruong1", "/to"),
    Screen("leader-members", "totruong1", "/to/thanh-vien"),
    Screen("leader-plan", "totruong1", "/to/ke-hoach"),
    Screen("leader-notice", "totruong1", "/to/viet-tin"),
    Screen("desk-log", "quay", "/"),
    Screen("desk-find", "quay", "/tim", _find_filings),
    Screen("desk-due", "quay", "/hen"),
    Screen("desk-filing", "quay", "/tim", _open_filing),
    Screen("office-conflicts", "xa", "/"),
    Screen("office-held", "xa", "/dang-giu"),
    Screen("office-decided", "xa", "/da-quyet-dinh"),
    Screen("office-spots", "xa", "/cho-hay-khac"),
    Screen("office-twins", "xa", "/trung-ho"),
    Screen("office-twins-settled", "xa", "/trung-ho-da-xu-ly"),
    Screen("office-requests", "xa", "/yeu-cau"),
    Screen("office-request-new", "xa", "/yeu-cau", _new_request),
    Screen("office-request", "xa", "/yeu-cau", _open_request),
    Screen("office-people", "xa", "/nguoi"),
    Screen("office-phones", "xa", "/may"),
    Screen("office-import", "xa", "/nhap"),
    Screen("office-audit", "xa", "/nhat-ky"),
    Screen("province-conflicts", "tinh", "/"),
)


@dataclass(slots=True)
class Look:
    """How a screen is looked at."""

    language: str = "vi"
    theme: str = "light"
    width: int = 360
    height: int = 640

    def __str__(self) -> str:
        return f"{self.language}-{self.theme}-{self.width}"


def enter(device: Device, account: str) -> None:
    """Signs in and waits until the whole book is there."""
    device.sign_in(account)
    if account in WIDE_ROLES:
        device.expect_waiting(0)
    else:
        device.get_ready()


def show(device: Device, screen: Screen, look: Look) -> Page:
    """The screen as this look has it; whatever was open before is left."""
    page = device.page
    page.set_viewport_size({"width": look.width, "height": look.height})
    page.evaluate(
        "([language, theme]) => { localStorage.setItem('tungnha.locale', language);"
        " localStorage.setItem('tungnha.theme', theme); }",
        [look.language, look.theme],
    )
    page.goto("about:blank")
    page.goto(f"{device.server.origin}/#{screen.address or ''}")
    page.locator("h1").first.wait_for()
    if screen.prepare is not None:
        screen.prepare(page)
    settle(page)
    return page


def settle(page: Page) -> None:
    """Until faces of type are there and nothing moves any more."""
    page.evaluate(
        "async () => { await document.fonts.ready;"
        " await Promise.all(document.getAnimations()"
        ".filter((each) => each.effect?.getTiming().iterations !== Infinity)"
        ".map((each) => each.finished.catch(() => null))); }"
    )

"""Every screen that a person can meet, by who meets it and how it is reached.

The gallery, the accessibility check and the check for scripts all go through this one list; a new
screen is added here. Addresses are what stands behind `#`.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page, expect

from tests.e2e.browsers import Device
from tests.jpegs import picture

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
    is_offline: bool = False

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


def _shop_photos(page: Page) -> None:
    """A shop that was saved, with a photo of it; each look saves one more."""
    _shop(page)
    page.get_by_label("Tên trên bảng hiệu").or_(page.get_by_label("Name on the sign")).fill(
        "Tiệm ảnh"
    )
    page.locator("button[type=submit]").click()
    page.get_by_role("link", name="Tiệm ảnh").last.click()
    page.locator("input[type=file]").first.set_input_files(
        {"name": "bang.jpg", "mimeType": "image/jpeg", "buffer": picture(320, 240)}
    )
    expect(page.locator(".tiles img").first).to_be_visible()


def _product(page: Page) -> None:
    first_house(page)
    page.goto(f"{page.url}/san-pham/moi")
    page.locator("h1").first.wait_for()


def _twin(page: Page) -> None:
    first_house(page)
    page.goto(f"{page.url}/trung")
    page.get_by_role("searchbox").fill("nguyen van")
    expect(page.locator("button.row").first).to_be_visible()


def _refusing(page: Page) -> None:
    _consent(page)
    page.get_by_role("button", name=re.compile("Không đồng ý|They do not agree")).click()


def _narrow(page: Page) -> None:
    page.get_by_role("button", name=re.compile("^(Lọc|Filter)")).click()
    expect(page.get_by_role("dialog")).to_be_visible()


def _searched(page: Page) -> None:
    page.get_by_role("searchbox").fill("khong co ai ten nay")
    expect(page.locator(".empty")).to_be_visible()


def _dot(page: Page) -> None:
    box = page.locator("canvas").bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(page.locator("a.row")).to_be_visible()


def _more_topics(page: Page) -> None:
    _met(page)
    page.get_by_role("button", name=re.compile("Thêm nội dung|More topics")).click()
    expect(page.get_by_role("dialog")).to_be_visible()


def _party_cell(page: Page) -> None:
    page.get_by_role("button", name=re.compile("Họp chi bộ|Party cell")).click()


def _first_row(page: Page) -> None:
    page.locator("a.row").first.click()
    expect(page.get_by_role("button", name=re.compile("Quay lại|Back"))).to_be_visible()


def _notice(page: Page) -> None:
    page.locator("a[href*='/to/tin/']").first.click()
    page.locator(".body").wait_for()


def _knocked(page: Page) -> None:
    """With no network, so that what was recorded waits."""
    _visit(page)
    page.get_by_role("radio", name=re.compile("Vắng nhà|Not in")).click()
    page.get_by_role("button", name=re.compile("Lưu lượt này|Save")).click()
    expect(page.locator(".thread").first).to_be_visible()


def _waiting(page: Page) -> None:
    _knocked(page)
    page.get_by_role("link", name=re.compile("Sổ gửi|Outbox")).last.click()
    expect(page.locator("a.row").first).to_be_visible()


def _waiting_one(page: Page) -> None:
    _waiting(page)
    _first_row(page)


def _handed_over(page: Page) -> None:
    _knocked(page)
    page.goto(f"{page.url.split('#')[0]}#/an-toan/giao-tep")
    page.get_by_role("button", name=re.compile("Giao tệp|Hand over the file")).click()
    expect(page.locator(".problem")).to_be_visible()


def _leaving(page: Page) -> None:
    page.get_by_role("button", name=re.compile("Thoát tài khoản|Sign out")).click()


def _clearing(page: Page) -> None:
    page.get_by_role("button", name=re.compile("Xóa sổ|Delete the book")).click()


def _locked(page: Page) -> None:
    """For good: whoever comes after this screen meets the lock."""
    pins = page.locator("input[type=password]")
    expect(pins.first).to_be_visible()
    if pins.count() == 2:
        for pin in pins.all():
            pin.fill("246810")
        page.get_by_role("button", name=re.compile("Đặt mã khóa|Set the PIN")).click()
        expect(page.locator(".problem.good")).to_be_visible(timeout=30_000)
        page.reload()
    expect(pins).to_have_count(1)
    page.locator("input[type=password]").fill("1111")
    page.get_by_role("button", name=re.compile("Mở sổ|Open")).click()
    expect(page.locator(".problem.bad")).to_be_visible(timeout=30_000)


def _find_filings(page: Page) -> None:
    page.get_by_role("searchbox").fill("nguyen")


def _open_filing(page: Page) -> None:
    _find_filings(page)
    page.locator("td.name a").first.click()
    page.keyboard.press("F6")
    expect(page.get_by_role("combobox").first).to_be_visible()


def _open_hamlet(page: Page) -> None:
    page.get_by_role("table").get_by_role("button").first.click()
    expect(page.locator(".adm-panel h2")).to_be_visible()


def _merging(page: Page) -> None:
    _open_hamlet(page)
    page.get_by_role("button", name=re.compile("Nhập với ấp khác|Merge with others")).click()
    page.get_by_role("checkbox").first.check()
    page.get_by_label(re.compile("Tên mới|New name")).fill("Ấp Mỹ Lớn")


def _splitting(page: Page) -> None:
    _open_hamlet(page)
    page.get_by_role("button", name=re.compile("^(Tách ra|Split)")).click()
    expect(page.get_by_label(re.compile("Tên phần 2|Name of part 2"))).to_be_visible()


def _founding(page: Page) -> None:
    _open_hamlet(page)
    page.get_by_role("button", name=re.compile("Thành lập Tổ|Found a team")).click()


def _open_entry(page: Page) -> None:
    expect(page.get_by_role("table").get_by_role("button").first).to_be_visible()
    page.get_by_role("table").get_by_role("button").first.click()
    expect(page.locator(".adm-panel h2")).to_be_visible()


def _indicators(page: Page) -> None:
    page.get_by_role("combobox").select_option("indicator")
    _open_entry(page)


def _consent_texts(page: Page) -> None:
    page.get_by_role("combobox").select_option("consent_text")
    _open_entry(page)


def _new_request(page: Page) -> None:
    page.get_by_role("button", name=re.compile("Ghi yêu cầu mới|New request")).click()
    expect(page.get_by_role("textbox").first).to_be_focused()


def _open_request(page: Page) -> None:
    """The first one, kept here where there is none yet."""
    told = re.compile("Chưa có yêu cầu|No request|ngày làm việc|working day")
    page.get_by_text(told).first.wait_for()
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
    Screen("household-product", "doanvien1", "/ho", _product),
    Screen("household-twin", "doanvien1", "/ho", _twin),
    Screen("household-refusing", "doanvien1", "/ho", _refusing),
    Screen("households-narrow", "doanvien1", "/ho", _narrow),
    Screen("households-nobody", "doanvien1", "/ho", _searched),
    Screen("household-edit", "doanvien1", "/ho", _edit_house),
    Screen("household-new", "doanvien1", "/ho/moi"),
    Screen("visit", "doanvien1", "/", _visit),
    Screen("visit-met", "doanvien1", "/", _met),
    Screen("visit-topics", "doanvien1", "/", _more_topics),
    Screen("outbox", "doanvien1", "/so-gui"),
    Screen("household-consent", "doanvien1", "/ho", _consent),
    Screen("household-shop", "doanvien1", "/ho", _shop),
    Screen("household-shop-photos", "doanvien1", "/ho", _shop_photos),
    Screen("map", "doanvien1", "/ho/ban-do"),
    Screen("map-dot", "doanvien1", "/ho/ban-do", _dot),
    Screen("team", "doanvien1", "/to"),
    Screen("gathering", "doanvien1", "/to/buoi/moi"),
    Screen("gathering-party", "doanvien1", "/to/buoi/moi", _party_cell),
    Screen("lessons", "doanvien1", "/to/bai"),
    Screen("lesson", "doanvien1", "/to/bai", _first_row),
    Screen("notice", "doanvien1", "/to", _notice),
    Screen("news", "doanvien1", "/toi/tin"),
    Screen("me", "doanvien1", "/toi"),
    Screen("safety", "doanvien1", "/an-toan"),
    Screen("safety-pin", "doanvien1", "/an-toan/ma-khoa"),
    Screen("safety-hand-over", "doanvien1", "/an-toan/giao-tep"),
    Screen("safety-phone", "doanvien1", "/an-toan/may"),
    Screen("me-leaving", "doanvien1", "/toi", _leaving),
    Screen("safety-clearing", "doanvien1", "/an-toan/may", _clearing),
    Screen("today-worked", "doanvien1", "/", _knocked, is_offline=True),
    Screen("outbox-waiting", "doanvien1", "/", _waiting, is_offline=True),
    Screen("outbox-item", "doanvien1", "/", _waiting_one, is_offline=True),
    Screen("safety-handed-over", "doanvien1", "/", _handed_over, is_offline=True),
    Screen("safety-locked", "doanvien1", "/an-toan/ma-khoa", _locked),
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
    Screen("office-export", "xa", "/xuat"),
    Screen("office-people", "xa", "/nguoi"),
    Screen("office-phones", "xa", "/may"),
    Screen("office-import", "xa", "/nhap"),
    Screen("office-audit", "xa", "/nhat-ky"),
    Screen("office-places", "xa", "/dia-ban", _open_hamlet),
    Screen("office-places-merge", "xa", "/dia-ban", _merging),
    Screen("office-places-split", "xa", "/dia-ban", _splitting),
    Screen("office-places-found", "xa", "/dia-ban", _founding),
    Screen("office-targets", "xa", "/danh-muc", _open_entry),
    Screen("province-conflicts", "tinh", "/"),
    Screen("province-places", "tinh", "/dia-ban"),
    Screen("province-catalogue", "tinh", "/danh-muc", _open_entry),
    Screen("province-catalogue-counts", "tinh", "/danh-muc", _indicators),
    Screen("province-catalogue-consent", "tinh", "/danh-muc", _consent_texts),
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
    device.cut_off(is_off=screen.is_offline)
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

"""The book in the volunteer's hand, with the server away: whatever way a name is typed the house is
found, the hamlet is seen as dots, what a house sells is written down, and lessons and notices are
read and handed on.
"""

import re
import unicodedata

from playwright.sync_api import Geolocation, Locator, Page, expect

from tests.e2e.browsers import Device
from tests.e2e.harness import Server, sign_in
from tests.phone import Json, Phone

NEW_HOUSE = "Lê Thị Hòa Đậm"
WAYS_TO_TYPE = (
    "le thi hoa dam",
    "HOA DAM",
    "dam hoa",
    "lê thị hòa đậm",
    "lê thị hoà đậm",
    unicodedata.normalize("NFD", "Lê Thị Hoà Đậm"),
    unicodedata.normalize("NFD", "hòa đậm"),
)
ELSEWHERE: Geolocation = {"latitude": 11.45, "longitude": 105.63}
# As a phone that takes a while to find out where it is.
FOUND_LATE = """() => {
  const find = navigator.geolocation.getCurrentPosition.bind(navigator.geolocation);
  navigator.geolocation.getCurrentPosition = (found, ...more) =>
    find((place) => { globalThis.tellPlace = () => found(place); }, ...more);
}"""
SHOP, PRODUCT = "Tạp hóa Cô Ba Điên Điển", "Khô cá lóc Út Đẹp"
LESSON = "lua dao"


def count_of(page: Page, *, narrowed: bool) -> tuple[int, int]:
    """As the list says it once it is, or is not, of some of them only: shown, and all."""
    status = page.locator(".h [role=status]")
    expect(status).to_have_text(re.compile(r"trong [\d.]+ hộ" if narrowed else r"^\s*[\d.]+ hộ"))
    said = status.inner_text()
    numbers = [int(each.replace(".", "")) for each in re.findall(r"[\d.]+", said)]
    return numbers[0], numbers[-1]


def expect_count(page: Page, shown: int) -> None:
    status = page.locator(".h [role=status]")
    expect(status).to_have_text(re.compile(rf"^\s*{shown} (trong \d+ )?hộ"))


def add_house(phone: Device, name: str) -> None:
    page = phone.page
    phone.go_to_tab("Hộ dân")
    page.get_by_role("link", name="Thêm").tap()
    page.get_by_label("Họ tên chủ hộ").fill(name)
    page.get_by_label("Cụm, tuyến").fill("Tổ 3")
    page.get_by_role("button", name="Có cửa hàng, sạp").tap()
    page.get_by_role("button", name="Lưu hộ mới").tap()
    expect(page.get_by_role("heading", level=1, name=name)).to_be_visible()


def filter_chip(page: Page, name: str) -> Locator:
    return page.get_by_role("group", name="Lọc").get_by_role("button", name=re.compile(name))


def find_by_every_way(page: Page) -> None:
    field = page.get_by_role("searchbox", name="Tìm hộ")
    for typed in WAYS_TO_TYPE:
        field.fill(typed)
        expect(page.locator("a.row").first).to_contain_text(NEW_HOUSE)
        expect_count(page, 1)
    field.fill("khong co ai ten nhu vay")
    expect(page.get_by_role("link", name="Thêm hộ mới")).to_be_visible()
    page.get_by_role("button", name="Xóa chữ đã gõ").tap()


def narrow(page: Page) -> None:
    """By cluster and by what it has: the new house is among them, and all are back after it."""
    page.get_by_role("button", name="Lọc", exact=True).tap()
    sheet = page.get_by_role("dialog")
    sheet.get_by_role("button", name="Tổ 3", exact=True).tap()
    sheet.get_by_role("button", name="Có cửa hàng, sạp").tap()
    sheet.get_by_role("button", name="Xong").tap()
    expect(page.get_by_role("button", name="Lọc · 2")).to_be_visible()
    shown, narrowed = count_of(page, narrowed=False)
    assert shown == narrowed < 100
    page.get_by_role("searchbox", name="Tìm hộ").fill("hoa dam")
    expect(page.locator("a.row")).to_have_count(1)
    page.get_by_role("button", name="Xóa chữ đã gõ").tap()
    page.get_by_role("button", name="Lọc · 2").tap()
    sheet.get_by_role("button", name="Tổ 3", exact=True).tap()
    sheet.get_by_role("button", name="Có cửa hàng, sạp").tap()
    sheet.get_by_role("button", name="Xong").tap()


def see_the_map(phone: Device, visited: int) -> None:
    page = phone.page
    page.get_by_role("link", name="Bản đồ").tap()
    # The new house has no place yet.
    expect(page.get_by_text(f"đã đến {visited} trong 450 nhà có vị trí")).to_be_visible()
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation(ELSEWHERE)
    page.evaluate(FOUND_LATE)
    page.get_by_role("button", name="Tôi ở đâu").tap()
    page.wait_for_function("() => globalThis.tellPlace !== undefined")
    page.get_by_role("button", name="Cả ấp").tap()
    # Whoever looks at the whole hamlet by now is not drawn away from it.
    page.evaluate("() => globalThis.tellPlace()")
    box = page.locator("canvas").bounding_box()
    assert box is not None
    page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    row = page.locator("a.row")
    name = row.locator("b").inner_text()
    phone.tap(row)
    expect(page.get_by_role("heading", level=1, name=name)).to_be_visible()
    page.get_by_role("button", name="Quay lại").tap()
    page.get_by_role("button", name="Quay lại").tap()


def test_a_house_is_found_however_it_is_typed_and_by_what_it_lacks(volunteer: Device) -> None:
    page = volunteer.page
    volunteer.go_to_tab("Hộ dân")
    all_before = count_of(page, narrowed=False)[1]
    add_house(volunteer, NEW_HOUSE)
    volunteer.go_to_tab("Hộ dân")
    expect_count(page, all_before + 1)
    find_by_every_way(page)
    narrow(page)

    unvisited = filter_chip(page, "Chưa đến")
    unvisited.tap()
    left = count_of(page, narrowed=True)[0]
    expect(page.locator("a.row").first).to_contain_text("chưa đến")
    page.get_by_role("searchbox", name="Tìm hộ").fill("hoa dam")
    page.locator("a.row").tap()
    page.get_by_role("link", name="Ghi lượt đến nhà").tap()
    page.get_by_role("radio", name="Vắng nhà").tap()
    page.get_by_role("button", name="Lưu lượt này").tap()
    expect(page.get_by_text("Đã lưu trên máy này lúc")).to_be_visible()
    volunteer.go_to_tab("Hộ dân")
    expect(page.get_by_text("Không thấy hộ nào")).to_be_visible()
    page.get_by_role("button", name="Xóa chữ đã gõ").tap()
    expect_count(page, left - 1)
    filter_chip(page, "Đến hẹn").tap()
    expect(page.locator("a.row").first).to_contain_text("hẹn")
    filter_chip(page, "Tất cả").tap()
    see_the_map(volunteer, all_before + 1 - left)


def write_wares(phone: Device) -> None:
    page = phone.page
    page.get_by_role("link", name="Cửa hàng", exact=True).tap()
    page.get_by_label("Tên trên bảng hiệu").fill(SHOP)
    for kind in ("Mã VietQR", "MoMo"):
        page.get_by_role("button", name=kind).tap()
    page.get_by_role("button", name="Đã xong").tap()
    expect(page.get_by_text("Bản nháp đã lưu trên máy")).to_be_visible()
    page.get_by_role("button", name="Lưu", exact=True).tap()
    expect(page.get_by_text(f"Đã lưu {SHOP}.")).to_be_visible()
    page.get_by_role("link", name="Sản phẩm", exact=True).tap()
    page.get_by_label("Tên sản phẩm").fill(PRODUCT)
    # Postmart goes by the name that it has now; Voso is no more.
    expect(page.get_by_role("button", name=re.compile("Voso"))).to_have_count(0)
    page.get_by_role("button", name="buudien.vn (trước là Postmart.vn)").tap()
    page.get_by_role("button", name="3 sao").tap()
    page.get_by_role("button", name="Lưu", exact=True).tap()
    row = page.locator("a.row").filter(has_text=PRODUCT)
    expect(row).to_contain_text("OCOP 3 sao")
    expect(row).to_contain_text("Chờ gửi")
    expect(page.locator("a.row").filter(has_text=SHOP)).to_contain_text("Mã VietQR, MoMo")


def learn(phone: Device) -> None:
    page = phone.page
    phone.go_to_tab("Tổ")
    page.get_by_role("link", name=re.compile("Bài hướng dẫn")).tap()
    page.get_by_role("searchbox", name="Tìm bài").fill(LESSON)
    expect(page.locator("a.row")).to_have_count(1)
    page.locator("a.row").tap()
    expect(page.locator(".body")).not_to_be_empty()
    page.get_by_role("button", name="Cần giúp").tap()
    level = page.get_by_role("button", name="Chỉ được người khác")
    level.tap()
    expect(level).to_have_attribute("aria-pressed", "true")
    page.reload()
    expect(level).to_have_attribute("aria-pressed", "true")
    share(page)
    page.get_by_role("button", name="Quay lại").tap()
    page.get_by_role("button", name="Quay lại").tap()


def share(page: Page) -> None:
    """As text and as a picture; this browser has no share sheet, so both come into the hand."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    title = page.get_by_role("heading", level=1).inner_text()
    page.get_by_role("button", name="Gửi chữ").tap()
    expect(page.get_by_text("Đã chép. Dán vào Zalo.")).to_be_visible()
    copied = page.evaluate("() => navigator.clipboard.readText()")
    assert copied.startswith(title)
    with page.expect_download() as download:
        page.get_by_role("button", name="Gửi ảnh").tap()
    assert download.value.path().read_bytes().startswith(b"\x89PNG")
    expect(page.get_by_text("Đã lưu ảnh vào máy.")).to_be_visible()


def read_notice(phone: Device) -> None:
    page = phone.page
    page.locator("a[href*='/to/tin/']").first.tap()
    expect(page.locator(".body")).not_to_be_empty()
    share(page)


def only(book: Phone, record_type: str, name: str) -> Json:
    [found] = [each for each in book.all_of(record_type) if each["fields"].get("name") == name]
    return found


def test_wares_lessons_and_notices_need_no_network(volunteer: Device, server: Server) -> None:
    add_house(volunteer, NEW_HOUSE)
    write_wares(volunteer)
    learn(volunteer)
    read_notice(volunteer)

    server.start()
    volunteer.send_now()
    volunteer.expect_waiting(0)
    account = sign_in(server, "doanvien1")
    book = account.pull()
    shop, product = only(book, "shop", SHOP), only(book, "product", PRODUCT)
    assert sorted(shop["fields"]["accepts"]) == ["momo", "vietqr"]
    assert (product["fields"]["platform"], product["fields"]["ocop_stars"]) == ("buudien.vn", 3)
    [session] = [
        each["fields"]
        for each in book.all_of("guidance")
        if each["fields"].get("shop_id") == shop["id"]
    ]
    assert session["outcome"] == "done"
    levels = [
        each["fields"]["level"]
        for each in book.all_of("task")
        if each["fields"].get("learned") and each["created_by"] == account.user_id
    ]
    assert 3 in levels

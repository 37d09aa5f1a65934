"""What is promised of photos: taken without a network, not lost, seen by others, deleted for all;
and nobody learns from one where a house stands.
"""

import re
import urllib.request
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from backend.core.jpeg import read_shape
from tests.e2e.browsers import Device
from tests.e2e.conftest import OpenDevice
from tests.e2e.harness import Account, Server, sign_in
from tests.jpegs import with_place

SHOP = "Tiệm Cô Ba Sa Đéc"
CAMERA = (2_000, 1_500)
LONGER_SIDE = 1_280


@pytest.fixture
def camera(tmp_path: Path) -> Path:
    """A picture as a phone's camera writes it: big, and it says where it was taken."""
    path = tmp_path / "IMG_20261126_093000.jpg"
    path.write_bytes(with_place(*CAMERA))
    assert b"Exif" in path.read_bytes()
    return path


def add_shop(phone: Device) -> Page:
    """On the first household of the list; its screen is open afterwards."""
    phone.go_to_tab("Hộ dân")
    page = phone.page
    phone.tap(page.get_by_role("listitem").get_by_role("link").first)
    phone.tap(page.get_by_role("link", name="Cửa hàng", exact=True))
    page.get_by_label("Tên trên bảng hiệu").fill(SHOP)
    phone.tap(page.get_by_role("button", name="Lưu", exact=True))
    phone.tap(page.get_by_role("link", name=SHOP))
    expect(page.get_by_role("heading", name="Ảnh", exact=True)).to_be_visible()
    return page


def tiles(page: Page) -> Locator:
    return page.get_by_role("button", name=re.compile(r"^Xem ảnh"))


def expect_picture(page: Page) -> None:
    """Not only its place: pixels."""
    picture = tiles(page).first.locator("img")
    expect(picture).to_be_visible()
    expect(picture).to_have_js_property("naturalWidth", LONGER_SIDE)


def fetch(account: Account, server: Server, photo_id: str) -> bytes:
    url = f"{server.origin}/api/v1/photos/{photo_id}"
    request = urllib.request.Request(url, headers=account.headers)
    with urllib.request.urlopen(request, timeout=30) as answer:
        assert answer.headers["Content-Type"] == "image/jpeg"
        body: bytes = answer.read()
        return body


def take_offline_and_die(phone: Device, camera: Path) -> str:
    """The address of the shop, after the browser was killed and opened again."""
    page = add_shop(phone)
    page.get_by_label("Chụp ảnh").set_input_files(camera)
    expect(page.get_by_text("Đã lưu ảnh trên máy này.")).to_be_visible()
    expect(tiles(page)).to_have_count(1)
    expect(tiles(page)).to_contain_text("Chờ gửi")
    path = page.url.removeprefix(phone.server.origin)
    phone.kill()
    expect_picture(phone.open(path))
    return path


def expect_stored_without_place(server: Server) -> None:
    account = sign_in(server, "doanvien2")
    [photo] = account.pull().all_of("photo")
    body = fetch(account, server, photo["id"])
    assert max(read_shape(body).width, read_shape(body).height) == LONGER_SIDE
    with Image.open(BytesIO(body)) as picture:
        assert dict(picture.getexif()) == {}


def send_all(phone: Device) -> None:
    phone.page.goto(f"{phone.server.origin}/#/so-gui")
    phone.send_now()
    phone.expect_waiting(0)


def test_a_photo_taken_offline_reaches_the_others_without_its_place_and_goes_for_all(
    device: OpenDevice, server: Server, camera: Path
) -> None:
    phone = device("phone-1")
    phone.sign_in("doanvien1")
    phone.get_ready()
    server.stop()
    phone.watch.is_server_expected = False
    path = take_offline_and_die(phone, camera)
    phone.page.goto(f"{server.origin}/#/so-gui")
    expect(phone.page.get_by_text("1 ảnh còn phải gửi")).to_be_visible()

    server.start()
    send_all(phone)
    expect(phone.page.get_by_text("ảnh còn phải gửi")).to_have_count(0)
    expect_stored_without_place(server)

    other = device("phone-2")
    other.sign_in("doanvien2")
    other.get_ready()
    other.page.goto(f"{server.origin}{path}")
    expect_picture(other.page)

    phone.page.goto(f"{server.origin}{path}")
    delete(phone)
    phone.tap(phone.page.get_by_role("button", name="Hoàn tác"))
    expect_picture(phone.page)
    delete(phone)
    send_all(phone)
    send_all(other)
    other.page.goto(f"{server.origin}{path}")
    expect(other.page.get_by_role("heading", name="Ảnh", exact=True)).to_be_visible()
    expect(tiles(other.page)).to_have_count(0)


def delete(phone: Device) -> None:
    phone.tap(tiles(phone.page).first)
    phone.tap(phone.page.get_by_role("button", name="Xóa ảnh này"))
    expect(phone.page.get_by_text("Đã xóa ảnh.")).to_be_visible()
    expect(tiles(phone.page)).to_have_count(0)

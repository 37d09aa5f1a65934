"""The app as a thing to install: its manifest, its service worker, its weight, and that it never
takes somebody else's page for the server's answer.
"""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Request, expect

from tests.e2e.browsers import Device, wait_for_worker
from tests.e2e.conftest import OpenDevice
from tests.e2e.harness import Server, wait_until

FIRST_LOAD_BYTES_MAX = 100_000


def test_the_app_can_be_installed(device: OpenDevice) -> None:
    page = device("phone-1").page
    wait_for_worker(page)
    link = page.locator("link[rel=manifest]").get_attribute("href")
    manifest = page.evaluate("async (link) => (await fetch(link)).json()", link)
    assert manifest["name"] == "Từng Nhà"
    assert (manifest["display"], manifest["start_url"]) == ("standalone", "/")
    assert (manifest["id"], manifest["scope"], manifest["lang"]) == ("/", "/", "vi")
    sizes = {each["sizes"] for each in manifest["icons"]}
    assert "512x512" in sizes
    for icon in manifest["icons"]:
        kind = page.evaluate(
            "async (src) => (await fetch(src)).headers.get('content-type')", icon["src"]
        )
        assert kind == icon["type"]
    client = page.context.new_cdp_session(page)
    assert client.send("Page.getInstallabilityErrors")["installabilityErrors"] == []


def test_the_app_opens_without_the_server(device: OpenDevice, server: Server) -> None:
    phone = device("phone-1")
    wait_for_worker(phone.page)
    server.stop()
    phone.watch.is_server_expected = False
    phone.close()
    page = phone.open()
    expect(page.get_by_role("heading", name="Đăng nhập")).to_be_visible()


KEPT_OFFICE = "async () => (await (await caches.open('tungnha-office')).keys()).length"


def test_only_who_uses_desk_or_office_keeps_their_files(device: OpenDevice, server: Server) -> None:
    phone, desk = device("phone-1"), device("desk-1")
    phone.sign_in("doanvien1")
    phone.get_ready()
    assert "tungnha-office" not in phone.page.evaluate("() => caches.keys()")
    desk.sign_in("quay")
    wait_until(lambda: bool(desk.page.evaluate(KEPT_OFFICE)), "the desk's files are kept")
    server.stop()
    desk.watch.is_server_expected = False
    desk.close()
    expect(desk.open().get_by_role("heading", name="Dòng mới")).to_be_visible()


def test_the_first_load_is_light(
    device: OpenDevice, record_property: Callable[[str, object], None]
) -> None:
    phone = device("phone-1")
    wait_for_worker(phone.page)
    loaded: list[Request] = []

    def note(request: Request) -> None:
        loaded.append(request)

    phone.page.context.on("requestfinished", note)
    cdp = phone.page.context.new_cdp_session(phone.page)
    cdp.send("Network.clearBrowserCache")
    cdp.send("Network.setBypassServiceWorker", {"bypass": True})
    phone.page.reload(wait_until="networkidle")
    own = [each for each in loaded if each.service_worker is None]
    sizes = {
        each.url: each.sizes()["responseBodySize"] for each in own if each.resource_type != "font"
    }
    assert sizes
    total = sum(sizes.values())
    record_property("first_load_bytes", total)
    assert total <= FIRST_LOAD_BYTES_MAX, sizes


@pytest.fixture
def volunteer(device: OpenDevice) -> Device:
    phone = device("phone-1")
    phone.sign_in("doanvien1")
    phone.get_ready()
    return phone


def test_a_captive_portal_is_never_taken_for_success(volunteer: Device, server: Server) -> None:
    volunteer.watch.is_server_expected = False
    server.kill()
    with server.replaced_by_portal():
        volunteer.record_visit()
        volunteer.send_now()
        said = volunteer.page.get_by_text("Wi-Fi này đòi đăng nhập nên chưa gửi được. 1 lượt")
        expect(said).to_be_visible()
        tried = re.compile(r"^Gửi ngay thử lúc \d\d:\d\d, chưa được$")
        expect(volunteer.page.get_by_role("button", name=tried)).to_be_visible()
        volunteer.expect_waiting(1)
        volunteer.page.reload()
        volunteer.expect_waiting(1)
        expect(said).to_be_visible()
    server.start()
    volunteer.send_now()
    volunteer.expect_waiting(0)
    expect(volunteer.page.get_by_text("Wi-Fi này đòi đăng nhập")).to_have_count(0)

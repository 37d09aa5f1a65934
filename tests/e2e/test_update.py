"""A new version of the app arrives while somebody works: nothing typed is lost, and what did not
arrive whole is not used.
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.browsers import Device, wait_for_worker
from tests.e2e.conftest import DATABASE, OpenDevice
from tests.e2e.harness import Server
from tests.e2e.phone_work import expect_draft
from tests.e2e.test_volunteer import open_household, topic

NOTE = "Bà con hẹn chiều mai"
INSTALL = """async () => {
  const registration = await navigator.serviceWorker.ready;
  const found = new Promise((resolve) => {
    registration.addEventListener('updatefound', () => resolve(registration.installing));
  });
  await registration.update();
  const worker = registration.installing ?? (await found);
  if (worker.state !== 'installing') return worker.state;
  return new Promise((resolve) => {
    worker.addEventListener('statechange', () => resolve(worker.state), { once: true });
  });
}"""
"""What becomes of the version that the server offers now: `installed` or `redundant`."""


@pytest.fixture
def build(built_pwa: Path, tmp_path: Path) -> Path:
    """A build of its own, which a test may change."""
    folder = tmp_path / "dist"
    shutil.copytree(built_pwa, folder)
    return folder


@pytest.fixture
def server(build: Path, demo: Path, tmp_path: Path) -> Iterator[Server]:
    data = tmp_path / "data"
    data.mkdir()
    shutil.copyfile(demo, data / DATABASE)
    server = Server(data, settings={"TUNGNHA_PWA": str(build)})
    server.start()
    yield server
    server.stop()


@pytest.fixture
def volunteer(device: OpenDevice) -> Device:
    phone = device("phone-1")
    phone.sign_in("doanvien1")
    phone.get_ready()
    return phone


def publish(build: Path, *, damage: str | None = None) -> None:
    """A newer version; `damage` is a kind of file of which one was changed on its way."""
    worker = build / "service-worker.js"
    worker.write_text(worker.read_text() + "\n// a newer version\n")
    changed = build / "index.html"
    if damage is not None:
        page = changed.read_text()
        changed = next(each for each in sorted(build.rglob(damage)) if each.name in page)
        # Renamed as a new build renames it, so that it is fetched; its content is not as listed.
        fresh = changed.with_name(f"new-{changed.name}")
        old, new = (str(each.relative_to(build)) for each in (changed, fresh))
        worker.write_text(worker.read_text().replace(old, new))
        fresh.write_bytes(changed.read_bytes() + b"\n/* more than was built */")
    now = (build / "index.html").stat().st_mtime_ns + 1_000_000_000
    os.utime(build / "index.html", ns=(now, now))


def begin_visit(volunteer: Device) -> Page:
    page = open_household(volunteer, "nguyen van ba")
    page.get_by_role("link", name="Ghi lượt đến nhà").tap()
    topic(page, "Ví điện tử").tap()
    page.get_by_placeholder("Ghi chú: nói hoặc gõ").fill(NOTE)
    expect_draft(page, NOTE)
    return page


def test_an_update_waits_for_the_form_and_keeps_what_was_typed(
    volunteer: Device, build: Path
) -> None:
    page = begin_visit(volunteer)
    publish(build)
    assert page.evaluate(INSTALL) == "installed"
    expect(page.get_by_placeholder("Ghi chú: nói hoặc gõ")).to_have_value(NOTE)
    page.get_by_role("button", name="Quay lại").tap()  # to the household, which has no tabs either
    volunteer.go_to_tab("Hôm nay")
    # The page of before is whole too until the new one comes in its place.
    with page.expect_event("domcontentloaded"):
        page.get_by_role("button", name="Mở bản mới").tap()
    wait_for_worker(page)
    open_household(volunteer, "nguyen van ba")
    page.get_by_text("đang ghi dở").tap()
    expect(page.get_by_placeholder("Ghi chú: nói hoặc gõ")).to_have_value(NOTE)
    expect(topic(page, "Ví điện tử")).to_have_attribute("data-outcome", "done")


def test_a_version_of_which_one_file_was_changed_on_its_way_is_not_used(
    volunteer: Device, build: Path, server: Server
) -> None:
    page = volunteer.page
    volunteer.watch.is_server_expected = False
    publish(build, damage="assets/*.css")
    assert page.evaluate(INSTALL) == "redundant"
    server.stop()
    volunteer.close()
    expect(volunteer.open().get_by_role("heading", level=1)).to_be_visible()


def test_a_version_that_arrived_by_half_is_not_used_and_comes_again(
    volunteer: Device, build: Path, server: Server
) -> None:
    page = volunteer.page
    volunteer.watch.is_server_expected = False
    # What only desks use is not kept on a phone, and would not be missed.
    [lost] = build.rglob("assets/PhoneApp-*.js")
    fresh = lost.with_name(f"new-{lost.name}")
    worker = build / "service-worker.js"
    worker.write_text(
        worker.read_text().replace(str(lost.relative_to(build)), str(fresh.relative_to(build)))
    )
    publish(build)
    assert page.evaluate(INSTALL) == "redundant"
    shutil.copyfile(lost, fresh)
    publish(build)
    assert page.evaluate(INSTALL) == "installed"
    expect(page.get_by_role("button", name="Mở bản mới")).to_be_visible()

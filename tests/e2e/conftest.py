"""Fixtures of the browser tests: the PWA built once, the demo made once and copied for each test,
the server as a process, and as many phones and desks as a test opens.
"""

import shutil
from collections.abc import Callable, Generator, Iterator
from pathlib import Path

import fasteners
import pytest
from playwright.sync_api import Playwright, sync_playwright

from tests.e2e.browsers import Device, Watch
from tests.e2e.harness import ROOT, Server, run_module
from tools.install import TOOLS, is_pwa_built

DATABASE = "tungnha.sqlite3"
OpenDevice = Callable[[str], Device]
OPENED = pytest.StashKey[list[Device]]()
HEARD_MAX = 20


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All tests of this folder drive a browser, none may forget to say so."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Of a test that failed: what its browsers show. No picture leaves the machine of the CI."""
    report = yield
    if report.failed and report.when != "teardown":
        opened = item.stash.get(OPENED, [])
        report.sections += [(each.folder.name, each.describe()) for each in opened]
        heard = list(dict.fromkeys(line for each in opened[:1] for line in each.watch.heard))
        report.sections.append(
            ("the browsers complained", "\n".join(heard[-HEARD_MAX:]) or "of nothing")
        )
    return report


@pytest.fixture(scope="session")
def built_pwa() -> Path:
    """pwa/dist from the sources that are there; built only when they changed."""
    TOOLS.mkdir(exist_ok=True)
    # Several workers of one run ask for it at once.
    with fasteners.InterProcessLock(TOOLS / "pwa.lock"):
        if not is_pwa_built():
            for step in ("node", "pwa-packages", "pwa"):
                run_module("tools.install", step)
    return ROOT / "pwa" / "dist"


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database of the demo commune; nobody writes to this one."""
    data = tmp_path_factory.mktemp("demo")
    run_module("backend", "demo", "--data", str(data))
    return data / DATABASE


@pytest.fixture
def server(built_pwa: Path, demo: Path, tmp_path: Path) -> Iterator[Server]:
    data = tmp_path / "data"
    data.mkdir()
    shutil.copyfile(demo, data / DATABASE)
    server = Server(data)
    server.start()
    yield server
    server.stop()
    said = server.log.read_text()
    assert "Traceback" not in said, said


@pytest.fixture
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as driver:
        yield driver


@pytest.fixture
def watch(server: Server) -> Watch:
    """Whoever opens a device answers for what its browser says."""
    return Watch(server.origin)


@pytest.fixture
def device(
    request: pytest.FixtureRequest,
    playwright: Playwright,
    server: Server,
    watch: Watch,
    tmp_path: Path,
) -> Iterator[OpenDevice]:
    """Opens a phone (`"phone-…"`) or a desk (`"desk-…"`) with a new profile of that name."""
    opened: list[Device] = request.node.stash.setdefault(OPENED, [])

    def open_device(name: str) -> Device:
        new = Device(playwright, server, tmp_path / name, name.startswith("phone"), watch)
        new.open()
        opened.append(new)
        return new

    yield open_device
    for each in opened:
        each.close()
    assert watch.complaints == []
    assert watch.elsewhere == []


@pytest.fixture
def volunteer(device: OpenDevice, server: Server) -> Device:
    """With the whole book on the phone, and no server any more."""
    phone = device("phone-1")
    phone.sign_in("doanvien1")
    phone.get_ready()
    server.stop()
    phone.watch.is_server_expected = False
    return phone

"""What browser tests stand on: the built app, the demo's data, the real server, real browsers."""

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Playwright, ViewportSize, sync_playwright

from tests.e2e.browser import Device
from tests.e2e.server import Server
from tools import install

OpenDevice = Callable[[str, ViewportSize], Device]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def built_pwa() -> Path:
    """pwa/dist, built from the sources that are there."""
    if not install.is_pwa_built():
        install.install_node()
        install.install_pwa_packages()
        install.build_pwa()
    return install.PWA / "dist"


@pytest.fixture(scope="session")
def demo_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the demo commune, told for today; each test copies it."""
    folder = tmp_path_factory.mktemp("demo")
    command = [sys.executable, "-m", "backend", "demo", "--data", str(folder)]
    subprocess.run(command, cwd=install.ROOT, check=True, capture_output=True)
    return folder


@pytest.fixture
def server(built_pwa: Path, demo_data: Path, tmp_path: Path) -> Iterator[Server]:
    """The real server on its own copy of the demo, started."""
    folder = tmp_path / "data"
    shutil.copytree(demo_data, folder)
    made = Server(folder)
    made.start()
    yield made
    made.stop()


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture
def new_device(playwright: Playwright, server: Server, tmp_path: Path) -> Iterator[OpenDevice]:
    """Opens devices by name and size; at the end none of them may have done anything wrong."""
    devices: list[Device] = []

    def make(name: str, size: ViewportSize) -> Device:
        device = Device(playwright, tmp_path / name, server.url, size)
        devices.append(device)
        device.open()
        return device

    yield make
    for device in devices:
        device.close()
    assert [wrong for device in devices for wrong in device.wrong] == []

"""Phones and desks: real Chromium processes, each with its own storage, that can be killed and
opened again; everything that a page should not do is written down beside them.
"""

import signal
from dataclasses import dataclass, field
from pathlib import Path

import psutil
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Playwright, Request
from playwright.sync_api import ViewportSize, expect

from tools.browser import find_chromium

PHONE: ViewportSize = {"width": 360, "height": 640}
DESK: ViewportSize = {"width": 1280, "height": 800}
WAIT_MS = 15_000
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-dev-shm-usage",
)
# What the browser itself writes when nobody answers: being without network is no error.
NO_NETWORK = ("net::ERR_", "Failed to load resource")
PASSWORD = "tungnha-demo"
expect.set_options(timeout=WAIT_MS)


@dataclass
class Device:
    """One browser of one person. `wrong` must be empty at the end of every test."""

    playwright: Playwright
    folder: Path
    url: str
    size: ViewportSize
    wrong: list[str] = field(default_factory=list)
    taps: int = 0
    _context: BrowserContext | None = None

    @property
    def page(self) -> Page:
        assert self._context is not None
        return self._context.pages[0]

    @property
    def context(self) -> BrowserContext:
        assert self._context is not None
        return self._context

    def open(self) -> Page:
        """Starts the browser on this device's storage and opens the app's start page."""
        chromium = find_chromium()
        assert chromium is not None, "no Chromium"
        is_phone = self.size is PHONE
        self._context = self.playwright.chromium.launch_persistent_context(
            self.folder,
            executable_path=chromium,
            headless=True,
            args=list(FLAGS),
            viewport=self.size,
            has_touch=is_phone,
            is_mobile=is_phone,
            locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh",
        )
        self._context.set_default_timeout(WAIT_MS)
        self._context.on("request", self._see_request)
        page = self._context.pages[0]
        page.on("console", self._see_console)
        page.on("pageerror", lambda error: self.wrong.append(f"error: {error}"))
        page.goto(self.url)
        return page

    def kill(self) -> None:
        """SIGKILL to the browser and all that it started, as a dead battery would."""
        processes = [each for each in psutil.process_iter(["cmdline"]) if self._is_mine(each)]
        assert processes, "no browser process"
        for each in processes:
            each.send_signal(signal.SIGKILL)
        psutil.wait_procs(processes)
        self._forget()

    def close(self) -> None:
        if self._context is not None:
            self._context.close()
            self._context = None

    def tap(self, name: str, role: str = "button", **more: object) -> None:
        """One touch of one thing, counted."""
        self.taps += 1
        found = self.page.get_by_role(role, name=name, **more)  # type: ignore[arg-type]
        found.first.tap()

    def _forget(self) -> None:
        context, self._context = self._context, None
        (self.folder / "SingletonLock").unlink(missing_ok=True)
        assert context is not None

    def _is_mine(self, process: psutil.Process) -> bool:
        return f"--user-data-dir={self.folder}" in (process.info["cmdline"] or [])

    def _see_console(self, message: ConsoleMessage) -> None:
        is_network = any(part in message.text for part in NO_NETWORK)
        if message.type in ("error", "warning") and not is_network:
            self.wrong.append(f"{message.type}: {message.text}")

    def _see_request(self, request: Request) -> None:
        if not request.url.startswith((self.url, "data:", "blob:")):
            self.wrong.append(f"asked another host: {request.url}")

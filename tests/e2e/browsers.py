"""Phones and desks: each a Chromium with a profile of its own that survives being killed.

Everything that a browser complains about, and every request that leaves the server's own origin,
is written down; a test ends only well if nothing was.
"""

import os
import re
import signal
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import (
    BrowserContext,
    ConsoleMessage,
    Error,
    Locator,
    Page,
    Playwright,
    Request,
    Route,
    TimeoutError,
    expect,
)

from tests.e2e.harness import PASSWORD, Server, wait_until
from tests.e2e.pace import read_pace
from tools.browser import find_chromium

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
PHONE = {"width": 360, "height": 640}
DESK = {"width": 1280, "height": 800}
READY_MS = 60_000
SCREEN_MS = 15_000
IMPATIENCE_MS = 3_000
# As long as for an act, on whatever machine: by itself it would be a third of that.
expect.set_options(timeout=SCREEN_MS)
TOPICS = 3
SHOWN_LINES_MAX = 40
NOBODY_THERE = re.compile(
    r"Failed to load resource: net::ERR_"
    r"(CONNECTION_\w+|INTERNET_DISCONNECTED|EMPTY_RESPONSE|SOCKET_NOT_CONNECTED)"
)
SWITCHED_OFF = "net::ERR_INTERNET_DISCONNECTED"


@dataclass
class Watch:
    """What a browser complained about, and what it asked for elsewhere."""

    origin: str
    is_server_expected: bool = True
    # Some browser of the test had its network switched off; what it says of that may come late.
    was_switched_off: bool = False
    complaints: list[str] = field(default_factory=list)
    # Those too that a test has reason to expect: who reads of its failure may not.
    heard: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)

    def follow(self, context: BrowserContext) -> None:
        context.on("console", self._hear)
        context.on("weberror", lambda error: self.complaints.append(f"page error: {error.error}"))
        context.on("request", self._see)

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type not in ("error", "warning"):
            return
        self.heard.append(f"{message.type}: {message.text}")
        if not self.is_server_expected and NOBODY_THERE.search(message.text):
            return
        if self.was_switched_off and SWITCHED_OFF in message.text:
            return
        self.complaints.append(f"{message.type}: {message.text}")

    def _see(self, request: Request) -> None:
        if not request.url.startswith((f"{self.origin}/", "data:", "blob:")):
            self.elsewhere.append(request.url)


@dataclass
class Device:
    """One browser with one window. `taps` counts the touches since it was last set to 0."""

    playwright: Playwright
    server: Server
    folder: Path
    is_phone: bool
    watch: Watch
    flags: tuple[str, ...] = FLAGS
    taps: int = 0
    _context: BrowserContext | None = None

    @property
    def page(self) -> Page:
        assert self._context is not None, "the browser is not open"
        return self._context.pages[0]

    def open(self, path: str = "/") -> Page:
        chromium = find_chromium()
        assert chromium is not None, "no Chromium: see tools/browser.py"
        options: dict[str, Any] = {"viewport": PHONE if self.is_phone else DESK}
        if self.is_phone:
            options |= {"is_mobile": True, "has_touch": True, "device_scale_factor": 2}
        self._context = self.playwright.chromium.launch_persistent_context(
            self.folder,
            executable_path=chromium,
            args=list(self.flags),
            locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh",
            **options,
        )
        self._context.set_default_timeout(SCREEN_MS)
        read_pace().slow_down(self._context)
        self.watch.follow(self._context)
        self.page.goto(f"{self.server.origin}{path}")
        return self.page

    def describe(self) -> str:
        """For whoever reads of a failure elsewhere: where it was and what was to be read there."""
        if self._context is None:
            return "not open"
        try:
            screen = self.page.locator("body").aria_snapshot(timeout=IMPATIENCE_MS)
        except Error as error:
            screen = f"cannot be read: {error}"
        lines = screen.splitlines()
        more = [f"… and {len(lines) - SHOWN_LINES_MAX} lines more"][: len(lines) > SHOWN_LINES_MAX]
        return "\n".join([self.page.url, *lines[:SHOWN_LINES_MAX], *more])

    def close(self) -> None:
        context, self._context = self._context, None
        if context is not None:
            context.close()

    def kill(self) -> None:
        """The phone's battery is out: no process of the browser gets to say goodbye."""
        context, self._context = self._context, None
        assert context is not None
        found = _processes(self.folder)
        assert found, "no process of this browser"
        for pid in found:
            _kill(pid)
        wait_until(lambda: not _processes(self.folder), "the browser is dead")
        # Playwright may notice only now that there is nothing left to close.
        with suppress(Error):
            context.close()

    def cut_off(self, *, is_off: bool) -> None:
        """Takes the network away from this browser, or gives it back."""
        self.watch.was_switched_off |= is_off
        self.page.context.set_offline(is_off)

    # -- what a person does

    def tap(self, what: Locator, *, timeout_ms: int = SCREEN_MS) -> None:
        if self.is_phone:
            what.tap(timeout=timeout_ms)
        else:
            what.click(timeout=timeout_ms)
        self.taps += 1

    def sign_in(self, username: str) -> None:
        page = self.page
        page.get_by_label("Tên đăng nhập").fill(username)
        page.get_by_label("Mật khẩu", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Đăng nhập").click()
        wait_for_worker(page)

    def get_ready(self) -> None:
        """A phone: until the whole book is on it, then to Today."""
        page = self.page
        title = page.get_by_role("heading", name="Sổ đã về máy")
        expect(title).to_be_visible(timeout=READY_MS)
        page.get_by_role("button", name="Bắt đầu ghi").tap()
        expect(page.get_by_role("heading", level=1)).to_contain_text(re.compile("Hôm nay|nhà"))

    def go_to_tab(self, name: str) -> None:
        """A screen opened from another has no tabs: Back comes first."""
        back = self.page.get_by_role("button", name="Quay lại")
        tab = self.page.get_by_role("navigation").get_by_role("link", name=name)
        expect(back.or_(tab).first).to_be_visible()
        if back.is_visible():
            # A form that was just saved goes back by itself, maybe in this very moment.
            self._tap_or_see_gone(back)
        self.tap(tab)

    def record_visit(self) -> str:
        """A visit with guidance, from Today to saved, by touch alone; gives whose house it was."""
        page = self.page
        self.go_to_tab("Hôm nay")
        self.taps = 0
        next_house = page.get_by_role("link", name="Ghi lượt đến nhà")
        name = next_house.locator("small").inner_text()
        self.tap(next_house)
        self.tap(page.get_by_role("radio", name="Gặp"))
        topics = page.locator(".topics .topic")
        for index in range(TOPICS):
            self.tap(topics.nth(index))
            expect(topics.nth(index)).to_have_attribute("data-outcome", "done")
        self.tap(page.get_by_role("button", name="Lưu lượt này"))
        expect(page.get_by_text("Đã lưu trên máy này lúc")).to_be_visible()
        return name

    def send_now(self) -> None:
        """As an impatient person does: at the outbox of a phone, at the head of a desk."""
        if not self.is_phone:
            self.page.get_by_role("button", name="gửi ngay").click()
            return
        self.go_to_tab("Sổ gửi")
        # A touch is over before what it opens is there.
        expect(self.page.get_by_role("heading", level=1, name="Sổ gửi")).to_be_visible()
        button = self.page.get_by_role("button", name="Gửi ngay")
        if button.is_visible():
            # It may be sent by itself in this very moment, and the button goes with it.
            self._tap_or_see_gone(button)

    def _tap_or_see_gone(self, what: Locator) -> None:
        try:
            self.tap(what, timeout_ms=IMPATIENCE_MS)
        except TimeoutError:
            expect(what).to_be_hidden()

    def expect_waiting(self, count: int, timeout_ms: int = READY_MS) -> None:
        """What the status line says, whatever the screen."""
        status = self.page.locator(".status").first
        words = "Đã nhận hết" if count == 0 else re.compile(rf"\b{count}\s+chờ gửi")
        expect(status).to_contain_text(words, timeout=timeout_ms)


class Held:
    """Requests of a page that are kept back until they are let go."""

    def __init__(self, page: Page, url: str) -> None:
        self.count = 0
        self._routes: list[Route] | None = []
        page.route(url, self._meet)

    def _meet(self, route: Route) -> None:
        self.count += 1
        if self._routes is None:
            route.continue_()
        else:
            self._routes.append(route)

    def let_pass(self) -> list[Route]:
        """Those to come; gives those that were kept back, still to be continued."""
        kept, self._routes = self._routes or [], None
        return kept


def wait_for_worker(page: Page) -> None:
    """Until the service worker has all files and speaks for this page."""
    page.wait_for_function(
        "async () => (await navigator.serviceWorker.ready).active?.state === 'activated'"
        " && navigator.serviceWorker.controller !== null",
        timeout=READY_MS,
    )


def _processes(profile: Path) -> list[int]:
    """The living processes of the browser with this profile, its zygotes and renderers too."""
    wanted = f"--user-data-dir={profile}".encode()
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            is_his = wanted in (entry / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if is_his:
            found.append(int(entry.name))
    return found


def _kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return

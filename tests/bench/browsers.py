"""`python -m tests.bench.browsers [PART ...] [--rounds N] [--throttle N] [--profile DIR]`: how
quick the app is on a slow phone: the built app in a real Chromium whose processor is throttled four
times, against the real server. Prints medians beside the budgets; it judges nothing. `npm run
build` comes first.
"""

import argparse
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.bench.browsers_data import (
    fill_filings,
    fill_hamlets,
    fill_year,
    hamlets_of,
    open_hamlet,
)
from tests.bench.browsers_probes import (
    THROTTLE,
    Figure,
    Profiler,
    follow_usable,
    follow_words,
    high,
    late_percent,
    said,
    scroll,
    slow_line,
    throttle,
    type_keys,
    usable,
)
from tests.e2e.browsers import READY_MS, TOPICS, Device, Watch, wait_for_worker
from tests.e2e.harness import PASSWORD, Server, run_module

TYPED = "nguyen van ba"
HAMLET_HOUSEHOLDS = 2_000
COMMUNE_HOUSEHOLDS = 11_000
COMMUNE_FILINGS = 15_000
YEAR_HOUSEHOLDS, YEAR_VISITS, YEAR_GUIDANCE = 450, 1_500, 3_500
SCROLL_PX = 12_000
PLAIN_PAGE = "<body style='margin:0'>" + "".join(
    f"<p style='height:80px;margin:0'>{number}</p>" for number in range(2_000)
)
RECEIVED = """() => performance.getEntriesByType('resource')
  .filter((each) => each.name.endsWith('/sync'))
  .map((each) => each.encodedBodySize)"""


@dataclass(frozen=True, slots=True)
class Run:
    server: Server
    rounds: int
    throttle: float
    profiler: Profiler


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.browsers", description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[[], *PARTS], metavar="PART")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument(
        "--throttle", type=float, default=THROTTLE, help="less where other work slows the machine"
    )
    parser.add_argument("--profile", type=Path, help="a folder for what the processor did")
    options = parser.parse_args()
    with _server() as server:
        run = Run(server, options.rounds, options.throttle, Profiler(options.profile))
        for name in options.parts or PARTS:
            for figure in PARTS[name](run):
                print(figure, flush=True)


def _first_sync(run: Run) -> Iterator[Figure]:
    """A hamlet with a year of records over slow 3G: usable, then whole."""
    stream = open_hamlet(run.server, admin="xa-moi", volunteer="doanvien-moi")
    fill_hamlets(run.server, {stream: YEAR_HOUSEHOLDS}, by="xa-moi")
    fill_year(run.server, "doanvien-moi", visits=YEAR_VISITS, guidance=YEAR_GUIDANCE)
    with _device(run.server, is_phone=True) as device:
        page = device.page
        page.get_by_label("Tên đăng nhập").fill("doanvien-moi")
        page.get_by_label("Mật khẩu", exact=True).fill(PASSWORD)
        wait_for_worker(page)
        throttle(page, run.throttle)
        slow_line(page)
        begun = page.evaluate("() => performance.now()")
        with run.profiler.during(page, "first-sync"):
            page.get_by_role("button", name="Đăng nhập").click()
            page.get_by_text("Dùng được rồi.").first.wait_for(timeout=READY_MS)
            usable_ms = page.evaluate("() => performance.now()") - begun
            page.get_by_role("heading", name="Sổ đã về máy").wait_for(timeout=READY_MS)
            whole_ms = page.evaluate("() => performance.now()") - begun
        bytes_each = page.evaluate(RECEIVED)
    yield Figure("first sync on slow 3G: usable", [usable_ms / 1000], 10, "s")
    yield Figure("first sync on slow 3G: whole", [whole_ms / 1000], 10, "s")
    yield Figure("  answers", [len(bytes_each)], None, "")
    yield Figure("  bytes", [sum(bytes_each) / 1000], None, "kB")


def _phone(run: Run) -> Iterator[Figure]:
    hamlet = hamlets_of(run.server, "doanvien1")[0]
    fill_hamlets(run.server, {hamlet: HAMLET_HOUSEHOLDS})
    with _device(run.server, is_phone=True) as device:
        device.sign_in("doanvien1")
        device.get_ready()
        opened = [_open(run, device, ".status") for _ in range(run.rounds)]
        yield Figure(f"open from the home screen, {HAMLET_HOUSEHOLDS} households", opened, 2_000)
        page = device.page
        with run.profiler.during(page, "save"):
            saved = [_save(device) for _ in range(run.rounds)]
        yield Figure("a visit of three topics: saved", saved, 50)
        device.go_to_tab("Hộ dân")
        page.get_by_role("listitem").first.wait_for()
        yield from _list(run, page, "phone", HAMLET_HOUSEHOLDS)


def _desk(run: Run) -> Iterator[Figure]:
    streams = hamlets_of(run.server, "xa")
    share = -(-COMMUNE_HOUSEHOLDS // len(streams))
    fill_hamlets(run.server, dict.fromkeys(streams, share))
    with _device(run.server, is_phone=False) as device:
        device.sign_in("quay")
        device.expect_waiting(0, 4 * READY_MS)
        opened = [_open(run, device, ".mast") for _ in range(run.rounds)]
        yield Figure(f"open the desk, {COMMUNE_HOUSEHOLDS} households", opened, 2_000)
        device.page.keyboard.press("F3")
        device.page.get_by_role("searchbox").wait_for()
        with run.profiler.during(device.page, "desk-search"):
            keys = type_keys(device.page, TYPED, run.rounds)
        yield Figure("a key of the desk's search, 95th percentile", [high(keys)], 50)


def _filings(run: Run) -> Iterator[Figure]:
    """A commune's year of filings, on a computer as it is and on one four times slower."""
    fill_filings(run.server, COMMUNE_FILINGS)
    with _device(run.server, is_phone=False) as device:
        device.sign_in("quay")
        device.expect_waiting(0, 4 * READY_MS)
        page = device.page
        for how in ("", ", throttled"):
            page.goto("about:blank")
            page.goto(f"{run.server.origin}/")
            page.locator(".mast").wait_for(timeout=READY_MS)
            if how:
                throttle(page, run.throttle)
            page.keyboard.press("F3")
            page.get_by_role("searchbox").wait_for()
            with run.profiler.during(page, f"filings{how}"):
                keys = type_keys(page, TYPED, run.rounds)
            name = f"a key of the search in {COMMUNE_FILINGS} filings{how}"
            yield Figure(f"{name}: median", keys, 50)
            yield Figure(f"{name}: 95th percentile", [high(keys)], 50)


def _list(run: Run, page: Page, name: str, count: int) -> Iterator[Figure]:
    with run.profiler.during(page, f"{name}-search"):
        keys = type_keys(page, TYPED, run.rounds)
    yield Figure(f"a key of the search in {count}: median", keys, 50)
    yield Figure(f"a key of the search in {count}: 95th percentile", [high(keys)], 50)
    page.get_by_role("searchbox").fill("")
    page.get_by_role("searchbox").blur()
    page.wait_for_timeout(500)
    with run.profiler.during(page, f"{name}-scroll"):
        late = [late_percent(scroll(page, SCROLL_PX)) for _ in range(run.rounds)]
    yield Figure(f"frames that a list of {count} drops", late, 0, "%")
    page.goto("about:blank")
    page.set_content(PLAIN_PAGE)
    plain = [late_percent(scroll(page, SCROLL_PX)) for _ in range(run.rounds)]
    yield Figure("frames that this machine drops on a plain page", plain, None, "%")


def _open(run: Run, device: Device, selector: str) -> float:
    """A browser that has just started, its processor throttled before the app is asked for."""
    device.close()
    device.open("/about-nothing.txt")
    page = device.page
    throttle(page, run.throttle)
    follow_usable(page, selector)
    with run.profiler.during(page, "open"):
        page.goto(f"{device.server.origin}/")
        return usable(page)


def _save(device: Device) -> float:
    page = device.page
    device.go_to_tab("Hôm nay")
    page.get_by_role("link", name="Ghi lượt đến nhà").tap()
    page.get_by_role("radio", name="Gặp").tap()
    for index in range(TOPICS):
        page.locator(".topics .topic").nth(index).tap()
    page.wait_for_timeout(500)
    follow_words(page, ".notice", "Đã lưu trên máy này")
    page.get_by_role("button", name="Lưu lượt này").tap()
    return said(page)


@contextmanager
def _device(server: Server, *, is_phone: bool) -> Iterator[Device]:
    with tempfile.TemporaryDirectory() as profile, sync_playwright() as driver:
        device = Device(driver, server, Path(profile), is_phone, Watch(server.origin))
        device.open()
        yield device
        device.close()


@contextmanager
def _server() -> Iterator[Server]:
    with tempfile.TemporaryDirectory() as folder:
        run_module("backend", "demo", "--data", folder)
        server = Server(Path(folder))
        server.start()
        try:
            yield server
        finally:
            server.stop()


PARTS: dict[str, Callable[[Run], Iterator[Figure]]] = {
    "sync": _first_sync,
    "phone": _phone,
    "desk": _desk,
    "filings": _filings,
}

if __name__ == "__main__":
    main()

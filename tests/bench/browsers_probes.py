"""What a page is asked while a person uses it: when it was usable, how long a key or a touch took,
which frames came late, and what the processor did meanwhile.
"""

import json
import statistics
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import CDPSession, Page

THROTTLE = 4
FRAME_MS = 1000 / 60
# Half a frame of slack: a clock of the machine is not a screen's.
LATE_MS = 1.5 * FRAME_MS
# Chrome's own "Slow 3G": bytes a second both ways, and the time to the first byte.
SLOW_3G = {"downloadThroughput": 50_000, "uploadThroughput": 50_000, "latency": 400}

# A page is usable once its main button or head is painted and the thread is free to hear a touch.
_USABLE = """(selector) => {
  const seen = () => {
    if (window.usable_ms !== undefined || !document.querySelector(selector)) return;
    window.usable_ms = null;
    requestAnimationFrame(() => setTimeout(() => { window.usable_ms = performance.now(); }));
  };
  new MutationObserver(seen).observe(document, { childList: true, subtree: true });
}"""
_KEYS = """() => {
  window.key_times = [];
  new PerformanceObserver((list) => {
    for (const each of list.getEntries()) {
      if (each.name === 'keydown') window.key_times.push(each.duration);
    }
  }).observe({ type: 'event', durationThreshold: 16, buffered: false });
}"""
_FRAMES = """() => {
  window.frames_ms = [];
  window.is_following = true;
  let last = null;
  const next = (now) => {
    if (last !== null) window.frames_ms.push(now - last);
    last = now;
    if (window.is_following) requestAnimationFrame(next);
  };
  requestAnimationFrame(next);
}"""
_SAID = """([within, words]) => {
  window.said_ms = null;
  let begun = null;
  document.addEventListener('click', (event) => { begun ??= event.timeStamp; },
    { capture: true, once: true });
  new MutationObserver((_, observer) => {
    const found = [...document.querySelectorAll(within)];
    if (begun === null || !found.some((each) => each.textContent.includes(words))) return;
    window.said_ms = performance.now() - begun;
    observer.disconnect();
  }).observe(document.body, { childList: true, subtree: true, characterData: true });
}"""


@dataclass(frozen=True, slots=True)
class Figure:
    """`budget` in the unit of the value, None where there is none; lower is better."""

    name: str
    values: list[float]
    budget: float | None = None
    unit: str = "ms"

    def __str__(self) -> str:
        median = statistics.median(self.values)
        shown = f"{self.name:<58}{median:>9.1f} {self.unit:<3}"
        if self.budget is None:
            return shown.rstrip()
        verdict = "" if median <= self.budget else "  over"
        return f"{shown} budget {self.budget:g}{verdict}"


@dataclass(frozen=True, slots=True)
class Profiler:
    """Writes what the processor did where a folder is given, for Chromium's Performance panel."""

    folder: Path | None

    @contextmanager
    def during(self, page: Page, name: str) -> Iterator[None]:
        if self.folder is None:
            yield
            return
        cdp = page.context.new_cdp_session(page)
        cdp.send("Profiler.enable")
        cdp.send("Profiler.setSamplingInterval", {"interval": 500})
        cdp.send("Profiler.start")
        yield
        profile = cdp.send("Profiler.stop")["profile"]
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / f"{name}.cpuprofile").write_text(json.dumps(profile))
        cdp.detach()


def throttle(page: Page, rate: float) -> CDPSession:
    """A processor of a part of this one's speed, until the session is detached."""
    cdp = page.context.new_cdp_session(page)
    cdp.send("Emulation.setCPUThrottlingRate", {"rate": rate})
    return cdp


def slow_line(page: Page) -> CDPSession:
    cdp = page.context.new_cdp_session(page)
    cdp.send("Network.enable")
    cdp.send("Network.emulateNetworkConditions", {"offline": False, **SLOW_3G})
    return cdp


def follow_usable(page: Page, selector: str) -> None:
    """Before the page is opened; `usable` then waits for it."""
    page.add_init_script(f"({_USABLE})({json.dumps(selector)})")


def usable(page: Page) -> float:
    return float(page.wait_for_function("() => window.usable_ms").json_value())


def type_keys(page: Page, text: str, rounds: int) -> list[float]:
    """How long each key took from the touch to the picture; below 16 ms Chromium says 16."""
    page.evaluate(_KEYS)
    box = page.get_by_role("searchbox")
    for _ in range(rounds):
        box.fill("")
        box.focus()
        page.wait_for_timeout(300)
        page.keyboard.type(text, delay=200)
    page.wait_for_timeout(500)
    slow: list[float] = page.evaluate("() => window.key_times")
    return [*slow, *[16.0] * max(0, rounds * len(text) - len(slow))]


def scroll(page: Page, distance: int, *, speed: int = 2_400) -> list[float]:
    """The time of each frame while a finger throws the list."""
    size = page.viewport_size
    assert size is not None
    cdp = page.context.new_cdp_session(page)
    page.evaluate(_FRAMES)
    cdp.send(
        "Input.synthesizeScrollGesture",
        {
            **{"x": size["width"] // 2, "y": size["height"] // 2, "yDistance": -distance},
            **{"speed": speed, "gestureSourceType": "touch" if size["width"] < 500 else "mouse"},
        },
    )
    frames: list[float] = page.evaluate(
        "() => { window.is_following = false; return window.frames_ms; }"
    )
    cdp.detach()
    return frames


def late_percent(frames: list[float]) -> float:
    """Frames that did not come, of those that should have."""
    due = sum(frames) / FRAME_MS
    missed = sum(round(each / FRAME_MS) - 1 for each in frames if each > LATE_MS)
    return 100 * missed / due


def follow_words(page: Page, within: str, words: str) -> None:
    """From the next touch until these words stand there; `said` waits for it."""
    page.evaluate(_SAID, [within, words])


def said(page: Page) -> float:
    return float(page.wait_for_function("() => window.said_ms").json_value())


def high(values: list[float]) -> float:
    """The 95th percentile."""
    return sorted(values)[int(len(values) * 0.95)]

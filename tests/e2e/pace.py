"""How slow the machine of the browser tests is made on demand, so that a race of a test or of the
app shows before another machine finds it.

`TUNGNHA_PACE="processor=4 answers=300 disk=40 seed=7"`, each part optional: the pages' processor
that many times slower; each answer of the server up to so many milliseconds late, in part before
and in part after it was made; each transaction of IndexedDB kept waiting up to so many. By itself
nothing is slowed.
"""

import asyncio
import os
from dataclasses import dataclass
from random import Random

from playwright.sync_api import BrowserContext
from starlette.types import ASGIApp, Message, Receive, Scope, Send

SETTING = "TUNGNHA_PACE"
# A transaction on the same stores goes before and is kept open by asking it again and again: the
# next one waits for it as it would for a slow disk, and nothing else changes.
SLOW_DISK = """(() => {
  const begin = IDBDatabase.prototype.transaction;
  IDBDatabase.prototype.transaction = function (stores, ...more) {
    const before = begin.call(this, stores, 'readwrite');
    const store = before.objectStore(before.objectStoreNames[0]);
    const until_ms = performance.now() + Math.random() * %f;
    const ask = () => {
      if (performance.now() < until_ms) store.get('nothing').onsuccess = ask;
    };
    ask();
    return begin.call(this, stores, ...more);
  };
})();"""


@dataclass(frozen=True, slots=True)
class Pace:
    """`processor` in times, `answers` and `disk` in milliseconds at most; 1 and 0 slow nothing."""

    processor: float = 1
    answers: float = 0
    disk: float = 0
    seed: float = 1

    def slow_down(self, browser: BrowserContext) -> None:
        """Its one page, through every address that it goes to."""
        if self.disk:
            browser.add_init_script(SLOW_DISK % self.disk)
        if self.processor > 1:
            client = browser.new_cdp_session(browser.pages[0])
            client.send("Emulation.setCPUThrottlingRate", {"rate": self.processor})


def read_pace() -> Pace:
    """As the environment says it; raises on what is no part or no number."""
    parts = [part.partition("=") for part in os.environ.get(SETTING, "").split()]
    return Pace(**{name: float(value) for name, _, value in parts})


class LateAnswers:
    """Around the whole application: each answer comes late by chance."""

    def __init__(self, app: ASGIApp, pace: Pace) -> None:
        self._app = app
        self._seconds = pace.answers / 1000
        self._chance = Random(pace.seed)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        late = self._chance.random() * self._seconds
        before = self._chance.random() * late

        async def send_late(message: Message) -> None:
            if message["type"] == "http.response.start":
                await asyncio.sleep(late - before)
            await send(message)

        await asyncio.sleep(before)
        await self._app(scope, receive, send_late)

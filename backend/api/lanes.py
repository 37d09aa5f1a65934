"""A few threads for many small requests: whoever is free takes all that wait, up to a number, and
does them together.

A thread for each request would cost more than the request: most wait for one another, and each
waking goes through Python's lock.
"""

import threading
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Generic, TypeVar

Work = TypeVar("Work")


class Lanes(Generic[Work]):
    """One queue and at most `count` threads, which begin when there is work; each takes the oldest,
    at most `together_max`. `carry_out` sees to what goes wrong with them."""

    def __init__(
        self, carry_out: Callable[[Sequence[Work]], None], *, count: int, together_max: int
    ) -> None:
        self._carry_out = carry_out
        self._count = count
        self._together_max = together_max
        self._waiting: deque[Work] = deque()
        self._mutex = threading.Lock()
        self._busy = 0
        self._threads = ThreadPoolExecutor(count, "lane")

    def add(self, work: Work) -> None:
        """Returns at once."""
        with self._mutex:
            self._waiting.append(work)
            if self._busy == self._count:
                return
            self._busy += 1
        self._threads.submit(self._work_off)

    def _work_off(self) -> None:
        while works := self._next():
            self._carry_out(works)

    def _next(self) -> list[Work]:
        """Empty where nothing waits: then this thread is free, and the next work begins it anew."""
        with self._mutex:
            number = min(len(self._waiting), self._together_max)
            self._busy -= not number
            return [self._waiting.popleft() for _ in range(number)]

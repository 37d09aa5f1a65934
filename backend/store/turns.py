"""Lets those who wait for the same lock go through it together: whoever has the turn does the work
of all who came meanwhile, so that many writers cost one commit.

It knows nothing of what the work is.
"""

import threading
from collections import deque
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

Work = TypeVar("Work")
Done = TypeVar("Done")


class _Ticket(Generic[Work, Done]):
    """One work of a thread; called when it is done, or when the thread has the turn to do it."""

    __slots__ = ("called", "done", "work")

    def __init__(self, work: Work) -> None:
        self.work = work
        self.done: Done | Exception | None = None
        self.called = threading.Event()


class Turns(Generic[Work, Done]):
    """One queue; all who wait in it bring the same kind of work and the same way to do it."""

    def __init__(self) -> None:
        self._waiting: deque[_Ticket[Work, Done]] = deque()
        self._mutex = threading.Lock()
        self._is_taken = False

    def __len__(self) -> int:
        """How many wait for a turn."""
        return len(self._waiting)

    def take(
        self,
        works: Sequence[Work],
        *,
        carry_out: Callable[[Sequence[Work]], Sequence[Done | Exception]],
        count_fitting: Callable[[Sequence[Work]], int],
    ) -> list[Done | Exception]:
        """Waits for the works to be done, by this thread or by another: a result or an exception
        for each.

        `carry_out` does some works, oldest first, and gives a result or an exception for each;
        `count_fitting` says how many of those that wait may go together, at least one.
        """
        tickets: list[_Ticket[Work, Done]] = [_Ticket(work) for work in works]
        if not tickets:
            return []
        with self._mutex:
            self._waiting += tickets
            must_wait, self._is_taken = self._is_taken, True
        for ticket in tickets:
            if must_wait:
                ticket.called.wait()
            if ticket.done is None:
                self._lead(carry_out, count_fitting)
            must_wait = True
        return [ticket.done for ticket in tickets if ticket.done is not None]

    def _lead(
        self,
        carry_out: Callable[[Sequence[Work]], Sequence[Done | Exception]],
        count_fitting: Callable[[Sequence[Work]], int],
    ) -> None:
        """The thread that leads is the first of those that wait, and so of its own group."""
        try:
            _do(self._next(count_fitting), carry_out)
        finally:
            self._pass_on()

    def _next(self, count_fitting: Callable[[Sequence[Work]], int]) -> list[_Ticket[Work, Done]]:
        with self._mutex:
            fitting = count_fitting([ticket.work for ticket in self._waiting])
            return [self._waiting.popleft() for _ in range(fitting)]

    def _pass_on(self) -> None:
        with self._mutex:
            self._is_taken = bool(self._waiting)
            if self._waiting:
                self._waiting[0].called.set()


def _do(
    tickets: Sequence[_Ticket[Work, Done]],
    carry_out: Callable[[Sequence[Work]], Sequence[Done | Exception]],
) -> None:
    done: Sequence[Done | Exception]
    try:
        done = carry_out([ticket.work for ticket in tickets])
    except Exception as error:  # noqa: BLE001 - each of them raises it in its own thread
        done = [error] * len(tickets)
    for ticket, each in zip(tickets, done, strict=True):
        ticket.done = each
        ticket.called.set()

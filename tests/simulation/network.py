"""The way between a phone and the server: it loses, cuts, delays and repeats, by the seed.

It knows bytes and no more.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

from backend.core.problems import Problem
from tests.simulation.chance import Chance
from tests.simulation.server import Crash, CrashPoint

Deliver = Callable[[bytes, CrashPoint | None], bytes]
WRITES_MAX = 2
LATE_STEPS_MAX = 12


PORTALS = (b"<html>Sign in to the Wi-Fi", b'{"acked": 9000, "results": [], "streams": []}')


class NoAnswer(Exception):
    """The phone has nothing that it may take for an answer."""


FAULTS = {
    "request lost": 4.0,
    "answer lost": 6.0,
    "request cut": 1.5,
    "answer cut": 2.0,
    "sent twice": 4.0,
    "arrives late": 3.0,
    "portal": 1.0,
    "crash before commit": 3.0,
    "crash after commit": 3.0,
}


@dataclass
class Late:
    """A request that arrives when its phone has long given it up."""

    due: int
    body: bytes
    deliver: Deliver


@dataclass
class Network:
    """`share` of the exchanges meet a fault; 0 once all heals."""

    chance: Chance
    count: Callable[[str], None]
    share: float = 0.35
    step: int = 0
    late: list[Late] = field(default_factory=list)

    def exchange(self, body: bytes, deliver: Deliver) -> bytes:
        """The answer's bytes, perhaps not all of them. Raises NoAnswer, and what `deliver` does."""
        if not self.chance.happens(self.share):
            return deliver(body, None)
        fault = self.chance.pick_weighted(FAULTS)
        self.count(fault)
        if fault.startswith("crash"):
            return self._crash(body, deliver, is_before_commit="before" in fault)
        if fault == "portal":
            return self.chance.pick(PORTALS)
        if fault in ("request lost", "arrives late", "request cut"):
            self._lose(fault, body, deliver)
            raise NoAnswer
        answer = deliver(body, None)
        if fault == "answer lost":
            raise NoAnswer
        if fault == "answer cut":
            return answer[: self.chance.randrange(len(answer))]
        return deliver(body, None)

    def _lose(self, fault: str, body: bytes, deliver: Deliver) -> None:
        """The phone gets no answer, whether the server got anything or not."""
        if fault == "arrives late":
            due = self.step + 1 + self.chance.randrange(LATE_STEPS_MAX)
            self.late.append(Late(due, body, deliver))
        elif fault == "request cut":
            deliver(body[: self.chance.randrange(len(body))], None)

    def _crash(self, body: bytes, deliver: Deliver, *, is_before_commit: bool) -> bytes:
        point = CrashPoint(1 + self.chance.randrange(WRITES_MAX), is_before_commit)
        try:
            return deliver(body, point)
        except Crash:
            raise NoAnswer from None

    def arrive(self) -> None:
        """Lets in what is due; nobody waits for the answers."""
        self.step += 1
        due = [each for each in self.late if each.due <= self.step]
        self.late = [each for each in self.late if each.due > self.step]
        for each in due:
            with suppress(Problem):
                each.deliver(each.body, None)

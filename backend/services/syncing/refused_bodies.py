"""Holds off a phone that sends one refused request again and again: the same body from the same
device is answered without being looked at. It counts in this process's memory.
"""

import hashlib
from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock

from backend.core.problems import Problem, too_many_attempts
from backend.services.context import Context

CLIENT_FAULTS = range(400, 500)
UNCOUNTED = frozenset({401, 429})


@dataclass(frozen=True, slots=True)
class _Refused:
    digest: bytes
    count: int
    since: float


class RefusedBodies:
    """The last refused body of each device within the window of `RefusalPace`."""

    def __init__(self, context: Context) -> None:
        pace = context.settings.refusal_pace
        self._context = context
        self._window_seconds = pace.window_seconds
        self._same_max = pace.same_max
        self._devices_max = pace.devices_max
        self._by_device: OrderedDict[str, _Refused] = OrderedDict()
        self._lock = Lock()

    def check(self, device: str, body: bytes) -> None:
        """Raises Problem 429 `too_many_attempts`."""
        known = self._by_device.get(device)
        if known is None or known.count < self._same_max:
            return
        left = known.since + self._window_seconds - self._now()
        if left > 0 and known.digest == _digest(body):
            raise too_many_attempts(max(1, round(left)))

    def note(self, device: str, body: bytes, problem: Problem) -> None:
        """Counts a refusal that is the request's own fault."""
        if problem.status not in CLIENT_FAULTS or problem.status in UNCOUNTED:
            return
        digest, now = _digest(body), self._now()
        with self._lock:
            known = self._by_device.pop(device, None)
            if known and known.digest == digest and now - known.since < self._window_seconds:
                self._by_device[device] = _Refused(digest, known.count + 1, known.since)
            else:
                self._by_device[device] = _Refused(digest, 1, now)
            if len(self._by_device) > self._devices_max:
                self._by_device.popitem(last=False)

    def _now(self) -> float:
        return self._context.now().timestamp()


def _digest(body: bytes) -> bytes:
    return hashlib.blake2b(body, digest_size=16).digest()

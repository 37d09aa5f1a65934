"""A cheap load generator: finished requests over kept connections, one event loop for all devices.

It must cost little, because it shares the machine with the server that it measures.
"""

import asyncio
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import cast

import uvloop

OK = 200


@dataclass
class Load:
    """What came of a run: seconds by the clock, the latency of each request, the bodies of
    answers that were not 200."""

    seconds: float = 0.0
    latencies_ms: list[float] = field(default_factory=list)
    refused: list[bytes] = field(default_factory=list)

    def percentile_ms(self, share: float) -> float:
        ordered = sorted(self.latencies_ms)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


class _Connection(asyncio.Protocol):
    """Sends the next request when the last one is answered; `see` is told each answer's body."""

    def __init__(
        self, requests: Iterator[bytes], load: Load, see: Callable[[bytes], None] | None
    ) -> None:
        self.requests, self.load, self.see = requests, load, see
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.head = b""
        self.parts: list[bytes] = []
        self.left = -1
        self.began = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)

    def begin(self) -> None:
        request = next(self.requests, None)
        if request is None:
            self.transport.close()
            self.done.set_result(None)
            return
        self.began = time.perf_counter()
        self.transport.write(request)

    def data_received(self, data: bytes) -> None:
        if self.left < 0:
            self.head += data
            end = self.head.find(b"\r\n\r\n")
            if end < 0:
                return
            head, data = self.head[:end].lower(), self.head[end + 4 :]
            self.left = int(head.partition(b"content-length:")[2].partition(b"\r")[0])
        self.parts.append(data)
        self.left -= len(data)
        if self.left <= 0:
            self._finish()

    def _finish(self) -> None:
        self.load.latencies_ms.append((time.perf_counter() - self.began) * 1000)
        body, status = b"".join(self.parts), int(self.head[9:12])
        self.head, self.parts, self.left = b"", [], -1
        if status != OK:
            self.load.refused.append(body[:300])
        elif self.see is not None:
            self.see(body)
        self.begin()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.done.done():
            self.done.set_exception(exc or ConnectionError("the server closed the connection"))


Work = Iterator[bytes] | tuple[Iterator[bytes], Callable[[bytes], None]]


def send_all(port: int, work: Sequence[Work]) -> Load:
    """Each item of `work` is one device's requests, in turn, and who sees the answers; all
    devices begin at once."""
    return uvloop.run(_send_all(port, work))


async def _send_all(port: int, work: Sequence[Work]) -> Load:
    load = Load()
    loop = asyncio.get_running_loop()
    made = []
    for each in work:
        requests, see = each if isinstance(each, tuple) else (each, None)
        connect = partial(_Connection, requests, load, see)
        made.append(await loop.create_connection(connect, "127.0.0.1", port))
    began = time.perf_counter()
    for _, connection in made:
        connection.begin()
    await asyncio.gather(*(connection.done for _, connection in made))
    load.seconds = time.perf_counter() - began
    return load

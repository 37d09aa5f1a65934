"""Cost against what is stored: push, nothing new, 100 changed, and memory as a hamlet grows.

    python -m tests.bench.growth [--until 1000000] [--step 200000] [--database postgres|URL]

The promise is that it grows with the change only. One hamlet holds everything, which is 2,000
times what a real one has.
"""

import argparse
import random
import statistics
import tempfile
from pathlib import Path

from tests.bench.database import open_database
from tests.bench.devices import Device, seven
from tests.bench.load import send_all
from tests.bench.server import Server
from tests.bench.sync import AnswerOut, accepted, read_answer

WRITERS = 10
TIMES = 50
CHUNK = 20_000


def grow(server: Server, devices: list[Device], records: int) -> float:
    """Records a second of the last chunk."""
    rate = 0.0
    for _ in range(0, records, CHUNK):
        bodies = [
            [device.push() for _ in range(CHUNK // 100 // len(devices))] for device in devices
        ]
        load = accepted(send_all(server.port, [iter(each) for each in bodies]))
        rate = CHUNK / load.seconds
    return rate


def head_cursor(server: Server, device: Device) -> str:
    """Where the stream ends now: a cursor far beyond is told to start over, so it is followed."""
    found: list[AnswerOut] = []
    cursor: str | None = None
    while not found or found[-1].streams[0].remaining:
        request = device.pull(cursor, packed=None)
        accepted(send_all(server.port, [(iter([request]), lambda b: found.append(read_answer(b)))]))
        cursor = found[-1].streams[0].cursor
    assert cursor is not None
    return cursor


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--until", type=int, default=1_000_000)
    parser.add_argument("--step", type=int, default=200_000)
    parser.add_argument("--database")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with open_database(options.database, folder) as url:
            server = Server(folder, url)
            try:
                measure(server, options)
            finally:
                server.stop()


def measure(server: Server, options: argparse.Namespace) -> None:
    chance = random.Random(1)
    stream = server.add_hamlet("Ấp 1", server.sign_in(seven()))
    ids = [seven() for _ in range(WRITERS)]
    devices = [Device(server.sign_in(each), each, stream, chance) for each in ids]
    reader_id = seven()
    reader = Device(server.sign_in(reader_id), reader_id, stream, chance)
    print("    stored  push/s  nothing new ms  100 changed ms  memory MB")
    for stored in range(options.step, options.until + 1, options.step):
        rate = grow(server, devices, options.step)
        cursor = head_cursor(server, reader)
        idle = reader.pull(cursor)
        quiet = accepted(send_all(server.port, [iter([idle] * TIMES)]))
        accepted(send_all(server.port, [iter([devices[0].push()])]))
        changed = accepted(send_all(server.port, [iter([idle] * TIMES)]))
        print(
            f"{stored:10}{rate:8.0f}{statistics.median(quiet.latencies_ms):16.2f}"
            f"{statistics.median(changed.latencies_ms):16.2f}{server.memory_mb():11.0f}",
            flush=True,
        )


if __name__ == "__main__":
    main()

"""Push and pull against a real server, beside the floor of the raw database in the same run.

    python -m tests.bench.sync [--records 20000] [--clients 20] [--rounds 3] [--workers 1]
                               [--updates 0] [--database postgres|URL]

Prints medians of the rounds and their ratios to the floor. The load generator shares the cores.
Ends with an error where a record that was acknowledged is not there afterwards.
"""

import argparse
import random
import statistics
import tempfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from tests.bench.database import open_database
from tests.bench.devices import BATCH, Device, seven
from tests.bench.floors import Floor, make_floor
from tests.bench.load import Load, send_all
from tests.bench.server import Server

GZIP = 31
IDLE_TIMES = 100
CHANGED_TIMES = 30


class RecordOut(msgspec.Struct):
    """What a device must know of a record to keep it."""

    id: str
    rev: int
    tag: int
    fields: msgspec.Raw


class DigestOut(msgspec.Struct):
    count: int
    sum: int


class StreamOut(msgspec.Struct):
    cursor: str
    remaining: int
    records: list[RecordOut]
    digest: DigestOut | None = None


class AnswerOut(msgspec.Struct):
    streams: list[StreamOut]


read_answer = msgspec.json.Decoder(AnswerOut).decode


@dataclass
class Pull:
    """One device that pulls its stream to the end, page after page."""

    device: Device
    packed: str | None
    cursor: str | None = None
    limit: int = 2_000
    size: int = 0
    ids: dict[str, int] = field(default_factory=dict)
    digest: DigestOut | None = None
    is_done: bool = False

    def requests(self) -> Iterator[bytes]:
        while not self.is_done:
            yield self.device.pull(self.cursor, limit=self.limit, packed=self.packed)

    def see(self, body: bytes) -> None:
        self.size += len(body)
        plain = zlib.decompress(body, wbits=GZIP) if self.packed else body
        (stream,) = read_answer(plain).streams
        self.ids.update((record.id, record.tag) for record in stream.records)
        self.cursor, self.digest = stream.cursor, stream.digest
        self.is_done = stream.remaining == 0

    def prove(self, expected: int) -> None:
        """Every record is there once, and the digest says the same."""
        total = sum(self.ids.values()) % 2**48
        if (len(self.ids), DigestOut(expected, total)) != (expected, self.digest):
            raise SystemExit(f"{expected} records were acknowledged, {len(self.ids)} are there")


def accepted(load: Load) -> Load:
    if load.refused:
        raise SystemExit(f"{len(load.refused)} requests were refused: {load.refused[0]!r}")
    return load


def measure(server: Server, floor: Floor, options: argparse.Namespace, note: "Notes") -> None:
    chance = random.Random(note.rounds)
    admin = server.sign_in(seven())
    stream = server.add_hamlet(f"Ấp {note.rounds}", admin)
    ids = [seven() for _ in range(options.clients)]
    devices = [Device(server.sign_in(each), each, stream, chance) for each in ids]
    per_device = options.records // options.clients // BATCH
    updates = BATCH * options.updates // 100
    note.add("floor push, records/s", floor.push(options.records))
    alone = [devices[0].push() for _ in range(options.records // BATCH // 10)]
    single = accepted(send_all(server.port, [iter(alone)]))
    note.add("push, 1 client, records/s", len(alone) * BATCH / single.seconds)
    bodies = [
        [each.push(), *(each.push(updates=updates) for _ in range(per_device - 1))]
        for each in devices
    ]
    many = accepted(send_all(server.port, [iter(each) for each in bodies]))
    note.add("push, many clients, records/s", sum(map(len, bodies)) * BATCH / many.seconds)
    note.add("  p95 of a batch, ms", many.percentile_ms(0.95))
    made = sum(len(each.ids) for each in devices)
    note.add("floor pull, records/s", floor.pull(options.records))
    for packed in (None, "gzip"):
        pull = Pull(devices[0], packed)
        load = accepted(send_all(server.port, [(pull.requests(), pull.see)]))
        pull.prove(made)
        name = "pull, gzip" if packed else "pull"
        note.add(f"{name}, records/s", made / load.seconds)
        note.add(f"  {name}, bytes a record", pull.size / made)
    idle = devices[0].pull(pull.cursor)
    quiet = accepted(send_all(server.port, [iter([idle] * IDLE_TIMES)]))
    note.add("nothing new, ms", statistics.median(quiet.latencies_ms))
    accepted(send_all(server.port, [iter([devices[-1].push()])]))
    changed = accepted(send_all(server.port, [iter([idle] * CHANGED_TIMES)]))
    note.add("100 changed, ms", statistics.median(changed.latencies_ms))
    note.add("memory, MB", server.memory_mb())
    note.rounds += 1


class Notes:
    """What was measured, round after round."""

    def __init__(self) -> None:
        self.rounds = 0
        self.found: dict[str, list[float]] = {}

    def add(self, name: str, value: float) -> None:
        self.found.setdefault(name, []).append(value)

    def print(self) -> None:
        for name, values in self.found.items():
            print(f"{name:32} {statistics.median(values):12.1f}")
        for kind, ours in (("push", "push, many clients"), ("pull", "pull")):
            floor = statistics.median(self.found[f"floor {kind}, records/s"])
            mine = statistics.median(self.found[f"{ours}, records/s"])
            print(f"{kind} / floor {mine / floor:>{32 + 13 - len(kind) - 8}.2f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=20_000)
    parser.add_argument("--clients", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--updates", type=int, default=0, metavar="PERCENT")
    parser.add_argument("--database")
    options = parser.parse_args()
    note = Notes()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with open_database(options.database, folder) as url:
            server = Server(folder, url, workers=options.workers)
            floor = make_floor(folder, url)
            try:
                for _ in range(options.rounds):
                    measure(server, floor, options, note)
                server.check()
            finally:
                floor.close()
                server.stop()
    print(f"{options.records} records a round, medians of {options.rounds} rounds")
    note.print()


if __name__ == "__main__":
    main()

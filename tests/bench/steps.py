"""What each step of a push costs one thread: processor time, so that a busy machine counts less.

    python -m tests.bench.steps [--devices 10] [--turns 30] [--database postgres|URL]

In process, without HTTP: the pushes of some devices, 100 new households each, are read and taken
in one turn, again and again. Prints the least and the median of the turns, a record. Steps that
lie within others are indented; the database's own threads and the flush are not in it.
"""

import argparse
import random
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

from backend.app import spare_the_collector
from backend.core.scope import Caller
from backend.services.context import Context, real_context
from backend.services.syncing import apply_changesets, push
from backend.services.syncing.push import Part, take_parts
from backend.services.syncing.sync_request import SyncRequest, read_sync_request
from backend.services.upkeep.prepare_database import prepare_database
from backend.settings import read_settings
from backend.store import log, records
from tests.bench.database import open_database
from tests.bench.devices import BATCH, Device
from tests.commune import Commune, build_commune

TURN = "take a turn"
STEPS: tuple[tuple[Any, str, str], ...] = (
    (push, "_sort", "  beside the log"),
    (push, "_find_elsewhere", "  beside other phones"),
    (apply_changesets, "named_in", "  what is named"),
    (apply_changesets, "open_plan_with", "  read the world"),
    (apply_changesets._Session, "take_all", "  decide"),
    (apply_changesets, "_write", "  write"),
    (records, "insert_many", "    of it new rows"),
    (log, "insert_many", "    of it new rows"),
)


class Clock:
    """Seconds that this thread spent in each step of a turn."""

    def __init__(self) -> None:
        self.turn: defaultdict[str, float] = defaultdict(float)
        self.turns: defaultdict[str, list[float]] = defaultdict(list)

    def watch(self, owner: Any, name: str, step: str) -> None:
        setattr(owner, name, self.timed(getattr(owner, name), step))

    def timed(self, work: Callable[..., Any], step: str) -> Callable[..., Any]:
        def run(*given: Any, **named: Any) -> Any:
            began = time.thread_time()
            try:
                return work(*given, **named)
            finally:
                self.turn[step] += time.thread_time() - began

        return run

    def end_turn(self) -> None:
        for step, seconds in self.turn.items():
            self.turns[step].append(seconds)
        self.turn.clear()

    def print(self, records: int) -> None:
        print(f"{'us a record':28}{'least':>8}{'median':>8}")
        for step, seconds in self.turns.items():
            least, median = (each * 1e6 / records for each in (min(seconds), _median(seconds)))
            print(f"{step:28}{least:8.1f}{median:8.1f}")


def _median(seconds: list[float]) -> float:
    return statistics.median(seconds)


def make_devices(commune: Commune, count: int) -> list[tuple[Device, Caller]]:
    made = []
    for _ in range(count):
        phone = commune.phone("an")
        device = Device("", phone.device, commune.hamlets[0], random.Random(1))
        with commune.context.database.read() as connection:
            made.append((device, commune.caller(connection, "an", device.id)))
    return made


def measure(context: Context, clock: Clock, options: argparse.Namespace) -> None:
    devices = make_devices(build_commune(context), options.devices)
    bodies = [[device.push() for device, _ in devices] for _ in range(options.turns)]
    read = clock.timed(read_sync_request, "read")
    take = clock.timed(take_parts, TURN)
    for owner, name, step in STEPS:
        clock.watch(owner, name, step)
    spare_the_collector()
    for turn in bodies:
        parts = []
        for request, (_, caller) in zip(turn, devices, strict=True):
            body = request.partition(b"\r\n\r\n")[2]
            asked: SyncRequest = read(body, context.settings.limits)
            parts.append(Part(caller, asked.changesets, asked.first, None))
        for pushed in take(context, parts):
            if isinstance(pushed, Exception):
                raise pushed
        clock.end_turn()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--devices", type=int, default=10)
    parser.add_argument("--turns", type=int, default=30)
    parser.add_argument("--database")
    options = parser.parse_args()
    clock = Clock()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with open_database(options.database, folder) as url:
            context = real_context(read_settings(database_url=url, data_dir=folder))
            try:
                prepare_database(context)
                measure(context, clock, options)
            finally:
                context.database.close()
    clock.print(options.devices * BATCH)


if __name__ == "__main__":
    main()

"""Runs worlds one after the other, in as many processes as asked for, until enough was changed."""

from __future__ import annotations

import shutil
import tempfile
import traceback
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from backend.services.context import Context
from backend.services.prepare_database import prepare_database
from backend.settings import Settings
from backend.store.database import Database
from tests.simulation.chance import Chance, Clock
from tests.simulation.storage import PostgresStorage, SqliteStorage, Storage
from tests.simulation.world import Plan, World


@dataclass(frozen=True, slots=True)
class Report:
    """What a world went through; `broken` is the promise that fell, with where."""

    seed: str
    changes: int = 0
    requests: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    acts: Counter[str] = field(default_factory=Counter)
    statuses: Counter[str] = field(default_factory=Counter)
    broken: str | None = None


def run_world(seed: str, storage: Storage, plan: Plan) -> Report:
    world = World(seed, storage, plan)
    broken = None
    try:
        world.run()
    except Exception as error:  # noqa: BLE001 - whatever it is, the seed must be told
        broken = f"{error}\n{''.join(traceback.format_exception(error))}"
    ledger = world.ledger
    statuses = Counter(result["status"] for result in ledger.results.values())
    statuses["decided"] = world.office.done
    return Report(
        seed,
        ledger.changes,
        world.server.requests,
        ledger.faults,
        ledger.acts,
        statuses,
        broken,
    )


@contextmanager
def prepared_template() -> Iterator[Path]:
    """A prepared SQLite database, made once and copied for each world."""
    in_memory = Path("/dev/shm")  # the disk's own pace is not what is looked at here
    place = in_memory if in_memory.is_dir() else None
    folder = Path(tempfile.mkdtemp(prefix="tungnha-simulation-", dir=place))
    try:
        path = folder / "template.sqlite3"
        prepare(f"sqlite:///{path}")
        yield path
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def prepare(url: str) -> None:
    database = Database(url)
    settings = Settings(database_url=url, pwa_dir=Path("no-pwa-in-tests"))
    prepare_database(Context(database, settings, Clock(), Chance("template").randbytes))
    database.close()


def run_on_sqlite(seed: str, template: Path, plan: Plan) -> Report:
    folder = Path(tempfile.mkdtemp(prefix="world-", dir=template.parent))
    try:
        return run_world(seed, SqliteStorage(folder, template), plan)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def run_on_postgres(seed: str, server_url: str, template_url: str, plan: Plan) -> Report:
    storage = PostgresStorage(server_url, template_url)
    try:
        return run_world(seed, storage, plan)
    finally:
        storage.remove()


def run_campaign(
    seed: str, changes: int, plan: Plan, *, processes: int, first: int = 0
) -> Iterator[Report]:
    """Worlds `seed.0`, `seed.1`, … as long as fewer changes were planned than asked for."""
    worlds = -(-changes // plan.changes)
    plans = [plan] * worlds
    if changes % plan.changes:
        plans[-1] = replace(plan, changes=changes % plan.changes)
    seeds = [f"{seed}.{number}" for number in range(first, first + worlds)]
    with prepared_template() as template:
        if processes == 1:
            yield from (
                run_on_sqlite(each, template, planned)
                for each, planned in zip(seeds, plans, strict=True)
            )
            return
        with ProcessPoolExecutor(processes) as pool:
            yield from pool.map(run_on_sqlite, seeds, [template] * worlds, plans)

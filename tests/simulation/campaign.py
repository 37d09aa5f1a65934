"""Runs worlds one after the other, in as many processes as asked for, until enough was changed."""

from __future__ import annotations

import os
import shutil
import tempfile
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from backend.services.context import Context
from backend.services.upkeep.prepare_database import prepare_database
from backend.settings import Settings
from backend.store.database import Database
from tests.postgres import FOLDER_PREFIX, create_database, drop_database, start_server
from tests.simulation.chance import Chance, Clock
from tests.simulation.node import bundled
from tests.simulation.storage import PostgresStorage, SqliteStorage, Storage
from tests.simulation.world import Plan, World

POSTGRES_SEED = "postgres-"


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


@contextmanager
def prepared_server() -> Iterator[tuple[str, str]]:
    """A PostgreSQL of this run alone (or the one that `TUNGNHA_TEST_POSTGRES` names) and a prepared
    database in it, which is copied for each world."""
    named = os.environ.get("TUNGNHA_TEST_POSTGRES")
    folder = Path(tempfile.mkdtemp(prefix=FOLDER_PREFIX))
    server = None if named else start_server(folder / "server")
    url = server.get_uri(driver="psycopg") if server else str(named)
    try:
        template = create_database(url)
        prepare(template)
        yield url, template
        drop_database(template)
    finally:
        if server is not None:
            server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@dataclass(frozen=True, slots=True)
class Campaign:
    """How much is to be changed, and how much of it on PostgreSQL; worlds are numbered from
    `first` on, so that another campaign may go on where this one ends."""

    seed: str
    changes: int
    on_postgres: int = 0
    processes: int = 2
    first: int = 0
    plan: Plan = field(default_factory=Plan)

    def seeds(self) -> list[tuple[str, Plan]]:
        return list(self._split(self.changes - self.on_postgres, self.seed))

    def seeds_on_postgres(self) -> list[tuple[str, Plan]]:
        return list(self._split(self.on_postgres, f"{POSTGRES_SEED}{self.seed}"))

    def _split(self, changes: int, seed: str) -> Iterator[tuple[str, Plan]]:
        """Worlds `seed.0`, `seed.1`, … as long as fewer changes were planned than asked for."""
        for number in range(-(-changes // self.plan.changes)):
            left = changes - number * self.plan.changes
            name = f"{seed}.{self.first + number}"
            yield name, replace(self.plan, changes=min(left, self.plan.changes))


def run_campaign(campaign: Campaign) -> Iterator[Report]:
    """As they are done; the slow ones begin first."""
    with ExitStack() as stack:
        stack.enter_context(_prepared_app(campaign.plan))
        template = stack.enter_context(prepared_template())
        jobs: list[Callable[[], Report]] = []
        if campaign.on_postgres:
            server, prepared = stack.enter_context(prepared_server())
            for seed, plan in campaign.seeds_on_postgres():
                jobs.append(partial(run_on_postgres, seed, server, prepared, plan))
        jobs += [partial(run_on_sqlite, seed, template, plan) for seed, plan in campaign.seeds()]
        pool = stack.enter_context(ProcessPoolExecutor(campaign.processes))
        for done in as_completed([pool.submit(job) for job in jobs]):
            yield done.result()


def run_alone(seed: str, plan: Plan) -> Report:
    """One world again, on the database that its seed names."""
    with _prepared_app(plan):
        if seed.startswith(POSTGRES_SEED):
            with prepared_server() as (server, prepared):
                return run_on_postgres(seed, server, prepared, plan)
        with prepared_template() as template:
            return run_on_sqlite(seed, template, plan)


def _prepared_app(plan: Plan) -> AbstractContextManager[None]:
    return bundled() if plan.real_phones else nullcontext()

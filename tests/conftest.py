"""Fixtures that every test may ask for: a new database of each kind, a clock that stands still
until it is moved, chance from a seed, and the whole application over HTTP in process.
"""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from fastapi import FastAPI
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from starlette.testclient import TestClient

from backend.app import create_app
from backend.services.context import Context
from backend.services.upkeep.prepare_database import prepare_database
from backend.settings import PasswordCost, Settings
from backend.store.database import Database
from tests.postgres import create_database, drop_database, postgres_server

__all__ = ["postgres_server"]

# A busy machine is no finding: how long an example takes says nothing about the rule.
hypothesis_settings.register_profile(
    "patient", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis_settings.load_profile("patient")

START = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
SEED = 20_261_123
TEMPLATE_SEED = 1
CHEAP_PASSWORDS = PasswordCost(rounds=1, memory_kib=64, lanes=1)
SQLITE = pytest.param("sqlite")
POSTGRES = pytest.param("postgres", marks=pytest.mark.postgres)
WITHOUT_STORE = pytest.mark.parametrize("database_url", [SQLITE], indirect=True)
"""For tests of what is refused before any store is asked: once is enough."""


class Clock:
    """The server's time in a test; it moves only when told."""

    def __init__(self) -> None:
        self.moment = START

    def __call__(self) -> datetime:
        return self.moment

    def advance(self, **amount: float) -> None:
        """Takes what `timedelta` takes."""
        self.moment += timedelta(**amount)


def make_context(
    database: Database,
    clock: Callable[[], datetime],
    *,
    settings: Settings | None = None,
    seed: int = SEED,
) -> Context:
    """A context whose chance is the same in every run."""
    given = settings or Settings(database_url=database.url, pwa_dir=Path("no-pwa-in-tests"))
    return Context(
        database=database,
        settings=replace(given, password_cost=CHEAP_PASSWORDS),
        now=clock,
        random_bytes=Random(seed).randbytes,
    )


def _prepare(url: str) -> None:
    database = Database(url)
    prepare_database(make_context(database, Clock(), seed=TEMPLATE_SEED))
    database.close()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A prepared SQLite file that each test copies; its write-ahead log is folded in."""
    path = tmp_path_factory.mktemp("template") / "template.sqlite3"
    _prepare(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgres_template(postgres_server: str) -> Iterator[str]:
    """URL of a prepared PostgreSQL database that each test copies."""
    url = create_database(postgres_server)
    _prepare(url)
    yield url
    drop_database(url)


@pytest.fixture(params=[SQLITE, POSTGRES])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A new database with the newest schema, the units and the first epoch."""
    if request.param == "sqlite":
        path = tmp_path / "tungnha.sqlite3"
        shutil.copyfile(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path}"
        return
    template = request.getfixturevalue("postgres_template")
    url = create_database(request.getfixturevalue("postgres_server"), template=template)
    yield url
    drop_database(url)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = Database(database_url)
    yield opened
    opened.close()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def context(database: Database, clock: Clock) -> Context:
    return make_context(database, clock)


@pytest.fixture
def app(context: Context) -> FastAPI:
    return create_app(context)


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    """Speaks to the application in process; an exception in it is seen as the 500 it is."""
    with TestClient(app, raise_server_exceptions=False) as opened:
        yield opened

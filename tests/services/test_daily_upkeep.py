"""A serving process prunes by itself, once a day, and no failure of it stops the server."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from starlette.testclient import TestClient

from backend.app import create_app
from backend.core.problems import server_busy
from backend.services.context import Context
from backend.services.upkeep import daily_upkeep
from backend.services.upkeep.daily_upkeep import keep_tidy, tidy_until
from backend.store.database import Database
from backend.store.server_facts import find_fact
from tests.conftest import WITHOUT_STORE, Clock


@dataclass
class Stop(threading.Event):
    """Lets a few waits pass without any waiting, then says stop."""

    turns: int = 0
    waited: list[float | None] = field(default_factory=list)

    def wait(self, timeout: float | None = None) -> bool:
        self.waited.append(timeout)
        self.turns -= 1
        return self.turns < 0


def pruned_at(context: Context) -> str | None:
    with context.database.read() as connection:
        return find_fact(connection, "pruned_at")


def test_a_server_prunes_when_it_has_run_a_while_and_then_asks_each_hour(
    context: Context, clock: Clock
) -> None:
    stop = Stop(turns=3)
    tidy_until(context, stop, first_seconds=120, ask_seconds=3_600)
    assert stop.waited == [120, 3_600, 3_600, 3_600]
    assert pruned_at(context) == context.now_text()


@WITHOUT_STORE
def test_a_turn_that_fails_is_logged_and_the_next_one_comes(
    context: Context, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    class Busy(Database):
        def write(self) -> Iterator[None]:  # type: ignore[override]
            raise server_busy()

    object.__setattr__(context, "database", Busy(database.url))
    stop = Stop(turns=2)
    tidy_until(context, stop, first_seconds=1, ask_seconds=1)
    assert len(stop.waited) == 3
    assert caplog.text.count("the day's prune stopped half-way") == 2


@WITHOUT_STORE
def test_it_starts_and_ends_with_the_application(
    context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(daily_upkeep, "FIRST_SECONDS", 0)
    app = create_app(context, lifespan=lambda _app: keep_tidy(context))
    with TestClient(app) as client:
        assert client.get("/api/v1/health").status_code == 200
        [thread] = [each for each in threading.enumerate() if each.name == "upkeep"]
    assert not thread.is_alive()

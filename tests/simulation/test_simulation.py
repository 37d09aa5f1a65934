"""Whole worlds in the normal suite: small ones here, 100,000 changes in a step of their own."""

from pathlib import Path

import pytest

from tests.phone import Json
from tests.simulation import village
from tests.simulation.campaign import run_on_postgres, run_world
from tests.simulation.reading import read_state
from tests.simulation.storage import SqliteStorage
from tests.simulation.world import Plan, World

SMALL = Plan(changes=400, replayed_share=1.0)


def test_every_promise_holds_in_a_small_world(sqlite_template: Path, tmp_path: Path) -> None:
    report = run_world("small.1", SqliteStorage(tmp_path, sqlite_template), SMALL)
    assert report.broken is None
    assert report.faults.total() > report.changes / 10


@pytest.mark.postgres
@pytest.mark.slow
def test_every_promise_holds_on_postgresql(postgres_server: str, postgres_template: str) -> None:
    report = run_on_postgres("small.1", postgres_server, postgres_template, SMALL)
    assert report.broken is None


@pytest.mark.slow
def test_clocks_decide_nothing(
    sqlite_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One world twice, and in the second every phone's clock is years off in another way."""
    ends = []
    for name, shift in (("right", 0.0), ("wrong", -900.0)):
        monkeypatch.setattr(village, "CLOCKS_SHIFT_DAYS", shift)
        storage = SqliteStorage(tmp_path, sqlite_template, name=name)
        world = World("small.3", storage, Plan(changes=300, replayed_share=0.0))
        world.run()
        state = read_state(world.server.database)
        world.server.close()
        ends.append(
            {
                (each.id, each.rev, each.is_deleted, str(_without_times(each.fields)))
                for each in state.records.values()
                if each.type not in ("conflict", "guidance", "activity")
            }
        )
    assert ends[0] == ends[1]


def _without_times(fields: Json) -> Json:
    return {name: value for name, value in fields.items() if not name.endswith("_at")}


@pytest.mark.slow
def test_the_same_seed_is_the_same_run(sqlite_template: Path, tmp_path: Path) -> None:
    ends = []
    for name in ("first", "second"):
        world = World(
            "small.2",
            SqliteStorage(tmp_path, sqlite_template, name=name),
            Plan(changes=200, replayed_share=0.0),
        )
        world.run()
        ends.append((world.ledger.written, world.ledger.results, world.ledger.faults))
    assert ends[0] == ends[1]

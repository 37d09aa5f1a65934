"""Worlds in which most phones are the app itself; here, because Node is installed by now."""

from pathlib import Path

import pytest

from tests.simulation.campaign import run_world
from tests.simulation.reading import dump_tables
from tests.simulation.storage import SqliteStorage
from tests.simulation.world import Plan, World

MANY = Plan(changes=300, replayed_share=1.0, real_phones=10)


@pytest.mark.slow
@pytest.mark.promise("P5", "P7", "P10", "F10", "F24")
def test_every_promise_holds_where_most_phones_are_the_app(
    bundled_app: None, sqlite_template: Path, tmp_path: Path
) -> None:
    report = run_world("real.1", SqliteStorage(tmp_path, sqlite_template), MANY)
    assert report.broken is None
    assert report.faults["app ended"] > 0


@pytest.mark.slow
def test_the_same_seed_is_the_same_run_of_the_app(
    bundled_app: None, sqlite_template: Path, tmp_path: Path
) -> None:
    """To the last byte: also keys, signatures and what is on the phones."""
    ends = []
    for name in ("first", "second"):
        storage = SqliteStorage(tmp_path, sqlite_template, name=name)
        world = World("real.2", storage, Plan(changes=200, replayed_share=0.0, real_phones=4))
        world.run()
        ledger, phones = world.ledger, world.real.phones
        told = [(phone.entries, phone.books, phone.seen) for phone in phones]
        ends.append((ledger.written, ledger.faults, dump_tables(world.server.database), told))
        world.server.close()
    assert ends[0] == ends[1]

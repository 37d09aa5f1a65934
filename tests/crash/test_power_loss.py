"""The power goes after an answer: what was acknowledged is on the disk, flushed and whole."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import event

from backend.services.upkeep.check_database import check_database
from backend.store.database import Database
from backend.store.sql import select
from tests.commune import Commune, build_commune
from tests.conftest import Clock, make_context
from tests.crash.power import Disk, forgetful_disk

PUSHES = 12


@pytest.fixture
def disk(tmp_path: Path, sqlite_template: Path) -> Iterator[Disk]:
    folder = tmp_path / "disk"
    folder.mkdir()
    shutil.copyfile(sqlite_template, folder / "tungnha.sqlite3")
    with forgetful_disk(tmp_path / "after", folder) as opened:
        yield opened


def _open(folder: Path) -> Commune:
    database = Database(f"sqlite:///{folder / 'tungnha.sqlite3'}")
    return Commune(make_context(database, Clock()))


def _push_until_the_power_goes(commune: Commune, disk: Disk, after: Path) -> list[tuple[int, int]]:
    """For each answer: what it acknowledged, and what the disk had if the power went then."""
    an = build_commune(commune.context).phone("an")
    seen = []
    for number in range(PUSHES):
        an.record(an.create("household", an.streams[0], head_name=f"Ông {number}"))
        an.sync()
        folder = after / str(number)
        shutil.copytree(disk.kept, folder)
        restarted = _open(folder)
        with restarted.context.database.read() as connection:
            rows = select(connection, "SELECT count(*) FROM log WHERE device = ?", an.device)
        assert check_database(restarted.context) == []
        restarted.context.database.close()
        seen.append((an.acked, rows[0][0]))
    return seen


def test_what_was_acknowledged_is_flushed(disk: Disk, tmp_path: Path) -> None:
    commune = _open(disk.folder)
    seen = _push_until_the_power_goes(commune, disk, tmp_path / "lost")
    commune.context.database.close()
    assert seen == [(number, number) for number in range(1, PUSHES + 1)]
    assert disk.flushes >= PUSHES


def test_a_disk_that_is_flushed_more_seldom_would_be_found_out(disk: Disk, tmp_path: Path) -> None:
    """The same with SQLite's usual setting, which flushes at a checkpoint only."""
    commune = _open(disk.folder)
    event.listen(
        commune.context.database.engine,
        "connect",
        lambda connection, _: connection.execute("PRAGMA synchronous=NORMAL"),
    )
    seen = _push_until_the_power_goes(commune, disk, tmp_path / "lost")
    commune.context.database.close()
    assert any(there < acked for acked, there in seen)

"""A backup is verified before it has its name; a restore replaces everything or nothing."""

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config

from backend.services.context import Context
from backend.services.upkeep.back_up import back_up
from backend.services.upkeep.check_database import check_database
from backend.services.upkeep.prepare_database import prepare_database
from backend.services.upkeep.restore_backup import restore_backup
from backend.store.backup_files import BackupDamaged, open_backup, write_backup
from backend.store.database import Database
from backend.store.epochs import get_epoch, list_epochs
from backend.store.migrate import MIGRATIONS, find_revision, upgrade
from backend.store.sql import execute, select
from backend.store.table_rows import Tally, list_tables, read_rows
from tests.commune import Commune, build_commune
from tests.phone import Phone
from tests.postgres import create_database, drop_database

FIRST_SCHEMA = "20261123_first"


@pytest.fixture
def commune(context: Context) -> Commune:
    return build_commune(context)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def other(request: pytest.FixtureRequest, tmp_path: Path, context: Context) -> Iterator[Context]:
    """A second, empty database of each kind, ready to serve."""
    is_sqlite = request.param == "sqlite"
    server = "" if is_sqlite else request.getfixturevalue("postgres_server")
    url = f"sqlite:///{tmp_path / 'other.sqlite3'}" if is_sqlite else create_database(server)
    database = Database(url)
    made = replace(context, database=database)
    prepare_database(made)
    yield made
    database.close()
    if not is_sqlite:
        drop_database(url)


def tell(commune: Commune, phone: Phone, name: str) -> str:
    change = phone.create("household", commune.hamlets[0], head_name=name, note="Đường làng số 2")
    phone.record(change)
    phone.sync()
    return str(change["id"])


def content(context: Context) -> dict[str, tuple[int, str]]:
    """Count and digest of each table."""
    found = {}
    with context.database.read() as connection:
        for table in list_tables(connection):
            tally = Tally()
            for rows in read_rows(connection, table):
                tally.add(rows)
            found[table.name] = (tally.rows, tally.digest)
    return found


def test_a_backup_moves_everything_to_either_kind_of_database(
    commune: Commune, other: Context, tmp_path: Path
) -> None:
    an, binh = commune.phone("an"), commune.phone("binh")
    household = tell(commune, an, "Lê Văn Ba")
    binh.sync()
    an.record(an.update(household, phone="0911"))
    binh.record(binh.update(household, phone="0912"))
    an.sync()
    binh.sync()
    back_up(commune.context, tmp_path / "backup")
    before = content(commune.context)
    restore_backup(other, tmp_path / "backup")
    after = content(other)
    changed = {name for name in before if before[name] != after[name]}
    assert before.keys() == after.keys()
    assert changed == {"epoch"}, "a new history, and nothing else"
    assert check_database(other) == []


def test_a_restore_puts_back_what_was_and_opens_a_new_history(
    commune: Commune, tmp_path: Path
) -> None:
    an = commune.phone("an")
    tell(commune, an, "Lê Văn Ba")
    back_up(commune.context, tmp_path / "backup")
    tell(commune, an, "Lê Văn Tư")
    restored = restore_backup(commune.context, tmp_path / "backup")
    with commune.context.database.read() as connection:
        assert get_epoch(connection) == restored.epoch
        assert len(list_epochs(connection)) == 2
        [(count,)] = select(connection, "SELECT count(*) FROM record WHERE type = 'household'")
    assert count == 1
    answer = an.exchange(an.request([]))
    assert (answer["epoch"], answer["acked"]) == (restored.epoch, 1)
    assert all(part["reset"] for part in answer["streams"])


def test_safe_is_what_a_verified_backup_contains(commune: Commune, tmp_path: Path) -> None:
    an = commune.phone("an")
    for name in ("Lê Văn Ba", "Lê Văn Tư"):
        tell(commune, an, name)
    assert an.exchange(an.request([]))["safe"] == 0
    back_up(commune.context, tmp_path / "backup")
    assert an.exchange(an.request([]))["safe"] == 2
    tell(commune, an, "Lê Văn Năm")
    assert an.exchange(an.request([]))["safe"] == 2


def test_after_a_restore_safe_is_what_came_back(commune: Commune, tmp_path: Path) -> None:
    an = commune.phone("an")
    tell(commune, an, "Lê Văn Ba")
    back_up(commune.context, tmp_path / "one")
    tell(commune, an, "Lê Văn Tư")
    back_up(commune.context, tmp_path / "two")
    assert an.exchange(an.request([]))["safe"] == 2
    restore_backup(commune.context, tmp_path / "one")
    answer = an.exchange({**an.request([]), "acked": 0})
    assert (answer["acked"], answer["safe"]) == (1, 1)


def test_a_backup_that_does_not_verify_leaves_no_file_and_nothing_is_safe(
    commune: Commune, tmp_path: Path
) -> None:
    an = commune.phone("an")
    tell(commune, an, "Lê Văn Ba")
    with commune.context.database.write() as connection:
        execute(connection, "UPDATE stream SET live = live + 1")
    with pytest.raises(BackupDamaged, match="digest of hamlet"):
        back_up(commune.context, tmp_path / "backup")
    assert [path for path in tmp_path.iterdir() if "backup" in path.name] == []
    assert an.exchange(an.request([]))["safe"] == 0


def test_a_backup_that_fails_leaves_the_one_before(commune: Commune, tmp_path: Path) -> None:
    back_up(commune.context, tmp_path / "backup")
    before = (tmp_path / "backup").read_bytes()
    with commune.context.database.write() as connection:
        execute(connection, "UPDATE stream SET live = live + 1")
        execute(
            connection,
            "INSERT INTO stream (place, id, head, live, tag_sum) "
            "VALUES ('30076', 'commune:30076', 1, 1, 1) ON CONFLICT DO NOTHING",
        )
    with pytest.raises(BackupDamaged):
        back_up(commune.context, tmp_path / "backup")
    assert (tmp_path / "backup").read_bytes() == before


def test_a_backup_is_for_its_owner_only(commune: Commune, tmp_path: Path) -> None:
    back_up(commune.context, tmp_path / "backup")
    assert (tmp_path / "backup").stat().st_mode & 0o077 == 0


def spoil(path: Path, kind: str) -> None:
    if kind == "cut":
        whole = path.read_bytes()
        path.write_bytes(whole[: len(whole) // 2])
    elif kind == "empty":
        path.write_bytes(b"")
    elif kind == "not a backup":
        path.write_bytes(b"PK\x03\x04" * 5_000)
    else:
        with sqlite3.connect(path) as file:
            file.execute(
                "DELETE FROM t_record WHERE id = (SELECT id FROM t_record LIMIT 1)"
                if kind == "a row missing"
                else "UPDATE t_record SET rev = rev + 1"
            )
        file.close()


@pytest.mark.parametrize("kind", ["cut", "empty", "not a backup", "a row missing", "changed"])
def test_a_damaged_backup_is_refused_and_changes_nothing(
    commune: Commune, tmp_path: Path, kind: str
) -> None:
    an = commune.phone("an")
    tell(commune, an, "Lê Văn Ba")
    back_up(commune.context, tmp_path / "backup")
    tell(commune, an, "Lê Văn Tư")
    before = content(commune.context)
    spoil(tmp_path / "backup", kind)
    with pytest.raises(BackupDamaged):
        restore_backup(commune.context, tmp_path / "backup")
    assert content(commune.context) == before


def test_a_backup_of_a_newer_schema_is_refused_and_one_that_is_missing_is_told(
    commune: Commune, tmp_path: Path
) -> None:
    back_up(commune.context, tmp_path / "backup")
    with sqlite3.connect(tmp_path / "backup") as file:
        file.execute("UPDATE about SET value = '20991231_later' WHERE key = 'schema'")
    file.close()
    with pytest.raises(BackupDamaged, match="newer version"):
        restore_backup(commune.context, tmp_path / "backup")
    with pytest.raises(FileNotFoundError):
        restore_backup(commune.context, tmp_path / "none")


def test_a_backup_of_an_older_schema_is_raised_to_the_newest(
    commune: Commune, tmp_path: Path
) -> None:
    """Columns that came later begin as a migration makes them."""
    an = commune.phone("an")
    household = tell(commune, an, "Lê Văn Ba")
    back_up(commune.context, tmp_path / "backup")
    make_old(tmp_path / "backup")
    restore_backup(commune.context, tmp_path / "backup")
    assert check_database(commune.context) == []
    an.sync()
    assert an.find(household)[1]["fields"]["head_name"] == "Lê Văn Ba"


def make_old(path: Path) -> None:
    """The file as the first version would have written it: from a database of its schema."""
    old_path, old = path.with_suffix(".old"), Database(f"sqlite:///{path.with_suffix('.db')}")
    upgrade(old)
    with open_backup(path) as backup, old.write() as connection:
        about = dict(backup.about)
        backup.load(connection)
    with old.write() as connection:
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.attributes["connection"] = connection
        command.downgrade(config, FIRST_SCHEMA)
    with old.read() as connection:
        write_backup(connection, old_path, {**about, "schema": find_revision(connection) or ""})
    old.close()
    old_path.replace(path)

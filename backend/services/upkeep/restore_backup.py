"""Puts the state of a backup in the place of what a database holds, and opens a new history.

One transaction: a restore that fails leaves everything as it was. The phones then send again what
the backup does not contain.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from backend.services.context import Context
from backend.services.subjects.erase_record import erase_again
from backend.store.backup_files import BackupDamaged, BackupFile, open_backup, write_backup
from backend.store.database import Connection, Database
from backend.store.epochs import open_epoch
from backend.store.erasures import list_erased
from backend.store.migrate import find_revision, is_known_revision, upgrade
from backend.store.safe_numbers import make_all_safe
from backend.store.table_rows import clear_tables, list_tables, lock_tables


@dataclass(frozen=True, slots=True)
class Restored:
    """When the backup was made, how many rows it had, and the history that begins now."""

    made_at: str
    row_count: int
    epoch: str


def restore_backup(context: Context, path: Path) -> Restored:
    """The database must have the newest schema; what it held is replaced. What had been erased in
    it is erased again.

    Raises OSError where there is no such file, BackupDamaged where it is not a whole backup or of
    a newer version, Problem 503 where the database is busy.
    """
    with open_backup(path) as given, _in_newest_schema(context, given, path.parent) as backup:
        with context.database.write() as connection:
            erased = list_erased(connection)
            _replace(connection, backup)
            epoch, made_at = context.new_id(), backup.about["made_at"]
            reason = f"restore of the backup of {made_at}"
            open_epoch(connection, epoch_id=epoch, at=context.now_text(), reason=reason)
            make_all_safe(connection)
            erase_again(context, connection, erased)
        return Restored(made_at, backup.row_count, epoch)


def _replace(connection: Connection, backup: BackupFile) -> None:
    tables = list_tables(connection)
    lock_tables(connection, tables)
    clear_tables(connection, tables)
    backup.load(connection)


@contextmanager
def _in_newest_schema(context: Context, given: BackupFile, beside: Path) -> Iterator[BackupFile]:
    """The backup itself, or one of an older version brought to the newest schema."""
    revision = given.about["schema"]
    with context.database.read() as connection:
        newest = find_revision(connection)
    if revision == newest:
        yield given
        return
    if not is_known_revision(revision):
        raise BackupDamaged("The backup was made by a newer version of this server.")
    with TemporaryDirectory(dir=beside, prefix=".restore-") as folder:
        raised = Path(folder) / "raised"
        _raise_schema(given, revision, raised)
        with open_backup(raised) as backup:
            yield backup


def _raise_schema(given: BackupFile, revision: str, path: Path) -> None:
    database = Database(f"sqlite:///{path.with_suffix('.sqlite3')}")
    try:
        upgrade(database, revision)
        with database.write() as connection:
            given.load(connection)
        upgrade(database)
        with database.read() as connection:
            about = {**given.about, "schema": find_revision(connection) or ""}
            write_backup(connection, path, about)
    finally:
        database.close()

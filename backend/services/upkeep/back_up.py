"""Backs up the database while it serves: one snapshot to one file, verified by restoring it.

Only a verified backup gets its name and makes what it contains `safe`; a failed one leaves nothing.
"""

from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from backend import __version__
from backend.services.context import Context
from backend.services.upkeep.check_database import check_database
from backend.store.backup_files import (
    BackupDamaged,
    move_into_place,
    open_backup,
    write_backup,
)
from backend.store.database import Database
from backend.store.epochs import get_epoch
from backend.store.migrate import find_revision, upgrade
from backend.store.safe_numbers import list_acked, raise_safe

DEVICES_A_TRANSACTION = 1_000


@dataclass(frozen=True, slots=True)
class BackedUp:
    """What the file holds: its rows, and the devices whose logs are in it."""

    row_count: int
    device_count: int


def back_up(context: Context, path: Path) -> BackedUp:
    """Raises OSError where the file cannot be written, BackupDamaged where it does not verify."""
    partial = path.with_name(f"{path.name}.partial")
    partial.unlink(missing_ok=True)
    try:
        acked = _write(context, partial)
        row_count = _verify(context, partial)
        move_into_place(partial, path)
    finally:
        partial.unlink(missing_ok=True)
    _note_safe(context, acked)
    return BackedUp(row_count, len(acked))


def _write(context: Context, partial: Path) -> dict[str, int]:
    with context.database.read() as connection:
        about = {
            "made_at": context.now_text(),
            "epoch": get_epoch(connection),
            "schema": find_revision(connection) or "",
            "app": __version__,
        }
        write_backup(connection, partial, about)
        return list_acked(connection)


def _verify(context: Context, partial: Path) -> int:
    """Restores the file beside itself and recomputes what is kept beside the records."""
    with TemporaryDirectory(dir=partial.parent, prefix=".verify-") as folder:
        database = Database(f"sqlite:///{Path(folder) / 'restored.sqlite3'}")
        try:
            upgrade(database)
            with open_backup(partial) as backup, database.write() as connection:
                backup.load(connection)
                row_count = backup.row_count
            differences = check_database(replace(context, database=database))
        finally:
            database.close()
    if differences:
        raise BackupDamaged(f"The backup does not verify: {'; '.join(differences[:5])}.")
    return row_count


def _note_safe(context: Context, acked: dict[str, int]) -> None:
    """In parts, so that a big country's phones do not wait for one long transaction."""
    devices = sorted(acked)
    for start in range(0, len(devices), DEVICES_A_TRANSACTION):
        part = devices[start : start + DEVICES_A_TRANSACTION]
        with context.database.write() as connection:
            raise_safe(connection, {device: acked[device] for device in part})

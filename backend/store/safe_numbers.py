"""How much of each device's log a verified backup contains."""

from collections.abc import Mapping

from backend.store.database import Connection
from backend.store.sql import execute, execute_many, select


def list_acked(connection: Connection) -> dict[str, int]:
    """How far each device's log is taken, by device."""
    return {row[0]: row[1] for row in select(connection, "SELECT id, acked FROM device")}


def raise_safe(connection: Connection, acked: Mapping[str, int]) -> None:
    """What a backup contains is safe from now on; a number never sinks."""
    execute_many(
        connection,
        "UPDATE device SET safe = ? WHERE id = ? AND safe < ?",
        [(n, device, n) for device, n in sorted(acked.items())],
    )


def make_all_safe(connection: Connection) -> None:
    """After a restore everything that is there is in the backup that it came from."""
    execute(connection, "UPDATE device SET safe = acked WHERE safe <> acked")

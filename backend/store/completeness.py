"""How complete a unit's figures are: which phones have been heard of lately, and what waits."""

from dataclasses import dataclass

from backend.store.database import Connection
from backend.store.sql import listed, select

_DEVICES = (
    "SELECT COUNT(*), "
    "COALESCE(SUM(CASE WHEN d.last_seen_at >= ? THEN 0 ELSE 1 END), 0), "
    "COALESCE(SUM(d.waiting), 0) FROM device d JOIN account a ON a.id = d.user_id "
    "WHERE d.revoked_at IS NULL AND a.is_active AND d.acked > 0 AND EXISTS ("
    "SELECT 1 FROM account_unit au JOIN unit u ON u.id = au.unit_id WHERE au.user_id = a.id "
    "AND au.until IS NULL AND (u.id IN (?*) OR u.commune IN (?*) OR u.province IN (?*)))"
)


@dataclass(frozen=True, slots=True)
class Completeness:
    """Counts of the devices that ever recorded something and are still in use; `waiting` is
    what they said they keep."""

    devices: int
    silent: int
    waiting: int

    @property
    def percent(self) -> int:
        """Of the devices, those that have been heard of; 100 where there are none. Never
        rounded up to 100."""
        if not self.devices:
            return 100
        return 100 * (self.devices - self.silent) // self.devices


def read_completeness(connection: Connection, unit_id: str, *, silent_since: str) -> Completeness:
    """Over the devices of users whose present unit is this one or below it."""
    ids = listed(connection, [unit_id])
    rows = select(connection, _DEVICES, silent_since, ids, ids, ids)
    return Completeness(int(rows[0][0]), int(rows[0][1]), int(rows[0][2]))

"""Finds and lists conflicts; their content is read as records."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from backend.core.scope import Caller, Role
from backend.core.values import is_storable_text
from backend.store import wire
from backend.store.database import Connection
from backend.store.sql import listed, select


@dataclass(frozen=True, slots=True)
class ConflictKey:
    """Where a conflict lies and what it is about."""

    place: str
    id: str
    stream: str
    record_id: str


@dataclass(frozen=True, slots=True)
class Teller:
    """A device's changeset."""

    place: str
    device: str
    n: int
    changeset_id: str


def find_conflict(connection: Connection, conflict_id: str) -> ConflictKey | None:
    rows = select(
        connection, "SELECT place, id, stream, record_id FROM conflict WHERE id = ?", conflict_id
    )
    return ConflictKey(*rows[0]) if rows else None


def count_open_conflicts(connection: Connection, user_id: str) -> int:
    """How many open conflicts were opened by this person's changes."""
    rows = select(
        connection,
        "SELECT count(*) FROM conflict WHERE opened_by = ? AND status = 'open'",
        user_id,
    )
    return int(rows[0][0])


def list_wanted_streams(connection: Connection, key: ConflictKey) -> set[str]:
    """The streams that a side wanted its record moved to, and that an undo moves it back to."""
    rows = select(
        connection, "SELECT wire FROM record WHERE place = ? AND id = ?", key.place, key.id
    )
    if not rows:
        return set()
    fields = wire.decode_fields(rows[0][0])
    resolution = fields.get("resolution")
    before = resolution.get("before") if isinstance(resolution, dict) else None
    sides = fields.get("incoming")
    wanted = [side["value"] for side in sides] if isinstance(sides, list) else []
    wanted.append(before.get("stream") if isinstance(before, dict) else None)
    return {each for each in wanted if isinstance(each, str) and is_storable_text(each)}


def list_conflicts(
    connection: Connection,
    caller: Caller,
    *,
    status: str | None,
    stream: str | None,
    after: str,
    limit: int,
) -> Sequence[ConflictKey]:
    """Those in streams that the caller reads, in the order in which they were opened."""
    scope, parameters = _scope(connection, caller)
    if status is not None:
        scope, parameters = f"{scope} AND status = ?", [*parameters, status]
    if stream is not None:
        scope, parameters = f"{scope} AND stream = ?", [*parameters, stream]
    rows = select(
        connection,
        f"SELECT place, id, stream, record_id FROM conflict WHERE {scope} AND id > ? "
        "ORDER BY id LIMIT ?",
        *parameters,
        after,
        limit,
    )
    return [ConflictKey(*row) for row in rows]


def _scope(connection: Connection, caller: Caller) -> tuple[str, list[object]]:
    if caller.role is Role.PROVINCE_ADMIN:
        provinces = sorted({place.province for place in caller.places})
        return (
            "place IN (SELECT id FROM unit WHERE province IN (?*))",
            [listed(connection, provinces)],
        )
    streams = [place.stream for place, _ in caller.listed]
    return "stream IN (?*)", [listed(connection, streams)]


def list_partitions(connection: Connection, caller: Caller) -> list[str]:
    """The places whose records the caller may possibly read."""
    partitions = {place.partition for place, _ in caller.listed}
    if caller.role is Role.PROVINCE_ADMIN:
        provinces = sorted({place.province for place in caller.places})
        rows = select(
            connection,
            "SELECT id FROM unit WHERE valid_to IS NULL AND level <> 'hamlet' AND province IN (?*)",
            listed(connection, provinces),
        )
        partitions |= {row[0] for row in rows}
    return sorted(partitions)


def find_tellers(connection: Connection, written: Iterable[tuple[str, int]]) -> list[Teller]:
    """The changesets of these (device, n)."""
    tellers = []
    for device, n in written:
        rows = select(
            connection,
            "SELECT d.place, l.device, l.n, l.changeset_id FROM device d "
            "JOIN log l ON l.place = d.place AND l.device = d.id WHERE d.id = ? AND l.n = ?",
            device,
            n,
        )
        tellers += [Teller(*row) for row in rows]
    return tellers

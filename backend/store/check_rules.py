"""What must hold between the tables: each rule is a statement that finds what breaks it."""

from collections.abc import Iterator
from dataclasses import dataclass

import msgspec

from backend.store.database import Connection
from backend.store.sql import select

SHOWN_MAX = 3


@dataclass(frozen=True, slots=True)
class Rule:
    """`finds` gives the names of what is wrong."""

    wrong: str
    finds: str


class _Wire(msgspec.Struct):
    type: str
    id: str
    rev: int
    tag: int
    deleted: bool
    fields: dict[str, object]


_decode = msgspec.json.Decoder(_Wire).decode
_LOGGED = "SELECT device, count(*) AS logged, max(n) AS last FROM log GROUP BY device"
_GONE = "SELECT device, sum(last - first + 1) AS numbers FROM lost GROUP BY device"
_LATE = (
    "SELECT o.device, count(*) AS found FROM lost o JOIN log k ON k.place = o.place "
    "AND k.device = o.device AND k.n BETWEEN o.first AND o.last GROUP BY o.device"
)
_LOG_OF_HELD = "l.place = h.place AND l.device = h.device AND l.n = h.n"

RULES = (
    Rule(
        "device logs whose numbers do not add up to what was acknowledged",
        f"SELECT d.id FROM device d LEFT JOIN ({_LOGGED}) l ON l.device = d.id "
        f"LEFT JOIN ({_GONE}) g ON g.device = d.id LEFT JOIN ({_LATE}) f ON f.device = d.id "
        "WHERE d.safe > d.acked OR COALESCE(l.last, 0) > d.acked OR d.acked <> "
        "COALESCE(l.logged, 0) + COALESCE(g.numbers, 0) - COALESCE(f.found, 0) ORDER BY d.id",
    ),
    Rule(
        "device logs of no device",
        "SELECT DISTINCT l.device FROM log l LEFT JOIN device d ON d.id = l.device "
        "WHERE d.id IS NULL ORDER BY l.device",
    ),
    Rule(
        "devices that do not stand in the chain of the one they replace",
        "SELECT d.id FROM device d JOIN device r ON r.id = d.replaces AND r.user_id = d.user_id "
        "WHERE d.lineage <> r.lineage ORDER BY d.id",
    ),
    Rule(
        "outcomes that their device is not told",
        "SELECT DISTINCT o.device FROM outcome o LEFT JOIN device d ON d.id = o.device "
        "WHERE d.id IS NULL OR d.lineage <> o.lineage ORDER BY o.device",
    ),
    Rule(
        "held changesets that no desk has",
        "SELECT l.device FROM log l LEFT JOIN held h "
        f"ON {_LOG_OF_HELD} WHERE l.status = 'held' AND h.id IS NULL ORDER BY l.device",
    ),
    Rule(
        "held work without its changeset",
        f"SELECT h.id FROM held h LEFT JOIN log l ON {_LOG_OF_HELD} "
        "WHERE h.body IS NULL AND l.n IS NULL ORDER BY h.id",
    ),
    Rule(
        "waits of work that is not held",
        "SELECT w.held_id FROM held_wait w LEFT JOIN held h ON h.place = w.place "
        "AND h.id = w.held_id WHERE h.id IS NULL OR h.status <> 'open' ORDER BY w.held_id",
    ),
    Rule(
        "records beyond the end of their stream",
        "SELECT r.id FROM record r LEFT JOIN stream s ON s.place = r.place AND s.id = r.stream "
        "WHERE s.id IS NULL OR r.seq > s.head ORDER BY r.id",
    ),
    Rule(
        "records that phones are not told of, though they are live or lie above the floor",
        "SELECT r.id FROM record r JOIN stream s ON s.place = r.place AND s.id = r.stream "
        "WHERE r.seq < 0 AND (NOT r.is_deleted OR -r.seq > s.pruned) ORDER BY r.id",
    ),
    Rule(
        "records whose history has gaps",
        "SELECT r.id FROM record r WHERE r.rev <> 1 + (SELECT count(*) FROM revision v "
        "WHERE v.place = r.place AND v.id = r.id) ORDER BY r.id",
    ),
    Rule(
        "conflicts without their record",
        "SELECT c.id FROM conflict c LEFT JOIN record r ON r.place = c.place AND r.id = c.id "
        "LEFT JOIN record o ON o.place = c.place AND o.id = c.record_id "
        "WHERE r.id IS NULL OR o.id IS NULL ORDER BY c.id",
    ),
    Rule(
        "photos without their record",
        "SELECT p.id FROM photo p LEFT JOIN record r ON r.place = p.place AND r.id = p.id "
        "AND r.type = 'photo' WHERE r.id IS NULL ORDER BY p.id",
    ),
)


def find_broken_rules(connection: Connection) -> Iterator[str]:
    for rule in RULES:
        found = [str(row[0]) for row in select(connection, rule.finds)]
        if found:
            yield f"{len(found)} {rule.wrong}: {', '.join(found[:SHOWN_MAX])}"


def find_wrong_bytes(connection: Connection, place: str, stream: str) -> list[str]:
    """The ids of the stream's records whose finished bytes are not those of their row."""
    rows = select(
        connection,
        "SELECT id, type, rev, tag, is_deleted, wire FROM record "
        "WHERE place = ? AND stream = ? ORDER BY id",
        place,
        stream,
    )
    return [row[0] for row in rows if not _is_whole(row[:5], row[5])]


def _is_whole(row: tuple[object, ...], raw: bytes) -> bool:
    record_id, record_type, rev, tag, is_deleted = row
    try:
        sent = _decode(raw)
    except msgspec.DecodeError:
        return False
    told = (sent.id, sent.type, sent.rev, sent.tag, sent.deleted)
    is_empty = not sent.deleted or not sent.fields
    return told == (record_id, record_type, rev, tag, bool(is_deleted)) and is_empty

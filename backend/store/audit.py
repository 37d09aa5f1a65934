"""The audit log: only ever appended to, one chain a place, so that no writer waits for another's.

Append last in a transaction: the place's chain stays locked until the commit.
"""

from collections.abc import Iterator

from backend.core.audit_chain import FIRST, AuditEntry
from backend.store.database import Connection
from backend.store.sql import execute, is_sqlite, select

ADVISORY_LOCK = 7_402_602
_PAGE = 1_000


def append(
    connection: Connection,
    place: str,
    *,
    at: str,
    by: str | None,
    device: str | None,
    action: str,
    subject: str,
    detail: str = "",
) -> None:
    """`subject` is an id; `detail` holds no names and no personal data."""
    if not is_sqlite(connection):
        select(connection, "SELECT pg_advisory_xact_lock(?, hashtext(?))", ADVISORY_LOCK, place)
    seq, previous = _last(connection, place)
    entry = AuditEntry(place, seq + 1, at, by, device, action, subject, detail, previous)
    execute(
        connection,
        "INSERT INTO audit (place, seq, at, by, device, action, subject, detail, previous, hash) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        place,
        entry.seq,
        at,
        by,
        device,
        action,
        subject,
        detail,
        previous,
        entry.hash,
    )
    execute(
        connection,
        "INSERT INTO audit_head (place, seq, hash) VALUES (?, ?, ?) "
        "ON CONFLICT (place) DO UPDATE SET seq = excluded.seq, hash = excluded.hash",
        place,
        entry.seq,
        entry.hash,
    )


def list_entries(
    connection: Connection, place: str, *, after: int = 0, limit: int = _PAGE
) -> list[tuple[AuditEntry, str]]:
    """The place's entries in order from beyond the number `after`, each with its stored hash."""
    rows = select(
        connection,
        "SELECT place, seq, at, by, device, action, subject, detail, previous, hash FROM audit "
        "WHERE place = ? AND seq > ? ORDER BY seq LIMIT ?",
        place,
        after,
        limit,
    )
    return [(AuditEntry(*row[:9]), row[9]) for row in rows]


def list_newest(
    connection: Connection, place: str, *, before: int | None, limit: int
) -> list[AuditEntry]:
    """The place's last entries, the newest first; with `before` those below that number."""
    below = "" if before is None else " AND seq < ?"
    rows = select(
        connection,
        "SELECT place, seq, at, by, device, action, subject, detail, previous FROM audit "
        f"WHERE place = ?{below} ORDER BY seq DESC LIMIT ?",
        place,
        *([] if before is None else [before]),
        limit,
    )
    return [AuditEntry(*row) for row in rows]


def find_last(connection: Connection, place: str, *, action: str) -> int:
    """The number of the place's last entry of this action; 0 where there is none."""
    statement = "SELECT MAX(seq) FROM audit WHERE place = ? AND action = ?"
    return int(select(connection, statement, place, action)[0][0] or 0)


def count_since(connection: Connection, *, by: str, action: str, since: str, at_most: int) -> int:
    """How often a user has done it since that time, counted up to `at_most`."""
    rows = select(
        connection,
        "SELECT 1 FROM audit WHERE by = ? AND action = ? AND at > ? LIMIT ?",
        by,
        action,
        since,
        at_most,
    )
    return len(rows)


def find_head(connection: Connection, place: str) -> tuple[int, str]:
    """The number of the last entry and its hash; 0 and '' where there is none."""
    return _last(connection, place)


def list_audited_places(connection: Connection) -> tuple[str, ...]:
    rows = select(
        connection, "SELECT place FROM audit UNION SELECT place FROM audit_head ORDER BY place"
    )
    return tuple(row[0] for row in rows)


def find_break(connection: Connection, place: str) -> int | None:
    """The number of the first entry that was changed, that follows a missing one, or that is
    missing at the end."""
    head_seq, head_hash = _head(connection, place)
    previous, expected = FIRST, 1
    for entry, stored in _entries(connection, place):
        is_whole = entry.seq == expected and entry.previous == previous and entry.hash == stored
        if not is_whole or (entry.seq == head_seq and stored != head_hash):
            return entry.seq
        previous, expected = stored, expected + 1
    return expected if head_seq >= expected else None


def has_entry(connection: Connection, place: str, seq: int, digest: str) -> bool:
    """Whether the place's entry of this number has this hash, and so all before it are as then."""
    statement = "SELECT 1 FROM audit WHERE place = ? AND seq = ? AND hash = ?"
    return bool(select(connection, statement, place, seq, digest))


def _entries(connection: Connection, place: str) -> Iterator[tuple[AuditEntry, str]]:
    after = 0
    while page := list_entries(connection, place, after=after):
        yield from page
        after = page[-1][0].seq


def _last(connection: Connection, place: str) -> tuple[int, str]:
    """By the head where entries are missing, so that the gap stays; by the entries where a process
    of an older version, which keeps no head, has gone on."""
    rows = select(
        connection,
        "SELECT seq, hash FROM audit WHERE place = ? ORDER BY seq DESC LIMIT 1",
        place,
    )
    return max([_head(connection, place), *((row[0], row[1]) for row in rows)], key=_number)


def _head(connection: Connection, place: str) -> tuple[int, str]:
    rows = select(connection, "SELECT seq, hash FROM audit_head WHERE place = ?", place)
    return (rows[0][0], rows[0][1]) if rows else (0, FIRST)


def _number(entry: tuple[int, str]) -> int:
    return entry[0]

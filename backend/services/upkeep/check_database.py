"""Recomputes what is kept beside the records (each stream's digest, the facts, the audit chains)
and looks whether logs, held work, histories and the finished bytes agree with one another.

It changes nothing but the facts that were behind their streams.
"""

from collections.abc import Iterator
from pathlib import Path

from backend.services.context import Context
from backend.services.syncing.follow_streams import follow_streams
from backend.store import audit
from backend.store.backup_files import open_backup
from backend.store.check_rules import find_broken_rules, find_wrong_bytes
from backend.store.checks import (
    COUNTED,
    Digest,
    count_rows,
    list_partitions_kept,
    list_streams_kept,
    read_digests,
)
from backend.store.database import Connection
from backend.store.facts import list_lagging, list_projected_facts, recompute_facts
from backend.store.photos import list_spoilt


def check_database(context: Context) -> list[str]:
    """One line for each difference, none where all agrees."""
    with context.database.read() as connection:
        partitions = list_partitions_kept(connection)
    follow_streams(context, partitions)
    with context.database.read() as connection:
        return [
            *_check_digests(connection),
            *_check_bytes(connection),
            *_check_facts(connection, partitions),
            *find_broken_rules(connection),
            *_check_photos(connection),
            *_check_audit(connection),
        ]


def describe_checked(context: Context) -> str:
    """What there was to check, as "12 streams, 3,400 records, …"."""
    with context.database.read() as connection:
        return ", ".join(f"{count_rows(connection, name):,} {said}" for name, said in COUNTED)


def check_against(context: Context, path: Path) -> list[str]:
    """One line for each place whose audit log no longer has what it had in a backup: who can change
    the database can change its chains and their ends, but not a file that lies elsewhere.

    Raises OSError where there is no such file, BackupDamaged where it is no backup.
    """
    with open_backup(path) as backup, context.database.read() as connection:
        return [
            f"audit chain of {place}: entry {seq} is not that of {path.name}"
            for place, seq, digest in backup.list_audit_ends()
            if not audit.has_entry(connection, place, seq, digest)
        ]


def _check_digests(connection: Connection) -> Iterator[str]:
    kept, counted = read_digests(connection)
    nothing = Digest(0, 0)
    for key in sorted(kept.keys() | counted.keys()):
        if kept.get(key, nothing) != counted.get(key, nothing):
            yield f"digest of {key[1]}: {kept.get(key)} kept, {counted.get(key)} counted"


def _check_bytes(connection: Connection) -> Iterator[str]:
    for place, stream in list_streams_kept(connection):
        wrong = find_wrong_bytes(connection, place, stream)
        if wrong:
            yield f"bytes of {stream}: {len(wrong)} are not those of their records"


def _check_photos(connection: Connection) -> Iterator[str]:
    wrong = list_spoilt(connection)
    if wrong:
        yield f"photos: {len(wrong)} are not the bytes that were stored"


def _check_facts(connection: Connection, partitions: list[str]) -> Iterator[str]:
    moved_on = set(list_lagging(connection, partitions))
    for place, stream in list_streams_kept(connection):
        if (place, stream) in moved_on:
            continue  # somebody has written to it since: the next check sees it
        kept = list_projected_facts(connection, place, stream)
        recomputed = recompute_facts(connection, place, stream)
        wrong = {fact.id for fact in set(kept) ^ set(recomputed)}
        if wrong:
            yield f"facts of {stream}: {len(wrong)} differ from their records"


def _check_audit(connection: Connection) -> Iterator[str]:
    for place in audit.list_audited_places(connection):
        seq = audit.find_break(connection, place)
        if seq is not None:
            yield f"audit chain of {place}: broken at {seq}"

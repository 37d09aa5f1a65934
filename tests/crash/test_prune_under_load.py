"""Many deletions are pruned while phones push: no push waits for the whole of it."""

import threading
from collections.abc import Callable

import msgspec
import pytest

from backend.services.context import Context
from backend.services.upkeep.prune import prune
from backend.store.database import Database
from backend.store.sql import execute, is_sqlite, select
from tests.commune import COMMUNE, build_commune
from tests.crash.test_migration_under_load import NUMBERS, Pusher

MARKERS = 20_000
LONG_AGO = "2026-01-01T00:00:00.000Z"
PATIENCE_SECONDS = 5


def fill(database: Database) -> None:
    """Deletions of half a year ago in a hamlet that nobody reads here."""
    with database.write() as connection:
        execute(
            connection,
            "INSERT INTO stream (place, id, head, live, tag_sum) "
            f"VALUES ('{COMMUNE}', 'hamlet:many', ?, 0, 0)",
            MARKERS,
        )
        execute(
            connection,
            f"INSERT INTO record (place, id, stream, seq, type, rev, tag, is_deleted, marks, wire) "
            f"{NUMBERS[is_sqlite(connection)]}SELECT '{COMMUNE}', 'r' || n, 'hamlet:many', n, "
            "'household', 2, n, TRUE, '{}', ? FROM g",
            MARKERS,
            msgspec.json.encode({"fields": {}, "updated_at": LONG_AGO}),
        )


@pytest.mark.slow
def test_phones_push_on_while_many_deletions_are_pruned(
    context: Context, database: Database, record_property: Callable[[str, object], None]
) -> None:
    fill(database)
    commune = build_commune(context)
    pusher = Pusher(commune.phone("an"), commune.hamlets[0])
    thread = threading.Thread(target=pusher.run)
    thread.start()
    assert pusher.pushed.acquire(timeout=60)
    pruned = prune(context, rest=lambda: pusher.pushed.acquire(timeout=60))
    pusher.must_stop.set()
    thread.join(60)
    record_property("longest_push_seconds", round(pusher.longest_seconds, 2))
    assert pruned.markers == MARKERS
    assert pusher.refused == []
    assert pusher.longest_seconds < PATIENCE_SECONDS
    assert pusher.phone.acked == len(pusher.phone.log)
    with database.read() as connection:
        rows = select(connection, "SELECT pruned FROM stream WHERE id = 'hamlet:many'")
    assert rows[0][0] == MARKERS

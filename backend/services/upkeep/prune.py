"""Takes away what has been kept long enough, in small transactions, so that no push waits long.

May run beside serving processes and beside itself: each part is whole by itself, and what one
has taken the other does not find. What lives how long: docs/decisions/0060.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from backend.services.context import Context, time_text
from backend.services.people.attempts import Attempts
from backend.services.syncing.follow_streams import follow_streams
from backend.store import pruning
from backend.store.checks import list_partitions_kept
from backend.store.pruning import Expired, Marker, MarkerTable
from backend.store.server_facts import keep_fact

TURN = "pruned_at"


@dataclass(frozen=True, slots=True)
class Pruned:
    """How many went: deletions and leave markers out of their streams, and rows of each kind."""

    markers: int
    outcomes: int
    tokens: int
    invitations: int


def prune(context: Context, *, rest: Callable[[], object] = lambda: None) -> Pruned:
    """`rest` is called between two transactions."""
    keep = context.settings.retention
    with context.database.write() as connection:
        keep_fact(connection, TURN, context.now_text())
        pruning.note_disabled(connection, at=context.now_text())
    with context.database.read() as connection:
        partitions = list_partitions_kept(connection)
    follow_streams(context, partitions)
    while Attempts(context).forget():
        rest()
    before = _days_ago(context, keep.marker_days)
    return Pruned(
        markers=sum(
            _hide(context, table, before=before, rest=rest) for table in pruning.MARKER_TABLES
        ),
        outcomes=_delete(context, pruning.OUTCOMES, days=keep.outcome_days, rest=rest),
        tokens=_delete(context, pruning.TOKENS, days=0, rest=rest),
        invitations=_delete(context, pruning.INVITATIONS, days=keep.invitation_days, rest=rest),
    )


def prune_if_due(context: Context, *, rest: Callable[[], object] = lambda: None) -> Pruned | None:
    """None where another process has done it within the day, or is at it."""
    hours = context.settings.retention.prune_hours
    due = time_text(context.now() - timedelta(hours=hours))
    with context.database.write() as connection:
        is_mine = pruning.claim_turn(connection, TURN, now=context.now_text(), before=due)
    return prune(context, rest=rest) if is_mine else None


def _days_ago(context: Context, days: int) -> str:
    return time_text(context.now() - timedelta(days=days))


def _hide(context: Context, table: MarkerTable, *, before: str, rest: Callable[[], object]) -> int:
    limit = context.settings.retention.batch_rows
    after: Marker | None = None
    hidden = 0
    while True:
        with context.database.read() as connection:
            found = pruning.list_markers(connection, table, after=after, limit=limit)
        old = [each for each in found if each.at < before]
        if old:
            with context.database.write() as connection:
                hidden += pruning.hide_markers(connection, table, old)
            rest()
        if len(found) < limit:
            return hidden
        after = found[-1]


def _delete(context: Context, what: Expired, *, days: int, rest: Callable[[], object]) -> int:
    limit, before = context.settings.retention.batch_rows, _days_ago(context, days)
    after: tuple[object, ...] | None = None
    deleted = 0
    while True:
        with context.database.read() as connection:
            keys = pruning.list_expired(connection, what, before=before, after=after, limit=limit)
        if keys:
            with context.database.write() as connection:
                pruning.delete_expired(connection, what, keys)
            deleted += len(keys)
            rest()
        if len(keys) < limit:
            return deleted
        after = keys[-1]

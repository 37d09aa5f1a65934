"""Takes a device's changesets into its log: applied, in conflict or held, each exactly once.

All of it is committed before anything is acknowledged. A big outbox is taken in several
transactions, so that it does not hold a stream for long.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from backend.core.device_log import is_same_changeset, sort_log
from backend.core.problems import device_log_diverged, held_quota, server_busy
from backend.core.scope import Caller
from backend.core.validate import Fields
from backend.core.values import is_same
from backend.services.apply_changesets import Batch, apply_batch, repeated
from backend.services.changeset_body import parse_body
from backend.services.context import Context
from backend.services.open_plan import MovedMeanwhile
from backend.services.sync_request import Incoming
from backend.store import log
from backend.store.log import Logged

TRIES_MAX = 5
QUOTA_RETRY_SECONDS = 3_600


@dataclass(slots=True)
class Pushed:
    """`acked` after the push, a result for each changeset that was taken or known, and the ids
    of records that came to be or are waited for. `is_over_quota`: nothing further was taken."""

    acked: int = 0
    results: list[Fields] = field(default_factory=list)
    created: set[str] = field(default_factory=set)
    awaited: set[str] = field(default_factory=set)
    is_over_quota: bool = False
    has_more: bool = False


def push(
    context: Context,
    caller: Caller,
    incoming: Sequence[Incoming],
    *,
    first: int,
    offset_ms: int | None,
) -> Pushed:
    """Raises Problem 409 `device_log_diverged` before anything is changed, 429 `quota` with what
    came before it committed, 503 `server_busy`. Results are in the order of n."""
    total = Pushed()
    waiting = _without_doubles(incoming)
    while True:
        done = _push_chunk(context, caller, waiting, first=first, offset_ms=offset_ms)
        if done.is_over_quota:
            raise held_quota(QUOTA_RETRY_SECONDS)
        total.acked = done.acked
        total.results += done.results
        total.created |= done.created
        total.awaited |= done.awaited
        if not done.has_more:
            total.results.sort(key=lambda result: int(str(result["n"])))
            return total
        taken = {result["n"] for result in done.results}
        waiting = [each for each in waiting if each.n not in taken]


def _without_doubles(incoming: Sequence[Incoming]) -> list[Incoming]:
    """The same number twice in one request is a repeat, or a log that has diverged."""
    by_n: dict[int, Incoming] = {}
    for each in incoming:
        earlier = by_n.setdefault(each.n, each)
        if not is_same(earlier.body, each.body):
            raise device_log_diverged()
    return list(by_n.values())


def _push_chunk(
    context: Context,
    caller: Caller,
    incoming: Sequence[Incoming],
    *,
    first: int,
    offset_ms: int | None,
) -> Pushed:
    """One transaction, tried again (bounded) when another one came between."""
    for _ in range(TRIES_MAX):
        try:
            with context.database.write() as connection:
                return _take(
                    context, connection, caller, incoming, first=first, offset_ms=offset_ms
                )
        except (IntegrityError, MovedMeanwhile):
            continue
    raise server_busy()


def _take(
    context: Context,
    connection: Connection,
    caller: Caller,
    incoming: Sequence[Incoming],
    *,
    first: int,
    offset_ms: int | None,
) -> Pushed:
    place, device = caller.partition, caller.device_id
    before = log.lock_device(connection, device)
    known = _find_known(connection, caller, incoming, before)
    order = sort_log(incoming, acked=before, first=first, known=known)
    elsewhere = log.find_elsewhere(
        connection, place, caller.user_id, [each.id for each in order.fresh]
    )
    _refuse_diverged(order.known, known, order.fresh, elsewhere)
    fresh = _first_chunk(order.fresh, context.settings.changes_a_transaction)
    done = Pushed(has_more=len(fresh) < len(order.fresh))
    done.results = [repeated(known[each.n], each.n) for each in order.known]
    if fresh:
        batch = Batch(caller, offset_ms, context.now_text(), elsewhere)
        applied = apply_batch(context, connection, batch, fresh)
        done.results += applied.results
        done.created, done.awaited = applied.created, applied.awaited
        done.is_over_quota = applied.is_over_quota
    floor = max(before, first - 1)
    done.acked = max([floor, *(int(str(result["n"])) for result in done.results)])
    if done.acked != before:
        log.set_acked(connection, device, done.acked)
    if order.lost is not None:
        log.record_lost(
            connection, place=place, device=device, first=order.lost[0], last=order.lost[1]
        )
    return done


def _find_known(
    connection: Connection, caller: Caller, incoming: Sequence[Incoming], acked: int
) -> dict[int, Logged]:
    numbers = [each.n for each in incoming if each.n <= acked]
    if not numbers:
        return {}
    return log.find_logged(connection, caller.partition, caller.device_id, numbers)


def _refuse_diverged(
    known: Sequence[Incoming],
    logged: dict[int, Logged],
    fresh: Sequence[Incoming],
    elsewhere: dict[str, Logged],
) -> None:
    ids: dict[str, Incoming] = {}
    for each in known:
        if not is_same_changeset(parse_body(logged[each.n].body), each.body):
            raise device_log_diverged()
    for each in fresh:
        first = elsewhere.get(each.id)
        if first is not None and not is_same_changeset(parse_body(first.body), each.body):
            raise device_log_diverged()
        if not is_same_changeset(ids.setdefault(each.id, each).body, each.body):
            raise device_log_diverged()


def _first_chunk(fresh: Sequence[Incoming], changes_max: int) -> Sequence[Incoming]:
    """As many changesets as one transaction takes, at least one."""
    total = 0
    for index, each in enumerate(fresh):
        changes = each.body.get("changes")
        total += len(changes) if isinstance(changes, list) else 1
        if total > changes_max and index:
            return fresh[:index]
    return fresh

"""Takes a device's changesets into its log: applied, in conflict or held, each exactly once.

All of it is committed before anything is acknowledged. A big outbox is taken in several
transactions, so that it does not hold a stream for long; many small ones that arrive together are
taken in one (docs/decisions/0020-pushes-commit-together.md).
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from backend.core.device_log import Sorted, is_same_changeset, sort_log
from backend.core.problems import Problem, device_log_diverged, held_quota, server_busy
from backend.core.scope import Caller
from backend.core.validate import Fields
from backend.core.values import is_same
from backend.services.context import Context
from backend.services.syncing.apply_changesets import Batch, apply_batches, repeated
from backend.services.syncing.changeset_body import parse_body
from backend.services.syncing.open_plan import MovedMeanwhile
from backend.services.syncing.sync_request import Incoming
from backend.store import log
from backend.store.contacts import NewContact, note_pushes
from backend.store.log import Logged
from backend.store.outbox_files import list_keeping

_LOG = logging.getLogger("tungnha")
TRIES_MAX = 5
QUOTA_RETRY_SECONDS = 3_600
SERVER_FAULTS = range(500, 600)


@dataclass(frozen=True, slots=True)
class Part:
    """What one device sent, as far as it was not taken yet; `contact` is kept with it."""

    caller: Caller
    incoming: Sequence[Incoming]
    first: int
    offset_ms: int | None
    contact: NewContact | None = None


@dataclass(slots=True)
class Pushed:
    """`acked` after the push, a result for each changeset that was taken or known, and the ids
    of records that came to be or are waited for; `missed` are those among them for which work is
    held that nobody has looked at since. `arrivals` are hamlet streams that hold
    what they did not. `is_over_quota`: nothing further was taken.
    `has_kept_files`: what was delivered of this log too early may fit now."""

    acked: int = 0
    results: list[Fields] = field(default_factory=list)
    created: set[str] = field(default_factory=set)
    awaited: set[str] = field(default_factory=set)
    missed: set[str] = field(default_factory=set)
    arrivals: set[str] = field(default_factory=set)
    is_over_quota: bool = False
    has_more: bool = False
    has_kept_files: bool = False


@dataclass(frozen=True, slots=True)
class _Sorted:
    """A part beside the log: where the log stood, and what of the part is known or new; `fresh`
    is what one transaction takes of the new."""

    part: Part
    before: int
    known: Mapping[int, Logged]
    order: Sorted[Incoming]
    fresh: Sequence[Incoming]


def push(context: Context, parts: Sequence[Part]) -> list[Pushed | Exception]:
    """What came of each, with results in the order of n, or why it was refused: Problem 409
    `device_log_diverged` before anything of it is changed, 429 `quota` with what came before it
    committed, 503 `server_busy`."""
    totals: list[Pushed | Exception] = [Pushed() for _ in parts]
    left: dict[int, Part] = {}
    for index, part in enumerate(parts):
        try:
            left[index] = replace(part, incoming=_without_doubles(part.incoming))
        except Problem as problem:
            totals[index] = problem
    while left:
        taken = context.database.pushes.take(
            list(left.values()),
            carry_out=lambda parts: take_parts(context, parts),
            count_fitting=lambda parts: _count_fitting(context, parts),
        )
        for index, done in zip(list(left), taken, strict=True):
            totals[index] = _add(totals[index], done)
            part = left.pop(index)
            if isinstance(done, Pushed) and done.has_more:
                left[index] = _rest(part, done)
    return totals


def _add(total: Pushed | Exception, done: Pushed | Exception) -> Pushed | Exception:
    """What came of a part so far, with what came of the next of it."""
    if isinstance(total, Exception) or isinstance(done, Exception):
        return done
    if done.is_over_quota:
        return held_quota(QUOTA_RETRY_SECONDS)
    total.acked = done.acked
    total.results = sorted(
        [*total.results, *done.results], key=lambda result: int(str(result["n"]))
    )
    total.missed |= done.missed
    total.arrivals |= done.arrivals
    total.has_kept_files = done.has_kept_files
    return total


def _rest(part: Part, done: Pushed) -> Part:
    taken = {result["n"] for result in done.results}
    left = [each for each in part.incoming if each.n not in taken]
    return replace(part, incoming=left, contact=None)


def _without_doubles(incoming: Sequence[Incoming]) -> list[Incoming]:
    """The same number twice in one request is a repeat, or a log that has diverged."""
    by_n: dict[int, Incoming] = {}
    for each in incoming:
        earlier = by_n.setdefault(each.n, each)
        if earlier is not each and not is_same(earlier.body, each.body):
            raise device_log_diverged()
    return list(by_n.values())


def _count_fitting(context: Context, parts: Sequence[Part]) -> int:
    """Parts of different devices, as many as one transaction takes, at least one."""
    devices: set[str] = set()
    changes = 0
    for index, part in enumerate(parts):
        changes += sum(max(1, len(each.changes)) for each in part.incoming)
        if part.caller.device_id in devices or (
            index and changes > context.settings.changes_a_transaction
        ):
            return index
        devices.add(part.caller.device_id)
    return len(parts)


def take_parts(context: Context, parts: Sequence[Part]) -> Sequence[Pushed | Exception]:
    """All in one transaction; where that fails each in its own, so that none fails another."""
    done = _take_all(context, parts)
    if not context.database.is_sqlite:
        _look_again(context, [each for each in done if isinstance(each, Pushed)])
    return done


def _look_again(context: Context, done: Sequence[Pushed]) -> None:
    """Once for all of them, after the commit: on PostgreSQL the transaction that holds work and
    the one that brings what it waits for may not have seen each other's rows."""
    sought = set[str]().union(*(each.created | each.awaited for each in done))
    if not sought:
        return
    with context.database.read() as connection:
        waited_for = log.list_waited_for(connection, sought)
    for each in done:
        each.missed |= (each.created | each.awaited) & waited_for


def _take_all(context: Context, parts: Sequence[Part]) -> Sequence[Pushed | Exception]:
    if len(parts) > 1:
        try:
            with context.database.write() as connection:
                return _take(context, connection, parts)
        except Exception as error:
            if isinstance(error, Problem) and error.status in SERVER_FAULTS:
                raise
            _LOG.info("%d pushes are taken one by one", len(parts))
    return [_take_alone(context, part) for part in parts]


def _take_alone(context: Context, part: Part) -> Pushed | Exception:
    """One transaction, tried again (bounded) when another one came between."""
    for _ in range(TRIES_MAX):
        try:
            with context.database.write() as connection:
                return _take(context, connection, [part])[0]
        except (IntegrityError, MovedMeanwhile):
            continue
        except Exception as error:  # noqa: BLE001 - its own thread raises it
            return error
    return server_busy()


def _take(
    context: Context, connection: Connection, parts: Sequence[Part]
) -> Sequence[Pushed | Exception]:
    """A problem of one part is its result, and the part has changed nothing."""
    acked = log.lock_devices(connection, [part.caller.device_id for part in parts])
    ordered = [_sort(context, connection, part, acked[part.caller.device_id]) for part in parts]
    elsewhere = _find_elsewhere(connection, ordered)
    done: dict[int, Pushed | Exception] = {}
    taking: dict[int, _Sorted] = {}
    ids: dict[tuple[str, str], Incoming] = {}
    for index, each in enumerate(ordered):
        try:
            _refuse_diverged(each, elsewhere, ids)
        except Problem as problem:
            done[index] = problem
        else:
            taking[index] = each
    batches = [
        Batch(each.part.caller, each.part.offset_ms, elsewhere, each.fresh)
        for each in taking.values()
    ]
    applied = apply_batches(context, connection, batches)
    keeping = list_keeping(connection, acked)
    for (index, each), result in zip(taking.items(), applied, strict=True):
        done[index] = Pushed(
            results=[
                *(repeated(each.known[one.n], one.n) for one in each.order.known),
                *result.results,
            ],
            created=result.created,
            awaited=result.awaited,
            missed=result.missed,
            arrivals=result.arrivals,
            is_over_quota=result.is_over_quota,
            has_more=len(each.fresh) < len(each.order.fresh),
            has_kept_files=each.part.caller.device_id in keeping,
        )
    _write_acked(connection, taking, done)
    return [done[index] for index in range(len(parts))]


def _write_acked(
    connection: Connection, taking: Mapping[int, _Sorted], done: Mapping[int, Pushed | Exception]
) -> None:
    """How far each log is now, what was declared lost of it, and the device's contact."""
    acked: list[tuple[str, int]] = []
    contacts: list[tuple[NewContact, int]] = []
    for index, each in taking.items():
        pushed = done[index]
        assert isinstance(pushed, Pushed)
        device = each.part.caller.device_id
        floor = max(each.before, each.part.first - 1)
        pushed.acked = max([floor, *(int(str(result["n"])) for result in pushed.results)])
        if each.part.contact is not None:
            contacts.append((each.part.contact, pushed.acked))
        elif pushed.acked != each.before:
            acked.append((device, pushed.acked))
        if each.order.lost is not None:
            first, last = each.order.lost
            log.record_lost(
                connection, place=each.part.caller.partition, device=device, first=first, last=last
            )
    log.set_acked(connection, acked)
    note_pushes(connection, contacts)


def _sort(context: Context, connection: Connection, part: Part, before: int) -> _Sorted:
    known = _find_known(connection, part, before)
    order = sort_log(part.incoming, acked=before, first=part.first, known=known)
    fresh = _first_chunk(order.fresh, context.settings.changes_a_transaction)
    return _Sorted(part, before, known, order, fresh)


def _find_elsewhere(
    connection: Connection, ordered: Sequence[_Sorted]
) -> dict[tuple[str, str], Logged]:
    """Where what is new under its number came before, by user and id: one look for all of a
    place; another for an id that two people use."""
    looks: dict[tuple[str, int], dict[str, str]] = {}
    for each in ordered:
        place, user = each.part.caller.partition, each.part.caller.user_id
        for one in each.order.fresh:
            at = 0
            while looks.setdefault((place, at), {}).setdefault(one.id, user) != user:
                at += 1
    found: dict[tuple[str, str], Logged] = {}
    for (place, _), users in looks.items():
        found |= log.find_elsewhere(connection, place, users)
    return found


def _find_known(connection: Connection, part: Part, acked: int) -> dict[int, Logged]:
    numbers = [each.n for each in part.incoming if each.n <= acked]
    if not numbers:
        return {}
    return log.find_logged(connection, part.caller.partition, part.caller.device_id, numbers)


def _refuse_diverged(
    part: _Sorted,
    elsewhere: Mapping[tuple[str, str], Logged],
    ids: dict[tuple[str, str], Incoming],
) -> None:
    """`ids` are the changesets of the parts before this one, by user and id. Raises Problem 409
    `device_log_diverged`."""
    for each in part.order.known:
        if not is_same_changeset(parse_body(part.known[each.n].body), each.body):
            raise device_log_diverged()
    for each in part.order.fresh:
        key = (part.part.caller.user_id, each.id)
        first = elsewhere.get(key)
        if first is not None and not is_same_changeset(parse_body(first.body), each.body):
            raise device_log_diverged()
        if not _is_same(ids.setdefault(key, each), each):
            raise device_log_diverged()


def _is_same(one: Incoming, other: Incoming) -> bool:
    return one is other or is_same_changeset(one.body, other.body)


def _first_chunk(fresh: Sequence[Incoming], changes_max: int) -> Sequence[Incoming]:
    """As many changesets as one transaction takes, at least one."""
    total = 0
    for index, each in enumerate(fresh):
        total += max(1, len(each.changes))
        if total > changes_max and index:
            return fresh[:index]
    return fresh

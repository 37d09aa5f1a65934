"""One round trip: takes what a device recorded, then answers with what it has not seen.

The push is committed before the pull's snapshot is taken, so that the answer holds the device's
own changes. Source: the changeset API, "Sync".
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol, TypeGuard

from sqlalchemy import Connection

from backend import __version__
from backend.core.problems import Problem, device_not_yours, not_signed_in
from backend.core.scope import Caller
from backend.core.upcast import HISTORY
from backend.core.validate import is_time
from backend.core.values import is_storable_text
from backend.services.context import Context, time_text
from backend.services.people.authenticate import find_signed_in
from backend.services.syncing.heal_epoch import heal_epoch
from backend.services.syncing.pull import CursorAhead, pull_outcomes, pull_streams
from backend.services.syncing.push import Part, Pushed
from backend.services.syncing.sync_request import PROTOCOL, SyncRequest, read_sync_request
from backend.services.syncing.take_log import take_logs
from backend.services.syncing.take_recovered import take_recovered
from backend.store import wire
from backend.store.callers import SignedIn
from backend.store.contacts import (
    Contact,
    NewContact,
    Seen,
    get_seen,
    list_seen,
    note_contacts,
)

CONTACT_SECONDS = 60
APP_CHARS_MAX = 50


class Asked(Protocol):
    """A request of somebody who is not known yet."""

    @property
    def authorization(self) -> str | None: ...

    def body(self, caller: Caller) -> bytes:
        """Its bytes, asked for once the caller is known. Raises Problems."""

    def tell(self, answer: bytes | Exception) -> None:
        """Called once, as soon as it is known: the answer's JSON, or what stands for it."""


@dataclass(slots=True)
class _Exchange:
    """A request on its way: what it changes, what was pushed, and the answer once there is one."""

    caller: Caller
    request: SyncRequest
    contact: NewContact | None
    is_ahead: bool
    pushed: Pushed | None = None
    answer: bytes | Exception | None = None


def sync_together(context: Context, asked: Sequence[Asked]) -> None:
    """Answers several requests for the price of little more than one: they sign in by one look,
    their pushes go through one turn, and their answers come from one snapshot. Each is told its
    own, as `sync` gives it, and 401 `not_signed_in`; nobody before the snapshot is given back."""
    begun = _begin_all(context, asked)
    _finish(context, [each for each in begun if isinstance(each, _Exchange) and not each.answer])
    for each, exchange in zip(asked, begun, strict=True):
        answer = exchange.answer if isinstance(exchange, _Exchange) else exchange
        assert answer is not None
        each.tell(answer)


def sync(context: Context, caller: Caller, body: bytes) -> bytes:
    """The answer's JSON. Raises Problems as `read_sync_request` and `push` do, and 403
    `device_not_yours` where the device is not the one that signed in."""
    with context.database.read() as connection:
        seen = get_seen(connection, caller.device_id)
        exchange = _begin(context, connection, SignedIn(caller, seen), body)
    if exchange.answer is None:
        _finish(context, [exchange])
    if isinstance(exchange.answer, Exception):
        raise exchange.answer
    assert exchange.answer is not None
    return exchange.answer


def _begin_all(context: Context, asked: Sequence[Asked]) -> list[_Exchange | Exception]:
    """In one snapshot; where that breaks, each of the rest in its own, so that none fails
    another."""
    begun: list[_Exchange | Exception] = []
    try:
        with context.database.read() as connection:
            found = find_signed_in(context, connection, [each.authorization for each in asked])
            for each, signed_in in zip(asked, found, strict=True):
                begun.append(_begin_asked(context, connection, each, signed_in))
    except Exception as error:  # noqa: BLE001 - its own request is told
        if len(asked) == 1:
            return [error]
        for each in asked[len(begun) :]:
            begun += _begin_all(context, [each])
    return begun


def _begin_asked(
    context: Context, connection: Connection, asked: Asked, signed_in: SignedIn | None
) -> _Exchange | Exception:
    if signed_in is None:
        return not_signed_in()
    try:
        return _begin(context, connection, signed_in, asked.body(signed_in.caller))
    except Problem as problem:
        return problem


def _begin(context: Context, connection: Connection, signed_in: SignedIn, body: bytes) -> _Exchange:
    """With its answer where it changes nothing."""
    caller, seen = signed_in.caller, signed_in.seen
    request = read_sync_request(body, context.settings.limits)
    if request.device != caller.device_id:
        raise device_not_yours()
    contact = _new_contact(context, request, seen.contact)
    exchange = _Exchange(caller, request, contact, _is_ahead(request, seen))
    if contact is None and not exchange.is_ahead and _only_asks(request):
        with suppress(CursorAhead):
            exchange.answer = _answer(context, connection, exchange, seen)
    return exchange


def _finish(context: Context, exchanges: Sequence[_Exchange]) -> None:
    """Gives each its answer; nothing is acknowledged before it is committed."""
    for each in exchanges:
        if each.is_ahead and each.request.epoch is not None:
            _try(each, partial(heal_epoch, context, each.caller, each.request.epoch))
    _take_logs(context, [each for each in exchanges if each.answer is None and _pushes(each)])
    for each in exchanges:
        if each.answer is None and each.contact is not None and not _pushes(each):
            _try(each, partial(_note_contact, context, each.contact))
        if each.answer is None and each.request.recovered:
            _try(each, partial(take_recovered, context, each.caller, each.request.recovered))
    _read_answers(context, [each for each in exchanges if each.answer is None])


def _try(exchange: _Exchange, step: Callable[[], object]) -> None:
    """What goes wrong is this request's answer, and no other's."""
    try:
        step()
    except Exception as error:  # noqa: BLE001 - its own request is told
        exchange.answer = error


def _pushes(exchange: _Exchange) -> bool:
    return bool(exchange.request.changesets) or exchange.request.first > 1


def _take_logs(context: Context, pushing: Sequence[_Exchange]) -> None:
    now = context.now()
    parts = [
        Part(
            each.caller,
            each.request.changesets,
            each.request.first,
            clock_offset_ms(now, each.request.clock),
            each.contact,
        )
        for each in pushing
    ]
    for each, taken in zip(pushing, take_logs(context, parts), strict=True):
        if isinstance(taken, Exception):
            each.answer = taken
        else:
            each.pushed = taken


def _note_contact(context: Context, contact: NewContact) -> None:
    with context.database.write() as connection:
        note_contacts(connection, [contact])


def _read_answers(context: Context, exchanges: Sequence[_Exchange]) -> None:
    """In one snapshot; where that fails each in its own."""
    if not exchanges:
        return
    ahead = []
    try:
        with context.database.read() as connection:
            seen = list_seen(connection, {each.request.device for each in exchanges})
            for each in exchanges:
                try:
                    each.answer = _answer(context, connection, each, seen[each.request.device])
                except CursorAhead:
                    ahead.append(each)
    except Exception as error:  # noqa: BLE001 - its own request is told
        if len(exchanges) == 1:
            exchanges[0].answer = error
            return
        for each in exchanges:
            _read_answers(context, [each] if each.answer is None else [])
        return
    for each in ahead:
        _try(each, partial(_answer_anew, context, each, seen[each.request.device].epoch))


def _answer_anew(context: Context, exchange: _Exchange, epoch: str) -> None:
    """For a device that has pulled more than there is, a new history begins."""
    heal_epoch(context, exchange.caller, epoch)
    with context.database.read() as connection:
        seen = get_seen(connection, exchange.request.device)
        exchange.answer = _answer(context, connection, exchange, seen, is_strict=False)


def _only_asks(request: SyncRequest) -> bool:
    return not request.changesets and not request.recovered and request.first == 1


def clock_offset_ms(now: datetime, clock: str | None) -> int | None:
    """How far the device's clock is behind the server's; None where it said nothing usable."""
    if clock is None or not is_time(clock):
        return None
    return round((now - datetime.fromisoformat(clock)) / timedelta(milliseconds=1))


def _is_ahead(request: SyncRequest, seen: Seen) -> bool:
    """A device of the current history that was acknowledged more than the server has proves a
    restore that nobody announced."""
    return request.epoch == seen.epoch and request.acked > seen.contact.acked


def _is_version(app: object) -> TypeGuard[str]:
    return isinstance(app, str) and len(app) <= APP_CHARS_MAX and is_storable_text(app)


def _new_contact(context: Context, request: SyncRequest, known: Contact) -> NewContact | None:
    """What is to be kept of this contact: when the device was here last, at most once a minute
    where nothing else changed."""
    app = next((each.body.get("app") for each in reversed(request.changesets)), None)
    app = app if _is_version(app) else known.app
    now = context.now()
    recent = time_text(now - timedelta(seconds=CONTACT_SECONDS))
    is_recent = known.last_seen_at is not None and known.last_seen_at > recent
    if is_recent and known.waiting == request.waiting and known.app == app:
        return None
    offset_ms = clock_offset_ms(now, request.clock)
    return NewContact(request.device, time_text(now), request.waiting, app, offset_ms)


def _answer(
    context: Context,
    connection: Connection,
    exchange: _Exchange,
    seen: Seen,
    *,
    is_strict: bool = True,
) -> bytes:
    caller, request, pushed = exchange.caller, exchange.request, exchange.pushed
    epoch, contact, limit = seen.epoch, seen.contact, request.limit
    streams, gained, lost = pull_streams(
        connection, caller, request.cursors, epoch=epoch, limit=limit, is_strict=is_strict
    )
    outcomes, outcomes_cursor = pull_outcomes(
        connection, caller, request.outcomes_cursor, epoch=epoch, last=seen.outcomes, limit=limit
    )
    start = {
        "protocol": PROTOCOL,
        "clock": context.now_text(),
        "epoch": epoch,
        "acked": pushed.acked if pushed else contact.acked,
        "safe": contact.safe,
        "results": pushed.results if pushed else [],
        "outcomes_cursor": outcomes_cursor,
        "gained": gained,
        "lost": lost,
        "schema": HISTORY.current,
        "app": __version__,
        "wipe": caller.is_revoked,
    }
    head = wire.encode(start)[:-1]
    return head + b',"outcomes":' + outcomes + b',"streams":' + streams + b"}"

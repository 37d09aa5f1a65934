"""One round trip: takes what a device recorded, then answers with what it has not seen.

The push is committed before the pull's snapshot is taken, so that the answer holds the device's
own changes. Source: the changeset API, "Sync".
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeGuard

from sqlalchemy import Connection

from backend import __version__
from backend.core.problems import device_not_yours
from backend.core.scope import Caller
from backend.core.upcast import HISTORY
from backend.core.validate import is_time
from backend.core.values import is_storable_text
from backend.services.context import Context, time_text
from backend.services.people.authenticate import get_signed_in
from backend.services.syncing.heal_epoch import heal_epoch
from backend.services.syncing.pull import CursorAhead, pull_outcomes, pull_streams
from backend.services.syncing.push import Pushed
from backend.services.syncing.sync_request import PROTOCOL, SyncRequest, read_sync_request
from backend.services.syncing.take_log import take_log
from backend.services.syncing.take_recovered import take_recovered
from backend.store import wire
from backend.store.contacts import Contact, NewContact, Seen, get_seen, note_contacts

CONTACT_SECONDS = 60
APP_CHARS_MAX = 50


def sync_signed_in(
    context: Context, authorization: str | None, body: Callable[[Caller], bytes]
) -> bytes:
    """As `sync`, for the bearer of a token, in the same snapshot; `body` is asked for the
    request's bytes once the caller is known. Raises its Problems too, and 401 `not_signed_in`."""
    with context.database.read() as connection:
        signed_in = get_signed_in(context, connection, authorization)
        caller = signed_in.caller
        begun = _begin(context, connection, caller, signed_in.seen, body(caller))
    return _finish(context, caller, begun)


def sync(context: Context, caller: Caller, body: bytes) -> bytes:
    """The answer's JSON. Raises Problems as `read_sync_request` and `push` do, and 403
    `device_not_yours` where the device is not the one that signed in."""
    with context.database.read() as connection:
        seen = get_seen(connection, caller.device_id)
        begun = _begin(context, connection, caller, seen, body)
    return _finish(context, caller, begun)


@dataclass(frozen=True, slots=True)
class _Begun:
    """A request, and what it changes; `answer` is there already where that is nothing."""

    request: SyncRequest
    contact: NewContact | None
    is_ahead: bool
    answer: bytes | None


def _begin(
    context: Context, connection: Connection, caller: Caller, seen: Seen, body: bytes
) -> _Begun:
    request = read_sync_request(body, context.settings.limits)
    if request.device != caller.device_id:
        raise device_not_yours()
    contact = _new_contact(context, request, seen.contact)
    is_ahead = _is_ahead(request, seen)
    answer = None
    if contact is None and not is_ahead and _only_asks(request):
        with suppress(CursorAhead):
            answer = _answer(context, connection, caller, request, seen)
    return _Begun(request, contact, is_ahead, answer)


def _finish(context: Context, caller: Caller, begun: _Begun) -> bytes:
    if begun.answer is not None:
        return begun.answer
    request = begun.request
    if begun.is_ahead and request.epoch is not None:
        heal_epoch(context, caller, request.epoch)
    pushed = None
    if request.changesets or request.first > 1:
        pushed = take_log(
            context,
            caller,
            request.changesets,
            first=request.first,
            offset_ms=clock_offset_ms(context.now(), request.clock),
            contact=begun.contact,
        )
    elif begun.contact is not None:
        with context.database.write() as connection:
            note_contacts(connection, [begun.contact])
    if request.recovered:
        take_recovered(context, caller, request.recovered)
    return _read_answer(context, caller, request, pushed)


def _read_answer(
    context: Context, caller: Caller, request: SyncRequest, pushed: Pushed | None
) -> bytes:
    """In one snapshot; for a device that has pulled more than there is, a new history begins."""
    with context.database.read() as connection:
        seen = get_seen(connection, caller.device_id)
        try:
            return _answer(context, connection, caller, request, seen, pushed)
        except CursorAhead:
            pass
    heal_epoch(context, caller, seen.epoch)
    with context.database.read() as connection:
        seen = get_seen(connection, caller.device_id)
        return _answer(context, connection, caller, request, seen, pushed, is_strict=False)


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
    caller: Caller,
    request: SyncRequest,
    seen: Seen,
    pushed: Pushed | None = None,
    *,
    is_strict: bool = True,
) -> bytes:
    epoch, contact, limit = seen.epoch, seen.contact, request.limit
    streams, gained, lost = pull_streams(
        connection, caller, request.cursors, epoch=epoch, limit=limit, is_strict=is_strict
    )
    outcomes, outcomes_cursor = pull_outcomes(
        connection, caller, request.outcomes_cursor, epoch=epoch, limit=limit
    )
    acked = pushed.acked if pushed else contact.acked
    start = {
        "protocol": PROTOCOL,
        "clock": context.now_text(),
        "epoch": epoch,
        "acked": acked,
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

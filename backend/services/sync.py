"""One round trip: takes what a device recorded, then answers with what it has not seen.

The push is committed before the pull's snapshot is taken, so that the answer holds the device's
own changes. Source: the changeset API, "Sync".
"""

from datetime import datetime, timedelta
from typing import TypeGuard

from sqlalchemy import Connection

from backend import __version__
from backend.core.problems import device_not_yours
from backend.core.record_types import SCHEMA
from backend.core.scope import Caller
from backend.core.validate import is_time
from backend.core.values import is_storable_text
from backend.services.context import Context, time_text
from backend.services.pull import pull_outcomes, pull_streams
from backend.services.push import Pushed
from backend.services.sync_request import PROTOCOL, SyncRequest, read_sync_request
from backend.services.take_log import take_log
from backend.store import wire
from backend.store.contacts import get_contact, note_contact, note_healed
from backend.store.epochs import get_epoch, open_epoch

CONTACT_SECONDS = 60
APP_CHARS_MAX = 50


def sync(context: Context, caller: Caller, body: bytes) -> bytes:
    """The answer's JSON. Raises Problems as `read_sync_request` and `push` do, and 403
    `device_not_yours` where the device is not the one that signed in."""
    request = read_sync_request(body, context.settings.limits)
    if request.device != caller.device_id:
        raise device_not_yours()
    offset_ms = clock_offset_ms(context.now(), request.clock)
    _heal_epoch(context, caller, request)
    pushed = None
    if request.changesets or request.first > 1:
        pushed = take_log(
            context, caller, request.changesets, first=request.first, offset_ms=offset_ms
        )
    _note(context, caller, request, offset_ms)
    with context.database.read() as connection:
        return _answer(context, connection, caller, request, pushed)


def clock_offset_ms(now: datetime, clock: str | None) -> int | None:
    """How far the device's clock is behind the server's; None where it said nothing usable."""
    if clock is None or not is_time(clock):
        return None
    return round((now - datetime.fromisoformat(clock)) / timedelta(milliseconds=1))


def _heal_epoch(context: Context, caller: Caller, request: SyncRequest) -> None:
    """A device of the current history that was acknowledged more than the server has proves a
    restore that nobody announced: a new history begins, at most once a day for a device."""
    if request.epoch is None or request.acked == 0:
        return
    with context.database.read() as connection:
        contact = get_contact(connection, caller.device_id)
        if request.epoch != get_epoch(connection) or request.acked <= contact.acked:
            return
    day_ago = time_text(context.now() - timedelta(days=context.settings.epoch_heal_days))
    with context.database.write() as connection:
        contact = get_contact(connection, caller.device_id)
        if contact.healed_at is not None and contact.healed_at > day_ago:
            return
        if request.epoch == get_epoch(connection):
            now = context.now_text()
            open_epoch(connection, epoch_id=context.new_id(), at=now, reason="unannounced restore")
            note_healed(connection, caller.device_id, at=now)


def _is_version(app: object) -> TypeGuard[str]:
    return isinstance(app, str) and len(app) <= APP_CHARS_MAX and is_storable_text(app)


def _note(context: Context, caller: Caller, request: SyncRequest, offset_ms: int | None) -> None:
    """Keeps when the device was here last, at most once a minute where nothing else changed."""
    with context.database.read() as connection:
        contact = get_contact(connection, caller.device_id)
    app = next((each.body.get("app") for each in reversed(request.changesets)), None)
    app = app if _is_version(app) else contact.app
    recent = time_text(context.now() - timedelta(seconds=CONTACT_SECONDS))
    is_recent = contact.last_seen_at is not None and contact.last_seen_at > recent
    if is_recent and contact.waiting == request.waiting and contact.app == app:
        return
    with context.database.write() as connection:
        note_contact(
            connection,
            caller.device_id,
            at=context.now_text(),
            waiting=request.waiting,
            app=app,
            offset_ms=offset_ms,
        )


def _answer(
    context: Context,
    connection: Connection,
    caller: Caller,
    request: SyncRequest,
    pushed: Pushed | None,
) -> bytes:
    epoch = get_epoch(connection)
    limit = request.limit
    streams, gained, lost = pull_streams(
        connection, caller, request.cursors, epoch=epoch, limit=limit
    )
    outcomes, outcomes_cursor = pull_outcomes(
        connection, caller, request.outcomes_cursor, epoch=epoch, limit=limit
    )
    contact = get_contact(connection, caller.device_id)
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
        "schema": SCHEMA,
        "app": __version__,
        "wipe": caller.is_revoked,
    }
    head = wire.encode(start)[:-1]
    return head + b',"outcomes":' + outcomes + b',"streams":' + streams + b"}"

"""Takes the bytes of a photo part by part, in order, and keeps it once it is whole and fit.

The record comes first and says what bytes to expect; whoever may write its stream sends them, and
its author wherever it has got to.
"""

from dataclasses import dataclass
from datetime import timedelta

from backend.core.problems import (
    Problem,
    not_allowed,
    not_found,
    photo_quota,
    unfit_photo,
    wrong_offset,
)
from backend.core.record import Record
from backend.core.scope import Caller
from backend.services.context import Context, time_text
from backend.services.photos.find_photo import find_record, key_of
from backend.services.photos.fit_photo import fit_photo
from backend.store import photos
from backend.store.database import Connection
from backend.store.photos import PhotoKey

OWNERS = ("shop_id", "product_id")
QUOTA_WAIT_SECONDS = 3_600


@dataclass(frozen=True, slots=True)
class Received:
    """How many of the announced bytes are here; `has_arrived` once others can see the photo."""

    offset: int
    bytes: int
    has_arrived: bool


def get_received(context: Context, caller: Caller, photo_id: str) -> Received:
    """Where to go on. Raises Problem 403 `not_allowed`, 404."""
    with context.database.read() as connection:
        record = _find_sendable(connection, caller, photo_id)
        return _look(connection, record)


def receive_photo(
    context: Context, caller: Caller, photo_id: str, *, offset: int, part: bytes
) -> Received:
    """Adds a part; the last one (or an empty one after it) makes the photo arrive. A photo that
    has arrived takes no more bytes, whatever is sent.

    Raises Problem 403 `not_allowed`, 404, 409 `wrong_offset`, 422 `unfit_photo` (all that came is
    thrown away), 429 `too_many_photos`.
    """
    with context.database.read() as connection:
        record = _find_sendable(connection, caller, photo_id)
        now = _look(connection, record)
    if now.has_arrived:
        return now
    key = key_of(record)
    if offset != now.offset:
        raise wrong_offset(now.offset)
    try:
        if offset + len(part) > now.bytes:
            raise unfit_photo("bytes")
        if part:
            _add(context, caller, key, offset, part)
        if offset + len(part) < now.bytes:
            return Received(offset + len(part), now.bytes, has_arrived=False)
        _finish(context, caller, record)
    except Problem as problem:
        if problem.code == "unfit_photo":
            with context.database.write() as connection:
                photos.drop_parts(connection, key)
        raise
    _prune(context, key.place)
    return Received(now.bytes, now.bytes, has_arrived=True)


def _find_sendable(connection: Connection, caller: Caller, photo_id: str) -> Record:
    record = find_record(connection, caller, photo_id)
    if record is None:
        raise not_found()
    if caller.may_write(record.place, "photo") or record.created_by == caller.user_id:
        return record
    raise not_allowed() if caller.may_read(record.place) else not_found()


def _look(connection: Connection, record: Record) -> Received:
    key, total = key_of(record), int(str(record.fields["bytes"]))
    if photos.has_photo(connection, key):
        return Received(total, total, has_arrived=True)
    return Received(photos.count_received(connection, key), total, has_arrived=False)


def _add(context: Context, caller: Caller, key: PhotoKey, offset: int, part: bytes) -> None:
    now = context.now()
    with context.database.write() as connection:
        if offset == 0:
            since = time_text(now - timedelta(days=1))
            begun = photos.count_begun(connection, caller.user_id, since=since)
            if begun >= context.settings.limits.photos_a_day_max:
                raise photo_quota(QUOTA_WAIT_SECONDS)
        is_added = photos.add_part(
            connection, key, offset, part, by=caller.user_id, at=time_text(now)
        )
        if not is_added:
            raise wrong_offset(photos.count_received(connection, key))


def _finish(context: Context, caller: Caller, record: Record) -> None:
    key = key_of(record)
    if not any(record.fields.get(name) for name in OWNERS):
        raise unfit_photo("owner")
    with context.database.read() as connection:
        received = photos.join_parts(connection, key)
    body = fit_photo(received, record.fields)
    with context.database.write() as connection:
        photos.put_photo(connection, key, body, by=caller.user_id, at=context.now_text())


def _prune(context: Context, place: str) -> None:
    """What a deletion can no longer be undone for, and what nobody goes on sending."""
    now, settings = context.now(), context.settings
    with context.database.read() as connection:
        before = time_text(now - timedelta(days=settings.retention.undo_days))
        forgotten = photos.list_forgotten(connection, place, before=before)
    with context.database.write() as connection:
        before = time_text(now - timedelta(days=settings.photo_part_days))
        photos.drop_old_parts(connection, place, before=before)
        photos.drop_photos(connection, [place], forgotten)

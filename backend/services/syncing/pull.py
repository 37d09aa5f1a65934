"""Reads what a device has not seen yet of the streams that it may read, in one snapshot.

Nothing is decoded: the answer is made of the bytes that lie in the store.
"""

from collections.abc import Container, Sequence

from sqlalchemy import Connection

from backend.core.cursor import Position, read_cursor, write_cursor
from backend.core.scope import Caller, Place
from backend.store import pulls, wire
from backend.store.outcomes import list_outcomes
from backend.store.places import find_stream_places
from backend.store.pulls import Head, PulledRow


class CursorAhead(Exception):
    """A cursor of this history is beyond what the server has: it was restored unannounced."""


def pull_streams(
    connection: Connection,
    caller: Caller,
    cursors: Sequence[tuple[str, str | None]],
    *,
    epoch: str,
    limit: int,
    is_strict: bool,
) -> tuple[bytes, list[str], list[str]]:
    """The named streams in their order, at most `limit` records in all; then those gained and
    those that the caller may not read, ever or any more. Raises CursorAhead where `is_strict`."""
    readable = _readable(connection, caller, [stream for stream, _ in cursors])
    named = dict(cursors)
    partitions = {place.partition for place in readable.values()}
    heads = pulls.list_heads(connection, partitions, readable) if readable else {}
    parts = []
    for stream, cursor in named.items():
        place = readable.get(stream)
        if place is None:
            continue
        head = heads.get(stream, Head())
        part, taken = _page(
            connection,
            caller,
            place,
            cursor,
            head=head,
            epoch=epoch,
            limit=limit,
            is_strict=is_strict,
        )
        parts.append(part)
        limit -= taken
    if caller.is_silenced:
        return b"[" + b",".join(parts) + b"]", [], []
    gained = [place.stream for place, _ in caller.listed if place.stream not in named]
    lost = [stream for stream in named if stream not in readable]
    return b"[" + b",".join(parts) + b"]", gained, lost


def _readable(connection: Connection, caller: Caller, streams: Sequence[str]) -> dict[str, Place]:
    if caller.is_silenced:
        return {}
    listed = {place.stream: place for place, _ in caller.listed}
    found = {stream: listed[stream] for stream in streams if stream in listed}
    unlisted = [stream for stream in streams if stream not in listed]
    if unlisted:
        places = find_stream_places(connection, unlisted)
        found |= {stream: place for stream, place in places.items() if caller.may_read(place)}
    return found


def _page(
    connection: Connection,
    caller: Caller,
    place: Place,
    cursor: str | None,
    *,
    head: Head,
    epoch: str,
    limit: int,
    is_strict: bool,
) -> tuple[bytes, int]:
    position = _position(cursor, head, epoch=epoch, is_strict=is_strict)
    is_reset = position is None
    position = position or Position(0, begun=head.seq)
    after = position.seq
    rows: Sequence[PulledRow] = ()
    if after < head.seq and limit > 0:
        rows = pulls.list_rows(connection, place.partition, place.stream, after=after, limit=limit)
    reached = rows[-1][0] if rows else after
    remaining = 0
    if reached < head.seq and (limit <= 0 or len(rows) == limit):
        remaining = pulls.count_rows(connection, place.partition, place.stream, after=reached)
    if remaining == 0:
        reached = head.seq
    moved_to = [target for _, _, target in rows if target is not None]
    told = _readable(connection, caller, moved_to) if moved_to else {}
    return (
        _stream_part(
            told,
            place,
            rows,
            head,
            write_cursor(epoch, position.at(reached)),
            is_reset,
            remaining,
        ),
        len(rows),
    )


def _position(cursor: str | None, head: Head, *, epoch: str, is_strict: bool) -> Position | None:
    """Where the device goes on, None where it must start over. Raises CursorAhead."""
    if cursor is None:
        return Position(0, begun=head.seq)
    position = read_cursor(cursor, epoch)
    is_ahead = position is not None and position.is_beyond(head.seq)
    if is_ahead and is_strict:
        raise CursorAhead
    if position is None or is_ahead or position.misses(head.pruned):
        return None
    return position


def _stream_part(
    told: Container[str],
    place: Place,
    rows: Sequence[PulledRow],
    head: Head,
    cursor: str,
    is_reset: bool,  # noqa: FBT001 - one of the parts of the answer
    remaining: int,
) -> bytes:
    start = {"stream": place.stream, "cursor": cursor, "reset": is_reset, "remaining": remaining}
    records = b",".join(
        [raw if moved_to is None else _marker(raw, moved_to, told) for _, raw, moved_to in rows]
    )
    digest = b""
    if remaining == 0:
        digest = b',"digest":' + wire.encode({"count": head.live, "sum": head.tag_sum})
    return wire.encode(start)[:-1] + b',"records":[' + records + b"]" + digest + b"}"


def _marker(marker: bytes, moved_to: str, told: Container[str]) -> bytes:
    """A leave marker; the target is told to those who may read it."""
    if moved_to not in told:
        return marker
    return marker[:-1] + b',"moved_to":' + wire.encode(moved_to) + b"}"


def pull_outcomes(
    connection: Connection, caller: Caller, cursor: str | None, *, epoch: str, last: int, limit: int
) -> tuple[bytes, str]:
    """Later fates of this device's changesets and of those it replaces, whatever may be read
    now; an unknown cursor starts over. `last` is the number of the newest."""
    position = (read_cursor(cursor, epoch) if cursor else None) or Position(0)
    after = position.seq
    if after >= last:
        return b"[]", write_cursor(epoch, Position(after))
    rows = list_outcomes(connection, caller.partition, caller.lineage, after=after, limit=limit)
    chain = caller.ancestors | {caller.device_id}
    mine = [raw for _, device, raw in rows if device in chain]
    reached = rows[-1][0] if rows else after
    return b"[" + b",".join(mine) + b"]", write_cursor(epoch, Position(reached))

"""Decodes a sync request strictly and fast; what it gives is checked in shape, not in meaning.

The device log keeps each changeset as it came, and a name that is written twice must be seen. A
body that its own values give again byte for byte, as every phone writes it, proves both at once;
any other is counted and sliced. What the fast decoder refuses goes to the slow exact parser, so
that one text that cannot be stored holds its changeset and not the request.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec

from backend.core.changes import Change, OfficeAct, read_changes, read_envelope, schema_of
from backend.core.problems import invalid_request, malformed_json, too_large
from backend.core.quick import quick
from backend.core.strict_json import parse_json
from backend.core.validate import Fields, Reason, is_uuid
from backend.core.values import is_storable_text
from backend.settings import Limits
from backend.store import wire

PROTOCOL = 1
N_MAX = 2**53
CURSOR_CHARS_MAX = 500
SHALLOW_DEPTH = 8
"""One more than the phone's bodies; the type that says it doubles with each."""

_NESTING = frozenset({dict, list})
_SPACED_KEY = re.compile(rb'"[ \t\r\n]+:')


class _CursorIn(msgspec.Struct):
    stream: str
    cursor: str | None = None


class _Slices(msgspec.Struct):
    """The parts whose bytes are kept."""

    changesets: list[msgspec.Raw] = []


class _Envelope(msgspec.Struct):
    """The request without its changesets, strictly typed."""

    device: str
    protocol: int = PROTOCOL
    clock: str | None = None
    epoch: str | None = None
    acked: int = 0
    first: int | None = None
    waiting: int | None = None
    outcomes_cursor: str | None = None
    cursors: list[_CursorIn] = []
    limit: int | None = None
    changesets: list[object] = []
    recovered: list[object] = []


def _nested(depth: int) -> Any:  # noqa: ANN401 - a type that is made when the program runs
    """JSON that is nested at most so deep, as a type: to hold a body against it costs nothing."""
    inner: Any = bool | int | float | str | None
    for _ in range(depth):
        inner = bool | int | float | str | None | list[inner] | dict[str, inner]
    return inner


_decode_values = msgspec.json.Decoder().decode
_decode_shallow = msgspec.json.Decoder(_nested(SHALLOW_DEPTH)).decode
_decode_slices = msgspec.json.Decoder(_Slices).decode
_encode = msgspec.json.Encoder().encode


@quick
@dataclass(frozen=True, slots=True)
class Incoming:
    """One changeset as it came: number, id, parsed, and its bytes; then its changes, or what is
    wrong with their shape, read before any lock is taken."""

    n: int
    id: str
    body: Fields
    raw: bytes
    changes: tuple[Change | OfficeAct, ...] = field(init=False, compare=False)
    wrong: tuple[Reason, ...] = field(init=False, compare=False)
    has_acts: bool = field(init=False, compare=False)

    def __post_init__(self) -> None:
        body = self.body
        changes: tuple[Change | OfficeAct, ...] = ()
        wrong: Sequence[Reason] = () if self.is_void else read_envelope(body)
        if not wrong and not self.is_void:
            changes, wrong = read_changes(body.get("changes"), schema=schema_of(body))
        object.__setattr__(self, "changes", changes)
        object.__setattr__(self, "wrong", tuple(wrong))
        has_acts = OfficeAct in [type(change) for change in changes]
        object.__setattr__(self, "has_acts", has_acts)

    @property
    def is_void(self) -> bool:
        return self.body.get("void") is not None


@dataclass(frozen=True, slots=True)
class SyncRequest:
    """A request whose shape holds; `limit` bounds the records of the whole answer."""

    device: str
    clock: str | None
    epoch: str | None
    acked: int
    first: int
    waiting: int | None
    outcomes_cursor: str | None
    cursors: tuple[tuple[str, str | None], ...]
    limit: int
    changesets: tuple[Incoming, ...]
    recovered: tuple[object, ...] = field(default=())


def read_sync_request(body: bytes, limits: Limits) -> SyncRequest:
    """Raises Problem 400 `malformed_json`, 413 `too_large` or 422 `invalid_request`."""
    values, slices = _decode(body, limits.depth_max)
    if not isinstance(values, dict):
        raise invalid_request("body", "must be an object")
    try:
        envelope = msgspec.convert(values, _Envelope, strict=True)
    except msgspec.ValidationError as error:
        raise invalid_request(_where(error), "is of the wrong type or missing") from error
    except UnicodeEncodeError as error:
        raise invalid_request("body", "holds a lone surrogate") from error
    _check_texts(envelope)
    _check_limits(envelope, limits)
    return SyncRequest(
        device=_uuid(envelope.device),
        clock=envelope.clock,
        epoch=envelope.epoch,
        acked=_within("acked", envelope.acked, 0),
        first=1 if envelope.first is None else _within("first", envelope.first, 1),
        waiting=None if envelope.waiting is None else _within("waiting", envelope.waiting, 0),
        outcomes_cursor=_cursor(envelope.outcomes_cursor),
        cursors=tuple((each.stream, _cursor(each.cursor)) for each in envelope.cursors),
        limit=limits.page_default if envelope.limit is None else envelope.limit,
        changesets=tuple(
            _incoming(item, raw) for item, raw in zip(envelope.changesets, slices, strict=True)
        ),
        recovered=tuple(envelope.recovered),
    )


def _decode(body: bytes, depth_max: int) -> tuple[object, Sequence[bytes]]:
    """The values, and the bytes of each changeset."""
    decoded = _decode_as_written(body) if depth_max >= SHALLOW_DEPTH else None
    if decoded is not None:
        return decoded
    try:
        values = _decode_values(body)
        slices = [bytes(raw) for raw in _decode_slices(body).changesets]
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return _decode_slowly(body, depth_max)
    keys = _count_keys(values, depth_max)
    if keys is None:
        raise malformed_json(f"nested deeper than {depth_max}")
    # One that is written twice is read once; an escaped quote before a colon only costs the detour.
    if keys != body.count(b'":') + len(_SPACED_KEY.findall(body)):
        return _decode_slowly(body, depth_max)
    return values, slices


def _decode_as_written(body: bytes) -> tuple[object, Sequence[bytes]] | None:
    """None for what is nested deeper than usual, is no JSON, or is not what its values give when
    they are written the shortest way."""
    try:
        values = _decode_shallow(body)
        changesets = values.get("changesets") if isinstance(values, dict) else None
        if not isinstance(values, dict) or not isinstance(changesets, list):
            return None
        written = [_encode(each) for each in changesets]
        again = _encode({**values, "changesets": [msgspec.Raw(each) for each in written]})
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, OverflowError):
        return None
    return (values, written) if again == body else None


def _decode_slowly(body: bytes, depth_max: int) -> tuple[object, Sequence[bytes]]:
    values = parse_json(body, depth_max=depth_max)
    items = values.get("changesets") if isinstance(values, dict) else None
    return values, [wire.encode(item) for item in items] if isinstance(items, list) else []


def _count_keys(value: object, depth_max: int) -> int | None:
    """The number of keys in the value, None where it is nested too deep."""
    keys = 0
    level = [value]
    for _ in range(depth_max):
        inner: list[object] = []
        for each in level:
            if isinstance(each, dict):
                keys += len(each)
                inner += [child for child in each.values() if type(child) in _NESTING]
            elif isinstance(each, list):
                inner += [child for child in each if type(child) in _NESTING]
        if not inner:
            return keys
        level = inner
    return None


def _check_texts(envelope: _Envelope) -> None:
    """What the database is asked for must be text that it takes."""
    named = {
        "clock": envelope.clock,
        "epoch": envelope.epoch,
        "outcomes_cursor": envelope.outcomes_cursor,
    }
    for name, text in named.items():
        if text is not None and not is_storable_text(text):
            raise invalid_request(name, "holds a character that is not allowed")
    for each in envelope.cursors:
        if not is_storable_text(each.stream) or not is_storable_text(each.cursor or ""):
            raise invalid_request("cursors", "hold a character that is not allowed")


def _check_limits(envelope: _Envelope, limits: Limits) -> None:
    if envelope.protocol != PROTOCOL:
        raise invalid_request("protocol", f"must be {PROTOCOL}")
    if len(envelope.changesets) > limits.changesets_max:
        raise too_large("changesets_max", limits.changesets_max)
    if len(envelope.cursors) > limits.cursors_max:
        raise too_large("cursors_max", limits.cursors_max)
    if len(envelope.recovered) > limits.recovered_max:
        raise too_large("recovered_max", limits.recovered_max)
    if envelope.limit is not None and not 1 <= envelope.limit <= limits.page_max:
        raise invalid_request("limit", f"must be between 1 and {limits.page_max}")


def _incoming(item: object, raw: bytes) -> Incoming:
    if not isinstance(item, dict):
        raise invalid_request("changesets", "each must be an object")
    n, changeset_id = item.get("n"), item.get("id")
    if isinstance(n, bool) or not isinstance(n, int) or not 1 <= n <= N_MAX:
        raise invalid_request("changesets[].n", "must be an integer from 1")
    if not is_uuid(changeset_id):
        raise invalid_request("changesets[].id", "must be a lower-case UUID")
    return Incoming(n, changeset_id, item, raw)


def _uuid(value: str) -> str:
    if not is_uuid(value):
        raise invalid_request("device", "must be a lower-case UUID")
    return value


def _within(name: str, value: int, least: int) -> int:
    if not least <= value <= N_MAX:
        raise invalid_request(name, f"must be an integer from {least}")
    return value


def _cursor(value: str | None) -> str | None:
    if value is not None and len(value) > CURSOR_CHARS_MAX:
        raise invalid_request("cursor", "is too long")
    return value


def _where(error: msgspec.ValidationError) -> str:
    """The place that the decoder names, without anything that the client sent."""
    found = re.search(r"`\$\.?([A-Za-z_\[\].]*)`", str(error))
    return found.group(1) if found and found.group(1) else "body"

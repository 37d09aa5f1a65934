"""What a changeset's body names, read without judging it; and the body back from the log."""

from collections.abc import Iterable
from dataclasses import dataclass

import msgspec

from backend.core.changes import Change, OfficeAct
from backend.core.record_types import RECORD_TYPES
from backend.core.strict_json import parse_json
from backend.core.validate import Fields, is_uuid
from backend.core.values import is_storable_text

DEPTH_STORED_MAX = 64


def parse_body(raw: bytes) -> Fields:
    """A changeset from the log."""
    try:
        body = msgspec.json.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError):
        body = parse_json(raw, depth_max=DEPTH_STORED_MAX)
    return body if isinstance(body, dict) else {}


def _changes_of(body: Fields) -> list[Fields]:
    changes = body.get("changes")
    if not isinstance(changes, list):
        return []
    return [change for change in changes if isinstance(change, dict)]


def created_ids(bodies: Iterable[Fields]) -> set[str]:
    return {
        str(change["id"])
        for body in bodies
        for change in _changes_of(body)
        if change.get("op") == "create" and is_uuid(change.get("id"))
    }


@dataclass(frozen=True, slots=True)
class Named:
    """What changes name: records with their parents and what they merged into, streams, the
    records that they create, and the stream that was `said` of each record."""

    ids: set[str]
    streams: set[str]
    created: set[str]
    said: dict[str, str]


def named_in(changes: Iterable[Change | OfficeAct]) -> Named:
    """As `ids_of`, `streams_of` and `created_ids` say it of a body, of changes already read."""
    named = Named(set(), set(), set(), {})
    for change in changes:
        named.ids.add(change.id)
        if isinstance(change, OfficeAct):
            continue
        named.streams.add(change.stream)
        named.said.setdefault(change.id, change.stream)
        if change.to is not None:
            named.streams.add(change.to)
        if change.op == "create":
            named.created.add(change.id)
        declared = RECORD_TYPES.get(change.type)
        for name, _ in declared.parents if declared else ():
            _add_id(named.ids, change.fields.get(name))
        _add_id(named.ids, change.fields.get("merged_into"))
    storable = {each for each in named.streams if is_storable_text(each)}
    return Named(named.ids, storable, named.created, named.said)


def _add_id(ids: set[str], value: object) -> None:
    if value is not None and is_uuid(value):
        ids.add(str(value))


def said_of(bodies: Iterable[Fields]) -> dict[str, str]:
    """The stream in which each record lies, as the changes say that are about it."""
    return {
        str(change.get("id")): str(change.get("stream"))
        for body in bodies
        for change in _changes_of(body)
    }


def streams_of(body: Fields) -> set[str]:
    named = [change.get(key) for change in _changes_of(body) for key in ("stream", "to")]
    return {each for each in named if isinstance(each, str) and is_storable_text(each)}


def ids_of(body: Fields) -> set[str]:
    """Every id that the changeset names: its records, their parents, what they merged into.

    What is no id is left out here, so that no store is asked for it, and held later.
    """
    ids: list[object] = []
    for change in _changes_of(body):
        ids.append(change.get("id"))
        declared = RECORD_TYPES.get(str(change.get("type")))
        fields = change.get("fields")
        if declared is None or not isinstance(fields, dict):
            continue
        ids += [fields.get(name) for name, _ in declared.parents]
        ids.append(fields.get("merged_into"))
    return {str(each) for each in ids if is_uuid(each)}

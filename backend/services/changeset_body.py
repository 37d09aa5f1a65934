"""What a changeset's body names, read without judging it; and the body back from the log."""

from collections.abc import Iterable

import msgspec

from backend.core.record_types import RECORD_TYPES
from backend.core.strict_json import parse_json
from backend.core.validate import Fields

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
        str(change.get("id"))
        for body in bodies
        for change in _changes_of(body)
        if change.get("op") == "create"
    }


def streams_of(body: Fields) -> set[str]:
    return {
        str(change[key])
        for change in _changes_of(body)
        for key in ("stream", "to")
        if isinstance(change.get(key), str)
    }


def ids_of(body: Fields) -> set[str]:
    """Every id that the changeset names: its records, their parents, what they merged into."""
    ids: set[str] = set()
    for change in _changes_of(body):
        ids.add(str(change.get("id")))
        declared = RECORD_TYPES.get(str(change.get("type")))
        fields = change.get("fields")
        if declared is None or not isinstance(fields, dict):
            continue
        named = [name for name, _ in declared.parents] + ["merged_into"]
        ids.update(str(fields[name]) for name in named if isinstance(fields.get(name), str))
    return ids

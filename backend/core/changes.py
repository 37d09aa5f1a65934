"""A changeset as the core sees it: parsed once, its shape checked, nothing coerced."""

from collections.abc import Sequence
from dataclasses import dataclass

from backend.core.quick import quick
from backend.core.upcast import FIRST_SCHEMA, HISTORY
from backend.core.validate import Fields, Reason, clean_fields, clean_seen, is_time, is_uuid

CHANGE_OPS = frozenset({"create", "update", "delete", "restore", "move"})
OFFICE_OPS = frozenset({"resolve", "undo", "release", "discard"})
REV_MAX = 2**53


@quick
@dataclass(frozen=True, slots=True)
class Change:
    """One change of one record. `index` is its place in the changeset; its fields are as they
    are stored, and `wrong` is why they cannot be."""

    index: int
    op: str
    type: str
    id: str
    stream: str
    base: int
    saw: Fields
    fields: Fields
    to: str | None
    wrong: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class OfficeAct:
    """An act of the office that came as a change: resolve, undo, release or discard."""

    index: int
    op: str
    id: str
    body: Fields


@dataclass(frozen=True, slots=True)
class Changeset:
    """What one act of a person changed. `epoch` is the history it was made in, by id."""

    n: int
    id: str
    at: str | None
    schema: int
    app: str | None
    epoch: str | None
    changes: tuple[Change | OfficeAct, ...]


def read_changes(
    raw: object, *, schema: int = FIRST_SCHEMA
) -> tuple[tuple[Change | OfficeAct, ...], list[Reason]]:
    """The changes of a changeset's `changes`, cleaned by the schema that it was made by and
    brought to today's, and what is wrong with their shape."""
    if not isinstance(raw, list) or not raw:
        return (), [Reason(None, "changes", "invalid_field", "must be a list of changes")]
    changes: list[Change | OfficeAct] = []
    reasons: list[Reason] = []
    for index, item in enumerate(raw):
        try:
            changes.append(_read_change(index, item, schema))
        except _WrongShape as wrong:
            reasons.append(Reason(index, wrong.field, "invalid_field", wrong.why))
    return tuple(changes), reasons


def read_envelope(raw: Fields) -> list[Reason]:
    """What is wrong with a changeset's own keys (n and id are checked before)."""
    reasons: list[Reason] = []
    schema = raw.get("schema", FIRST_SCHEMA)
    if isinstance(schema, bool) or not isinstance(schema, int) or schema < 1:
        reasons.append(Reason(None, "schema", "invalid_field", "must be an integer from 1"))
    elif schema > HISTORY.current:
        reasons.append(Reason(None, "schema", "schema_too_new", "waits for a newer server"))
    if raw.get("at") is not None and not is_time(raw["at"]):
        reasons.append(Reason(None, "at", "invalid_field", "must be an RFC 3339 time"))
    for key in ("app", "epoch"):
        if raw.get(key) is not None and not isinstance(raw[key], str):
            reasons.append(Reason(None, key, "invalid_field", "must be a text"))
    return reasons


def schema_of(raw: Fields) -> int:
    """The schema that a changeset was made by, once `read_envelope` found nothing wrong."""
    schema = raw.get("schema", FIRST_SCHEMA)
    return schema if isinstance(schema, int) else FIRST_SCHEMA


class _WrongShape(Exception):
    def __init__(self, field: str, why: str) -> None:
        super().__init__(field)
        self.field = field
        self.why = why


def _read_change(index: int, item: object, schema: int) -> Change | OfficeAct:
    if not isinstance(item, dict):
        raise _WrongShape("changes", "must be an object")
    op, record_id = item.get("op"), item.get("id")
    if not is_uuid(record_id):
        raise _WrongShape("id", "must be a lower-case UUID")
    if isinstance(op, str) and op in OFFICE_OPS:
        body = {key: value for key, value in item.items() if key not in ("op", "id")}
        return OfficeAct(index, op, record_id, body)
    if not isinstance(op, str) or op not in CHANGE_OPS:
        raise _WrongShape("op", "is not a known operation")
    record_type, stream = item.get("type"), item.get("stream")
    if not isinstance(record_type, str):
        raise _WrongShape("type", "must be a text")
    if not isinstance(stream, str):
        raise _WrongShape("stream", "must be a text")
    fields, saw, wrong = _clean_values(index, op, record_type, item, schema)
    base = _read_base(item.get("base", 0))
    to = _read_target(item) if op == "move" else None
    return Change(index, op, record_type, record_id, stream, base, saw, fields, to, tuple(wrong))


def _clean_values(
    index: int, op: str, record_type: str, item: Fields, schema: int
) -> tuple[Fields, Fields, Sequence[Reason]]:
    """The fields and what was seen of them, as they are stored, and what is wrong with them;
    nothing is said of a type that today's schema does not know either."""
    saw = _read_object(item, "from")
    fields = _read_object(item, "fields", is_required=op in ("create", "update"))
    wrong: list[Reason] = []
    declared = HISTORY.types_of(schema).get(record_type)
    if declared is None and record_type in HISTORY.types:
        # Nothing could check its fields: the declaration of today is not what they were made by.
        wrong = [Reason(index, "type", "invalid_field", "is no record type of this schema")]
    elif declared is not None and op == "create":
        fields, wrong = clean_fields(declared, fields, change=index, is_create=True)
    elif declared is not None and (op == "update" or (op == "restore" and fields)):
        fields, wrong = clean_fields(declared, fields, change=index, is_create=False)
        saw, unlike = clean_seen(declared, saw, change=index)
        wrong += unlike
    if schema < HISTORY.current and not wrong:
        fields = HISTORY.upcast(record_type, fields, schema)
        saw = HISTORY.upcast(record_type, saw, schema)
    return fields, saw, wrong


def _read_base(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= REV_MAX:
        raise _WrongShape("base", "must be an integer from 0")
    return value


def _read_object(item: Fields, key: str, *, is_required: bool = False) -> Fields:
    value = item.get(key)
    if value is None and not is_required:
        return {}
    if not isinstance(value, dict):
        raise _WrongShape(key, "must be an object")
    return value


def _read_target(item: Fields) -> str:
    target = item.get("to")
    if not isinstance(target, str):
        raise _WrongShape("to", "must be a stream")
    return target

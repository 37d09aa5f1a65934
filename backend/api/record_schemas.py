"""The record declarations in the languages of clients: JSON Schema for the OpenAPI document, and
TypeScript modules: kinds, words and limits for the office's forms, and the little that every phone
reads."""

import json
from typing import Any

from pydantic.json_schema import models_json_schema

from backend.api.sync_types import SyncIn
from backend.core.record_types import RECORD_TYPES, SCHEMA, Field, Kind, RecordType

_REF = "#/components/schemas/{model}"
_SIMPLE: dict[Kind, dict[str, Any]] = {
    Kind.ID: {"type": "string", "format": "uuid"},
    Kind.BOOLEAN: {"type": "boolean"},
    Kind.NUMBER: {"type": "number"},
    Kind.DATE: {"type": "string", "format": "date"},
    Kind.TIME: {"type": "string", "format": "date-time"},
    Kind.HASH: {"type": "string", "pattern": "^[0-9a-f]{64}$"},
    Kind.SET: {"type": "array", "items": {"type": "string"}, "uniqueItems": True},
    Kind.COUNTERS: {"type": "object", "additionalProperties": {"type": "integer"}},
    Kind.LOCATION: {
        "type": "object",
        "required": ["lat", "lon"],
        "properties": {
            "lat": {"type": "number", "minimum": -90, "maximum": 90},
            "lon": {"type": "number", "minimum": -180, "maximum": 180},
        },
    },
    Kind.CONSENT: {
        "type": "object",
        "properties": {
            "purposes": {"type": "array", "items": {"type": "string"}},
            "text_version": {"type": "string"},
            "at": {"type": "string", "format": "date-time"},
            "by": {"type": "string"},
            "how": {"type": "string"},
        },
    },
}


def add_sync_schemas(schemas: dict[str, Any]) -> None:
    """Puts the sync request and the fields of every record type among the document's schemas."""
    _, wire = models_json_schema([(SyncIn, "validation")], by_alias=True, ref_template=_REF)
    schemas.update(wire["$defs"])
    for record_type in RECORD_TYPES.values():
        schemas[_title(record_type)] = _fields_schema(record_type)


def _title(record_type: RecordType) -> str:
    return "".join(part.title() for part in record_type.name.split("_")) + "Fields"


def _fields_schema(record_type: RecordType) -> dict[str, Any]:
    levels = ", ".join(sorted(record_type.levels))
    return {
        "title": _title(record_type),
        "description": f"Fields of a {record_type.name}; it lies in streams of level {levels}.",
        "type": "object",
        "required": list(record_type.required),
        "properties": {name: _schema(field) for name, field in record_type.fields.items()},
        "additionalProperties": True,
    }


def _schema(field: Field) -> dict[str, Any]:
    if field.kind is Kind.TEXT:
        schema: dict[str, Any] = {"type": "string", "maxLength": field.chars_max}
    elif field.kind is Kind.WORD:
        schema = {"type": "string", "enum": sorted(field.words)}
    elif field.kind is Kind.INTEGER:
        schema = {"type": "integer", "minimum": field.minimum, "maximum": field.maximum}
    else:
        schema = dict(_SIMPLE[field.kind])
    return schema if field.is_required else {"anyOf": [schema, {"type": "null"}]}


_OPENING = "// Generated from backend/core/record_types.py by `tungnha record-types`; not edited.\n"
_DIFFERING = frozenset({Kind.SET, Kind.COUNTERS})


def phone_typescript() -> str:
    """The module that every app loads, so only what it reads: the schema's number, the fields that
    merge by their difference, the size of a photo; deterministic."""
    merged = {
        name: {
            key: field.kind.value for key, field in each.fields.items() if field.kind in _DIFFERING
        }
        for name, each in RECORD_TYPES.items()
    }
    body = json.dumps({name: kinds for name, kinds in merged.items() if kinds}, indent=2)
    bytes_max = RECORD_TYPES["photo"].fields["bytes"].maximum
    return (
        f"{_OPENING}export const SCHEMA = {SCHEMA};\n\n"
        f"export const PHOTO_BYTES_MAX = {bytes_max};\n\n"
        f"export const MERGED_BY_DIFFERENCE = {body} as const;\n"
    )


def typescript() -> str:
    """The module that the office's forms read: every type in full; deterministic."""
    types = {
        name: {
            "levels": sorted(record_type.levels),
            "fields": {key: _limits(field) for key, field in record_type.fields.items()},
        }
        for name, record_type in RECORD_TYPES.items()
    }
    body = json.dumps(types, indent=2, ensure_ascii=False)
    return f"{_OPENING}export const RECORD_TYPES = {body} as const;\n"


def _limits(field: Field) -> dict[str, Any]:
    limits: dict[str, Any] = {"kind": field.kind.value, "required": field.is_required}
    if field.kind is Kind.TEXT:
        limits["chars_max"] = field.chars_max
    if field.words:
        limits["words"] = sorted(field.words)
    if field.kind is Kind.INTEGER:
        limits |= {"minimum": field.minimum, "maximum": field.maximum}
    if field.parent:
        limits["parent"] = field.parent
    return limits

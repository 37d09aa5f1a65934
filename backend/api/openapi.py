"""The OpenAPI document: FastAPI's own, with the one shape that every problem has."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from backend.api.http import PROBLEM_TYPE
from backend.api.record_schemas import add_sync_schemas

PROBLEM_SCHEMA = {
    "title": "Problem",
    "description": "RFC 9457. `code` is stable; `title` is for people and may change.",
    "type": "object",
    "required": ["type", "status", "code", "title"],
    "properties": {
        "type": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string"},
        "title": {"type": "string"},
    },
    "additionalProperties": True,
}
PROBLEM_RESPONSE = {
    "description": "A problem; see its code.",
    "content": {PROBLEM_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
}
_OF_FASTAPI = ("HTTPValidationError", "ValidationError")


def describe(app: FastAPI) -> dict[str, Any]:
    """The document, the same for the same code."""
    if app.openapi_schema is None:
        document = get_openapi(title=app.title, version=app.version, routes=app.routes)
        schemas = document.setdefault("components", {}).setdefault("schemas", {})
        for name in _OF_FASTAPI:
            schemas.pop(name, None)
        schemas["Problem"] = PROBLEM_SCHEMA
        add_sync_schemas(schemas)
        for path in document["paths"].values():
            for operation in path.values():
                operation["responses"].pop("422", None)
                operation["responses"]["default"] = PROBLEM_RESPONSE
        app.openapi_schema = document
    return app.openapi_schema

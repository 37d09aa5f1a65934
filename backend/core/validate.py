"""Checks fields against their declaration: no coercion, clear codes, never the value echoed."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, partial
from typing import TypeGuard
from unicodedata import is_normalized

from backend.core.record_types import (
    SET_ITEMS_MAX,
    TEXT_CHARS_MAX,
    YEAR_MAX,
    YEAR_MIN,
    Field,
    Kind,
    RecordType,
)
from backend.core.values import NUMBERS, clean, clean_string

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_match_uuid = _UUID.fullmatch
_HASH = re.compile(r"[0-9a-f]{64}")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_TIME = re.compile(
    r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:[0-5]\d)", re.ASCII
)

Fields = dict[str, object]
RESERVED = frozenset({"", "stream"})
"""Names that no field may have: the merge rule keeps other things under them."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a changeset is held: the change's place in it, the field, a stable code, plain words."""

    change: int | None
    field: str | None
    code: str
    detail: str

    def as_dict(self) -> dict[str, object]:
        return {
            "change": self.change,
            "field": self.field,
            "code": self.code,
            "detail": self.detail,
        }


def is_uuid(value: object) -> TypeGuard[str]:
    return isinstance(value, str) and _match_uuid(value) is not None


def is_date(value: object) -> bool:
    """A calendar day between 1900 and 2100."""
    if not isinstance(value, str) or _DATE.fullmatch(value) is None:
        return False
    try:
        return YEAR_MIN <= date.fromisoformat(value).year <= YEAR_MAX
    except ValueError:
        return False


def is_time(value: object) -> bool:
    """An RFC 3339 time between 1900 and 2100."""
    if not isinstance(value, str) or _TIME.fullmatch(value) is None:
        return False
    try:
        return YEAR_MIN <= datetime.fromisoformat(value).year <= YEAR_MAX
    except ValueError:
        return False


def clean_fields(
    record_type: RecordType, fields: Fields, *, change: int, is_create: bool
) -> tuple[Fields, list[Reason]]:
    """The fields as they are stored, and what is wrong with them.

    A create needs every required field; neither create nor update may set one to null. Fields
    that the type does not declare are kept as they came.
    """
    cleaned: Fields = {}
    reasons: list[Reason] = []
    cleaners = _cleaners_of(record_type)
    for name, value in fields.items():
        clean_value = cleaners.get(name)
        try:
            if clean_value is None:
                _keep_unknown(cleaned, fields, name, value)
            elif value is not None:
                cleaned[name] = clean_value(value)
            else:
                _check_absent(record_type.fields[name])
                cleaned[name] = None
        except ValueError as error:
            shown = name if clean_value is not None else None
            reasons.append(Reason(change, shown, "invalid_field", str(error)))
    for name in record_type.required if is_create else ():
        if name not in fields:
            reasons.append(Reason(change, name, "invalid_field", "is required"))
    return cleaned, reasons


@cache
def _cleaners_of(record_type: RecordType) -> dict[str, Callable[[object], object]]:
    """What cleans the values of each field, found once."""
    return {
        name: partial(_CLEANERS[field.kind], field) for name, field in record_type.fields.items()
    }


def clean_seen(
    record_type: RecordType, seen: Fields, *, change: int
) -> tuple[Fields, list[Reason]]:
    """What the author saw, made comparable; it may be of any shape, but must be storable."""
    cleaned: Fields = {}
    for name, value in seen.items():
        try:
            field = record_type.fields.get(name)
            kept = clean(value)
            if field and field.kind is Kind.SET and not _is_words(kept):
                raise ValueError("must be a list of texts")  # noqa: TRY301
            if field and field.kind is Kind.COUNTERS and kept is not None:
                _check_counters(kept)
            cleaned[_clean_name(name)] = kept
        except ValueError as error:
            return {}, [Reason(change, "from", "invalid_field", str(error))]
    return cleaned, []


def _keep_unknown(cleaned: Fields, fields: Fields, name: str, value: object) -> None:
    """A field of a newer app, kept as it came. Two names that are the same text once normalised
    would hide one of the values; a field named like the record's stream could be taken for it."""
    key = _clean_name(name)
    if key in RESERVED:
        raise ValueError("has a reserved name")
    if key != name and (key in fields or key in cleaned):
        raise ValueError("has the name of another field")
    cleaned[key] = clean(value)


def _clean_name(name: str) -> str:
    return str(clean(name))


def _check_absent(field: Field) -> None:
    if field.is_required:
        raise ValueError("is required")


def _clean_set(_field: Field, given: object) -> list[object]:
    value = clean(given)
    if not _is_words(value):
        raise ValueError("must be a list of texts")
    items = list(dict.fromkeys(value if isinstance(value, list) else ()))
    if len(items) > SET_ITEMS_MAX:
        raise ValueError(f"may have at most {SET_ITEMS_MAX} items")
    return items


def _is_words(value: object) -> bool:
    return value is None or (
        isinstance(value, list)
        and all(isinstance(item, str) and len(item) <= TEXT_CHARS_MAX for item in value)
    )


def _clean_text(field: Field, value: object) -> str:
    if not isinstance(value, str):
        raise ValueError("must be a text")  # noqa: TRY004 - a reason, not a programming error
    text = value
    # Most texts are as they are stored; here that is seen without another call.
    if not (
        type(value) is str
        and value.isprintable()
        and (value.isascii() or is_normalized("NFC", value))
    ):
        text = clean_string(value)
    if len(text) > field.chars_max:
        raise ValueError(f"may have at most {field.chars_max} characters")
    if field.is_required and not text.strip():
        raise ValueError("is required")
    return text


def _clean_word(field: Field, value: object) -> str:
    if not isinstance(value, str) or value not in field.words:
        raise ValueError("is not one of the known words")
    return value


def _clean_id(_field: Field, value: object) -> object:
    if not is_uuid(value):
        raise ValueError("must be a lower-case UUID")
    return value


def _clean_hash(_field: Field, value: object) -> object:
    if not isinstance(value, str) or _HASH.fullmatch(value) is None:
        raise ValueError("must be a SHA-256 in 64 lower-case hexadecimal digits")
    return value


def _clean_boolean(_field: Field, value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError("must be true or false")  # noqa: TRY004
    return value


def _clean_integer(field: Field, value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError("must be an integer")  # noqa: TRY004
    if not field.minimum <= value <= field.maximum:
        raise ValueError(f"must be between {field.minimum} and {field.maximum}")
    return value


def _clean_number(_field: Field, value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, NUMBERS):
        raise ValueError("must be a number")  # noqa: TRY004
    return clean(value)


def _clean_date(_field: Field, value: object) -> object:
    if not is_date(value):
        raise ValueError(f"must be a day YYYY-MM-DD between {YEAR_MIN} and {YEAR_MAX}")
    return value


def _clean_time(_field: Field, value: object) -> object:
    if not is_time(value):
        raise ValueError(f"must be an RFC 3339 time between {YEAR_MIN} and {YEAR_MAX}")
    return value


def _clean_counters(_field: Field, given: object) -> object:
    value = clean(given)
    _check_counters(value)
    return value


def _check_counters(value: object) -> None:
    if not isinstance(value, dict) or any(
        isinstance(count, bool) or not isinstance(count, int) for count in value.values()
    ):
        raise ValueError("must be an object of integers")


def _clean_location(_field: Field, value: object) -> object:
    if (
        not isinstance(value, dict)
        or not _is_within(value.get("lat"), 90)
        or not _is_within(value.get("lon"), 180)
    ):
        raise ValueError("needs lat between -90 and 90 and lon between -180 and 180")
    return value if len(value) == len(("lat", "lon")) else clean(value)


def _is_within(value: object, most: int) -> bool:
    return type(value) in NUMBERS and -most <= value <= most  # type: ignore[operator]


def _clean_consent(_field: Field, given: object) -> object:
    value = clean(given)
    if not isinstance(value, dict):
        raise ValueError("must be an object")  # noqa: TRY004
    if not _is_words(value.get("purposes")):
        raise ValueError("purposes must be a list of texts")
    if value.get("at") is not None and not is_time(value["at"]):
        raise ValueError("at must be an RFC 3339 time")
    for key in ("text_version", "by", "how"):
        if value.get(key) is not None:
            _clean_text(_ANY_TEXT, value[key])
    return value


_ANY_TEXT = Field(Kind.TEXT)
_CLEANERS: dict[Kind, Callable[[Field, object], object]] = {
    Kind.TEXT: _clean_text,
    Kind.WORD: _clean_word,
    Kind.ID: _clean_id,
    Kind.BOOLEAN: _clean_boolean,
    Kind.INTEGER: _clean_integer,
    Kind.NUMBER: _clean_number,
    Kind.DATE: _clean_date,
    Kind.TIME: _clean_time,
    Kind.SET: _clean_set,
    Kind.COUNTERS: _clean_counters,
    Kind.LOCATION: _clean_location,
    Kind.CONSENT: _clean_consent,
    Kind.HASH: _clean_hash,
}

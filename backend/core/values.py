"""Values of JSON: strict equality, what no store can carry, and how sets and counters merge."""

import re
import unicodedata

NUMBER_MAX = 2**53
NUMBERS = (int, float)

_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)


class NumberText(str):
    """A JSON number that Python's numbers cannot hold, kept as the text it came as."""

    __slots__ = ()


def is_same(a: object, b: object) -> bool:
    """Equality of parsed JSON: 1 is 1.0, but true is not 1, and order in objects is nothing."""
    if a is b:
        return True
    if isinstance(a, dict):
        return (
            isinstance(b, dict)
            and a.keys() == b.keys()
            and all(is_same(value, b[key]) for key, value in a.items())
        )
    if isinstance(a, list):
        return isinstance(b, list) and len(a) == len(b) and all(map(is_same, a, b))
    if isinstance(a, bool) or isinstance(b, bool):
        return a is b
    if isinstance(a, NumberText) != isinstance(b, NumberText):
        return False
    return a == b


def is_storable_text(text: str) -> bool:
    """No NUL, lone surrogate, bidirectional control or C0/C1 control but tab and line ends."""
    return text.isprintable() or _FORBIDDEN.search(text) is None


def clean_text(text: str) -> str:
    """NFC with LF line ends; the text must be storable."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if text.isascii() or unicodedata.is_normalized("NFC", text):
        return text
    return unicodedata.normalize("NFC", text)


def clean(value: object) -> object:
    """The value as it is stored. Raises ValueError where no store can carry it."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return clean_string(value)
    if isinstance(value, NUMBERS):
        # NaN fails the comparison too
        if not -NUMBER_MAX <= value <= NUMBER_MAX:
            raise ValueError("a number beyond ±2^53")
        return value
    if isinstance(value, list):
        return [clean(item) for item in value]
    if isinstance(value, dict):
        return _clean_object(value)
    raise ValueError("not JSON")


def _clean_object(value: dict[str, object]) -> dict[str, object]:
    cleaned = {clean_string(key): clean(item) for key, item in value.items()}
    if len(cleaned) != len(value):
        raise ValueError("two names that are the same text")
    return cleaned


def clean_string(text: str) -> str:
    """The text as it is stored. Raises ValueError where no store can carry it."""
    if isinstance(text, NumberText):
        raise ValueError("a number beyond ±2^53")  # noqa: TRY004 - a value, not a type
    if not text.isprintable():
        if not is_storable_text(text):
            raise ValueError("a character that cannot be stored")
        return clean_text(text)
    return text if text.isascii() else clean_text(text)


def as_set(value: object) -> list[str]:
    """A validated set, or none where the field is empty."""
    return value if isinstance(value, list) else []


def as_counters(value: object) -> dict[str, int]:
    """Validated counters, or none where the field is empty."""
    return value if isinstance(value, dict) else {}


def merge_set(
    current: list[str] | None, saw: list[str] | None, incoming: list[str] | None
) -> list[str]:
    """What `incoming` added to and removed from `saw`, done to `current`; order of arrival."""
    seen, wanted = set(saw or ()), set(incoming or ())
    removed = seen - wanted
    merged = dict.fromkeys(item for item in current or () if item not in removed)
    merged.update(dict.fromkeys(item for item in incoming or () if item not in seen))
    return list(merged)


def merge_counters(
    current: dict[str, int] | None, saw: dict[str, int] | None, incoming: dict[str, int] | None
) -> dict[str, int]:
    """Each counter moves by what the author moved it, within what can be stored; one that the
    author dropped counts as 0."""
    now, before, after = current or {}, saw or {}, incoming or {}
    moved = {key: after.get(key, 0) - before.get(key, 0) for key in before.keys() | after.keys()}
    merged = {
        key: max(-NUMBER_MAX, min(NUMBER_MAX, now.get(key, 0) + moved.get(key, 0)))
        for key in [*now, *sorted(moved)]
    }
    return {key: count for key, count in merged.items() if count or key in after}


def displayable(value: object) -> object:
    """The value in a form that every JSON can carry: lone surrogates written as their escapes,
    numbers that not every reader holds exactly as their text."""
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode("utf-8")
    if isinstance(value, int) and not -NUMBER_MAX <= value <= NUMBER_MAX:
        return str(value)
    if isinstance(value, dict):
        return {str(displayable(name)): displayable(each) for name, each in value.items()}
    if isinstance(value, list):
        return [displayable(each) for each in value]
    return value

"""Strict JSON (RFC 8259 and no more): what another reader could take for something else is refused.

Numbers that Python cannot hold come back as `NumberText`, escaped lone surrogates as they are:
both are JSON, and whoever stores them decides.
"""

import json
import math
from typing import NoReturn

from backend.core.problems import Problem, malformed_json
from backend.core.values import NumberText

DEPTH_MAX = 16
INTEGER_DIGITS_MAX = 20


def parse_json(data: bytes, *, depth_max: int = DEPTH_MAX) -> object:
    """The value in `data`. Raises Problem 400 `malformed_json`."""
    if data.startswith(b"\xef\xbb\xbf"):
        raise malformed_json("it begins with a byte order mark")
    try:
        value = _DECODER.decode(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise malformed_json("it is not UTF-8") from error
    except json.JSONDecodeError as error:
        raise malformed_json(f"{error.msg} at character {error.pos}") from error
    except RecursionError as error:
        raise _too_deep(depth_max) from error
    if not is_within_depth(value, depth_max):
        raise _too_deep(depth_max)
    return value


def is_within_depth(value: object, depth_max: int) -> bool:
    """Whether objects and lists are nested at most `depth_max` deep; a plain value is 0 deep."""
    level = [value] if isinstance(value, (dict, list)) else []
    for _ in range(depth_max):
        if not level:
            return True
        level = [
            child
            for parent in level
            for child in (parent.values() if isinstance(parent, dict) else parent)
            if isinstance(child, (dict, list))
        ]
    return not level


def _too_deep(depth_max: int) -> Problem:
    return malformed_json(f"it is nested deeper than {depth_max}")


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise malformed_json("a name occurs twice in one object")
    return found


def _integer(text: str) -> object:
    # Longer ones cost time that grows with the square of their length.
    return int(text) if len(text) <= INTEGER_DIGITS_MAX else NumberText(text)


def _float(text: str) -> object:
    number = float(text)
    return number if math.isfinite(number) else NumberText(text)


def _constant(_text: str) -> NoReturn:
    raise malformed_json("NaN and Infinity are not JSON")


_DECODER = json.JSONDecoder(
    object_pairs_hook=_object,
    parse_int=_integer,
    parse_float=_float,
    parse_constant=_constant,
)

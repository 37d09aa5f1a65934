"""Strict JSON: what is refused whole, and what is left to whoever stores it."""

import pytest

from backend.core.problems import Problem
from backend.core.strict_json import DEPTH_MAX, is_within_depth, parse_json
from backend.core.values import NumberText

DEEPEST = b"[" * DEPTH_MAX + b"]" * DEPTH_MAX
REFUSED = {
    "nothing": b"",
    "blanks": b"   ",
    "an open brace": b"{",
    "a cut object": b'{"a":1',
    "a bare word": b"nonsense",
    "a byte order mark": b"\xef\xbb\xbf{}",
    "a byte that is not UTF-8": b'{"a":"\xff"}',
    "an encoded surrogate": b'{"a":"\xed\xa0\x80"}',
    "UTF-16": '{"a":1}'.encode("utf-16"),
    "NaN": b"NaN",
    "NaN within": b'{"a":NaN}',
    "Infinity": b'{"a":Infinity}',
    "-Infinity": b'{"a":-Infinity}',
    "two values": b"{} {}",
    "a NUL behind": b"{}\x00",
    "a name twice": b'{"a":1,"a":2}',
    "a name twice, once escaped": b'{"x":[{"a":1,"\\u0061":2}]}',
    "single quotes": b"{'a':1}",
    "a comma too many": b"[1,]",
    "a leading zero": b"01",
    "a plus sign": b"+1",
    "a bare point": b"1.",
    "a raw line end": b'"\n"',
    "a comment": b'{"a":1}//',
    "one level too many": b"[" + DEEPEST + b"]",
    "lists without end": b"[" * 100_000,
    "objects without end": b'{"a":' * 100_000,
    "very deep lists": b"[" * 100_000 + b"]" * 100_000,
}


@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED.keys())
def test_what_is_not_strict_json_is_malformed(text: bytes) -> None:
    with pytest.raises(Problem) as raised:
        parse_json(text)
    assert (raised.value.status, raised.value.code) == (400, "malformed_json")


def test_the_deepest_allowed_nesting_is_read() -> None:
    assert parse_json(DEEPEST) is not None


def test_a_plain_value_is_not_deep_at_all() -> None:
    assert is_within_depth("text", 0)
    assert not is_within_depth([], 0)


def test_escaped_lone_surrogates_and_control_characters_are_json() -> None:
    assert parse_json(b'"\\ud800\\u0000\\u202e"') == "\ud800\x00\u202e"


@pytest.mark.parametrize("text", ["1e400", "-1e999", "9" * 21, "-" + "9" * 5_000])
def test_a_number_that_cannot_be_held_is_kept_as_its_text(text: str) -> None:
    value = parse_json(text.encode())
    assert isinstance(value, NumberText)
    assert value == text


@pytest.mark.parametrize(
    ("text", "value"),
    [(b"9007199254740993", 9007199254740993), (b"1.5", 1.5), (b"-0", 0), (b"1E2", 100.0)],
)
def test_other_numbers_are_numbers(text: bytes, value: float) -> None:
    parsed = parse_json(text)
    assert parsed == value
    assert type(parsed) is type(value)


def test_the_problem_does_not_repeat_the_input() -> None:
    with pytest.raises(Problem) as raised:
        parse_json(b'{"secret-word": tru}')
    assert "secret-word" not in raised.value.title

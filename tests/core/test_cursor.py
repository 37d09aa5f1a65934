"""A cursor is good in the history that wrote it, and nothing else is taken for one."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.core.cursor import Position, read_cursor, write_cursor

EPOCH = "01980000-0000-7000-8000-000000000001"


NUMBERS = st.integers(0, 2**62)


@given(NUMBERS, NUMBERS)
def test_a_cursor_is_read_back(seq: int, begun: int) -> None:
    position = Position(seq, begun)
    assert read_cursor(write_cursor(EPOCH, position), EPOCH) == position


@given(NUMBERS, NUMBERS, NUMBERS)
def test_a_reader_misses_what_was_forgotten_beyond_where_it_stands_and_where_it_began(
    seq: int, begun: int, pruned: int
) -> None:
    is_known = seq >= pruned or begun >= pruned
    assert Position(seq, begun).misses(pruned) is not is_known


@given(NUMBERS, NUMBERS, NUMBERS)
def test_a_reader_carries_its_beginning_along_until_it_has_passed_it(
    seq: int, begun: int, reached: int
) -> None:
    assert Position(seq, begun).at(reached) == Position(reached, begun if begun > reached else 0)


@given(NUMBERS, NUMBERS, NUMBERS)
def test_a_cursor_is_beyond_a_stream_that_has_come_less_far_than_either_number(
    seq: int, begun: int, head: int
) -> None:
    assert Position(seq, begun).is_beyond(head) is (seq > head or begun > head)


def test_a_cursor_of_another_history_is_unknown() -> None:
    assert read_cursor(write_cursor("another", Position(5)), EPOCH) is None


@given(st.text(max_size=60))
def test_any_other_text_is_unknown_and_no_error(text: str) -> None:
    assert read_cursor(text, EPOCH) is None


@pytest.mark.parametrize(
    "text", [f"{EPOCH}.-1", f"{EPOCH}.x", f"{EPOCH}.{'9' * 30}", f"{EPOCH}.1.2.3", EPOCH, "ấp"]
)
def test_a_cursor_with_a_wrong_number_is_unknown(text: str) -> None:
    assert read_cursor(base64.urlsafe_b64encode(text.encode()).decode(), EPOCH) is None

"""A cursor is good in the history that wrote it, and nothing else is taken for one."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.core.cursor import read_cursor, write_cursor

EPOCH = "01980000-0000-7000-8000-000000000001"


@given(st.integers(0, 2**62))
def test_a_cursor_is_read_back(seq: int) -> None:
    assert read_cursor(write_cursor(EPOCH, seq), EPOCH) == seq


def test_a_cursor_of_another_history_is_unknown() -> None:
    assert read_cursor(write_cursor("another", 5), EPOCH) is None


@given(st.text(max_size=60))
def test_any_other_text_is_unknown_and_no_error(text: str) -> None:
    assert read_cursor(text, EPOCH) is None


@pytest.mark.parametrize("text", [f"{EPOCH}.-1", f"{EPOCH}.x", f"{EPOCH}.{'9' * 30}", "ấp"])
def test_a_cursor_with_a_wrong_number_is_unknown(text: str) -> None:
    assert read_cursor(base64.urlsafe_b64encode(text.encode()).decode(), EPOCH) is None

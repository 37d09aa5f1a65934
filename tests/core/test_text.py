"""The search key; the phone's core has the same cases."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.core.text import fold


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Nguyễn Văn Ba", "nguyen van ba"),
        ("ĐƯỜNG  đan", "duong dan"),
        ("hòa", "hoa"),
        ("hoà", "hoa"),
        (unicodedata.normalize("NFD", "Mỹ Thọ"), "my tho"),
        ("  Tổ 4,\tkênh Ông Kho ", "to 4, kenh ong kho"),
    ],
)
def test_text_is_found_without_diacritics(text: str, key: str) -> None:
    assert fold(text) == key


@given(st.text())
def test_folding_again_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)

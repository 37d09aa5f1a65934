"""The keys by which households are compared, and what two of them have in common."""

import pytest

from backend.core.likeness import apart_ids, household_keys, likeness_words, merged_into


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"phone": "0912 345 678"}, {"phone": "+84912345678"}),
        ({"phone": "0912.345.678"}, {"phone": "0912345678"}),
        ({"head_name": "Nguyễn Văn Bảy"}, {"head_name": "nguyen  van bay"}),
        ({"head_name": "Trần Thị Xuân"}, {"head_name": "Chần Thị Suân"}),
        ({"address": "Tổ 4, rạch Cái Bèo"}, {"address": "tổ 4 rạch cái bèo."}),
    ],
)
def test_what_is_only_written_differently_has_one_key(
    one: dict[str, object], other: dict[str, object]
) -> None:
    assert household_keys(one) == household_keys(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"phone": "0912345678"}, {"phone": "0912345679"}),
        ({"head_name": "Lê Văn Ba"}, {"head_name": "Lê Văn Bảy"}),
        ({"address": "Tổ 4"}, {"address": "Tổ 14"}),
    ],
)
def test_what_differs_has_another_key(one: dict[str, object], other: dict[str, object]) -> None:
    assert household_keys(one) != household_keys(other)


def test_a_household_that_says_too_little_is_compared_by_nothing() -> None:
    keys = household_keys({"phone": "113", "head_name": None, "address": " , "})
    assert (keys.phone, keys.name, keys.address) == ("", "", "")


def test_what_two_have_in_common_is_said_in_words() -> None:
    assert likeness_words(7) == ["phone", "name", "address"]
    assert likeness_words(3) == ["name", "address"]
    assert likeness_words(0) == []


def test_only_ids_are_read_from_what_a_phone_sent() -> None:
    assert apart_ids({"apart_from": ["a", 1, None]}) == ["a"]
    assert apart_ids({"apart_from": "a"}) == []
    assert merged_into({"merged_into": 4}) == ""

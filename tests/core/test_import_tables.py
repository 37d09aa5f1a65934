"""Tables that an office imports: columns are guessed, wrong cells are named in words."""

import pytest

from backend.core.import_tables import TableRow, guess_columns, hamlet_keys, read_row
from backend.core.import_words import Language, rejects_csv, words_of

HAMLETS = {"1": "Ấp Mỹ Phú", "2": "Khóm Mỹ Phú", "3": "Ấp Mỹ Tây"}


def _household(*cells: str) -> TableRow:
    columns = {"head_name": 0, "hamlet": 1, "members_count": 2}
    return read_row("households", 2, cells, columns, hamlets=hamlet_keys(HAMLETS), hamlet=None)


def test_a_heading_that_only_begins_like_a_field_is_its_column() -> None:
    found = guess_columns("households", ["Ghi gì đó", "Chủ hộ", "Điện thoại (di động)"])
    assert (found["head_name"], found["phone"]) == (1, 2)


def test_a_name_that_two_hamlets_share_needs_its_kind() -> None:
    keys = hamlet_keys(HAMLETS)
    assert (keys["ap my phu"], keys["khom my phu"], keys["my tay"]) == ("1", "2", "3")
    assert "my phu" not in keys


def test_a_user_without_a_name_is_not_taken() -> None:
    row = read_row(
        "users", 3, ["", "ba.nguyen"], {"full_name": 0, "username": 1}, hamlets={}, hamlet="3"
    )
    assert ("full_name", "required") in {(issue.field, issue.code) for issue in row.issues}


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("vi", "Ấp, khóm: xã không có ấp, khóm tên này; Số nhân khẩu: phải là số"),
        ("en", "Hamlet: the commune has no hamlet of this name; Members: must be a number"),
    ],
)
def test_all_that_is_wrong_with_a_row_is_said(language: Language, said: str) -> None:
    assert words_of(_household("Trần Văn Út", "Mỹ Đông", "năm"), language) == said


def test_a_row_that_is_there_already_says_where() -> None:
    row = _household("Trần Văn Út", "Ấp Mỹ Tây", "5")
    assert words_of(row, "vi") == "đã có trong sổ"
    assert words_of(row, "en", of_row=7) == "is the same as row 7"


def test_rows_left_out_come_back_with_their_number_and_why() -> None:
    csv = rejects_csv(["Chủ hộ", "Ấp", "Số người", "Khác"], [_household("Út", "Mỹ Tây", "x")], "vi")
    assert csv.splitlines()[1] == '"Út";"Mỹ Tây";"x";"";"2";"Số nhân khẩu: phải là số"'

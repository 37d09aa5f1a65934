"""Tables that an office imports: columns are guessed, wrong cells are named in words."""

import pytest

from backend.core.import_tables import TableRow, guess_columns, hamlet_keys, read_row
from backend.core.import_words import Language, rejects_csv, words_of

HAMLETS = {"1": "Ấp Mỹ Phú", "2": "Khóm Mỹ Phú", "3": "Ấp Mỹ Tây"}


def _household(*cells: str) -> TableRow:
    columns = {"head_name": 0, "hamlet": 1, "members_count": 2}
    return read_row("households", 2, cells, columns, hamlets=hamlet_keys(HAMLETS), hamlet=None)


def _user(*cells: str, hamlet: str | None = None) -> TableRow:
    columns = {"full_name": 0, "username": 1, "phone": 2, "role": 3}
    return read_row("users", 2, cells, columns, hamlets={}, hamlet=hamlet)


def _codes(row: TableRow) -> list[tuple[str, str]]:
    return [(issue.field, issue.code) for issue in row.issues]


def test_a_heading_that_only_begins_like_a_field_is_its_column() -> None:
    found = guess_columns("households", ["Ghi gì đó", "Chủ hộ", "Điện thoại (di động)"])
    assert (found["head_name"], found["phone"]) == (1, 2)


def test_a_name_that_two_hamlets_share_needs_its_kind() -> None:
    keys = hamlet_keys(HAMLETS)
    assert (keys["ap my phu"], keys["khom my phu"], keys["my tay"]) == ("1", "2", "3")
    assert "my phu" not in keys


def test_a_name_that_two_hamlets_share_as_it_is_read_is_neither() -> None:
    keys = hamlet_keys({"1": "Ấp Mỹ Phú", "2": "ẤP MỸ PHÚ", "3": "Ấp Mỹ Tây"})
    assert keys == {"my tay": "3", "ap my tay": "3"}


@pytest.mark.parametrize(
    ("cells", "codes"),
    [
        (("B" * 201, "ba", ""), [("full_name", "invalid")]),
        (("Ba", "b" * 65, ""), [("username", "invalid")]),
        (("Ba", "ba", "0" * 51), [("phone", "invalid")]),
        (("Ba\tNguyễn", "ba", ""), [("full_name", "invalid")]),
        (("Ba\u202e", "ba", ""), [("full_name", "invalid")]),
        (("Ba", "b\u200da", ""), [("username", "invalid")]),
        (("\u200b", "\ufeff", ""), [("full_name", "required"), ("username", "required")]),
        (("Ba\u200b", "\ufeffba\u00ad", " 0912\u2060 "), []),
    ],
)
def test_a_persons_names_are_such_as_an_admin_could_type(
    cells: tuple[str, str, str], codes: list[tuple[str, str]]
) -> None:
    row = _user(*cells, "thành viên", hamlet="3")
    assert _codes(row) == codes
    if not codes:
        told = (row.fields["full_name"], row.fields["username"], row.fields["phone"])
        assert told == ("Ba", "ba", "0912")


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


def test_cells_become_fields_and_a_number_that_lost_its_zero_gets_it_back() -> None:
    columns = {"head_name": 0, "phone": 1, "producing": 2, "shop": 3, "members_count": 4}
    cells = ["Trần Văn Út", "912000111", "x", "không", "4"]
    row = read_row("households", 2, cells, columns, hamlets={}, hamlet="3")
    assert _codes(row) == []
    assert row.fields == {
        **{"head_name": "Trần Văn Út", "phone": "0912000111"},
        **{"producing": True, "members_count": 4},
    }


@pytest.mark.parametrize(
    ("column", "cell", "codes"),
    [
        ("producing", "chắc vậy", [("producing", "not_yes_or_no")]),
        ("address", "x" * 10_000, [("address", "invalid")]),
        ("note", "", [("hamlet", "required")]),
    ],
)
def test_a_cell_that_cannot_be_read_is_named(
    column: str, cell: str, codes: list[tuple[str, str]]
) -> None:
    place = None if column == "note" else "3"
    columns = {"head_name": 0, column: 1}
    row = read_row("households", 2, ["Út", cell], columns, hamlets={}, hamlet=place)
    assert _codes(row) == codes


def test_a_household_without_a_head_says_that_one_is_needed() -> None:
    assert ("head_name", "required") in _codes(_household("", "Ấp Mỹ Tây", ""))


def test_a_role_is_read_in_words_and_decides_whether_a_hamlet_is_needed() -> None:
    leader = _user("Ba", "ba.nguyen", "912000111", "Tổ trưởng", hamlet="3")
    assert (leader.fields["role"], leader.fields["phone"], leader.issues) == (
        "leader",
        "0912000111",
        (),
    )
    assert _codes(_user("Ba", "ba.nguyen", "", "Tổ trưởng")) == [("hamlet", "required")]
    assert _codes(_user("Tư", "tu.le", "", "Một cửa")) == []
    assert _codes(_user("Tư", "tu.le", "", "vua")) == [("role", "unknown_role")]

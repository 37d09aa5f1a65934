"""Why a row of an import is left out, in words, and the file of such rows to be mended."""

from collections.abc import Sequence
from typing import Literal

from backend.core.import_tables import Issue, TableRow
from backend.core.safe_cells import write_csv

Language = Literal["vi", "en"]

_FIELDS = {
    "vi": {
        "head_name": "Chủ hộ",
        "phone": "Điện thoại",
        "address": "Địa chỉ",
        "cluster": "Tổ, cụm",
        "hamlet": "Ấp, khóm",
        "members_count": "Số nhân khẩu",
        "producing": "Hộ sản xuất",
        "shop": "Cửa hàng",
        "note": "Ghi chú",
        "full_name": "Họ tên",
        "username": "Tên đăng nhập",
        "role": "Vai trò",
    },
    "en": {
        "head_name": "Head",
        "phone": "Phone",
        "address": "Address",
        "cluster": "Cluster",
        "hamlet": "Hamlet",
        "members_count": "Members",
        "producing": "Producing",
        "shop": "Shop",
        "note": "Note",
        "full_name": "Name",
        "username": "User name",
        "role": "Role",
    },
}
_CODES = {
    "vi": {
        "required": "còn thiếu",
        "invalid": "dài quá hoặc có ký tự lạ",
        "unknown_hamlet": "xã không có ấp, khóm tên này",
        "not_a_number": "phải là số",
        "not_yes_or_no": "ghi x, có hoặc không",
        "unknown_role": "không có vai trò này",
        "not_allowed": "vai trò này anh/chị không cấp được",
        "double": "đã có trong sổ",
        "double_row": "trùng với dòng {row}",
        "why": "Lý do",
        "number": "Dòng",
    },
    "en": {
        "required": "is missing",
        "invalid": "is too long or holds an odd character",
        "unknown_hamlet": "the commune has no hamlet of this name",
        "not_a_number": "must be a number",
        "not_yes_or_no": "write x, yes or no",
        "unknown_role": "there is no such role",
        "not_allowed": "you may not grant this role",
        "double": "is in the book already",
        "double_row": "is the same as row {row}",
        "why": "Why",
        "number": "Row",
    },
}


def words_of(row: TableRow, language: Language, *, of_row: int | None = None) -> str:
    """All that is wrong with a row; a row with no issue is one that is there already."""
    if row.issues:
        return "; ".join(_issue_words(issue, language) for issue in row.issues)
    if of_row is None:
        return _CODES[language]["double"]
    return _CODES[language]["double_row"].format(row=of_row)


def rejects_csv(header: Sequence[str], rows: Sequence[TableRow], language: Language) -> str:
    """The rows as they came, with their number and the reason behind them."""
    codes = _CODES[language]
    width = len(header)
    table = [[*header, codes["number"], codes["why"]]]
    for row in sorted(rows, key=lambda each: each.number):
        cells = [*row.cells[:width], *[""] * (width - len(row.cells))]
        table.append([*cells, str(row.number), words_of(row, language)])
    return write_csv(table)


def _issue_words(issue: Issue, language: Language) -> str:
    return f"{_FIELDS[language].get(issue.field, issue.field)}: {_CODES[language][issue.code]}"

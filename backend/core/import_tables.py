"""What a table of households or people means: which column holds which field, and what is wrong
with a row. It reads no file and asks no store.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from backend.core.people import (
    NAME_LENGTH_MAX,
    PHONE_LENGTH_MAX,
    USERNAME_LENGTH_MAX,
    has_unseen,
    is_line,
    shown_text,
)
from backend.core.record_types import RECORD_TYPES
from backend.core.text import fold
from backend.core.validate import clean_fields
from backend.core.values import clean_text

YES = frozenset({"1", "x", "co", "yes", "true", "v", "dung"})
NO = frozenset({"", "0", "khong", "no", "false", "sai"})
BARE_MOBILE = re.compile(r"[35789]\d{8}")

SYNONYMS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "households": {
        "head_name": ("ho va ten chu ho", "ho ten chu ho", "chu ho", "ten chu ho", "ho ten",
                      "ho va ten", "head", "name", "head_name"),
        "phone": ("dien thoai", "so dien thoai", "sdt", "dt", "so dt", "phone"),
        "address": ("dia chi", "so nha", "address"),
        "cluster": ("to", "cum", "to dan pho", "cum dan cu", "cluster"),
        "hamlet": ("ap", "khom", "khu pho", "ap khom", "ap/khom", "dia ban", "hamlet"),
        "members_count": ("so nhan khau", "nhan khau", "so nguoi", "members"),
        "producing": ("ho san xuat", "san xuat", "producing"),
        "shop": ("cua hang", "ho kinh doanh", "kinh doanh", "shop"),
        "note": ("ghi chu", "note"),
    },
    "users": {
        "full_name": ("ho va ten", "ho ten", "ten", "full name", "name", "full_name"),
        "username": ("ten dang nhap", "tai khoan", "username", "user name"),
        "phone": ("dien thoai", "so dien thoai", "sdt", "phone"),
        "role": ("vai tro", "chuc vu", "nhiem vu", "role"),
        "hamlet": ("ap", "khom", "khu pho", "dia ban", "ap/khom", "hamlet"),
    },
}  # fmt: skip
REQUIRED = {"households": ("head_name",), "users": ("full_name", "username")}
ROLES = {
    "": "volunteer",
    "thanh vien": "volunteer",
    "thanh vien to": "volunteer",
    "doan vien": "volunteer",
    "volunteer": "volunteer",
    "to truong": "leader",
    "leader": "leader",
    "mot cua": "desk",
    "can bo mot cua": "desk",
    "desk": "desk",
}
HAMLET_ROLES = frozenset({"volunteer", "leader"})


@dataclass(frozen=True, slots=True)
class Issue:
    """What is wrong with one cell: the field and a stable code."""

    field: str
    code: str


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row as it would be written; `number` is its place in the file, counted from 1."""

    number: int
    cells: tuple[str, ...]
    fields: Mapping[str, object]
    hamlet: str | None
    issues: tuple[Issue, ...] = ()


@dataclass(slots=True)
class _Reading:
    values: Mapping[str, str]
    fields: dict[str, object] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)

    def take(self, name: str) -> str:
        return self.values.get(name, "").strip()


def guess_columns(kind: str, header: Sequence[str]) -> dict[str, int]:
    """The column of each field by its heading: the whole heading first, then how it begins."""
    keys = [fold(name) for name in header]
    found: dict[str, int] = {}
    for matches in (_is_word, _begins):
        for name, words in SYNONYMS[kind].items():
            for index, key in enumerate(keys):
                if name not in found and index not in found.values() and matches(key, words):
                    found[name] = index
    return found


def _is_word(key: str, words: Sequence[str]) -> bool:
    return key in words


def _begins(key: str, words: Sequence[str]) -> bool:
    return any(len(word) > 2 and key.startswith(word) for word in words)  # noqa: PLR2004


def read_row(
    kind: str,
    number: int,
    cells: Sequence[str],
    columns: Mapping[str, int],
    *,
    hamlets: Mapping[str, str],
    hamlet: str | None,
) -> TableRow:
    """A row and what is wrong with it. `hamlets` are ids by folded name; `hamlet` is the place of
    rows that name none."""
    values = {name: cells[at] for name, at in columns.items() if at < len(cells)}
    reading = _Reading(values)
    place = _read_hamlet(reading, hamlets, hamlet)
    if kind == "households":
        _read_household(reading)
        if place is None and not any(issue.field == "hamlet" for issue in reading.issues):
            reading.issues.append(Issue("hamlet", "required"))
    else:
        _read_user(reading, place)
    return TableRow(number, tuple(cells), reading.fields, place, tuple(reading.issues))


def _read_hamlet(reading: _Reading, hamlets: Mapping[str, str], default: str | None) -> str | None:
    name = fold(reading.take("hamlet"))
    if not name:
        return default
    found = hamlets.get(name) or hamlets.get(_bare_hamlet(name))
    if found is None:
        reading.issues.append(Issue("hamlet", "unknown_hamlet"))
    return found


def _bare_hamlet(name: str) -> str:
    for kind in ("khu pho ", "khom ", "ap "):
        name = name.removeprefix(kind)
    return name


def hamlet_keys(named: Mapping[str, str]) -> dict[str, str]:
    """Ids by the folded names of hamlets, with and without what kind of place they are. What two
    hamlets share is left out: nobody knows which of them is meant."""
    keys: dict[str, str] = {}
    whole = {unit_id: fold(name) for unit_id, name in named.items()}
    bare = {unit_id: _bare_hamlet(name) for unit_id, name in whole.items()}
    for names in (bare, whole):
        shared = Counter(names.values())
        keys |= {name: unit_id for unit_id, name in names.items() if shared[name] == 1}
    return keys


def _read_household(reading: _Reading) -> None:
    for name in ("head_name", "phone", "address", "cluster", "note"):
        text = reading.take(name)
        if text:
            reading.fields[name] = repaired_phone(text) if name == "phone" else text
    _read_number(reading, "members_count")
    for name in ("producing", "shop"):
        _read_yes(reading, name)
    cleaned, reasons = clean_fields(
        RECORD_TYPES["household"], reading.fields, change=0, is_create=True
    )
    reading.fields = cleaned
    for reason in reasons:
        code = "required" if reason.detail == "is required" else "invalid"
        reading.issues.append(Issue(reason.field or "", code))


def _read_user(reading: _Reading, place: str | None) -> None:
    for name, length_max in (("full_name", NAME_LENGTH_MAX), ("username", USERNAME_LENGTH_MAX)):
        if not _read_line(reading, name, length_max):
            reading.issues.append(Issue(name, "required"))
    if has_unseen(str(reading.fields["username"])):
        reading.issues.append(Issue("username", "invalid"))
    phone = _read_line(reading, "phone", PHONE_LENGTH_MAX)
    reading.fields["phone"] = repaired_phone(phone) if phone else None
    role = ROLES.get(fold(reading.take("role")))
    if role is None:
        reading.issues.append(Issue("role", "unknown_role"))
    elif role in HAMLET_ROLES and place is None:
        reading.issues.append(Issue("hamlet", "required"))
    reading.fields["role"] = role


def _read_line(reading: _Reading, name: str, length_max: int) -> str:
    """As the wire takes it, so that nobody is made who could not be changed or sign in."""
    text = shown_text(clean_text(reading.take(name)))
    reading.fields[name] = text
    if not is_line(text, length_max=length_max):
        reading.issues.append(Issue(name, "invalid"))
    return text


def _read_number(reading: _Reading, name: str) -> None:
    text = reading.take(name)
    if not text:
        return
    if text.isdecimal() and text.isascii():
        reading.fields[name] = int(text)
    else:
        reading.issues.append(Issue(name, "not_a_number"))


def _read_yes(reading: _Reading, name: str) -> None:
    if name not in reading.values:
        return
    key = fold(reading.take(name))
    if key in YES:
        reading.fields[name] = True
    elif key not in NO:
        reading.issues.append(Issue(name, "not_yes_or_no"))


def repaired_phone(text: str) -> str:
    """A spreadsheet takes 0912… for a number and drops the zero."""
    return f"0{text}" if BARE_MOBILE.fullmatch(text) else text

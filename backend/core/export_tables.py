"""What an export of households, visits or filings holds: its headings, and a row of each record.

Where a household refused to be named, only what counts leaves the book.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from backend.core.facts import local_day
from backend.core.validate import Fields

Kind = Literal["households", "visits", "filings"]
Cell = str | int
Names = Mapping[str, str]
"""Words by id: of hamlets by stream, of households and of users."""

HEADINGS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "vi": {
        "households": (
            "Ấp, khóm", "Chủ hộ", "Điện thoại", "Địa chỉ", "Tổ, cụm", "Số nhân khẩu",
            "Hộ sản xuất", "Cửa hàng", "Ghi chú", "Ngày ghi",
        ),
        "visits": (
            "Ấp, khóm", "Chủ hộ", "Ngày đến", "Kết quả", "Gặp ở đâu", "Ngày hẹn lại", "Ghi chú",
            "Người ghi",
        ),
        "filings": (
            "Ngày nộp", "Thủ tục", "Mã thủ tục", "Mức", "Người nộp", "Điện thoại", "Mã hồ sơ",
            "Kết quả", "Ngày hẹn trả", "Ghi chú", "Người ghi",
        ),
    },
    "en": {
        "households": (
            "Hamlet", "Head", "Phone", "Address", "Cluster", "Members", "Producing", "Shop",
            "Note", "Recorded on",
        ),
        "visits": (
            "Hamlet", "Head", "Visited on", "Outcome", "Where", "Follow-up on", "Note",
            "Recorded by",
        ),
        "filings": (
            "Submitted on", "Procedure", "Procedure code", "Level", "Applicant", "Phone",
            "File code", "Outcome", "Due on", "Note", "Recorded by",
        ),
    },
}  # fmt: skip
SOURCE_HEADING: Mapping[str, str] = {"vi": "Nguồn", "en": "Source"}
_WORDS: Mapping[str, Mapping[str, str]] = {
    "vi": {
        "yes": "có", "met": "gặp", "absent": "vắng", "refused": "từ chối", "moved": "chuyển đi",
        "home": "tại nhà", "full": "toàn trình", "partial": "một phần",
        "submitted": "đã nộp", "missing_papers": "thiếu giấy tờ", "no_vneid": "chưa có VNeID",
        "system_error": "lỗi hệ thống", "referred": "chuyển nơi khác", "looked_up": "tra cứu",
        "completed": "đã xong", "returned": "bị trả lại",
    },
    "en": {"missing_papers": "missing papers", "no_vneid": "no VNeID",
           "system_error": "system error", "looked_up": "looked up"},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ExportKind:
    """The record type, the field whose local day the period is about (None: when it was recorded),
    and how a row is made of a record."""

    record_type: str
    day_field: str | None
    cells: Callable[["Source"], tuple[Cell, ...]]


@dataclass(frozen=True, slots=True)
class Source:
    """A record with what its row needs beside it."""

    record: Fields
    stream: str
    names: Names
    language: str

    @property
    def fields(self) -> Fields:
        fields = self.record["fields"]
        assert isinstance(fields, dict)
        return fields

    def text(self, name: str) -> str:
        value = self.fields.get(name)
        return value if isinstance(value, str) else ""

    def word(self, name: str) -> str:
        value = self.text(name)
        return _WORDS[self.language].get(value, value)

    def flag(self, name: str) -> str:
        return _WORDS[self.language].get("yes", "yes") if self.fields.get(name) is True else ""

    def count(self, name: str) -> Cell:
        value = self.fields.get(name)
        return value if isinstance(value, int) and not isinstance(value, bool) else ""

    def day(self, name: str | None) -> str:
        moment = self.text(name) if name else ""
        return local_day(moment or str(self.record.get("created_at"))) or ""

    def name_of(self, key: object) -> str:
        return self.names.get(str(key), "")


def export_row(kind: Kind, source: Source) -> tuple[Cell, ...]:
    """The cells of one record, in the order of the headings."""
    return KINDS[kind].cells(source)


def is_within(kind: Kind, source: Source, first: str | None, last: str | None) -> bool:
    """Whether the record belongs to a period of local days, both included."""
    day = source.day(KINDS[kind].day_field)
    return (first is None or day >= first) and (last is None or day <= last)


def is_anonymous(fields: Fields) -> bool:
    """Whether the household was asked, and agreed to nothing."""
    consent = fields.get("consent")
    return isinstance(consent, dict) and not consent.get("purposes")


def _household(of: Source) -> tuple[Cell, ...]:
    named = ("head_name", "phone", "address")
    texts = ("", "", "") if is_anonymous(of.fields) else tuple(of.text(each) for each in named)
    return (
        of.name_of(of.stream),
        *texts,
        of.text("cluster"),
        of.count("members_count"),
        of.flag("producing"),
        of.flag("shop"),
        "" if is_anonymous(of.fields) else of.text("note"),
        of.day(None),
    )


def _visit(of: Source) -> tuple[Cell, ...]:
    return (
        of.name_of(of.stream),
        of.name_of(of.fields.get("household_id")),
        of.day("visited_at"),
        of.word("outcome"),
        of.word("channel"),
        of.text("follow_up_on"),
        of.text("note"),
        of.name_of(of.record.get("created_by")),
    )


def _filing(of: Source) -> tuple[Cell, ...]:
    return (
        of.day("submitted_at"),
        of.text("procedure_name"),
        of.text("procedure_code"),
        of.word("level"),
        of.text("applicant_name"),
        of.text("applicant_phone"),
        of.text("file_code"),
        of.word("outcome"),
        of.text("due_on"),
        of.text("note"),
        of.name_of(of.record.get("created_by")),
    )


KINDS: Mapping[Kind, ExportKind] = {
    "households": ExportKind("household", None, _household),
    "visits": ExportKind("visit", "visited_at", _visit),
    "filings": ExportKind("filing", "submitted_at", _filing),
}

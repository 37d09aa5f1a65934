"""What a row of an export holds, in both languages."""

import pytest

from backend.core.export_tables import HEADINGS, KINDS, Kind, Source, export_row, is_within
from backend.core.safe_cells import bare_cell, guard_cell

NAMES = {"hamlet:h": "Ấp Một", "house": "Đỗ Thị Hoà", "an": "Nguyễn Văn An"}
AT = "2026-11-20T18:30:00.000Z"


def source(language: str = "vi", **fields: object) -> Source:
    record: dict[str, object] = {"id": "r", "created_by": "an", "created_at": AT, "fields": fields}
    return Source(record, "hamlet:h", NAMES, language)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", HEADINGS)
def test_every_row_is_as_wide_as_its_headings(kind: Kind, language: str) -> None:
    assert len(export_row(kind, source(language))) == len(HEADINGS[language][kind])


def test_a_household_says_what_it_is_and_numbers_stay_numbers() -> None:
    row = export_row(
        "households",
        source(head_name="Đỗ Thị Hoà", phone="+84912000111", members_count=4, producing=True),
    )
    assert row == ("Ấp Một", "Đỗ Thị Hoà", "+84912000111", "", "", 4, "có", "", "", "2026-11-21")


def test_a_household_that_refused_is_counted_without_a_name() -> None:
    row = export_row(
        "households",
        source(head_name="Bí Mật", phone="0912", note="kín", consent={"purposes": []}),
    )
    assert "Bí Mật" not in row
    assert "0912" not in row
    assert "kín" not in row


def test_a_visit_and_a_filing_speak_the_readers_language() -> None:
    visit = source(household_id="house", visited_at=AT, outcome="met")
    assert export_row("visits", visit)[:4] == ("Ấp Một", "Đỗ Thị Hoà", "2026-11-21", "gặp")
    filing = source("en", outcome="no_vneid", members_count=True)
    assert export_row("filings", filing)[7] == "no VNeID"
    assert export_row("households", source("en", shop=True, members_count=True))[5:8] == (
        "",
        "",
        "yes",
    )


def test_the_period_is_about_the_local_day() -> None:
    visit = source(visited_at=AT)
    assert is_within("visits", visit, "2026-11-21", "2026-11-21")
    assert not is_within("visits", visit, "2026-11-22", None)
    assert not is_within("visits", visit, None, "2026-11-20")
    assert is_within("visits", visit, None, None)


@pytest.mark.parametrize(
    "text", ["=1+1", "+84912000111", "-5", "@x", "\t=1", "'=1", "＝1", "Út", ""]
)
def test_a_cell_that_could_begin_a_formula_is_guarded_and_read_back(text: str) -> None:
    guarded = guard_cell(text)
    assert guarded[:1] not in ("=", "+", "-", "@", "\t", "＝")
    assert bare_cell(guarded) == text

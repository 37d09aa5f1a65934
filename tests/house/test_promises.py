"""The page of promises is what the tests say, and nothing that must be survived is left out."""

from tools.promises import PAGE, find_missing, list_rows, write_page

PROMISES = {f"P{number}" for number in range(1, 15)}
DEFECTS = {f"D{number}" for number in range(1, 27)}


def test_every_name_on_the_page_leads_to_a_test() -> None:
    assert find_missing(list_rows()) == []


def test_the_page_is_what_the_tests_say() -> None:
    """`python -m tools.promises` writes it anew."""
    assert PAGE.read_text(encoding="utf-8") == write_page(list_rows())


def test_each_promise_is_shown_and_each_defect_is_named() -> None:
    rows = {row.id: row for row in list_rows()}
    assert rows.keys() >= PROMISES | DEFECTS
    assert [name for name in sorted(PROMISES) if not rows[name].shown] == []

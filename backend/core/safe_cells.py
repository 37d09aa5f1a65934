"""Cells of CSV files that no spreadsheet takes for a formula, and back.

Source: OWASP, "CSV Injection". A cell that could begin a formula gets an apostrophe before it, and
so does one that already begins with such an apostrophe, so that reading gives back every text.
"""

import csv
import re
from collections.abc import Iterable, Sequence
from io import StringIO

BOM = "\ufeff"
DELIMITER = ";"
_RISKY = re.compile("'*[=+\\-@\t\r＝＋－＠]")
_GUARDED = re.compile("'+[=+\\-@\t\r＝＋－＠]")


def guard_cell(text: str) -> str:
    return f"'{text}" if _RISKY.match(text) else text


def bare_cell(text: str) -> str:
    return text[1:] if _GUARDED.match(text) else text


def write_csv(rows: Iterable[Sequence[str]]) -> str:
    """With the mark by which Excel knows UTF-8, and the semicolon it expects in Vietnam."""
    return BOM + "".join(csv_line(row) for row in rows)


def csv_line(cells: Sequence[str | int]) -> str:
    """One row with its end of line; a text that could begin a formula is guarded."""
    out = StringIO(newline="")
    writer = csv.writer(out, delimiter=DELIMITER, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([guard_cell(cell) if isinstance(cell, str) else cell for cell in cells])
    return out.getvalue()

"""Reads the first sheet of an Excel or CSV file that a stranger may have made.

Nothing in it is ever run or followed: no formula, macro, link or entity. What it unpacks to, its
rows and its columns are bounded before they are kept.
"""

import csv
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO, StringIO
from xml.parsers import expat

from backend.core.problems import Problem, too_large
from backend.core.safe_cells import BOM, bare_cell
from backend.core.values import clean_text, is_storable_text
from backend.settings import Limits

ZIP_MAGIC = b"PK\x03\x04"
PIECE_BYTES = 64 * 1024
NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")
REFERENCE = re.compile(r"([A-Z]{1,3})\d+")
LETTERS = 26
Start = Callable[[str, dict[str, str]], None]
End = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The heading row and the others, each with its number in the file, counted from 1."""

    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]


def unreadable_file(why: str) -> Problem:
    return Problem(422, "unreadable_file", f"This is no table that can be read: {why}.")


def read_sheet(raw: bytes, limits: Limits) -> Sheet:
    """Raises Problem 422 `unreadable_file`, 413 `too_large`."""
    read = _read_xlsx if raw.startswith(ZIP_MAGIC) else _read_csv
    header: tuple[str, ...] = ()
    rows: list[tuple[int, tuple[str, ...]]] = []
    for number, cells in read(raw, limits):
        if not any(cells):
            continue
        if len(cells) > limits.import_columns_max:
            raise too_large("import_columns_max", limits.import_columns_max)
        if not header:
            header = tuple(cells)
            continue
        rows.append((number, tuple(cells)))
        if len(rows) > limits.import_rows_max:
            raise too_large("import_rows_max", limits.import_rows_max)
    if not header:
        raise unreadable_file("it is empty")
    return Sheet(header, tuple(rows))


def _read_csv(raw: bytes, _limits: Limits) -> Iterator[tuple[int, list[str]]]:
    try:
        text = raw.decode("utf-8").removeprefix(BOM)
    except UnicodeDecodeError as error:
        raise unreadable_file("save it as UTF-8 or .xlsx") from error
    if "\0" in text:
        raise unreadable_file("save it as UTF-8 or .xlsx")
    first = text.partition("\n")[0]
    delimiter = max(";,\t", key=first.count)
    try:
        for number, cells in enumerate(csv.reader(StringIO(text, newline=""), delimiter=delimiter)):
            yield number + 1, [_plain(bare_cell(cell)) for cell in cells]
    except csv.Error as error:
        raise unreadable_file("a row cannot be read") from error


def _plain(text: str) -> str:
    """What a store can carry; the rest is named as an issue of its row by a visible mark."""
    return clean_text(text).strip() if is_storable_text(text) else "\ufffd"


def _read_xlsx(raw: bytes, limits: Limits) -> Iterator[tuple[int, list[str]]]:
    try:
        with zipfile.ZipFile(BytesIO(raw)) as book:
            if sum(info.file_size for info in book.infolist()) > limits.import_unpacked_bytes_max:
                raise too_large("import_unpacked_bytes_max", limits.import_unpacked_bytes_max)
            texts = _shared_texts(book)
            yield from _sheet_rows(book, _first_sheet(book), texts, limits)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, KeyError, EOFError) as error:
        raise unreadable_file("the Excel file is damaged") from error
    except (NotImplementedError, RuntimeError, OSError, ValueError) as error:
        raise unreadable_file("the Excel file is locked or damaged") from error
    except expat.ExpatError as error:
        raise unreadable_file("the Excel file is damaged") from error


def _first_sheet(book: zipfile.ZipFile) -> str:
    """The path of the first sheet as the workbook lists them."""
    names: list[str] = []
    targets: dict[str, str] = {}

    def start(name: str, given: dict[str, str]) -> None:
        if name == "sheet":
            names.append(next((v for k, v in given.items() if k.endswith("id") and ":" in k), ""))
        elif name == "Relationship":
            targets[given.get("Id", "")] = given.get("Target", "")

    _parse(book, "xl/workbook.xml", start, _nothing, _nothing)
    _parse(book, "xl/_rels/workbook.xml.rels", start, _nothing, _nothing)
    target = targets.get(names[0], "") if names else ""
    if not target:
        raise unreadable_file("it has no sheet")
    return target.removeprefix("/") if target.startswith("/") else f"xl/{target}"


def _shared_texts(book: zipfile.ZipFile) -> list[str]:
    """Texts that cells name by number."""
    if "xl/sharedStrings.xml" not in book.namelist():
        return []
    shared = _Texts()
    _parse(book, "xl/sharedStrings.xml", shared.start, shared.end, shared.data)
    return shared.done


class _Texts:
    """Collects shared texts; hints of pronunciation are left out."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.inside = {"t": False, "rPh": False}

    def start(self, name: str, _given: dict[str, str]) -> None:
        if name == "si":
            self.done.append("")
        elif name in self.inside:
            self.inside[name] = True

    def end(self, name: str) -> None:
        if name in self.inside:
            self.inside[name] = False

    def data(self, piece: str) -> None:
        if self.inside["t"] and not self.inside["rPh"]:
            self.done[-1] += piece


class _Rows:
    """Collects the cells of one row after the other."""

    def __init__(self, texts: list[str], limits: Limits) -> None:
        self.texts = texts
        self.limits = limits
        self.done: list[tuple[int, list[str]]] = []
        self.number = 0
        self.cells: list[str] = []
        self.kind = ""
        self.value = ""
        self.is_value = False

    def start(self, name: str, given: dict[str, str]) -> None:
        if name == "row":
            self.number = int(given.get("r", self.number + 1))
            self.cells = []
        elif name == "c":
            self.kind, self.value = given.get("t", "n"), ""
            self._skip_to(given.get("r", ""))
        elif name in ("v", "t"):
            self.is_value = True

    def _skip_to(self, reference: str) -> None:
        found = REFERENCE.fullmatch(reference)
        if found is None:
            return
        index = 0
        for letter in found.group(1):
            index = index * LETTERS + ord(letter) - ord("A") + 1
        if index > self.limits.import_columns_max:
            raise too_large("import_columns_max", self.limits.import_columns_max)
        self.cells += [""] * (index - 1 - len(self.cells))

    def end(self, name: str) -> None:
        if name in ("v", "t"):
            self.is_value = False
        elif name == "c":
            self.cells.append(_plain(self._text()))
        elif name == "row":
            self.done.append((self.number, self.cells))

    def data(self, piece: str) -> None:
        if self.is_value:
            self.value += piece

    def _text(self) -> str:
        if self.kind == "s":
            return self.texts[int(self.value)] if self.value else ""
        if self.kind == "n":
            return _number_text(self.value)
        return self.value


def _number_text(value: str) -> str:
    """9.12345678E8 as a person typed it: 912345678."""
    if NUMBER.fullmatch(value) is None:
        return value
    number = float(value)
    return str(int(number)) if number.is_integer() and abs(number) < 2**53 else value


def _sheet_rows(
    book: zipfile.ZipFile, path: str, texts: list[str], limits: Limits
) -> Iterator[tuple[int, list[str]]]:
    rows = _Rows(texts, limits)
    for _ in _pieces(book, path, rows.start, rows.end, rows.data):
        yield from rows.done
        rows.done.clear()
    yield from rows.done


def _parse(book: zipfile.ZipFile, path: str, start: Start, end: End, data: End) -> None:
    for _ in _pieces(book, path, start, end, data):
        pass


def _pieces(book: zipfile.ZipFile, path: str, start: Start, end: End, data: End) -> Iterator[None]:
    """Parses a part piece by piece; a document type, and with it any entity, is refused."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = lambda name, given: start(name.rpartition(":")[2], given)
    parser.EndElementHandler = lambda name: end(name.rpartition(":")[2])
    parser.CharacterDataHandler = data
    parser.StartDoctypeDeclHandler = _refuse
    with book.open(path) as part:
        while piece := part.read(PIECE_BYTES):
            parser.Parse(piece, False)  # noqa: FBT003 - expat takes no names
            yield
        parser.Parse(b"", True)  # noqa: FBT003


def _refuse(*_given: object) -> None:
    raise unreadable_file("it holds a document type")


def _nothing(*_given: object) -> None:
    return

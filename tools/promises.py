"""Writes docs/promises.md: what must be survived, and by which tests it is shown.

`python -m tools.promises` writes it, `--check` fails where the page is out of date. What is shown
stands in tests/promises.toml and on the tests themselves (`@pytest.mark.promise("P7", "F11")`);
a name that leads to no test is an error.
"""

import argparse
import ast
import sys
import tomllib
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LIST = ROOT / "tests" / "promises.toml"
PAGE = ROOT / "docs" / "promises.md"
PARTS = {
    "P": "The promises of the protocol",
    "D": "Defects of the stack and mistakes that look right",
    "F": "Faults and abuse",
    "C": "What a person can do",
}
START = """# What is promised, and what shows it

Written by `python -m tools.promises` from the tests; `./test` fails where it is out of date. A name
of the simulation (`tests/simulation`) is checked in every simulated world, a fault of it befalls
them; a planted bug (`tests/planted`) is a known mistake that the checks must catch.

In every world of `./test` one of the phones is the app itself: the store and the exchange of
`pwa/src` in Node, on a database that outlives it (`tests/simulation/reality.py`). `--real-phones N`
makes it more of the fifteen. Node is needed; without it the run fails.

`./test` lives some 85 such worlds, a part of them on PostgreSQL. A campaign lives as many as one
has time for, on as many cores as one names, goes on after one that fell, and prints its seed and
the command that repeats it alone:

    python -m tests.simulation --campaign --changes 1000000 --postgres 50000 --seed NAME
    python -m tests.simulation --campaign --changes 1000000 --seed NAME --first 800
    python -m tests.simulation --world NAME.17

`--first` goes on behind the worlds of an earlier campaign of that name. A seed that falls becomes a
small test of its own (`tests/simulation/test_one_phone.py`, `test_one_office.py`).
"""


@dataclass(frozen=True, slots=True)
class Row:
    """One promise, defect or fault, with the names of what shows it."""

    id: str
    words: str
    shown: tuple[str, ...]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.promises")
    parser.add_argument("--check", action="store_true", help="write nothing, fail on a difference")
    options = parser.parse_args()
    rows = list_rows()
    wrong = find_missing(rows)
    if wrong:
        print("no such test:", *wrong, sep="\n  ", file=sys.stderr)
        return 1
    page = write_page(rows)
    if options.check:
        is_same = PAGE.exists() and PAGE.read_text(encoding="utf-8") == page
        if not is_same:
            print("docs/promises.md is out of date: python -m tools.promises", file=sys.stderr)
        return 0 if is_same else 1
    PAGE.write_text(page, encoding="utf-8")
    return 0


def list_rows() -> list[Row]:
    """In the order of the list."""
    listed = tomllib.loads(LIST.read_text(encoding="utf-8"))
    marked = _list_marked()
    unknown = marked.keys() - listed.keys()
    if unknown:
        raise SystemExit(f"marks name what is not in {LIST.name}: {sorted(unknown)}")
    return [
        Row(name, each["words"], tuple(dict.fromkeys([*each["shown"], *marked[name]])))
        for name, each in listed.items()
    ]


def find_missing(rows: list[Row]) -> list[str]:
    """What is named and is not there."""
    return sorted({name for row in rows for name in row.shown if not _is_there(name)})


def write_page(rows: list[Row]) -> str:
    parts = [START]
    for letter, title in PARTS.items():
        parts.append(f"\n## {title}\n")
        parts += [_entry(row) for row in rows if row.id[0] == letter and row.shown]
    missing = [row for row in rows if not row.shown]
    parts.append("\n## Not shown yet\n")
    parts += [f"- **{row.id}** {row.words}\n" for row in missing]
    return "".join(parts)


def _entry(row: Row) -> str:
    lines = "".join(f"  - {_spoken(name)}\n" for name in row.shown)
    return f"- **{row.id}** {row.words}\n{lines}"


def _spoken(name: str) -> str:
    path, _, test = name.partition("::")
    words = test.removeprefix("test_").removeprefix("check_").replace("_", " ") or "all of it"
    return f"{words} (`{path}`)"


def _is_there(name: str) -> bool:
    path, _, test = name.partition("::")
    file = ROOT / path
    if not file.is_file():
        return False
    return not test or _defines(file, test)


@cache
def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8")


def _defines(file: Path, test: str) -> bool:
    """A function of the name, or a text that names the test, the bug or the fault."""
    text = _text(file)
    return any(each in text for each in (f"def {test}(", f"'{test}'", f'"{test}"'))


def _list_marked() -> dict[str, list[str]]:
    """By promise the tests that carry its mark."""
    marked: dict[str, list[str]] = defaultdict(list)
    for file in sorted((ROOT / "tests").rglob("test_*.py")):
        if "mark.promise" not in _text(file):
            continue
        for node in ast.walk(ast.parse(_text(file))):
            if isinstance(node, ast.FunctionDef):
                for promise in _marks_of(node):
                    marked[promise].append(f"{file.relative_to(ROOT).as_posix()}::{node.name}")
    return marked


def _marks_of(node: ast.FunctionDef) -> list[str]:
    return [
        str(argument.value)
        for mark in node.decorator_list
        if isinstance(mark, ast.Call) and ast.unparse(mark.func) == "pytest.mark.promise"
        for argument in mark.args
        if isinstance(argument, ast.Constant)
    ]


if __name__ == "__main__":
    sys.exit(main())

"""What must not stand in a tracked file: places of one machine, registries, unfinished work."""

import re
from pathlib import PurePosixPath

import pytest

from tests.house.tracked import iter_lines, list_tracked

CODE = (".py", ".ts", ".svelte", ".js")
# Written in pieces, so that this file does not find itself.
REGISTRY = re.compile(
    "|".join(
        [
            r"files\.python" + r"hosted\.org",
            r"(?<![\w.])py" + r"pi\.org/simple",
            r"registry\.npm" + r"js\.org",
            r"registry\.yarn" + r"pkg\.com",
            r"--(extra-)?index" + r"-url",
            r"\"resolved\": *\"" + r"http",
        ]
    )
)
MACHINE_PATH = re.compile(
    r"(?<![\w.~$}-])/(" + "|".join(["home", "Users", "root", "work"]) + r")/\w"
)
UNFINISHED = re.compile(
    r"\b(" + "|".join(["TO" + "DO", "FIX" + "ME", "XX" + "X"]) + r")\b"
    r"|pytest\.(mark\.)?(skip|" + r"xfail|importor" + r"skip)"
    r"|\b(it|test|describe)\.(skip|" + r"todo|only|fails)\b"
    r"|@ts-" + r"(ignore|nocheck)|\bas " + r"any\b"
)
EMPTY_NAMES = {"utils", "util", "helpers", "helper", "common", "manager", "handler", "base", "misc"}


def _find(pattern: re.Pattern[str], *, suffixes: tuple[str, ...] = ()) -> list[str]:
    return [
        f"{path}:{number}: {line.strip()[:120]}"
        for path in list_tracked(*suffixes)
        for number, line in iter_lines(path)
        if pattern.search(line)
    ]


@pytest.mark.parametrize("pattern", [REGISTRY, MACHINE_PATH], ids=["registry", "machine path"])
def test_no_file_names_a_place_outside_the_project(pattern: re.Pattern[str]) -> None:
    assert _find(pattern) == []


def test_no_work_is_left_unfinished_or_switched_off() -> None:
    assert _find(UNFINISHED, suffixes=CODE) == []


def test_a_module_is_named_for_what_it_does() -> None:
    named = {
        path: set(re.split(r"[_.-]", PurePosixPath(path).name)) for path in list_tracked(*CODE)
    }
    assert [path for path, words in named.items() if words & EMPTY_NAMES] == []


@pytest.mark.parametrize(
    ("pattern", "line"),
    [
        (REGISTRY, '"resolved": "' + 'http://x/y.tgz"'),
        (MACHINE_PATH, "cd " + "/home" + "/someone/project"),
        (UNFINISHED, "# TO" + "DO later"),
        (UNFINISHED, "it.on" + "ly('x')"),
    ],
)
def test_the_patterns_can_find_what_they_look_for(pattern: re.Pattern[str], line: str) -> None:
    assert pattern.search(line)

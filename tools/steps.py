"""The list of checks that ./test runs; how they are run and counted stands in check.py.

Two lanes run side by side, one of Python and one of the PWA; what needs both comes after them.
"""

import sys
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from tools.install import PWA, PYTHON, ROOT, TOOLS

REPORTS = TOOLS / "reports"
MINUTE_S = 60


class Lane(Enum):
    PYTHON = "python"
    PWA = "pwa"
    AFTER = "after"


class Counts(Enum):
    """What a step adds to the sum."""

    SETUP = "nothing, unless it fails"
    CHECK = "itself, as one"
    TESTS = "the tests of its report"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One line of ./test. `report` is JUnit's XML, or Vitest's JSON."""

    name: str
    command: tuple[str, ...]
    lane: Lane
    counts: Counts = Counts.CHECK
    folder: Path = ROOT
    report: Path | None = None
    is_quick: bool = True
    timeout_s: int = 5 * MINUTE_S


def list_steps(*, is_quick: bool) -> list[Step]:
    steps = [*_python_lane(is_quick=is_quick), *_pwa_lane(), *_after()]
    return [step for step in steps if step.is_quick or not is_quick]


def _python_lane(*, is_quick: bool) -> list[Step]:
    # Every store and service test runs on both databases; the quick round asks SQLite alone.
    marks = "not browser and not slow and not postgres" if is_quick else "not browser"
    checks = {
        "ruff check": _module("ruff", "check", "."),
        "ruff format": _module("ruff", "format", "--check", "."),
        "mypy": _module("mypy"),
        "promises": _module("tools.promises", "--check"),
        "import-linter": (str(PYTHON.with_name("lint-imports")), "--no-cache"),
    }
    apart = ("tests/core", "tests/e2e", "tests/crash", "tests/fuzz")
    tests = (*(f"--ignore={each}" for each in apart), "-n", "2", "-m", marks)
    # The core is covered by its own tests; to measure the others too would cost them half again.
    core = ("tests/core", "-n", "2", "--cov=backend.core", "--cov-report=")
    covered = ("report", "--include=backend/core/*", "--fail-under=100")
    return [
        _setup("install Python packages", "install", "python", lane=Lane.PYTHON),
        *(Step(name=name, command=checks[name], lane=Lane.PYTHON) for name in checks),
        _pytest("core", *core, lane=Lane.PYTHON),
        Step(name="core covered", command=_module("coverage", *covered), lane=Lane.PYTHON),
        _pytest("pytest", *tests, lane=Lane.PYTHON),
    ]


def _pwa_lane() -> list[Step]:
    checks = ("types", "lint", "format", "layers", "unused")
    vitest = REPORTS / "vitest.json"
    reporters = ("--reporter=default", "--reporter=json", f"--outputFile.json={vitest}")
    return [
        _setup("install Node", "install", "node", lane=Lane.PWA),
        _setup("install PWA packages", "install", "pwa-packages", lane=Lane.PWA),
        *(
            Step(name=f"pwa {name}", command=_npm(f"check:{name}"), lane=Lane.PWA, folder=PWA)
            for name in checks
        ),
        Step(
            name="vitest",
            command=("npx", "vitest", "run", *reporters),
            lane=Lane.PWA,
            counts=Counts.TESTS,
            folder=PWA,
            report=vitest,
        ),
        Step(name="pwa build", command=_tool("install", "pwa"), lane=Lane.PWA, is_quick=False),
        _setup("install Chromium", "browser", lane=Lane.PWA, is_quick=False),
    ]


def _after() -> list[Step]:
    types = "wire types match the API"
    return [
        Step(name=types, command=_npm("gen:check"), lane=Lane.AFTER, folder=PWA),
        _pytest("browser", "tests/e2e", "-n", "2", lane=Lane.AFTER, is_quick=False),
        _pytest("crash", "tests/crash", "-n", "2", lane=Lane.AFTER, is_quick=False),
        _pytest("fuzz", "tests/fuzz", "-n", "2", lane=Lane.AFTER, is_quick=False),
        _long("simulation", "tests.simulation", "--changes", "100000", "--postgres", "12000"),
        _long("planted bugs", "tests.planted"),
    ]


def _setup(name: str, *tool: str, lane: Lane, is_quick: bool = True) -> Step:
    return Step(
        name=name,
        command=_tool(*tool),
        lane=lane,
        counts=Counts.SETUP,
        is_quick=is_quick,
        timeout_s=10 * MINUTE_S,
    )


def _pytest(name: str, *arguments: str, lane: Lane, is_quick: bool = True) -> Step:
    report = REPORTS / f"{name}.xml"
    return Step(
        name=name,
        command=_module("pytest", "-q", "--durations=5", f"--junitxml={report}", *arguments),
        lane=lane,
        counts=Counts.TESTS,
        report=report,
        is_quick=is_quick,
        timeout_s=30 * MINUTE_S,
    )


def _long(name: str, *module: str) -> Step:
    """What takes minutes, on both cores."""
    return Step(
        name=name,
        command=_module(*module),
        lane=Lane.AFTER,
        is_quick=False,
        timeout_s=30 * MINUTE_S,
    )


def _module(*arguments: str) -> tuple[str, ...]:
    return (str(PYTHON), "-m", *arguments)


def _tool(name: str, *arguments: str) -> tuple[str, ...]:
    """By the Python that runs now: the tools come before the packages."""
    return (sys.executable, "-m", f"tools.{name}", *arguments)


def _npm(script: str) -> tuple[str, ...]:
    return ("npm", "run", "--silent", script)

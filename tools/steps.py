"""The list of checks that ./test runs, in their order; how they are run stands in check.py."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tools import browser, install, wire_types
from tools.install import PWA, PYTHON, ROOT, TOOLS

REPORTS = TOOLS / "reports"
MINUTE_S = 60


@dataclass(frozen=True, slots=True)
class Step:
    """One line of ./test: a command whose report is counted, or a function that raises on failure.

    `counts` says what is added up: `tests` of the report (JUnit XML, or Vitest's JSON), the `check`
    itself as one, or for `setup` nothing unless it fails.
    """

    name: str
    act: tuple[str, ...] | Callable[[], None]
    counts: str = "check"
    folder: Path = ROOT
    report: Path | None = None
    is_quick: bool = True
    timeout_s: int = 5 * MINUTE_S


def list_steps(*, is_quick: bool) -> list[Step]:
    steps = [*_setup(), *_python_checks(), *_pwa_checks(), *_tests(is_quick=is_quick), *_browser()]
    return [step for step in steps if step.is_quick or not is_quick]


def _setup() -> list[Step]:
    return [
        Step("install Python packages", _install_python, "setup", timeout_s=10 * MINUTE_S),
        Step("install Node", install.install_node, "setup"),
        Step("install PWA packages", install.install_pwa_packages, "setup"),
    ]


def _python_checks() -> list[Step]:
    return [
        Step("ruff check", _module("ruff", "check", ".")),
        Step("ruff format", _module("ruff", "format", "--check", ".")),
        Step("mypy", _module("mypy")),
        Step("import-linter", (str(PYTHON.with_name("lint-imports")), "--no-cache")),
    ]


def _pwa_checks() -> list[Step]:
    checks = ("types", "lint", "format", "layers", "unused")
    return [
        Step("wire types match the API", wire_types.compare),
        *(Step(f"pwa {name}", _npm(f"check:{name}"), folder=PWA) for name in checks),
        Step("pwa build", install.build_pwa, is_quick=False),
    ]


def _tests(*, is_quick: bool) -> list[Step]:
    vitest = REPORTS / "vitest.json"
    reporters = ("--reporter=default", "--reporter=json", f"--outputFile.json={vitest}")
    marks = "not browser and not slow" if is_quick else "not browser"
    return [
        Step(
            "vitest",
            ("npx", "vitest", "run", *reporters),
            "tests",
            folder=PWA,
            report=vitest,
        ),
        _pytest("pytest", "--ignore=tests/e2e", "-n", "2", "-m", marks, minutes=15),
        _pytest("core covered", "tests/core", "--cov=backend.core", "--cov-fail-under=100"),
    ]


def _browser() -> list[Step]:
    return [
        Step("install Chromium", browser.install_chromium, "setup", is_quick=False),
        _pytest("browser", "tests/e2e", minutes=15, is_quick=False),
    ]


def _pytest(name: str, *arguments: str, minutes: int = 5, is_quick: bool = True) -> Step:
    report = REPORTS / f"{name.replace(' ', '-')}.xml"
    command = _module("pytest", "-q", "--durations=5", f"--junitxml={report}", *arguments)
    return Step(
        name,
        command,
        "tests",
        report=report,
        is_quick=is_quick,
        timeout_s=minutes * MINUTE_S,
    )


def _install_python() -> None:
    install.install_python(is_dev=True)
    os.environ["PATH"] = f"{PYTHON.parent}{os.pathsep}{os.environ.get('PATH', '')}"


def _module(*arguments: str) -> tuple[str, ...]:
    return (str(PYTHON), "-m", *arguments)


def _npm(script: str) -> tuple[str, ...]:
    return ("npm", "run", "--silent", script)

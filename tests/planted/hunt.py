"""Plants each bug in a process of its own and lets the checks look for it."""

from __future__ import annotations

import contextlib
import io
import multiprocessing
import os
import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import pytest

from tests.planted.planting import Bug, SourcePatch
from tests.simulation.campaign import prepared_template, run_on_sqlite
from tests.simulation.node import bundled
from tests.simulation.world import Plan

HARSH = Plan(changes=700, faulty_share=0.4, trouble=3.0, replayed_share=0.0)
OF_REAL_PHONES = replace(HARSH, changes=700, real_phones=10)
WORLDS_MAX = 3
OPTIONS = (
    "-q",
    "-x",
    "--no-header",
    "-p",
    "no:randomly",
    "-p",
    "no:cacheprovider",
    "-p",
    "no:anyio",
    "-W",
    "ignore::pytest.PytestAssertRewriteWarning",
)


@dataclass(frozen=True, slots=True)
class Catch:
    """`by` is the promise or the test that fell, None where the bug went unseen."""

    bug: Bug
    by: str | None
    seconds: float
    error: str | None = None

    @property
    def is_right(self) -> bool:
        """A bug is caught, and the code without one is not."""
        return self.error is None and (self.by is not None) == bool(self.bug.patches)


def hunt(bugs: Sequence[Bug], *, processes: int) -> Iterator[Catch]:
    """In the order in which they are done."""
    fork = multiprocessing.get_context("fork")
    with prepared_template() as template, fork.Pool(processes, maxtasksperchild=1) as pool:
        yield from pool.imap_unordered(_hunt_one, [(each, template) for each in bugs])


def _hunt_one(job: tuple[Bug, Path]) -> Catch:
    bug, template = job
    began = time.monotonic()
    by = error = None
    try:
        bug.plant()
        with _planted_app(bug):
            by = _run_tests(bug.tests) if bug.tests else _run_worlds(bug, template)
    except Exception as raised:  # noqa: BLE001 - told beside the bug
        error = f"{type(raised).__name__}: {raised}"
    return Catch(bug, by, time.monotonic() - began, error)


def _planted_app(bug: Bug) -> AbstractContextManager[None]:
    patches = [asdict(each) for each in bug.patches if isinstance(each, SourcePatch)]
    return bundled(patches) if bug.is_in_app else contextlib.nullcontext()


def _run_worlds(bug: Bug, template: Path) -> str | None:
    plan = OF_REAL_PHONES if bug.is_in_app else HARSH
    for number in range(WORLDS_MAX):
        report = run_on_sqlite(f"planted.{number}", template, plan)
        if report.broken:
            return f"world {number}: {report.broken.splitlines()[0]}"
    return None


class _FirstFailure:
    """Of a test itself: one that could not be set up has caught nothing."""

    name: str | None = None

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed and report.when == "call" and self.name is None:
            self.name = report.nodeid


def _run_tests(tests: tuple[str, ...]) -> str | None:
    """Any of the tests may catch it."""
    for test in tests:
        failure = _FirstFailure()
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            ended = pytest.main([*OPTIONS, test], plugins=[failure])
        if ended == pytest.ExitCode.TESTS_FAILED and failure.name is not None:
            return failure.name
        if ended != pytest.ExitCode.OK:
            raise RuntimeError(f"{test} could not be run: {ended!r}")
    return None


def stop_inheriting() -> None:
    """A hunted test must not take the run around it for its own."""
    for name in ("PYTEST_XDIST_WORKER", "PYTEST_CURRENT_TEST", "PYTEST_ADDOPTS"):
        os.environ.pop(name, None)

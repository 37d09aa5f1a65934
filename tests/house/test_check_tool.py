"""./test must not say that all is well when a step failed, did not run or tested nothing."""

import sys
from pathlib import Path

import pytest

from tools import check
from tools.check import Count, run_step, run_steps
from tools.steps import Counts, Lane, Step, list_steps

SUITE = '<testsuites><testsuite tests="{}" failures="{}" errors="{}" skipped="{}"/></testsuites>'


@pytest.fixture(autouse=True)
def _logs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check, "LOGS", tmp_path)


def _step(
    code: str, *, counts: Counts = Counts.CHECK, report: Path | None = None, timeout_s: int = 30
) -> Step:
    return Step(
        name="a step",
        command=(sys.executable, "-c", code),
        lane=Lane.PYTHON,
        counts=counts,
        report=report,
        timeout_s=timeout_s,
    )


def _report(tmp_path: Path, name: str, text: str) -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_linter_that_is_content_counts_as_one_check() -> None:
    assert run_step(_step("pass")) == Count(1, 0)


def test_a_linter_that_finds_something_fails_and_its_words_are_shown(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run_step(_step("raise SystemExit('line 7 is wrong')")) == Count(0, 1)
    assert "line 7 is wrong" in capsys.readouterr().out


def test_a_command_that_is_not_there_fails() -> None:
    step = Step(name="missing", command=("no-such-command-here",), lane=Lane.PWA)
    assert run_step(step) == Count(0, 1)


def test_a_step_that_hangs_is_stopped_and_fails() -> None:
    assert run_step(_step("import time; time.sleep(60)", timeout_s=1)) == Count(0, 1)


def test_a_setup_counts_only_when_it_fails() -> None:
    assert run_step(_step("raise SystemExit(1)", counts=Counts.SETUP)) == Count(0, 1)
    assert run_step(_step("pass", counts=Counts.SETUP)) == Count(0, 0)


def test_tests_are_counted_from_the_report(tmp_path: Path) -> None:
    report = _report(tmp_path, "good.xml", SUITE.format(12, 0, 0, 0))
    assert run_step(_step("pass", counts=Counts.TESTS, report=report)) == Count(12, 0)


def test_failed_broken_and_skipped_tests_count_as_failed(tmp_path: Path) -> None:
    report = _report(tmp_path, "bad.xml", SUITE.format(12, 1, 2, 3))
    assert run_step(_step("pass", counts=Counts.TESTS, report=report)) == Count(6, 6)


def test_a_runner_that_tested_nothing_fails(tmp_path: Path) -> None:
    step = _step("pass", counts=Counts.TESTS, report=tmp_path / "never-written.xml")
    assert run_step(step).failed == 1


def test_a_runner_that_ends_with_an_error_fails_although_its_tests_passed(tmp_path: Path) -> None:
    report = _report(tmp_path, "cut.json", '{"numPassedTests": 5, "numTotalTests": 5}')
    count = run_step(_step("raise SystemExit(1)", counts=Counts.TESTS, report=report))
    assert (count.passed, count.failed) == (5, 1)


def test_every_lane_is_run_to_its_end_whatever_fails_before() -> None:
    bad = ("no-such-command-here",)
    steps = [
        Step(name=f"{lane.value} {number}", command=bad, lane=lane)
        for lane in Lane
        for number in range(2)
    ]
    assert set(run_steps(steps)) == {step.name for step in steps}


def test_the_quick_round_leaves_out_the_browser_and_nothing_unnamed() -> None:
    quick = [step.name for step in list_steps(is_quick=True)]
    full = [step.name for step in list_steps(is_quick=False)]
    slow = {"pwa build", "install Chromium", "browser"}
    slow |= {"crash", "fuzz", "simulation", "planted bugs"}
    assert set(full) - set(quick) == slow
    assert set(quick) <= set(full)

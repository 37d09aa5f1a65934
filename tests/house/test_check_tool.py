"""./test must not say that all is well when a step failed, did not run or tested nothing."""

import sys
from pathlib import Path

import pytest

from tools import check
from tools.check import Count
from tools.steps import Step, list_steps

PYTHON = sys.executable
SUITE = '<testsuites><testsuite tests="{}" failures="{}" errors="{}" skipped="{}"/></testsuites>'


@pytest.fixture(autouse=True)
def _logs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check, "LOGS", tmp_path)


def _run(step: Step) -> Count:
    return check._run_and_tell(step)


def _report(tmp_path: Path, name: str, text: str) -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_linter_that_is_content_counts_as_one_check() -> None:
    assert _run(Step("good", (PYTHON, "-c", "pass"))) == Count(1, 0)


def test_a_linter_that_finds_something_fails_and_its_words_are_shown(
    capsys: pytest.CaptureFixture[str],
) -> None:
    step = Step("bad", (PYTHON, "-c", "print('line 7 is wrong'); raise SystemExit(1)"))
    assert _run(step) == Count(0, 1)
    assert "line 7 is wrong" in capsys.readouterr().out


def test_a_command_that_is_not_there_fails() -> None:
    assert _run(Step("missing", ("no-such-command-here",))) == Count(0, 1)


def test_a_step_that_hangs_is_stopped_and_fails() -> None:
    step = Step("slow", (PYTHON, "-c", "import time; time.sleep(60)"), timeout_s=1)
    assert _run(step) == Count(0, 1)


def test_a_setup_that_fails_counts_and_one_that_works_does_not() -> None:
    def fail() -> None:
        raise SystemExit("no network")

    assert _run(Step("setup fails", fail, "setup")) == Count(0, 1)
    assert _run(Step("setup works", lambda: None, "setup")) == Count(0, 0)


def test_tests_are_counted_from_the_report(tmp_path: Path) -> None:
    report = _report(tmp_path, "good.xml", SUITE.format(12, 0, 0, 0))
    step = Step("tests", (PYTHON, "-c", "pass"), "tests", report=report)
    assert _run(step) == Count(12, 0)


def test_failed_broken_and_skipped_tests_count_as_failed(tmp_path: Path) -> None:
    report = _report(tmp_path, "bad.xml", SUITE.format(12, 1, 2, 3))
    step = Step("tests", (PYTHON, "-c", "pass"), "tests", report=report)
    assert _run(step) == Count(6, 6)


def test_a_runner_that_tested_nothing_fails(tmp_path: Path) -> None:
    step = Step("tests", (PYTHON, "-c", "pass"), "tests", report=tmp_path / "never-written.xml")
    assert _run(step).failed == 1


def test_a_runner_that_ends_with_an_error_fails_although_its_tests_passed(tmp_path: Path) -> None:
    report = _report(tmp_path, "cut.json", '{"numPassedTests": 5, "numTotalTests": 5}')
    step = Step("tests", (PYTHON, "-c", "raise SystemExit(1)"), "tests", report=report)
    count = _run(step)
    assert (count.passed, count.failed) == (5, 1)


def test_the_quick_round_leaves_out_the_browser_and_nothing_unnamed() -> None:
    quick = [step.name for step in list_steps(is_quick=True)]
    full = [step.name for step in list_steps(is_quick=False)]
    assert set(full) - set(quick) == {"pwa build", "install Chromium", "browser"}
    assert set(quick) <= set(full)

"""What ./test does: runs every step, counts what passed and failed, and ends with the sum.

A step that cannot run counts as failed; nothing is left out in silence. The last line is always
`N passed, N failed`, and the exit status is 0 only when nothing failed.
"""

import argparse
import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tools.install import TOOLS
from tools.steps import REPORTS, Step, list_steps

LOGS = TOOLS / "logs"
SHOWN_LINES_MAX = 400


@dataclass(frozen=True, slots=True)
class Count:
    passed: int = 0
    failed: int = 0
    note: str = ""


def main() -> None:
    options = _read_options()
    steps = [step for step in list_steps(is_quick=options.quick) if options.only in step.name]
    if options.list:
        print("\n".join(step.name for step in steps))
        return
    _prepare()
    begun = time.monotonic()
    counts = [_run_and_tell(step) for step in steps]
    failed = [step.name for step, count in zip(steps, counts, strict=True) if count.failed]
    print(f"\n{time.monotonic() - begun:.0f} s in all")
    if failed:
        print(f"failed: {', '.join(failed)}")
    total = Count(sum(c.passed for c in counts), sum(c.failed for c in counts))
    print(f"{total.passed} passed, {total.failed} failed", flush=True)
    sys.exit(1 if total.failed or not total.passed else 0)


def _read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./test", description="Runs every check.")
    parser.add_argument("--quick", action="store_true", help="no browser, no long simulation")
    parser.add_argument("--only", default="", metavar="WORD", help="steps whose name has the word")
    parser.add_argument("--list", action="store_true", help="print the steps and stop")
    return parser.parse_args()


def _prepare() -> None:
    for folder in (LOGS, REPORTS):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
    os.environ["CI"] = "true"  # no colours, no prompts, no watching
    os.environ["PYTHONUNBUFFERED"] = "1"
    os.environ.pop("TUNGNHA_DATABASE", None)
    os.environ.pop("TUNGNHA_DATA", None)


def _run_and_tell(step: Step) -> Count:
    print(f"{step.name} …", flush=True)
    begun = time.monotonic()
    log = LOGS / f"{step.name.replace(' ', '-')}.log"
    is_good = _run_function(step, log) if callable(step.act) else _run_command(step, log)
    count = _count(step, is_good=is_good)
    verdict = "FAILED" if count.failed else "ok"
    figures = f"{count.passed} passed, {count.failed} failed" if step.counts == "tests" else ""
    seconds = f"{time.monotonic() - begun:.1f} s"
    print("  ".join(part for part in (f"  {verdict}", seconds, figures, count.note) if part))
    if count.failed:
        lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
        print("\n".join(f"  | {line}" for line in lines[-SHOWN_LINES_MAX:]), flush=True)
    return count


def _run_function(step: Step, log: Path) -> bool:
    with log.open("wb") as written, _output_to(written.fileno()):
        try:
            assert callable(step.act)
            step.act()
        except (SystemExit, OSError, subprocess.CalledProcessError, StopIteration) as error:
            print(f"{type(error).__name__}: {error}", flush=True)
            return False
    return True


@contextlib.contextmanager
def _output_to(target: int) -> Iterator[None]:
    """All that this process and its children print goes to the file descriptor `target`."""
    sys.stdout.flush()
    kept = [(number, os.dup(number)) for number in (1, 2)]
    for number, _ in kept:
        os.dup2(target, number)
    try:
        yield
    finally:
        sys.stdout.flush()
        for number, saved in kept:
            os.dup2(saved, number)
            os.close(saved)


def _run_command(step: Step, log: Path) -> bool:
    with log.open("wb") as written:
        try:
            child = subprocess.Popen(
                list(step.act) if not callable(step.act) else [],
                cwd=step.folder,
                stdin=subprocess.DEVNULL,
                stdout=written,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        except OSError as error:
            written.write(f"cannot be run: {error}\n".encode())
            return False
        try:
            return child.wait(timeout=step.timeout_s) == 0
        except subprocess.TimeoutExpired:
            written.write(f"\nstopped after {step.timeout_s} s\n".encode())
            return False
        finally:
            _end_group(child)


def _end_group(child: subprocess.Popen[bytes]) -> None:
    """Nothing that a step started outlives it."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGTERM if child.poll() is not None else signal.SIGKILL)
    child.wait()


def _count(step: Step, *, is_good: bool) -> Count:
    if step.counts == "tests":
        count = _read_report(step.report)
        if not is_good and not count.failed:
            return Count(count.passed, 1, count.note or "ended with an error")
        return count if count.passed or count.failed else Count(0, 1, "ran no test")
    if not is_good:
        return Count(0, 1)
    return Count(1 if step.counts == "check" else 0, 0)


def _read_report(report: Path | None) -> Count:
    """A test that was skipped did not hold, so it counts as failed."""
    if report is None or not report.exists():
        return Count()
    if report.suffix == ".json":
        said = json.loads(report.read_text(encoding="utf-8"))
        passed, total = int(said["numPassedTests"]), int(said["numTotalTests"])
        return Count(passed, total - passed)
    suites = list(ET.parse(report).getroot().iter("testsuite"))
    total, failed = (
        sum(int(suite.get(name, 0)) for suite in suites for name in names)
        for names in (("tests",), ("failures", "errors", "skipped"))
    )
    return Count(total - failed, failed)


if __name__ == "__main__":
    main()

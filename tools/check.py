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
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tools.install import PYTHON, TOOLS, extend_path
from tools.steps import REPORTS, Counts, Lane, Step, list_steps

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
    counts = run_steps(steps)
    failed = [step.name for step in steps if counts[step.name].failed]
    print(f"\n{time.monotonic() - begun:.0f} s in all")
    if failed:
        print(f"failed: {', '.join(failed)}")
    total = Count(sum(c.passed for c in counts.values()), sum(c.failed for c in counts.values()))
    print(f"{total.passed} passed, {total.failed} failed", flush=True)
    sys.exit(1 if total.failed or not total.passed else 0)


def run_steps(steps: list[Step]) -> dict[str, Count]:
    """Both lanes side by side, each in order; then what comes after them."""
    counts: dict[str, Count] = {}

    def run_lane(lane: Lane) -> None:
        for step in steps:
            if step.lane is lane:
                counts[step.name] = run_step(step)

    with ThreadPoolExecutor(max_workers=2) as lanes:
        list(lanes.map(run_lane, (Lane.PYTHON, Lane.PWA)))
    run_lane(Lane.AFTER)
    return counts


def run_step(step: Step) -> Count:
    """Runs the step and tells how it went, with what it said where it failed."""
    begun = time.monotonic()
    log = LOGS / f"{step.name.replace(' ', '-')}.log"
    count = _count(step, is_good=_run(step, log))
    verdict = "FAILED" if count.failed else "ok"
    is_counted = step.counts is Counts.TESTS
    figures = f"{count.passed} passed, {count.failed} failed" if is_counted else ""
    seconds = f"{time.monotonic() - begun:6.1f} s"
    parts = [f"{verdict:<6} {seconds}  {step.name}", figures, count.note]
    lines = ["  ".join(part for part in parts if part)]
    if count.failed:
        said = log.read_text(encoding="utf-8", errors="replace").splitlines()
        lines += [f"  | {line}" for line in said[-SHOWN_LINES_MAX:]]
    print("\n".join(lines), flush=True)
    return count


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
    extend_path()
    os.environ["CI"] = "true"  # no colours, no prompts, no watching
    os.environ["PYTHONUNBUFFERED"] = "1"
    os.environ["PYTHON"] = str(PYTHON)  # the one that the PWA's generator asks
    os.environ.pop("TUNGNHA_DATABASE", None)
    os.environ.pop("TUNGNHA_DATA", None)


def _run(step: Step, log: Path) -> bool:
    with log.open("wb") as written:
        try:
            child = subprocess.Popen(
                step.command,
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
    if step.counts is Counts.TESTS:
        count = _read_report(step.report)
        if not is_good and not count.failed:
            return Count(count.passed, 1, count.note or "ended with an error")
        return count if count.passed or count.failed else Count(0, 1, "ran no test")
    if not is_good:
        return Count(0, 1)
    return Count(1 if step.counts is Counts.CHECK else 0, 0)


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

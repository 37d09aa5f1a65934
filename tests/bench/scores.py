"""`python -m tests.bench.scores [--say]`: Lighthouse's scores of the phone's main screens, as it
measures a phone (slow 4G and a processor of a quarter, both simulated), and what costs points.
`npm run build` comes first. Lighthouse has a lock of its own: nobody else has to install it.
"""

import argparse
import json
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.e2e.browsers import FLAGS, Device, Watch
from tests.e2e.harness import Server, free_port, run_module

LIGHTHOUSE = Path(__file__).parent / "lighthouse"
CATEGORIES = ("performance", "accessibility", "best-practices")
POINTS_WANTED = 95
RUN_SECONDS = 90


@dataclass(frozen=True, slots=True)
class Scores:
    screen: str
    points: tuple[int, ...]
    costly: tuple[str, ...]

    def __str__(self) -> str:
        shown = "".join(f"{points:>16}" for points in self.points)
        return f"{self.screen:<14}{shown}" + "".join(f"\n    {each}" for each in self.costly)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.scores", description=__doc__)
    parser.add_argument("--say", action="store_true", help="also what costs points")
    says = parser.parse_args().say
    _install()
    print(f"{'':<14}" + "".join(f"{name:>16}" for name in CATEGORIES), flush=True)
    with tempfile.TemporaryDirectory() as folder:
        run_module("backend", "demo", "--data", folder)
        server = Server(Path(folder))
        server.start()
        try:
            for scores in _all_scores(server, says=says):
                print(scores, flush=True)
        finally:
            server.stop()


def _all_scores(server: Server, *, says: bool) -> Iterator[Scores]:
    port = free_port()
    with tempfile.TemporaryDirectory() as profile, sync_playwright() as driver:
        flags = (*FLAGS, f"--remote-debugging-port={port}")
        device = Device(driver, server, Path(profile), True, Watch(server.origin), flags)
        device.open()
        yield _scores("sign-in", f"{server.origin}/", port, says=says)
        device.page.reload()
        device.sign_in("doanvien1")
        device.get_ready()
        for screen, address in _addresses(device.page):
            yield _scores(screen, f"{server.origin}/{address}", port, says=says)
        device.close()


def _install() -> None:
    """What is locked, once."""
    if (LIGHTHOUSE / "node_modules").exists():
        return
    npm = shutil.which("npm")
    assert npm is not None, "no npm"
    subprocess.run([npm, "ci"], cwd=LIGHTHOUSE, stdin=subprocess.DEVNULL, check=True)


def _addresses(page: Page) -> Iterator[tuple[str, str]]:
    visit = page.get_by_role("link", name="Ghi lượt đến nhà").get_attribute("href")
    assert visit is not None
    yield "today", "#/"
    yield "households", "#/ho"
    yield "visit", visit


def _scores(screen: str, url: str, port: int, *, says: bool) -> Scores:
    command = [
        *("node", str(LIGHTHOUSE / "node_modules/lighthouse/cli/index.js"), url),
        *(f"--port={port}", "--disable-storage-reset", "--output=json", "--quiet"),
        f"--only-categories={','.join(CATEGORIES)}",
    ]
    done = subprocess.run(
        command, stdin=subprocess.DEVNULL, capture_output=True, timeout=RUN_SECONDS, check=False
    )
    assert done.returncode == 0, done.stderr.decode(errors="replace")
    report = json.loads(done.stdout)
    found = [report["categories"][name] for name in CATEGORIES]
    points = tuple(round(100 * (each["score"] or 0)) for each in found)
    return Scores(screen, points, tuple(_costly(report)) if says else ())


def _costly(report: dict[str, object]) -> Iterator[str]:
    audits: dict[str, dict[str, object]] = report["audits"]  # type: ignore[assignment]
    for name, audit in audits.items():
        score = audit["score"]
        if isinstance(score, int | float) and score < 1:
            yield f"{score:.2f}  {name}  {audit.get('displayValue', '')}"


if __name__ == "__main__":
    main()

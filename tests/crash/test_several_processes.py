"""`tungnha serve --workers` on PostgreSQL: several processes answer as one server."""

import json
import os
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator

import pytest

from tests.e2e.harness import HOST, ROOT, STOP_SECONDS, free_port, wait_until
from tests.postgres import create_database, drop_database

PROCESSES = 2
ASKED = 40


@pytest.fixture
def several(postgres_server: str) -> Iterator[str]:
    """The address of a server of two processes; both end with the one that started them."""
    port, url = free_port(), create_database(postgres_server)
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "backend", "serve", "--host", HOST, "--port", str(port)),
            *("--database", url, "--workers", str(PROCESSES)),
        ],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
    )
    origin = f"http://{HOST}:{port}"
    try:
        wait_until(lambda: _asks(origin), "the server answers")
        yield origin
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(STOP_SECONDS)
        drop_database(url)


def _asks(origin: str) -> bool:
    try:
        return bool(_health(origin))
    except OSError:
        return False


def _health(origin: str) -> str:
    with urllib.request.urlopen(f"{origin}/api/v1/health", timeout=5) as answer:
        epoch: str = json.load(answer)["epoch"]
        return epoch


def test_several_processes_serve_one_history(several: str) -> None:
    assert len({_health(several) for _ in range(ASKED)}) == 1

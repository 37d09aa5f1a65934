"""Bodies made to fill the memory, against a real server process: refused, and it does not grow."""

import json
import socket
import subprocess
import sys
import urllib.error
import urllib.request
import zlib
from collections.abc import Iterator
from pathlib import Path
from time import monotonic, sleep

import psutil
import pytest

from tests.people import API, COMMUNE, PASSWORD, new_device_id
from tests.phone import Json
from tools.install import ROOT

MIB = 1024 * 1024
GROWTH_MAX = 50 * MIB
START_SECONDS = 60
HOST = "127.0.0.1"

pytestmark = pytest.mark.slow


class ServerProcess:
    """`tungnha serve` on a new SQLite file with one desk account."""

    def __init__(self, data: Path) -> None:
        with socket.socket() as probe:
            probe.bind((HOST, 0))
            self.port = int(probe.getsockname()[1])
        self._tungnha(data, *("user", "add", "--username", "quay", "--password", PASSWORD))
        self.process = subprocess.Popen(
            self._command(data, "serve", "--port", str(self.port)),
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def _tungnha(self, data: Path, *arguments: str) -> None:
        account = ("--role", "desk", "--unit", COMMUNE, "--full-name", "Nguyễn Thị Quầy")
        command = self._command(data, *arguments, *account)
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True)

    def _command(self, data: Path, *arguments: str) -> list[str]:
        database = f"sqlite:///{data / 'tungnha.sqlite3'}"
        return [sys.executable, "-m", "backend", *arguments, "--database", database]

    def memory(self) -> int:
        return int(psutil.Process(self.process.pid).memory_info().rss)

    def ask(self, path: str, body: bytes | None, **headers: str) -> tuple[int, Json]:
        said = {name.replace("_", "-"): value for name, value in headers.items()}
        request = urllib.request.Request(
            f"http://{HOST}:{self.port}{API}{path}",
            body,
            {"Content-Type": "application/json", **said},
        )
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return int(answer.status), json.load(answer)
        except urllib.error.HTTPError as problem:
            with problem:
                return problem.code, json.load(problem)

    def wait_until_up(self) -> None:
        ends = monotonic() + START_SECONDS
        while True:
            try:
                assert self.ask("/health", None)[0] == 200
            except (urllib.error.URLError, ConnectionError):
                assert self.process.poll() is None, "it ended"
                assert monotonic() < ends, "it does not answer"
                sleep(0.1)
            else:
                return


@pytest.fixture
def process(tmp_path: Path) -> Iterator[ServerProcess]:
    started = ServerProcess(tmp_path)
    try:
        started.wait_until_up()
        yield started
    finally:
        started.process.terminate()
        started.process.wait()


def packed_zeros(mib: int) -> bytes:
    """Gzip of so many MiB of zeros, made without holding them."""
    packer = zlib.compressobj(9, wbits=31)
    parts = [packer.compress(bytes(MIB)) for _ in range(mib)]
    return b"".join([*parts, packer.flush()])


def test_a_gzip_bomb_and_a_body_over_the_limit_leave_the_process_as_it_was(
    process: ServerProcess,
) -> None:
    device = {"id": new_device_id(), "name": "Máy quầy"}
    credentials = {"username": "quay", "password": PASSWORD, "device": device}
    status, session = process.ask("/auth/login", json.dumps(credentials).encode())
    assert status == 200
    bearer = f"Bearer {session['access_token']}"
    before = process.memory()
    bomb = packed_zeros(1024)
    for _ in range(3):
        status, problem = process.ask("/sync", bomb, Content_Encoding="gzip", Authorization=bearer)
        assert (status, problem["code"]) == (413, "too_large")
        assert process.memory() - before < GROWTH_MAX
    status, problem = process.ask("/sync", b" " * (50 * MIB), Authorization=bearer)
    assert (status, problem["limit"]) == (413, "body_bytes_max")
    assert process.memory() - before < GROWTH_MAX
    assert process.ask("/health", None)[0] == 200

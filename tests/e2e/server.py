"""The real server as a process of its own on a port that stays the same: started, ended, killed,
started again on the same data; and the network it stands in: a captive portal, or nobody.
"""

import os
import signal
import socket
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from time import monotonic, sleep
from urllib.error import URLError

from tools.install import ROOT

HOST = "127.0.0.1"
START_SECONDS = 30
ASK_SECONDS = 0.05
PORTAL = "<!doctype html><title>Wi-Fi</title><p>Mời đăng nhập Wi-Fi</p>".encode()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


class Server:
    """`url` serves the API and the app while `start` has been called and the process lives."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.port = free_port()
        self.url = f"http://{HOST}:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Returns when it answers."""
        command = [sys.executable, "-m", "backend", "serve"]
        environment = {k: v for k, v in os.environ.items() if not k.startswith("TUNGNHA_")}
        with (self.data / "server.log").open("ab") as log:
            self._process = subprocess.Popen(
                [*command, "--data", str(self.data), "--port", str(self.port)],
                cwd=ROOT,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        ends = monotonic() + START_SECONDS
        while not self._answers():
            assert self._process.poll() is None, self.said()
            assert monotonic() < ends, f"the server does not answer\n{self.said()}"
            sleep(ASK_SECONDS)

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """Returns when the process is gone; SIGKILL leaves it no time."""
        if self._process is None:
            return
        self._process.send_signal(how)
        self._process.wait()
        self._process = None

    def said(self) -> str:
        return (self.data / "server.log").read_text(encoding="utf-8", errors="replace")

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/api/v1/health", timeout=5) as answer:
                return bool(answer.status == 200)
        except (URLError, OSError):
            return False


class _Portal(BaseHTTPRequestHandler):
    """Answers whatever is asked with its own page and 200, as the Wi-Fi of a café does."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(PORTAL)))
        self.end_headers()
        self.wfile.write(PORTAL)

    do_POST = do_GET

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        """It keeps no log."""


@contextmanager
def captive_portal(port: int) -> Iterator[None]:
    """Stands where the server was, while that is down."""
    portal = ThreadingHTTPServer((HOST, port), _Portal)
    portal.daemon_threads = True
    thread = threading.Thread(target=portal.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield
    finally:
        portal.shutdown()
        thread.join()
        portal.server_close()

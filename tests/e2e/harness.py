"""The real server as a process, its API from outside, and the portal that answers in its place.

What the browser tests stand on; it drives no browser and knows no screen.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from random import SystemRandom
from time import monotonic, sleep

from tests.e2e.pace import SETTING, read_pace
from tests.phone import Json, Phone, new_id

ROOT = Path(__file__).resolve().parents[2]
HOST = "127.0.0.1"
PASSWORD = "tungnha-demo"
PORTS = (20_000, 32_000)
START_SECONDS = 60
STOP_SECONDS = 20
POLL_SECONDS = 0.1
PORTAL_PAGE = (
    "<!doctype html><html lang='vi'><title>Wi-Fi</title><h1>Xin chào, hãy đăng nhập Wi-Fi</h1>"
)


def free_port() -> int:
    """Below those that the system gives to whoever connects: while a server is away, none of the
    connections around it may sit on its port."""
    chance = SystemRandom()
    while True:
        port = chance.randrange(*PORTS)
        with socket.socket() as probe, suppress(OSError):
            probe.bind((HOST, port))
            return port


def wait_until(is_so: Callable[[], bool], what: str, seconds: float = START_SECONDS) -> None:
    """Asks again and again; for what happens outside the browser."""
    deadline = monotonic() + seconds
    while not is_so():
        assert monotonic() < deadline, f"{what}: not within {seconds} s"
        sleep(POLL_SECONDS)


def run_module(*arguments: str, timeout_s: int = 300) -> None:
    """A command of this checkout, by the Python that runs the tests."""
    done = subprocess.run(
        [sys.executable, "-m", *arguments],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=timeout_s,
        check=False,
    )
    assert done.returncode == 0, done.stdout.decode(errors="replace")


@dataclass
class Server:
    """`tungnha serve` on one port that stays the same through every stop and start."""

    data: Path
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None
    settings: dict[str, str] = field(default_factory=dict)

    @property
    def origin(self) -> str:
        return f"http://{HOST}:{self.port}"

    @property
    def log(self) -> Path:
        return self.data / "server.log"

    def start(self) -> None:
        assert self.process is None
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [
                    *(sys.executable, "-m", _module(), "serve", "--host", HOST),
                    *("--data", str(self.data), "--port", str(self.port)),
                ],
                cwd=ROOT,
                env={name: os.environ[name] for name in os.environ if not _is_ours(name)}
                | self.settings,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        wait_until(self.is_up, "the server answers")

    def is_up(self) -> bool:
        assert self.process is None or self.process.poll() is None, self.log.read_text()
        try:
            with urllib.request.urlopen(f"{self.origin}/api/v1/health", timeout=2) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        self._end(signal.SIGKILL)

    def _end(self, how: signal.Signals) -> None:
        process, self.process = self.process, None
        if process is None:
            return
        process.send_signal(how)
        process.wait(STOP_SECONDS)

    @contextmanager
    def replaced_by_portal(self) -> Iterator[None]:
        """While it lasts, every path of the port answers 200 with a page that wants a sign-in."""
        assert self.process is None
        portal = ThreadingHTTPServer((HOST, self.port), _Portal)
        thread = threading.Thread(target=portal.serve_forever, args=(POLL_SECONDS,))
        thread.start()
        try:
            yield
        finally:
            portal.shutdown()
            thread.join()
            portal.server_close()


def _is_ours(name: str) -> bool:
    """Settings of the tester's own server must not reach this one."""
    return name.startswith("TUNGNHA_") and name != SETTING


def _module() -> str:
    return "tests.e2e.slow_server" if read_pace().answers else "backend"


class _Portal(BaseHTTPRequestHandler):
    def _answer(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        body = PORTAL_PAGE.encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = _answer

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing: what came is no part of any test."""


@dataclass
class Account:
    """A user at a device of their own, by the API alone."""

    origin: str
    username: str
    user_id: str = ""
    full_name: str = ""
    _token: str = ""
    _phone: Phone | None = None

    def sign_in(self) -> None:
        body = {
            "username": self.username,
            "password": PASSWORD,
            "device": {"id": new_id(), "name": "Máy kiểm tra"},
        }
        answer = self.post("/auth/login", body)
        self._token = answer["access_token"]
        self.user_id, self.full_name = answer["user"]["id"], answer["user"]["full_name"]
        streams = [each["stream"] for each in answer["streams"]]
        self._phone = Phone(self._exchange, body["device"]["id"], streams)  # type: ignore[index]

    def _exchange(self, request: Json) -> Json:
        return self.post("/sync", request)

    def pull(self) -> Phone:
        """All that the user may read, proved by the digest of each stream."""
        assert self._phone is not None
        self._phone.sync()
        return self._phone

    def post(self, path: str, body: object) -> Json:
        return self._ask(path, json.dumps(body).encode())

    def get(self, path: str, **query: str) -> Json:
        return self._ask(f"{path}?{urllib.parse.urlencode(query)}", None)

    @property
    def headers(self) -> dict[str, str]:
        return {"Content-Type": "application/json", "Authorization": f"Bearer {self._token}"}

    def _ask(self, path: str, body: bytes | None) -> Json:
        headers = self.headers
        url = f"{self.origin}/api/v1{path}"
        request = urllib.request.Request(url, data=body, headers=headers)
        with urllib.request.urlopen(request, timeout=30) as answer:
            got: Json = json.load(answer)
            return got


def sign_in(server: Server, username: str) -> Account:
    account = Account(server.origin, username)
    account.sign_in()
    return account

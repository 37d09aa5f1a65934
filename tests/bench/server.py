"""A real server process with its own data, for measurements."""

import http.client
import json
import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

PASSWORD = "only-for-this-run"
COMMUNE = "30076"
ROLE = "commune_admin"


class Server:
    """`tungnha serve` on a free port; without a database URL on SQLite in `folder`."""

    def __init__(self, folder: Path, database: str | None = None, *, workers: int = 1) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        self.environment = {**os.environ, "TUNGNHA_DATA": str(folder)}
        if database:
            self.environment["TUNGNHA_DATABASE"] = database
        self._tungnha("migrate")
        self._tungnha(
            *("user", "add", "--username", "bench", "--password", PASSWORD),
            *("--role", ROLE, "--unit", COMMUNE, "--full-name", "Bench"),
        )
        command = [sys.executable, "-m", "backend", "serve", "--port", str(self.port)]
        if workers > 1:
            command += ["--workers", str(workers)]
        self.process = subprocess.Popen(command, env=self.environment)
        self._wait()

    def _tungnha(self, *arguments: str) -> None:
        subprocess.run(
            [sys.executable, "-m", "backend", *arguments],
            env=self.environment,
            check=True,
            stdout=subprocess.DEVNULL,
        )

    def _wait(self) -> None:
        for _ in range(400):
            try:
                self.send("GET", "/api/v1/health", None, {})
            except OSError:
                time.sleep(0.05)
            else:
                return
        raise SystemExit("the server did not start")

    def check(self) -> None:
        """Recomputes digests, facts and the audit chain; ends the measurement where one differs."""
        self._tungnha("check")

    def post(self, path: str, content: object, token: str | None = None) -> Any:
        headers = {"Content-Type": "application/json"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        return self.send("POST", path, json.dumps(content).encode(), headers)

    def send(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Any:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        content = json.loads(answer.read())
        connection.close()
        if answer.status >= 400:
            raise SystemExit(f"{path}: {content}")
        return content

    def add_account(self, name: str, token: str) -> str:
        """One more person like `bench`, who runs all of this: their username."""
        new = {"username": name, "password": PASSWORD, "full_name": name}
        self.post("/api/v1/users", {**new, "role": ROLE, "units": [COMMUNE]}, token)
        return name

    def sign_in(self, device: str, username: str = "bench") -> str:
        """The access token of a new device."""
        about = {"id": device, "name": "bench"}
        who = {"username": username, "password": PASSWORD, "device": about}
        token: str = self.post("/api/v1/auth/login", who)["access_token"]
        return token

    def add_hamlet(self, name: str, token: str) -> str:
        """The stream of a new hamlet."""
        content = {"name": name, "type": "ap", "parent_id": COMMUNE}
        return f"hamlet:{self.post('/api/v1/units', content, token)['id']}"

    def memory_mb(self) -> float:
        """Resident memory of the server and its workers, less what they share."""
        total = 0
        for each in self._family(self.process.pid):
            lines = Path(f"/proc/{each}/smaps_rollup").read_text().splitlines()
            total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
        return total / 1024

    def _family(self, pid: int) -> list[int]:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        return [pid, *(each for child in children for each in self._family(int(child)))]

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(20)

"""Push and pull against a real server process, beside the floor of raw SQLite in the same run.

    python -m tests.bench.sync [--records 20000] [--clients 20] [--rounds 3] [--database URL]

Prints medians of the rounds and their ratios to the floor. The load generator shares the cores.
"""

import argparse
import gzip
import http.client
import json
import os
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import pysqlite3.dbapi2 as pysqlite

BATCH = 100
PASSWORD = "only-for-this-run"
PLACES = "kênh rạch Ông Kho Cái Bèo đình vườn xoài bờ nam chợ Mỹ Phú tạp hóa Vân Anh"
WORDS = PLACES.split()


def seven() -> str:
    """A UUIDv7 of now, as devices make them."""
    raw = bytearray(int(time.time() * 1000).to_bytes(6, "big") + os.urandom(10))
    raw[6], raw[8] = raw[6] & 0x0F | 0x70, raw[8] & 0x3F | 0x80
    return str(uuid.UUID(bytes=bytes(raw)))


def make_household(number: int, chance: random.Random) -> dict[str, object]:
    """Fields of about the size of a real household's record (790 bytes on the wire)."""
    return {
        "head_name": f"Nguyễn Văn {number}",
        "phone": f"09{chance.randrange(10**8):08d}",
        "address": " ".join(chance.choices(WORDS, k=8)),
        "cluster": f"Tổ {chance.randrange(1, 12)}",
        "members_count": chance.randrange(1, 8),
        "producing": chance.random() < 0.5,
        "shop": chance.random() < 0.2,
        "location": {"lat": 10.4 + chance.random() / 10, "lon": 105.7 + chance.random() / 10},
        "note": " ".join(chance.choices(WORDS, k=30)),
    }


@dataclass
class Client:
    """One device over one kept connection; bodies are made before the clock starts."""

    port: int
    token: str
    device: str
    stream: str
    n: int = 0
    latencies_ms: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)

    def bodies(self, records: int, chance: random.Random) -> list[bytes]:
        return [self._body(chance) for _ in range(records // BATCH)]

    def _body(self, chance: random.Random) -> bytes:
        changesets = []
        for _ in range(BATCH):
            self.n += 1
            change = {
                "op": "create",
                "type": "household",
                "id": seven(),
                "stream": self.stream,
                "fields": make_household(self.n, chance),
            }
            changesets.append(
                {
                    "n": self.n,
                    "id": seven(),
                    "at": "2026-11-23T09:40:11+07:00",
                    "schema": 1,
                    "app": "bench",
                    "epoch": None,
                    "changes": [change],
                }
            )
        return self.request(changesets=changesets)

    def request(self, **more: object) -> bytes:
        return json.dumps(
            {"protocol": 1, "device": self.device, "waiting": 0, "cursors": [], **more},
            ensure_ascii=False,
        ).encode()

    def post(self, body: bytes, *, packed: bool = False) -> bytes:
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        if packed:
            headers["Accept-Encoding"] = "gzip"
        began = time.perf_counter()
        self.connection.request("POST", "/api/v1/sync", body, headers)
        answer = self.connection.getresponse()
        data = answer.read()
        self.latencies_ms.append((time.perf_counter() - began) * 1000)
        if answer.status != 200:
            raise SystemExit(f"{answer.status}: {data[:300]!r}")
        return data


class Server:
    """A real server process on a free port with its own data."""

    def __init__(self, folder: Path, database: str | None) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.environment = {**os.environ, "TUNGNHA_DATA": str(folder)}
        if database:
            self.environment["TUNGNHA_DATABASE"] = database
        self._tungnha("migrate")
        self._tungnha(
            *("user", "add", "--username", "bench", "--password", PASSWORD),
            *("--role", "commune_admin", "--unit", "30076", "--full-name", "Bench"),
        )
        command = [sys.executable, "-m", "backend", "serve", "--port", str(self.port)]
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
        for _ in range(200):
            try:
                self.get("/api/v1/health")
            except OSError:
                time.sleep(0.05)
            else:
                return
        raise SystemExit("the server did not start")

    def get(self, path: str) -> Any:
        return self._send("GET", path, None, {})

    def post(self, path: str, content: object, token: str | None = None) -> Any:
        headers = {"Content-Type": "application/json"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        return self._send("POST", path, json.dumps(content).encode(), headers)

    def _send(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Any:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        content = json.loads(answer.read())
        if answer.status >= 400:
            raise SystemExit(f"{path}: {content}")
        return content

    def sign_in(self) -> tuple[str, str]:
        device = seven()
        content = {
            "username": "bench",
            "password": PASSWORD,
            "device": {"id": device, "name": "bench"},
        }
        return self.post("/api/v1/auth/login", content)["access_token"], device

    def memory_mb(self) -> float:
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
        return int(line.split()[1]) / 1024

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(20)


def floor_push(folder: Path, records: int) -> float:
    """Records a second that raw SQLite stores durably in batches: the record and its log row."""
    path = folder / f"floor-{seven()}.sqlite3"
    connection = pysqlite.connect(str(path), isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE record (id TEXT PRIMARY KEY, stream TEXT, seq INT, wire BLOB)")
    connection.execute("CREATE UNIQUE INDEX stream_seq ON record (stream, seq)")
    connection.execute("CREATE TABLE log (device TEXT, n INT, body BLOB, PRIMARY KEY (device, n))")
    chance = random.Random(1)
    wires = [json.dumps(make_household(n, chance), ensure_ascii=False).encode() for n in range(500)]
    began = time.perf_counter()
    for start in range(0, records, BATCH):
        rows = range(start, start + BATCH)
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(
            "INSERT INTO record VALUES (?, 'hamlet', ?, ?)",
            [(seven(), n, wires[n % 500]) for n in rows],
        )
        connection.executemany(
            "INSERT INTO log VALUES ('device', ?, ?)", [(n, wires[n % 500]) for n in rows]
        )
        connection.execute("COMMIT")
    took = time.perf_counter() - began
    connection.close()
    return records / took


def floor_pull(folder: Path, records: int) -> float:
    """Records a second that raw SQLite gives back as bytes, in pages of 2,000."""
    path = max(folder.glob("floor-*.sqlite3"), key=lambda each: each.stat().st_mtime)
    connection = pysqlite.connect(str(path))
    began = time.perf_counter()
    seq, total = -1, 0
    while True:
        rows = connection.execute(
            "SELECT seq, wire FROM record WHERE stream = 'hamlet' AND seq > ?"
            " ORDER BY seq LIMIT 2000",
            (seq,),
        ).fetchall()
        if not rows:
            break
        b",".join(row[1] for row in rows)
        seq, total = rows[-1][0], total + len(rows)
    return min(total, records) / (time.perf_counter() - began)


def push(clients: list[Client], records: int) -> float:
    """Records a second over all clients, each in its own thread."""
    chance = random.Random(2)
    work = [(client, client.bodies(records // len(clients), chance)) for client in clients]
    total = sum(len(bodies) for _, bodies in work) * BATCH

    def run(client: Client, bodies: list[bytes]) -> None:
        for body in bodies:
            client.post(body)

    threads = [threading.Thread(target=run, args=each) for each in work]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return total / (time.perf_counter() - began)


def pull(client: Client, *, packed: bool) -> tuple[float, float, str]:
    """Records a second, bytes a record on the wire, and the cursor at the end."""
    cursor, total, size = None, 0, 0
    began = time.perf_counter()
    while True:
        body = client.request(cursors=[{"stream": client.stream, "cursor": cursor}], limit=2000)
        data = client.post(body, packed=packed)
        size += len(data)
        part = json.loads(gzip.decompress(data) if packed else data)["streams"][0]
        total += len(part["records"])
        cursor = part["cursor"]
        if part["remaining"] == 0:
            took = time.perf_counter() - began
            return total / took, size / total, cursor


def timed_ms(act: Callable[[], object], times: int) -> float:
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        act()
        taken.append((time.perf_counter() - began) * 1000)
    return statistics.median(taken)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=20_000)
    parser.add_argument("--clients", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--database")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        server = Server(folder, options.database)
        try:
            measure(server, folder, options)
        finally:
            server.stop()


def measure(server: Server, folder: Path, options: argparse.Namespace) -> None:
    token, _ = server.sign_in()
    found: dict[str, list[float]] = {}

    def note(name: str, value: float) -> None:
        found.setdefault(name, []).append(value)

    for number in range(options.rounds):
        made = server.post(
            "/api/v1/units",
            {"name": f"Ấp {number}", "type": "ap", "parent_id": "30076"},
            token,
        )
        stream = f"hamlet:{made['id']}"
        signed = [server.sign_in() for _ in range(options.clients)]
        clients = [Client(server.port, *each, stream) for each in signed]
        note("floor push, records/s", floor_push(folder, options.records))
        note("push, 1 client, records/s", push(clients[:1], options.records // 4))
        clients[0].latencies_ms.clear()
        note(f"push, {len(clients)} clients, records/s", push(clients, options.records))
        latencies = sorted(each for client in clients for each in client.latencies_ms)
        note("  p95 of a batch, ms", latencies[int(len(latencies) * 0.95)])
        note("floor pull, records/s", floor_pull(folder, options.records))
        plain, plain_bytes, cursor = pull(clients[0], packed=False)
        packed, packed_bytes, _ = pull(clients[0], packed=True)
        note("pull, records/s", plain)
        note("pull gzip, records/s", packed)
        note("  bytes a record", plain_bytes)
        note("  bytes a record, gzip", packed_bytes)
        idle = clients[0].request(cursors=[{"stream": stream, "cursor": cursor}])
        note("nothing new, ms", timed_ms(partial(clients[0].post, idle), 50))
        push(clients[1:2], BATCH)
        note("100 changed, ms", timed_ms(partial(clients[0].post, idle), 20))
        note("memory, MB", server.memory_mb())
    print(f"{options.records} records, medians of {options.rounds} rounds")
    for name, values in found.items():
        print(f"{name:32} {statistics.median(values):12.1f}")
    for kind in ("push", "pull"):
        floor = statistics.median(found[f"floor {kind}, records/s"])
        ours = (
            f"push, {options.clients} clients, records/s" if kind == "push" else "pull, records/s"
        )
        print(f"{kind} / floor {statistics.median(found[ours]) / floor:>27.2f}")


if __name__ == "__main__":
    main()

"""The real phone's code takes part: its outbox, exchange and store against the real server over
HTTP, through a bad network, while another phone writes the same records.
"""

import json
import os
import shutil
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from backend.core.scope import Role
from backend.store.database import Database
from tests.conftest import Clock, make_context
from tests.e2e.harness import PASSWORD, ROOT, Account, Server, sign_in
from tests.people import add_hamlet, add_user
from tests.phone import Json, new_id
from tests.simulation import endings, values
from tests.simulation.reading import State, read_state

ACTS = 150
TIMEOUT_S = 180
RUN = ("npx", "vitest", "run", "--config", "tests/proof/vitest.config.ts")


@pytest.fixture
def server(tmp_path: Path, sqlite_template: Path) -> Iterator[Server]:
    path = tmp_path / "tungnha.sqlite3"
    shutil.copyfile(sqlite_template, path)
    database = Database(f"sqlite:///{path}")
    context = make_context(database, Clock())
    hamlet = add_hamlet(context, "Ấp Mỹ Phú")
    for name in ("an", "binh"):
        add_user(context, name, Role.VOLUNTEER, [hamlet], password=PASSWORD)
    database.close()
    started = Server(tmp_path)
    started.start()
    yield started
    started.kill()


def _session(server: Server, device: str) -> Json:
    body = {
        "username": "an",
        "password": PASSWORD,
        "device": {"id": device, "name": "Máy của an"},
    }
    return Account(server.origin, "an").post("/auth/login", body)


def _write_along(account: Account, is_done: threading.Event) -> None:
    """Another volunteer edits what the phone made, until it is done."""
    phone = account.pull()
    while not is_done.wait(0.05):
        phone.sync()
        for record in phone.all_of("household")[:3]:
            word = f"bên kia {len(phone.log)}"
            phone.record(phone.update(record["id"], phone=word, blind=len(phone.log) % 3 == 0))
        phone.sync()


def _run_phone(job: Json) -> None:
    done = subprocess.run(
        RUN,
        cwd=ROOT / "pwa",
        env={**os.environ, "TUNGNHA_PROOF": json.dumps(job)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=TIMEOUT_S,
        check=False,
    )
    assert done.returncode == 0, done.stdout.decode(errors="replace")


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.promise("P1", "P2", "P5", "P7")
def test_the_real_phone_keeps_the_promises_through_a_bad_network(
    server: Server, tmp_path: Path, seed: int
) -> None:
    device, report_path = new_id(), tmp_path / "report.json"
    session = _session(server, device)
    hamlet = next(
        each["stream"] for each in session["streams"] if each["stream"].startswith("hamlet:")
    )
    is_done = threading.Event()
    other = sign_in(server, "binh")
    thread = threading.Thread(target=_write_along, args=(other, is_done))
    thread.start()
    try:
        _run_phone(
            {
                "origin": server.origin,
                "session": session,
                "device_id": device,
                "hamlet": hamlet,
                "acts": ACTS,
                "seed": seed,
                "report": str(report_path),
            }
        )
    finally:
        is_done.set()
        thread.join()
    server.kill()
    database = Database(f"sqlite:///{server.data / 'tungnha.sqlite3'}")
    state = read_state(database)
    database.close()
    _check(json.loads(report_path.read_text(encoding="utf-8")), state)


def _check(report: Json, state: State) -> None:
    assert report["faults"] > 10
    arrived = {line.changeset_id: line for line in state.log.values()}
    for entry in report["log"]:
        assert arrived[entry["id"]].status == entry["status"]
    for check in (
        endings.check_p2_each_changeset_counts_once,
        endings.check_p3_logs_have_no_gaps,
        endings.check_p4_held_leaves_no_trace,
        endings.check_p4_applied_is_applied_whole,
        values.check_p5_no_value_is_lost,
    ):
        check(None, state)  # type: ignore[arg-type]
    there = {record.id: record.wire for record in state.records.values()}
    for record in report["households"]:
        newest = there[record["id"]]
        assert record["rev"] <= newest["rev"]
        if record["rev"] == newest["rev"]:
            assert record["tag"] == newest["tag"]
            assert record["fields"] == newest["fields"]

"""`tungnha serve --workers`: several processes on one database answer as one server."""

import http.client
import json
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bench.devices import BATCH, Device, seven
from tests.bench.load import send_all
from tests.bench.server import Server
from tests.bench.sync import Pull, accepted
from tests.postgres import create_database, drop_database

PROCESSES = 2
ASKED = 40
DEVICES, PUSHES = 8, 5


@pytest.fixture(params=["sqlite", "postgres"])
def several(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Server]:
    """A server of two processes; both end with the one that started them."""
    is_sqlite = request.param == "sqlite"
    url = None if is_sqlite else create_database(request.getfixturevalue("postgres_server"))
    server = Server(tmp_path, url, workers=PROCESSES)
    try:
        yield server
    finally:
        server.stop()
        if url is not None:
            drop_database(url)


def _health(server: Server) -> str:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    connection.request("GET", "/api/v1/health")
    epoch: str = json.load(connection.getresponse())["epoch"]
    connection.close()
    return epoch


def test_several_processes_serve_one_history(several: Server) -> None:
    assert len({_health(several) for _ in range(ASKED)}) == 1


@pytest.mark.slow
@pytest.mark.promise("P1", "P2", "P7", "F34")
def test_what_many_push_to_several_processes_is_there_once(several: Server) -> None:
    """Every push is sent twice, over two connections at the same time."""
    chance = random.Random(1)
    stream = several.add_hamlet("Ấp Một", several.sign_in(seven()))
    ids = [seven() for _ in range(DEVICES)]
    devices = [Device(several.sign_in(each), each, stream, chance) for each in ids]
    pushes = [[device.push() for _ in range(PUSHES)] for device in devices]
    accepted(send_all(several.port, [iter(each) for each in [*pushes, *pushes]]))
    pull = Pull(devices[0], None)
    accepted(send_all(several.port, [(pull.requests(), pull.see)]))
    pull.prove(DEVICES * PUSHES * BATCH)
    several.check()

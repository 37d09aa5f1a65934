"""Two processes on one PostgreSQL: a stream's numbers are handed out under its lock, and several
locks are taken in one order. Within one process pushes take turns, which would hide either mistake.
"""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from backend.services.context import Context
from backend.store.database import Connection, Database
from backend.store.sql import execute, select
from tests.commune import Commune, build_commune
from tests.crash.waiting import wait_until_waiting
from tests.phone import Json, Phone

ANSWERS_SECONDS = 30

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.parametrize("database_url", ["postgres"], indirect=True),
]


@pytest.fixture
def commune(context: Context) -> Commune:
    return build_commune(context)


@pytest.fixture
def phone(commune: Commune) -> Phone:
    """It has recorded a household in each hamlet; both streams have a head."""
    phone = commune.phone("xa")
    phone.record(*(_household(phone, stream) for stream in commune.hamlets))
    phone.sync()
    return phone


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(1) as opened:
        yield opened


def _household(phone: Phone, stream: str) -> Json:
    return phone.create("household", stream, head_name="Lê Văn Ba")


def _begin_push(pool: ThreadPoolExecutor, phone: Phone, streams: list[str]) -> Future[Json]:
    phone.record(*(_household(phone, stream) for stream in streams))
    return pool.submit(phone.exchange, phone.request())


def _take_number(connection: Connection, stream: str) -> None:
    execute(connection, "UPDATE stream SET head = head + 1 WHERE id = ?", stream)


def _head_of(database: Database, stream: str) -> int:
    with database.read() as connection:
        return int(select(connection, "SELECT head FROM stream WHERE id = ?", stream)[0][0])


@pytest.mark.promise("P7", "F11", "D4")
def test_a_number_that_another_process_took_is_not_taken_again(
    commune: Commune, elsewhere: Database, phone: Phone, pool: ThreadPoolExecutor
) -> None:
    stream = commune.hamlets[0]
    before = _head_of(elsewhere, stream)
    with elsewhere.write() as connection:
        _take_number(connection, stream)
        pushing = _begin_push(pool, phone, [stream])
        wait_until_waiting(elsewhere)
    assert pushing.result(ANSWERS_SECONDS)["results"][0]["status"] == "applied"
    assert _head_of(elsewhere, stream) == before + 2


@pytest.mark.promise("F11")
def test_a_push_that_waits_for_a_stream_holds_none_that_comes_after_it(
    commune: Commune, elsewhere: Database, phone: Phone, pool: ThreadPoolExecutor
) -> None:
    """Whatever the order of its changes: two that wait for each other would be a deadlock."""
    first, last = sorted(commune.hamlets)
    with elsewhere.write() as connection:
        _take_number(connection, first)
        pushing = _begin_push(pool, phone, [last, first])
        wait_until_waiting(elsewhere)
        with elsewhere.write() as beside:
            free = select(beside, "SELECT id FROM stream WHERE id = ? FOR UPDATE SKIP LOCKED", last)
    assert [row[0] for row in free] == [last]
    assert pushing.result(ANSWERS_SECONDS)["results"][0]["status"] == "applied"

"""Many connections at once: no row is stepped over, nothing deadlocks, a repeat counts once."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import pytest

from backend.services.context import Context
from backend.store.database import Connection, Database
from backend.store.sql import execute, select
from tests.commune import Commune, build_commune
from tests.phone import Json, Phone

T = TypeVar("T")
WRITERS = 4
INTERLEAVINGS = 1_000
IDENTICAL = 16


@pytest.fixture
def commune(context: Context) -> Commune:
    return build_commune(context)


def _in_parallel(jobs: list[Callable[[], T]]) -> list[T]:
    """All at once, as nearly as threads can."""
    gate = threading.Barrier(len(jobs))

    def run(job: Callable[[], T]) -> T:
        gate.wait()
        return job()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(run, jobs))


def _household(phone: Phone, stream: str, number: int) -> Json:
    return phone.create("household", stream, head_name=f"Ông {number}")


def _push_many(phone: Phone, stream: str, pushes: int) -> Callable[[], int]:
    def push() -> int:
        for number in range(pushes):
            phone.record(_household(phone, stream, number))
            phone.take(phone.exchange(phone.request()))
        return pushes

    return push


@pytest.mark.slow
@pytest.mark.promise("P7", "F11", "D4")
def test_a_reader_steps_over_no_row_that_commits_later(commune: Commune) -> None:
    """Writers and a reader that follows them by its cursor, a thousand commits interleaved."""
    stream = commune.hamlets[0]
    pushes = INTERLEAVINGS // WRITERS
    writers = [commune.phone("an" if number % 2 else "binh") for number in range(WRITERS)]
    reader = commune.phone("totruong")
    done = threading.Event()

    def read() -> int:
        rounds = 0
        while not done.is_set():
            reader.sync()
            rounds += 1
        reader.sync()
        return rounds

    with ThreadPoolExecutor(1) as pool:
        reading = pool.submit(read)
        try:
            _in_parallel([_push_many(each, stream, pushes) for each in writers])
        finally:
            done.set()
        assert reading.result() > 1
    assert len(reader.all_of("household")) == pushes * WRITERS


@pytest.mark.slow
@pytest.mark.postgres
@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
def test_the_naive_cursor_steps_over_rows_and_the_streams_lock_does_not(
    database: Database,
) -> None:
    """A plain sequence hands a number out before the commit: the lower one may come later."""
    with database.write() as connection:
        execute(connection, "CREATE SEQUENCE naive")
        execute(connection, "CREATE TABLE plain (seq bigint PRIMARY KEY)")
        execute(connection, "CREATE TABLE locked (seq bigint PRIMARY KEY)")
        execute(connection, "CREATE TABLE head (seq bigint)")
        execute(connection, "INSERT INTO head VALUES (0)")
    assert _missed(database, "plain", _take_naively) > 0
    assert _missed(database, "locked", _take_under_lock) == 0


def _take_naively(connection: Connection) -> int:
    return int(select(connection, "SELECT nextval('naive')")[0][0])


def _take_under_lock(connection: Connection) -> int:
    seq = int(select(connection, "SELECT seq FROM head FOR UPDATE")[0][0]) + 1
    execute(connection, "UPDATE head SET seq = ?", seq)
    return seq


def _missed(database: Database, table: str, take: Callable[[Connection], int]) -> int:
    """How many of the rows a reader never saw that asks for what is beyond its cursor."""
    done = threading.Event()
    seen: set[int] = set()

    def write() -> None:
        for _ in range(INTERLEAVINGS // WRITERS):
            with database.write() as connection:
                seq = take(connection)
                select(connection, "SELECT pg_sleep(0.0005)")
                execute(connection, f"INSERT INTO {table} VALUES (?)", seq)

    def read() -> None:
        cursor = 0
        while True:
            is_last = done.is_set()
            with database.read() as connection:
                rows = select(connection, f"SELECT seq FROM {table} WHERE seq > ?", cursor)
            seen.update(row[0] for row in rows)
            cursor = max([cursor, *(row[0] for row in rows)])
            if is_last:
                return

    with ThreadPoolExecutor(1) as pool:
        reading = pool.submit(read)
        _in_parallel([write] * WRITERS)
        done.set()
        reading.result()
    return INTERLEAVINGS - len(seen)


@pytest.mark.promise("P2", "F3")
def test_sixteen_identical_pushes_take_effect_once(commune: Commune) -> None:
    phone, stream = commune.phone("an"), commune.hamlets[0]
    phone.record(_household(phone, stream, 1))
    request = phone.request()
    answers = _in_parallel([lambda: phone.exchange(request)] * IDENTICAL)
    results = [answer["results"][0] for answer in answers]
    assert sum("repeated" not in each for each in results) == 1
    assert {(each["status"], str(each["records"])) for each in results} == {
        (results[0]["status"], str(results[0]["records"]))
    }
    phone.sync()
    assert [record["rev"] for record in phone.all_of("household")] == [1]


@pytest.mark.slow
@pytest.mark.postgres
@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
def test_writers_of_the_same_streams_in_another_order_do_not_deadlock(commune: Commune) -> None:
    one, two = commune.hamlets

    def push(phone: Phone, streams: tuple[str, str]) -> Callable[[], None]:
        def run() -> None:
            for number in range(25):
                phone.record(*(_household(phone, stream, number) for stream in streams))
                phone.take(phone.exchange(phone.request()))

        return run

    phones = [commune.phone("xa") for _ in range(WRITERS)]
    _in_parallel([push(each, (one, two) if i % 2 else (two, one)) for i, each in enumerate(phones)])
    reader = commune.phone("totruong")
    commune_phone = phones[0]
    commune_phone.sync()
    assert len(commune_phone.all_of("household")) == 25 * 2 * WRITERS
    assert reader.sync()["acked"] == 0

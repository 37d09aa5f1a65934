"""Several processes on one SQLite file write one after the other, and each has its turn."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from time import monotonic

import pytest

from backend.store.writer_lock import WriterLock

WAIT_S = 10.0
AT_ONCE = 0.0

HOLDER = """
import sys
from pathlib import Path
from backend.store.writer_lock import WriterLock
print(WriterLock(Path(sys.argv[1])).acquire(10), flush=True)
sys.stdin.read()
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "one.sqlite3"


@pytest.fixture
def two(path: Path) -> Iterator[tuple[WriterLock, WriterLock]]:
    """As two processes have it: each its own open files."""
    locks = WriterLock(path), WriterLock(path)
    yield locks
    for lock in locks:
        lock.close()


def test_one_process_writes_at_a_time(two: tuple[WriterLock, WriterLock]) -> None:
    first, second = two
    assert first.acquire(WAIT_S)
    assert not second.acquire(AT_ONCE)
    first.release()
    assert second.acquire(WAIT_S)
    second.release()


def test_one_thread_of_a_process_writes_at_a_time() -> None:
    lock = WriterLock(None)
    assert lock.acquire(WAIT_S)
    other = threading.Thread(target=lambda: had.append(lock.acquire(AT_ONCE)))
    had: list[bool] = []
    other.start()
    other.join(WAIT_S)
    lock.release()
    assert had == [False]


def test_who_gave_up_waiting_bars_nobody(two: tuple[WriterLock, WriterLock]) -> None:
    first, second = two
    assert first.acquire(WAIT_S)
    assert not second.acquire(AT_ONCE)
    first.release()
    assert first.acquire(WAIT_S)
    first.release()


def test_a_busy_process_lets_the_waiting_one_in_next(two: tuple[WriterLock, WriterLock]) -> None:
    busy, waiting = two
    turns: list[str] = []

    def write_once() -> None:
        assert waiting.acquire(WAIT_S)
        turns.append("waiting")
        waiting.release()

    assert busy.acquire(WAIT_S)
    other = threading.Thread(target=write_once)
    other.start()
    _wait_until_it_is_next(waiting)
    busy.release()
    assert busy.acquire(WAIT_S)
    turns.append("busy")
    busy.release()
    other.join(WAIT_S)
    assert turns == ["waiting", "busy"]


def _wait_until_it_is_next(lock: WriterLock) -> None:
    give_up = monotonic() + WAIT_S
    while not lock.is_next:
        assert monotonic() < give_up


def test_a_process_that_dies_lets_go(path: Path) -> None:
    lock = WriterLock(path)
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline().strip() == "True"
        assert not lock.acquire(AT_ONCE)
        holder.kill()
    assert lock.acquire(WAIT_S)
    lock.release()
    lock.close()

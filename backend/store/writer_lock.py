"""The one writer of an SQLite file: the threads of a process, and processes, go in turn.

SQLite's own wait asks again after up to 100 ms and lets a busy process in first every time; here a
process that waits is next.
"""

import fcntl
import os
import threading
from pathlib import Path
from time import monotonic, sleep

ASK_SECONDS = 0.0005


class WriterLock:
    """Held by one thread of one process. `path` is None for a database that no other process can
    open. A process that dies lets go."""

    def __init__(self, path: Path | None) -> None:
        self._thread = threading.Lock()
        self._is_next = False
        self._door = None if path is None else _FileLock(path.with_name(f"{path.name}-door"))
        self._desk = None if path is None else _FileLock(path.with_name(f"{path.name}-writer"))

    @property
    def is_next(self) -> bool:
        """Whether a thread of this process waits at the desk, before all other processes."""
        return self._is_next

    def acquire(self, timeout_s: float) -> bool:
        """Whether it was had in time."""
        deadline = monotonic() + timeout_s
        if not self._thread.acquire(timeout=timeout_s):
            return False
        if self._enter(deadline):
            return True
        self._thread.release()
        return False

    def release(self) -> None:
        if self._desk is not None:
            self._desk.release()
        self._thread.release()

    def close(self) -> None:
        for each in (self._door, self._desk):
            if each is not None:
                each.close()

    def _enter(self, deadline: float) -> bool:
        """Who waits for the desk keeps the door: who comes back from it finds the door shut."""
        if self._door is None or self._desk is None:
            return True
        if not self._door.acquire(deadline):
            return False
        self._is_next = True
        try:
            return self._desk.acquire(deadline)
        finally:
            self._is_next = False
            self._door.release()


class _FileLock:
    """An advisory lock between processes; the system's own wait has no time limit."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: int | None = None

    def acquire(self, deadline: float) -> bool:
        if self._file is None:
            self._file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        while True:
            try:
                fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if monotonic() >= deadline:
                    return False
                sleep(ASK_SECONDS)
            else:
                return True

    def release(self) -> None:
        assert self._file is not None
        fcntl.flock(self._file, fcntl.LOCK_UN)

    def close(self) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None

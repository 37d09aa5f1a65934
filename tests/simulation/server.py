"""The real server of a world, in process: it crashes where it is told, is backed up and restored.

Each request draws its chance from its own number, so that a replay of what was accepted gives the
same bytes as the run itself.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from random import Random
from typing import TypeVar

from backend.core.people import DeviceClaim, Session
from backend.core.problems import Problem
from backend.core.scope import Caller
from backend.services.context import Context
from backend.services.outbox.deliver_outbox import Delivered, deliver_outbox
from backend.services.people.sessions import issue_session, register_device
from backend.services.syncing.settle_hamlets import settle_all
from backend.services.syncing.sync import sync
from backend.services.upkeep.back_up import back_up
from backend.services.upkeep.restore_backup import restore_backup
from backend.settings import Retention, Settings
from backend.store.callers import find_caller
from backend.store.database import Connection, Database
from backend.store.devices import find_device
from backend.store.epochs import get_epoch, open_epoch
from backend.store.tokens import TokenOwner
from tests.simulation.chance import Clock
from tests.simulation.storage import Storage

T = TypeVar("T")
NOTHING_CHANGED = frozenset({400, 409, 413, 422})
MARKER_DAYS = 2
"""A world lasts some weeks, and phones are away for days: deletions go soon enough to matter."""
PRUNED_AT_ONCE = 3


class Crash(BaseException):
    """The server's process ended here. Not an Exception, so that no code of it goes on."""


@dataclass(frozen=True, slots=True)
class CrashPoint:
    """In the `write`th writing transaction of a request, before its commit or after it."""

    write: int
    is_before_commit: bool


class CrashingDatabase(Database):
    """The real database of a process that may end at a commit."""

    crash_point: CrashPoint | None = None
    writes: int = 0

    def begin(self, point: CrashPoint | None) -> None:
        self.crash_point, self.writes = point, 0

    @contextmanager
    def write(self) -> Iterator[Connection]:
        self.writes += 1
        point = self.crash_point
        is_doomed = point is not None and point.write == self.writes
        with super().write() as connection:
            yield connection
            if is_doomed and point is not None and point.is_before_commit:
                raise Crash
        if is_doomed:
            raise Crash


@dataclass(frozen=True, slots=True)
class Op:
    """Something that the server was asked for, with all that decides what it does; `is_routine`
    where it comes again and again, whether anything is to be done or not."""

    number: int
    at: datetime
    crash_point: CrashPoint | None
    run: Callable[["Server"], object]
    is_routine: bool = False


@dataclass(frozen=True, slots=True)
class Backup:
    """A copy of the database, and how much of the server's history it holds; `verified` is the
    file of `tungnha backup`, where there is one."""

    copy: str
    length: int
    verified: Path | None = None


class Server:
    """`history` lists what was accepted since the beginning, as far as no restore lost it."""

    def __init__(self, storage: Storage, seed: object, clock: Clock) -> None:
        self.storage = storage
        self.seed = seed
        self.clock = clock
        self.history: list[Op] = []
        self.generation = 0
        self.requests = 0
        self._number = 0
        self._chance = Random()
        self._open()

    def _open(self) -> None:
        self.database = CrashingDatabase(self.storage.url)
        settings = Settings(
            database_url=self.storage.url,
            pwa_dir=Path("no-pwa-in-tests"),
            retention=Retention(marker_days=MARKER_DAYS, batch_rows=PRUNED_AT_ONCE),
        )
        self.context = Context(
            database=self.database,
            settings=replace(settings),
            now=self.clock,
            random_bytes=self._chance.randbytes,
        )

    def restart(self) -> None:
        """What was cut off goes on, as at each start of the real server."""
        self.database.close()
        self._open()
        settle_all(self.context)

    def close(self) -> None:
        self.database.close()

    # -- what it is asked

    def exchange(
        self, user_id: str, device: str, body: bytes, *, crash_point: CrashPoint | None = None
    ) -> tuple[bytes, Op]:
        """The answer to a sync, and the request as it may be kept. Raises Problem, Crash."""
        self.requests += 1
        op = self._new_op(lambda server: server.sync_as(user_id, device, body), crash_point)
        answer = self._perform(op)
        assert isinstance(answer, bytes)
        return answer, op

    def act(
        self,
        run: Callable[["Server"], T],
        *,
        crash_point: CrashPoint | None = None,
        is_routine: bool = False,
    ) -> T:
        """Something that a person or the operator does by other means than sync; it is kept."""
        op = replace(self._new_op(run, crash_point), is_routine=is_routine)
        given: T = self._perform(op)  # type: ignore[assignment]
        self.history.append(op)
        return given

    def keep(self, op: Op) -> None:
        self.history.append(op)

    def sync_as(self, user_id: str, device: str, body: bytes) -> bytes:
        return sync(self.context, self.caller(user_id, device), body)

    def deliver_as(self, user_id: str, device: str, file: bytes) -> Delivered:
        return deliver_outbox(self.context, self.caller(user_id, device), file)

    def register(self, user_id: str, place: str, claim: DeviceClaim) -> None:
        """As a refresh does: what replaces a revoked device is revoked itself."""
        with self.database.write() as connection:
            replaced = find_device(connection, claim.replaces) if claim.replaces else None
            register_device(
                self.context,
                connection,
                claim,
                user_id=user_id,
                place=place,
                revoked_at=replaced.revoked_at if replaced else None,
            )

    def sign_in_as(self, user_id: str, place: str, claim: DeviceClaim) -> Session:
        """As a sign-in, without the cost of a password; also of who is disabled, so that what
        their phone holds can come. What replaces a revoked device is revoked itself."""
        self.register(user_id, place, claim)
        owner = TokenOwner(self.context.new_id(), user_id, claim.id)
        with self.database.write() as connection:
            return issue_session(self.context, connection, owner, parent=None)

    def caller(self, user_id: str, device: str) -> Caller:
        with self.database.read() as connection:
            found = find_caller(connection, user_id, device)
        if found is None:
            raise Problem(401, "not_signed_in", "The device signs in first.")
        return found

    @property
    def news(self) -> int:
        """How much has been done here that was no routine."""
        return sum(not op.is_routine for op in self.history)

    @property
    def epoch(self) -> str:
        with self.database.read() as connection:
            return get_epoch(connection)

    def _new_op(self, run: Callable[["Server"], object], crash_point: CrashPoint | None) -> Op:
        self._number += 1
        return Op(self._number, self.clock.moment, crash_point, run)

    def _perform(self, op: Op) -> object:
        self._chance.seed(self.seed_of(op))
        self.database.begin(op.crash_point)
        try:
            return op.run(self)
        except Crash:
            self.history.append(op)
            self.restart()
            raise
        except Problem as problem:
            if problem.status not in NOTHING_CHANGED:
                self.history.append(op)
            raise
        finally:
            self.database.begin(None)

    def seed_of(self, op: Op) -> str:
        return f"{self.seed} {op.number}"

    # -- backups

    def back_up(self, *, is_verified: bool = False) -> Backup:
        """Besides a copy of the files also what `tungnha backup` makes, which tells the devices
        what is safe."""
        verified = self.storage.folder / f"backup-{self._number}" if is_verified else None
        if verified is not None:
            back_up(self.context, verified)
        self.database.close()
        copy = self.storage.copy()
        self._open()
        return Backup(copy, len(self.history), verified)

    def fail_to_back_up(self) -> None:
        """The file is whole but cannot get its name."""
        taken = self.storage.folder / "not-a-backup"
        (taken / "in the way").mkdir(parents=True, exist_ok=True)
        with suppress(OSError):
            back_up(self.context, taken)

    def restore_verified(self, backup: Backup) -> None:
        """`tungnha restore`. Of it a replay, which never lost anything, has only the new history
        to open."""
        path, reasons = backup.verified, list[str]()
        assert path is not None
        self.generation += 1
        del self.history[backup.length :]

        def run(server: "Server") -> None:
            if server is self:
                made_at = restore_backup(server.context, path).made_at
                reasons.append(f"restore of the backup of {made_at}")
            else:
                server.open_history(reasons[0])

        self.act(run)

    def restore(self, backup: Backup, *, is_announced: bool) -> None:
        """Puts the copy in the database's place; announced, a new history is opened."""
        self.database.close()
        self.storage.put_back(backup.copy)
        self._open()
        self.generation += 1
        del self.history[backup.length :]
        if is_announced:
            self.announce()

    def announce(self) -> None:
        """Opens a new history, as the operator does who has restored a backup."""
        self.act(lambda server: server.open_history("restore"))

    def open_history(self, reason: str) -> None:
        epoch, now = self.context.new_id(), self.context.now_text()
        with self.database.write() as connection:
            open_epoch(connection, epoch_id=epoch, at=now, reason=reason)

    def replay(self, other: "Server") -> None:
        """Does on `other`, an empty server of the same seed, all that was accepted here."""
        for op in self.history:
            other.clock.moment = op.at
            try:
                other._perform(op)
            except (Crash, Problem):
                continue

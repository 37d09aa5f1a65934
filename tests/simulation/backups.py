"""A world's backups: copies of the files and what `tungnha backup` verified, put back announced or
not; and which changesets a phone may therefore forget.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.simulation.broken import hold
from tests.simulation.phone import FieldPhone
from tests.simulation.reading import read_all_ids
from tests.simulation.server import Backup
from tests.simulation.village import Person

if TYPE_CHECKING:
    from tests.simulation.world import World

KEPT_MAX = 4
VERIFIED_SHARE = 0.3


@dataclass(frozen=True, slots=True)
class Memory:
    """A backup, with what the office had decided by then and the changesets that it holds."""

    backup: Backup
    people: dict[str, Person]
    revoked: set[str]
    hamlets: tuple[list[str], dict[str, tuple[str, ...]]]
    holds: frozenset[str]


class Backups:
    """`verified` are the present history's, whether they are still there to be put back or not."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.kept: list[Memory] = []
        self.verified: list[Memory] = []
        self.forgotten: set[str] = set()
        self.is_unannounced = False
        self.window_epoch = self.window_from = ""

    # -- making them

    def back_up(self, *, is_verified: bool | None = None) -> None:
        world = self.world
        if is_verified is None:
            is_verified = world.chance.happens(VERIFIED_SHARE)
        holds = frozenset(read_all_ids(world.server.database))
        memory = Memory(
            world.server.back_up(is_verified=is_verified),
            copy.deepcopy(world.village.people),
            set(world.village.revoked),
            (list(world.village.hamlets), dict(world.village.ended)),
            holds,
        )
        self.kept = [*self.kept, memory][-KEPT_MAX:]
        if is_verified:
            self.verified.append(memory)

    @property
    def safe(self) -> frozenset[str]:
        """A later backup of a history holds all that an earlier one does."""
        return self.verified[-1].holds if self.verified else frozenset()

    # -- putting them back

    def restore(self, *, is_announced: bool) -> bool:
        world = self.world
        if not self.kept or not world.plan.has_restores or self.is_unannounced:
            return False
        memory, before = world.chance.pick(self.kept), world.server.epoch
        self._excuse(memory)
        world.note_history()
        if is_announced and memory.backup.verified is not None:
            world.server.restore_verified(memory.backup)
        else:
            world.server.restore(memory.backup, is_announced=is_announced)
        is_new = world.server.epoch != before
        hold(is_new or not is_announced, "P10", "a restore opened no new history")
        if not is_announced and memory.hamlets[1] != world.village.ended:
            # Who drops the stream of a hamlet that is not any more gives nothing back: the
            # contract asks for it in a new history alone.
            world.ledger.still_had.clear()
        self._remember(memory)
        world.network.late.clear()  # a server that is stopped cuts its connections
        world.note_restored()
        self.is_unannounced = not is_announced
        self.window_epoch = world.server.epoch
        if self.is_unannounced:
            world.ledger.doubled.add(self.window_epoch)
        self.window_from = world.server.context.now_text()
        return True

    def _excuse(self, memory: Memory) -> None:
        """Whoever puts back less than the last verified backup loses what phones have forgotten
        because of it; against that the contract has them keep 30 days."""
        lost = self.forgotten - memory.holds
        is_newest = bool(self.verified) and memory is self.verified[-1]
        hold(not (is_newest and lost), "P10", f"{lost} was safe, and the backup lacks it")
        self.world.ledger.given_up |= lost
        self.forgotten -= lost

    def _remember(self, memory: Memory) -> None:
        village, length = self.world.village, memory.backup.length
        village.people = copy.deepcopy(memory.people)
        village.revoked = set(memory.revoked)
        village.hamlets, village.ended = list(memory.hamlets[0]), dict(memory.hamlets[1])
        self.kept = [each for each in self.kept if each.backup.length <= length]
        self.verified = [each for each in self.verified if each.backup.length <= length]

    def end_unannounced(self) -> None:
        """The office says that a backup was put back, where no phone is left to show it."""
        if self.is_unannounced:
            self.world.server.announce()
            self.world.close_window()

    # -- what phones make of it

    def note_forgotten(self, gone: set[str]) -> None:
        """A phone has let go of these changesets by itself."""
        self.world.ledger.given_up |= gone - self.safe
        self.forgotten |= gone & self.safe

    def forget_safe(self, phone: FieldPhone) -> bool:
        """A phone lets go of what it was told is safe. Told by a history that has ended meanwhile,
        it may be wrong; against that the contract has it keep 30 days."""
        most = min(phone.safe, phone.goes_on)
        if most < phone.first:
            return False
        gone = {each["id"] for n, each in phone.log.items() if n <= most}
        self.note_forgotten(gone)
        phone.prune(most)
        return True

"""Outbox files of a world: written on phones without a network, carried by team-mates, delivered
late, twice, in the wrong order and through the same bad network as everything else.
"""

from __future__ import annotations

import gzip
import json
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from backend.core.problems import Problem
from backend.services.outbox.deliver_outbox import Delivered
from tests.outbox_file import write_file
from tests.simulation import promises
from tests.simulation.doorway import too_large
from tests.simulation.network import Deliver, NoAnswer
from tests.simulation.phone import FieldPhone
from tests.simulation.real_phone import RealPhone
from tests.simulation.server import CrashPoint

if TYPE_CHECKING:
    from tests.simulation.world import World

WRITTEN_SHARE = 0.5
GOES_ON_SHARE = 0.4
FORGED_SHARE = 0.05
KEPT_SHARE = 0.3
TRIED_AGAIN = ("bad_signature", "malformed_json", "server_busy", "quota", "not_signed_in")


@dataclass(frozen=True, slots=True)
class File:
    """`ids` are the changesets in it; `is_large` where one is larger than the server takes."""

    device: str
    body: bytes
    ids: frozenset[str]
    is_large: bool = False


class Couriers:
    """`files` are on their way."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.files: list[File] = []

    def act(self) -> None:
        chance = self.world.chance
        if not self.files or chance.happens(WRITTEN_SHARE):
            self.write(
                chance.pick(self.world.village.living()), goes_on=chance.happens(GOES_ON_SHARE)
            )
        elif chance.happens(FORGED_SHARE):
            self.forge()
        else:
            self.deliver(chance.pick(self.files))

    def write(self, phone: FieldPhone, *, goes_on: bool) -> None:
        """The log from what is acknowledged on, or only from the last file on, which may then
        arrive before that one does."""
        after = max(phone.goes_on, phone.exported if goes_on else 0)
        numbers = [n for n in sorted(phone.log) if n > after]
        if isinstance(phone, RealPhone):
            numbers = [n for n in sorted(phone.log) if n not in phone.results]
        if not numbers:
            return
        carried = [phone.log[n] for n in numbers]
        ids = frozenset(each["id"] for each in carried)
        body = self._file_of(phone, numbers)
        if body is None:
            return
        whole = {each["id"] for each in carried if "void" not in each}
        is_large = bool(whole & self.world.real.doorway.too_large)
        self.files.append(File(phone.device, body, ids, is_large))
        self.world.ledger.acts["file"] += 1

    def _file_of(self, phone: FieldPhone, numbers: list[int]) -> bytes | None:
        if isinstance(phone, RealPhone):
            file = self.world.real.seal(phone)
            self.world.ledger.declare_first(phone.device, phone.first)
            return None if file is None else json.dumps(file).encode()
        phone.exported = numbers[-1]
        phone.exported_from = min(phone.exported_from or numbers[0], numbers[0])
        return self._seal(phone, phone, numbers)

    def _seal(self, phone: FieldPhone, signer: FieldPhone, numbers: list[int]) -> bytes:
        world = self.world
        world.ledger.declare_first(phone.device, phone.first)
        content = {"first": phone.first, "changesets": [phone.log[n] for n in numbers]}
        file = write_file(
            phone.device,
            gzip.compress(json.dumps(content).encode(), mtime=0),
            server=world.village.server_key,
            device_key=signer.key,
            seed=world.chance.getrandbits(48),
        )
        return json.dumps(file).encode()

    def forge(self) -> None:
        """Somebody signs a log that is not theirs."""
        village, chance = self.world.village, self.world.chance
        phone, other = chance.pick(village.living()), chance.pick(village.living())
        if phone is other or not phone.log:
            return
        body = self._seal(phone, other, sorted(phone.log))
        bearer = chance.pick(village.working())
        try:
            self._take(bearer.user_id, bearer.device, body, None)
        except Problem as problem:
            self.world.ledger.faults["forged file"] += 1
            promises.hold(
                problem.code in ("bad_signature", "not_signed_in"), "P8", f"a forgery: {problem}"
            )
            return
        raise promises.BrokenPromise("P8", f"a file was taken that {phone.device} never signed")

    def deliver(self, file: File) -> None:
        """Whoever has it tries again until there is an answer, and some do it once more."""
        bearer = self.world.chance.pick(self.world.village.working())
        try:
            raw = self.world.network.exchange(file.body, self._delivery(file, bearer))
        except NoAnswer:
            return
        except Problem as problem:
            self._refused(file, problem)
            return
        self.world.ledger.acts["delivered"] += 1
        with suppress(ValueError):
            if "taken" in json.loads(raw) and not self.world.chance.happens(KEPT_SHARE):
                self.files.remove(file)

    def deliver_all(self) -> None:
        """Once more all that is on its way; what still cannot be taken never will be."""
        for file in self.files:
            with suppress(Problem):
                self._delivery(file, self.world.village.working()[0])(file.body, None)
        self.files.clear()

    def _refused(self, file: File, problem: Problem) -> None:
        if problem.code == "device_log_diverged" or file.is_large:
            self.files.remove(file)
        elif problem.code not in TRIED_AGAIN:
            raise promises.BrokenPromise("P12", f"an honest file was refused: {problem}")

    def _delivery(self, file: File, bearer: FieldPhone) -> Deliver:
        user_id, device = bearer.user_id, bearer.device

        def deliver(body: bytes, point: CrashPoint | None) -> bytes:
            if file.is_large:
                raise too_large()
            delivered = self._take(user_id, device, body, point)
            world = self.world
            promises.check_p1_what_is_acknowledged_is_on_disk(world, file.device, delivered.acked)
            world.ledger.handed |= dict.fromkeys(file.ids, world.server.generation)
            return json.dumps({"acked": delivered.acked, "taken": delivered.taken}).encode()

        return deliver

    def _take(self, user_id: str, device: str, body: bytes, point: CrashPoint | None) -> Delivered:
        return self.world.server.act(
            lambda server: server.deliver_as(user_id, device, body), crash_point=point
        )

"""What befalls a world besides its network: restores, people moved, phones lost or revoked."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING

from backend.core.problems import Problem
from backend.services.people.change_user import UserChange, change_user
from backend.services.people.revoke_device import revoke_device
from backend.services.upkeep.prune import prune
from tests.phone import Json
from tests.simulation.hamlets import Hamlets
from tests.simulation.phone import FieldPhone
from tests.simulation.real_phone import RealPhone
from tests.simulation.village import Person

if TYPE_CHECKING:
    from tests.simulation.world import World

BACKUP_SHARE = 0.006
SHARES = {
    "restore": 0.0025,
    "restore_unannounced": 0.0015,
    "fail_to_back_up": 0.0006,
    "move_person": 0.006,
    "disable_person": 0.002,
    "enable_person": 0.01,
    "replace_phone": 0.003,
    "revoke_phone": 0.003,
    "lose_phone": 0.0015,
    "rot": 0.006,
    "go_stale": 0.01,
    "prune_log": 0.003,
    "forget_safe": 0.02,
    "roll_back_phone": 0.002,
    "jump_clock": 0.01,
    "pass_days": 0.01,
    "prune_server": 0.006,
    "rename_hamlet": 0.002,
    "merge_hamlets": 0.004,
    "split_hamlet": 0.005,
    "undo_hamlets": 0.004,
}
SHARES_OF_REAL_PHONES = {"empty_phone": 0.003}
MOVABLE = ("an", "binh", "chi", "dung", "em", "totruong")
CLOSABLE = (*MOVABLE, "quay")
PHONES_MIN = 8


class Mishaps:
    def __init__(self, world: World) -> None:
        self.world = world
        self.images: list[FieldPhone] = []
        self.hamlets = Hamlets(world)

    def strike(self) -> None:
        chance = self.world.chance
        if chance.happens(BACKUP_SHARE * self.world.plan.trouble):
            self.world.backups.back_up()
        shares = SHARES | SHARES_OF_REAL_PHONES if self.world.real.phones else SHARES
        for name, usual in shares.items():
            share = usual * self.world.plan.trouble
            if chance.happens(share) and getattr(self, name)():
                self.world.ledger.faults[name] += 1

    # -- the server

    def restore(self) -> bool:
        return self.world.backups.restore(is_announced=True)

    def restore_unannounced(self) -> bool:
        return self.world.backups.restore(is_announced=False)

    def prune_server(self) -> bool:
        """Not while a restore waits for a phone that shows it: the world's two days stand for half
        a year, and no old backup stays unnoticed for that long."""
        if self.world.backups.is_unannounced:
            return False
        return self.world.server.act(lambda server: prune(server.context)).markers > 0

    def fail_to_back_up(self) -> bool:
        self.world.server.fail_to_back_up()
        return True

    # -- people

    def move_person(self) -> bool:
        village, chance = self.world.village, self.world.chance
        person = village.people[chance.pick(MOVABLE)]
        units = tuple(chance.sample(village.hamlets, 1 + chance.randrange(2)))
        change = UserChange({}, units=units)
        if not self._change(person, change):
            return False
        person.units = units
        return True

    def disable_person(self) -> bool:
        person = self.world.village.people[self.world.chance.pick(CLOSABLE)]
        if not person.is_active or not self._change(person, UserChange({}, is_active=False)):
            return False
        person.is_active = False
        return True

    def enable_person(self) -> bool:
        closed = [each for each in self.world.village.people.values() if not each.is_active]
        if not closed or not self._change(closed[0], UserChange({}, is_active=True)):
            return False
        closed[0].is_active = True
        return True

    def rename_hamlet(self) -> bool:
        return self.hamlets.rename()

    def merge_hamlets(self) -> bool:
        return self.hamlets.merge()

    def split_hamlet(self) -> bool:
        return self.hamlets.split()

    def undo_hamlets(self) -> bool:
        return self.hamlets.undo()

    def _change(self, person: Person, change: UserChange) -> bool:
        office = self.world.office
        self.world.note_moved(person.user_id)
        self.world.server.act(
            lambda server: change_user(
                server.context, office.caller(server), person.user_id, change
            )
        )
        return True

    # -- phones

    def _phone(self) -> FieldPhone | None:
        found = self.world.village.working()
        return self.world.chance.pick(found) if len(found) > PHONES_MIN else None

    def replace_phone(self) -> bool:
        """A new phone goes on for an old one, which still brings what it holds."""
        phone = self._phone()
        if phone is None:
            return False
        phone.is_retired = True
        self._succeed(phone, replaced=phone)
        return True

    def revoke_phone(self) -> bool:
        phone = self._phone()
        if phone is None:
            return False
        device, office = phone.device, self.world.office
        try:
            self.world.server.act(
                lambda server: revoke_device(server.context, office.caller(server), device)
            )
        except Problem:
            return False
        self.world.village.revoked.add(device)
        self._succeed(phone)
        return True

    def lose_phone(self) -> bool:
        phone = self._phone()
        if phone is None:
            return False
        phone.is_lost = True
        self.world.note_lost(phone)
        self._succeed(phone)
        return True

    def _succeed(self, phone: FieldPhone, *, replaced: FieldPhone | None = None) -> None:
        """Its person signs in on another phone. There the app knows nothing of the one before, and
        names no device that it replaces."""
        if self.world.real.is_next(phone):
            self.world.real.add(phone.user_id)
        else:
            name = self.world.village.person_of(phone.user_id).name
            self.world.new_phone(name, replaced)

    def empty_phone(self) -> bool:
        """A browser throws away what it kept for a person, but not their name: after the next
        sign-in a new device goes on for the one before."""
        phone = self._phone()
        if not isinstance(phone, RealPhone):
            return False
        self.world.note_emptied(phone)
        self.world.real.empty(phone)
        return True

    def rot(self) -> bool:
        """A stored record is gone; only the digest can tell."""
        phone = self._phone()
        if phone is None or not phone.books:
            return False
        stream, book = self.world.chance.pick(list(phone.books.items()))
        if not book.records or book.building is not None:
            return False
        record_id = self.world.chance.pick(list(book.records))
        self.world.note_rotten(phone, stream, record_id)
        self._spoil(phone, stream, record_id, None)
        return True

    def go_stale(self) -> bool:
        """A stored record is as it was before its last change."""
        phone = self._phone()
        if phone is None or not phone.older:
            return False
        record_id = self.world.chance.pick(list(phone.older))
        found = phone.received(record_id)
        if found is None or found[1]["rev"] <= phone.older[record_id]["rev"]:
            return False
        phone.rotten.add(found[0])
        self._spoil(phone, found[0], record_id, phone.older[record_id])
        return True

    def _spoil(self, phone: FieldPhone, stream: str, record_id: str, record: Json | None) -> None:
        if isinstance(phone, RealPhone):
            self.world.real.spoil(phone, stream, record_id, record)
        elif record is None:
            del phone.books[stream].records[record_id]
        else:
            phone.books[stream].records[record_id] = record

    def prune_log(self) -> bool:
        """A phone without room lets go of what was acknowledged long ago; a restored server may
        then find a gap that nothing fills."""
        phone = self._phone()
        if phone is None or isinstance(phone, RealPhone) or phone.goes_on <= phone.first:
            return False
        most = self.world.chance.randint(phone.first, phone.goes_on)
        self.world.ledger.given_up |= {each["id"] for n, each in phone.log.items() if n <= most}
        phone.prune(most)
        return True

    def forget_safe(self) -> bool:
        phone = self._phone()
        # The app lets go by its own rule, and not before 30 days.
        is_told = phone is not None and not isinstance(phone, RealPhone)
        return is_told and phone is not None and self.world.backups.forget_safe(phone)

    def roll_back_phone(self) -> bool:
        """A phone is set back to a copy that was made of it earlier."""
        phone = self._phone()
        if phone is None:
            return False
        image = next((each for each in self.images if each.device == phone.device), None)
        if image is None:
            self.images.append(self.copy(phone))
            return False
        self.images.remove(image)
        self.set_back(phone, image)
        return True

    def copy(self, phone: FieldPhone) -> FieldPhone:
        if isinstance(phone, RealPhone):
            self.world.real.copy(phone)
        return _image_of(phone)

    def set_back(self, phone: FieldPhone, image: FieldPhone) -> None:
        self.world.note_rolled_back(phone, image)
        for name, value in vars(image).items():
            setattr(phone, name, value)
        if isinstance(phone, RealPhone):
            self.world.real.set_back(phone)
        self.world.watch(phone)

    # -- time

    def jump_clock(self) -> bool:
        village = self.world.village
        waiting = [each for each in self.world.real.waiting() if self.world.chance.happens(0.5)]
        device = self.world.chance.pick(waiting or village.living()).device
        village.skews[device] = self.world.chance.uniform(-1_400, 1_400)
        return True

    def pass_days(self) -> bool:
        self.world.clock.advance(hours=10 + self.world.chance.randrange(40))
        return True


def _image_of(phone: FieldPhone) -> FieldPhone:
    """Records and changesets are never changed in place, so that they need no copies."""
    image = copy.copy(phone)
    for name in ("log", "results", "older"):
        setattr(image, name, dict(getattr(phone, name)))
    image.mine = {key: list(value) for key, value in phone.mine.items()}
    image.outcomes, image.recovered = list(phone.outcomes), list(phone.recovered)
    image.rotten = set(phone.rotten)
    image.books = {name: copy.copy(book) for name, book in phone.books.items()}
    for book in image.books.values():
        book.records = dict(book.records)
        book.building = None if book.building is None else dict(book.building)
    return image

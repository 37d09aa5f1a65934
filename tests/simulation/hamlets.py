"""What the commune makes of its hamlets while phones are away (renamed, merged, split), and what
must then hold: nothing stays behind, nobody lacks a stream, each session counts in one hamlet.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from backend.core.facts import CountedTopic
from backend.core.people import Unit
from backend.core.problems import Problem
from backend.core.scope import FOLLOWING_TYPES
from backend.services.figures.unit_figures import facts_of_unit
from backend.services.places.change_hamlets import NewPart
from backend.services.places.hamlet_desk import Grounds, today_of
from backend.services.places.merge_hamlets import Merger, merge_hamlets
from backend.services.places.rename_hamlet import rename_hamlet
from backend.services.places.split_hamlet import split_hamlet
from backend.services.places.undo_change import undo_change
from backend.services.syncing.follow_streams import follow_streams
from backend.store import users
from backend.store.catalogue import list_partitions
from backend.store.facts import count_indicator_parts
from backend.store.places import find_places, find_stream_places
from tests.phone import Json
from tests.simulation.acts import TOPICS
from tests.simulation.broken import hold
from tests.simulation.reading import State
from tests.simulation.village import COMMUNE, Person

if TYPE_CHECKING:
    from tests.simulation.world import World

IN_FORCE = (2, 4)
"""Fewer are not merged, more are not split, so that people can still be moved."""
NAMED_SHARE = 0.4
COUNTED = [CountedTopic(code, code, frozenset({"done"}), None) for code in TOPICS]


class Hamlets:
    """Acts as the commune's admin, through the same use cases as the endpoints."""

    def __init__(self, world: World) -> None:
        self.world = world

    def rename(self) -> bool:
        unit_id = self.world.chance.pick(self.world.village.hamlets)
        name, grounds = self._new_name(), self._grounds()
        office = self.world.office
        try:
            self.world.server.act(
                lambda server: rename_hamlet(
                    server.context, office.caller(server), unit_id, name=name, grounds=grounds
                )
            )
        except Problem as problem:
            return _is_refused(problem)
        return True

    def merge(self) -> bool:
        village, office = self.world.village, self.world.office
        if len(village.hamlets) <= IN_FORCE[0] or self.world.backups.is_unannounced:
            return False
        ended = self.world.chance.sample(village.hamlets, 2)
        merger, grounds = Merger(ended, self._new_name(), "ap"), self._grounds()
        try:
            made = self.world.server.act(
                lambda server: merge_hamlets(server.context, office.caller(server), merger, grounds)
            )
        except Problem as problem:
            return _is_refused(problem)
        for unit_id in ended:
            village.end_hamlet(unit_id, (made.id,))
        for person in self._people_of(ended):
            person.units = (*(each for each in person.units if each not in ended), made.id)
        return True

    def split(self) -> bool:
        village, office = self.world.village, self.world.office
        if len(village.hamlets) >= IN_FORCE[1] or self.world.backups.is_unannounced:
            return False
        ended, grounds = self.world.chance.pick(village.hamlets), self._grounds()
        parts = self._parts(ended)
        try:
            made = self.world.server.act(
                lambda server: split_hamlet(
                    server.context, office.caller(server), ended, parts, grounds
                )
            )
        except Problem as problem:
            return _is_refused(problem)
        ids = tuple(unit.id for unit in made)
        village.end_hamlet(ended, ids)
        for person in self._people_of([ended]):
            named = [
                unit_id
                for unit_id, part in zip(ids, parts, strict=True)
                if person.user_id in part.users
            ]
            kept = [each for each in person.units if each != ended]
            person.units = (*kept, *(named or ids))
        return True

    def undo(self) -> bool:
        """Takes the newest change back that can be; what people belong to then, the server says."""
        village = self.world.village
        for unit_id in reversed(village.hamlets):
            old = next((each for each, became in village.ended.items() if unit_id in became), None)
            if old is None:
                continue
            made = village.ended[old]
            try:
                again = self._take_back(unit_id)
            except Problem as problem:
                if problem.code != "stale":
                    raise
                continue
            village.take_back(made, tuple(unit.id for unit in again))
            self._ask_units(self._people_of(list(made)))
            return True
        return False

    def _take_back(self, unit_id: str) -> tuple[Unit, ...]:
        office = self.world.office
        return self.world.server.act(
            lambda server: undo_change(server.context, office.caller(server), unit_id)
        )

    def _ask_units(self, people: list[Person]) -> None:
        with self.world.server.context.database.read() as connection:
            units = users.list_units_of(connection, [person.user_id for person in people])
        for person in people:
            person.units = units[person.user_id]

    def _parts(self, ended: str) -> list[NewPart]:
        """What the admin's phone knows of the hamlet; some people and houses go to the second."""
        chance = self.world.chance
        houses = sorted(
            {
                record_id
                for phone in self.world.village.living()
                if phone.user_id == self._admin and f"hamlet:{ended}" in phone.books
                for record_id, record in phone.books[f"hamlet:{ended}"].records.items()
                if record["type"] == "household"
            }
        )
        people = [each.user_id for each in self._people_of([ended])]
        named = [each for each in houses if chance.happens(NAMED_SHARE)]
        users = [each for each in people if chance.happens(NAMED_SHARE)]
        second = NewPart(self._new_name(), "ap", households=named, users=users)
        return [NewPart(self._new_name(), "ap"), second]

    @property
    def _admin(self) -> str:
        return self.world.village.people["xa"].user_id

    def _people_of(self, hamlets: list[str]) -> list[Person]:
        people = self.world.village.people.values()
        return [each for each in people if set(each.units) & set(hamlets)]

    def _new_name(self) -> str:
        return self.world.chance.new_word("Ấp")

    def _grounds(self) -> Grounds:
        return Grounds(today_of(self.world.server.context), "Nghị quyết 12/NQ-HĐND")


def _is_refused(problem: Problem) -> bool:
    """What an office may meet: a house that has left, a second name on one day."""
    if problem.status != 422:
        raise problem
    return False


# -- what must hold


def check_p5_nothing_stays_in_a_hamlet_that_ended(world: World, state: State) -> None:
    """Households, and what belongs to them, went on, also what arrived late."""
    ended = {f"hamlet:{each}" for each in world.village.ended}
    for record in state.records.values():
        stays = record.stream in ended and record.type in FOLLOWING_TYPES and not record.is_deleted
        hold(not stays, "P5", f"{record.type} {record.id} stayed in {record.stream}, which ended")


def check_p8_nobody_lacks_a_stream(world: World, state: State) -> None:
    for phone in world.village.working():
        missing = world.village.readable(phone.user_id, phone.device) - phone.books.keys()
        hold(not missing, "P8", f"{phone.device} was never given {sorted(missing)}")


def check_p2_each_session_counts_in_one_hamlet(world: World, state: State) -> None:
    """The hamlets, those that ended too, add up to their commune, and that to what was recorded."""
    recorded: Counter[str] = Counter()
    for record in state.records.values():
        if record.type == "guidance" and not record.is_deleted:
            recorded.update(_counted(record.fields))
    units = [*world.village.hamlets, *world.village.ended]
    added: Counter[str] = Counter()
    for unit_id in units:
        added.update(_count(world, unit_id))
    whole = Counter(_count(world, COMMUNE))
    hold(+added == +whole, "P2", f"the hamlets have {added}, the commune {whole}")
    hold(+whole == +recorded, "P2", f"the commune has {whole}, recorded were {recorded}")


def _counted(fields: Json) -> dict[str, int]:
    """A desk may have released a session without what makes it count."""
    whole = {"topic", "outcome", "quantity", "at"} <= fields.keys()
    is_counted = whole and fields["topic"] in TOPICS and fields["outcome"] == "done"
    return {fields["topic"]: fields["quantity"]} if is_counted else {}


def _count(world: World, unit_id: str) -> dict[str, int]:
    context = world.server.context
    with context.database.read() as connection:
        hamlet = find_stream_places(connection, [f"hamlet:{unit_id}"]).get(f"hamlet:{unit_id}")
        place = hamlet or find_places(connection, [unit_id])[unit_id]
        partitions = list_partitions(connection, place)
    follow_streams(context, partitions)
    with context.database.read() as connection:
        scope = facts_of_unit(connection, place, partitions, first=None, last=None)
        return count_indicator_parts(connection, scope, COUNTED)


CHECKS = (
    check_p5_nothing_stays_in_a_hamlet_that_ended,
    check_p8_nobody_lacks_a_stream,
    check_p2_each_session_counts_in_one_hamlet,
)

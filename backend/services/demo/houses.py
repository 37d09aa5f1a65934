"""The households of the demo and how they came into the book: the hamlet's list that its leader
entered at the start, and the few that a volunteer added at the door.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from backend.services.demo.book import Book, Change, create
from backend.services.demo.chance import Chance
from backend.services.demo.names import Person, family, person, phone
from backend.services.demo.places import HAMLETS, Spot, spots
from backend.services.demo.staff import VOLUNTEERS_A_HAMLET, Crew, Hamlet, Staff

LATE_A_HAMLET = 7
LISTED_AT_ONCE = 75
MINUTES_A_LIST = 9
WITH_PHONE_PERCENT = 86
PRODUCER_PERCENT = 31
SHOP_PERCENT = 6
# A name to look for without diacritics, as the guide does.
KNOWN_HEAD = Person("Nguyễn Văn Ba", 1968, "male")
KNOWN_WALK = 3 * 75 + 11


@dataclass(slots=True)
class House:
    """A household as the volunteer who walks there knows it. `rev` and `shown` follow what the
    server has: the fields that later acts change."""

    id: str
    hamlet: Hamlet
    walker: Staff
    people: list[Person]
    spot: Spot
    phone: str | None
    is_producing: bool
    is_shop: bool
    is_late: bool
    rev: int = 1
    has_consent: bool = False
    shown: dict[str, object] = field(default_factory=dict)

    @property
    def stream(self) -> str:
        return self.hamlet.stream

    @property
    def head(self) -> Person:
        return self.people[0]


def settle(chance: Chance, crew: Crew, start: datetime) -> list[House]:
    """All households of all hamlets, in walking order."""
    houses = []
    for hamlet, plan in zip(crew.hamlets, HAMLETS, strict=True):
        walkers = crew.volunteers_of(hamlet)
        walk = spots(chance, plan)
        late = set(chance.sample(range(1, len(walk)), LATE_A_HAMLET))
        for step, spot in enumerate(walk):
            walker = walkers[step * VOLUNTEERS_A_HAMLET // len(walk)]
            is_late = step in late and not _is_known(hamlet, step)
            houses.append(_house(chance, hamlet, walker, spot, (start, is_late)))
        if hamlet.number == 0:
            known = houses[KNOWN_WALK]
            others = [each for each in known.people[1:] if each.birth_year > KNOWN_HEAD.birth_year]
            known.people = [KNOWN_HEAD, *others]
    return houses


def _is_known(hamlet: Hamlet, step: int) -> bool:
    return hamlet.number == 0 and step == KNOWN_WALK


def _house(
    chance: Chance, hamlet: Hamlet, walker: Staff, spot: Spot, since: tuple[datetime, bool]
) -> House:
    start, is_late = since
    return House(
        id=chance.id_at(start + timedelta(seconds=chance.below(3600))),
        hamlet=hamlet,
        walker=walker,
        people=family(chance, start.year),
        spot=spot,
        phone=phone(chance) if chance.happens(WITH_PHONE_PERCENT) else None,
        is_producing=chance.happens(PRODUCER_PERCENT),
        is_shop=chance.happens(SHOP_PERCENT),
        is_late=is_late,
    )


def list_households(book: Book, crew: Crew, houses: Iterable[House], start: datetime) -> None:
    """Each leader enters the hamlet's list in a few sittings of one morning."""
    for hamlet in crew.hamlets:
        own = [house for house in houses if house.hamlet == hamlet and not house.is_late]
        for first in range(0, len(own), LISTED_AT_ONCE):
            sitting = first // LISTED_AT_ONCE
            at = start + timedelta(minutes=MINUTES_A_LIST * sitting + hamlet.number)
            changes = [household(house) for house in own[first : first + LISTED_AT_ONCE]]
            book.add(crew.leader_of(hamlet), at, *changes)


def household(house: House) -> Change:
    """The record of a house as it is first entered."""
    fields: dict[str, object] = {
        "head_name": house.head.full_name,
        "phone": house.phone,
        "address": house.spot.address,
        "cluster": house.spot.cluster,
        "members_count": len(house.people),
        "producing": house.is_producing,
        "shop": house.is_shop,
        "location": {"lat": house.spot.lat, "lon": house.spot.lon},
    }
    house.shown = dict(fields)
    return create("household", house.id, house.stream, **fields)


def stranger(chance: Chance, this_year: int) -> Person:
    """Somebody from elsewhere at the desk."""
    return person(chance, year=this_year - chance.between(19, 70))

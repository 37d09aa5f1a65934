"""Three honest conflicts: two phones changed the same field of one household before either had
seen the other's change. The merge rule finds them; nothing here writes a conflict.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time, timedelta

from backend.services.demo.book import Book
from backend.services.demo.calendar import Calendar
from backend.services.demo.chance import Chance
from backend.services.demo.doors import edit
from backend.services.demo.houses import House
from backend.services.demo.names import phone
from backend.services.demo.staff import Crew, Staff
from backend.services.demo.visits import Knock

FIRST_EDIT = time(18, 40)
LATER_MINUTES = 25
QUIET_DAYS = 9
MIDDLE_HEARD = {
    "male": ("Hữu", "Phước", "Công", "Tấn"),
    "female": ("Thị Ngọc", "Thị Kim", "Thị Mỹ", "Kim"),
}


@dataclass(frozen=True, slots=True)
class Dispute:
    """Both authors write `field` of a household of `hamlet_number`; the second also writes what
    nobody else touches, which merges."""

    days_ago: int
    hamlet_number: int
    field: str
    first: Staff
    second: Staff


def disagree(
    book: Book,
    chance: Chance,
    calendar: Calendar,
    crew: Crew,
    *,
    houses: Sequence[House],
    knocks: Sequence[Knock],
) -> None:
    """Must come after every other edit of the households."""
    volunteers, leaders = crew.volunteers, crew.leaders
    for dispute in (
        Dispute(3, 0, "phone", volunteers[0], volunteers[1]),
        Dispute(2, 1, "head_name", volunteers[5], leaders[1]),
        Dispute(1, 2, "address", volunteers[9], crew.clerk),
    ):
        house = _quiet_house(chance, calendar, dispute, houses, knocks)
        _edit_twice(book, chance, calendar, dispute, house)


def _quiet_house(
    chance: Chance,
    calendar: Calendar,
    dispute: Dispute,
    houses: Sequence[House],
    knocks: Sequence[Knock],
) -> House:
    """A house of the first author that nobody has been to for a while."""
    lately = {knock.house.id for knock in knocks if knock.at.date() >= calendar.day(QUIET_DAYS)}
    return chance.pick(
        [
            house
            for house in houses
            if house.walker == dispute.first
            and house.hamlet.number == dispute.hamlet_number
            and house.phone
            and not house.is_late
            and house.id not in lately
        ]
    )


def _edit_twice(
    book: Book, chance: Chance, calendar: Calendar, dispute: Dispute, house: House
) -> None:
    at = calendar.at(dispute.days_ago, FIRST_EDIT, minutes=chance.below(10))
    seen, rev = dict(house.shown), house.rev
    one, other = _two_values(chance, house, dispute.field, str(seen[dispute.field]))
    book.add(dispute.first, at, edit(house, **{dispute.field: one}))
    house.shown, house.rev = seen, rev
    also: dict[str, object] = {"note": "Đã gọi thử, đúng người nhà nghe máy."}
    if dispute.field == "address":
        also = {"note": "Người nhà báo khi nộp hồ sơ ở quầy."}
    book.add(
        dispute.second,
        at + timedelta(minutes=LATER_MINUTES),
        edit(house, **{dispute.field: other}, **also),
    )


def _two_values(chance: Chance, house: House, field: str, old: str) -> tuple[str, str]:
    if field == "phone":
        return phone(chance), phone(chance)
    if field == "head_name":
        family, *middle, given = old.split()
        heard = MIDDLE_HEARD[house.head.gender]
        others = [each for each in heard if each not in {" ".join(middle), given}]
        one, other = chance.sample(others, 2)
        return f"{family} {one} {given}", f"{family} {other} {given}"
    return f"{old}, cạnh cống Ba Xã", f"{old}, số nhà 127"

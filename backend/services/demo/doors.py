"""Writes the visits into the book as phones send them: one changeset for each knock, with the
guidance given, the shop or product entered, and what was corrected in the household's record.
"""

from collections.abc import Iterable, Iterator
from datetime import timedelta

from backend.services.demo.book import Book, Change, create, local_text, update
from backend.services.demo.chance import Chance
from backend.services.demo.houses import House, household
from backend.services.demo.names import phone
from backend.services.demo.staff import Staff
from backend.services.demo.visits import Knock

CONSENT_PERCENT = 45
PHONE_EDIT_PERCENT = 5
MEMBERS_EDIT_PERCENT = 3
CONSENT_VERSION = "2026-01"


def record_visits(book: Book, chance: Chance, knocks: Iterable[Knock]) -> None:
    """The knocks of each volunteer must come in the order of time."""
    entered: set[str] = set()
    for knock in knocks:
        house = knock.house
        changes: list[Change] = []
        if house.is_late and house.id not in entered:
            entered.add(house.id)
            changes.append(household(house))
        changes.append(_visit(knock))
        if knock.is_met and not house.is_late:
            changes += _edits(chance, knock)
        changes += knock.made
        changes += _guidance(chance, knock)
        book.add(house.walker, knock.at, *changes)


def _visit(knock: Knock) -> Change:
    day = knock.follow_up_on
    return create(
        "visit",
        knock.id,
        knock.house.stream,
        household_id=knock.house.id,
        visited_at=local_text(knock.at),
        outcome=knock.outcome,
        channel="home",
        team_id=knock.house.walker.team_id,
        follow_up_on=day.isoformat() if day else None,
        note=knock.note,
    )


def _guidance(chance: Chance, knock: Knock) -> Iterator[Change]:
    walker = knock.house.walker
    for order, done in enumerate(knock.done):
        at = knock.at + timedelta(seconds=20 * order)
        fields = {
            "at": local_text(at),
            "visit_id": knock.id,
            "household_id": knock.house.id,
            **by(walker),
            "quantity": 1,
            **done,
        }
        yield create("guidance", chance.id_at(at), knock.house.stream, **fields)


def by(staff: Staff) -> dict[str, object]:
    """Who gave the guidance, for which team."""
    return {"team_id": staff.team_id, "member_id": staff.member_id}


def _edits(chance: Chance, knock: Knock) -> list[Change]:
    house = knock.house
    wanted: dict[str, object] = {}
    if not house.has_consent and chance.happens(CONSENT_PERCENT):
        house.has_consent = True
        wanted["consent"] = {
            "purposes": ["contact", "follow_up"],
            "text_version": CONSENT_VERSION,
            "at": local_text(knock.at),
            "by": house.walker.user_id,
            "how": "spoken",
        }
    if chance.happens(PHONE_EDIT_PERCENT):
        wanted["phone"] = phone(chance)
    if chance.happens(MEMBERS_EDIT_PERCENT):
        wanted["members_count"] = len(house.people) + 1
    news = {name: value for name, value in wanted.items() if house.shown.get(name) != value}
    return [edit(house, **news)] if news else []


def edit(house: House, **wanted: object) -> Change:
    """An update of a household by the phone that knows its latest revision; every value is new."""
    pairs = {name: (house.shown.get(name), value) for name, value in wanted.items()}
    change = update("household", house.id, house.stream, base=house.rev, **pairs)
    house.shown.update(wanted)
    house.rev += 1
    return change

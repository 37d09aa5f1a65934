"""What was done at the doors: spreads a channel's quota over the visits at which somebody was met,
and around it all that does not count, as it is in life.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from backend.services.demo.chance import Chance
from backend.services.demo.figures import Figures, Quota
from backend.services.demo.houses import House
from backend.services.demo.names import Person
from backend.services.demo.visits import Knock
from backend.services.demo.wares import list_products, open_shops

INSTALL_AGES = (15, 82)
WALLET_AGES = (18, 64)
INSTALLED_TWICE = 40
SOCIAL_HELPED = 200
FEES_PAID = 300
GUIDED_PERCENT = 78
PERSON_NAMED_PERCENT = 45

OTHER_TOPICS = (
    ("VNEID2", 190),
    ("SAFE", 260),
    ("BASIC", 170),
    ("HEALTH", 160),
    ("VNEID-DOC", 110),
    ("UTIL", 110),
    ("BANK", 90),
    ("EDU", 80),
    ("FARM", 90),
    ("SHOP", 60),
    ("OCOP", 25),
    ("SIGN", 45),
    ("PAKN", 60),
    ("TAX-HKD", 50),
)
OTHER_OUTCOMES = (("done", 44), ("guided", 40), ("already", 8), ("declined", 6), ("failed", 2))
NOT_COUNTED = (
    ("APP", "already", 140),
    ("APP", "declined", 60),
    ("APP", "failed", 24),
    ("WALLET", "declined", 120),
    ("WALLET", "already", 70),
    ("DVC-ACC", "already", 110),
    ("DVC-ACC", "failed", 30),
    ("PROD", "guided", 45),
    ("DVC-FILE", "failed", 28),
)


@dataclass(frozen=True, slots=True)
class Met:
    """The visits at which somebody was met, by household, the earliest first."""

    by_house: dict[str, list[Knock]]
    every: list[Knock]
    this_year: int


def spread_guidance(
    chance: Chance, knocks: Sequence[Knock], figures: Figures, quota: Quota
) -> set[tuple[str, Person]]:
    """Fills `done` of the visits; the people whose install was counted here, by house."""
    every = [knock for knock in knocks if knock.is_met]
    by_house: dict[str, list[Knock]] = {}
    for knock in every:
        by_house.setdefault(knock.house.id, []).append(knock)
    met = Met(by_house, every, max(knock.at.year for knock in every))
    installed = _once_a_person(chance, met, "APP", quota.installs, INSTALL_AGES)
    _once_a_person(chance, met, "WALLET", quota.wallets, WALLET_AGES)
    _install_again(chance, met)
    _spread(chance, met, "DVC-ACC", quota.accounts, most=2)
    _spread(chance, met, "DVC-PAY", FEES_PAID, most=1)
    _spread(chance, met, "DVC-GUIDE", quota.guided - FEES_PAID, most=2)
    _spread(chance, met, "SOCIAL", SOCIAL_HELPED, most=1)
    _spread(chance, met, "DVC-FILE", quota.filed - SOCIAL_HELPED, most=1)
    open_shops(chance.child("shops"), by_house, figures.shops)
    list_products(chance.child("products"), by_house, figures.products)
    _not_counted(chance, met)
    return installed


def _once_a_person(
    chance: Chance, met: Met, topic: str, count: int, ages: tuple[int, int]
) -> set[tuple[str, Person]]:
    """`count` different people, each in one visit to their house."""
    able = [
        (house_id, each)
        for house_id, knocks in met.by_house.items()
        for each in knocks[0].house.people
        if ages[0] <= met.this_year - each.birth_year <= ages[1]
    ]
    chosen = chance.sample(able, count)
    for house_id, each in chosen:
        knock = chance.pick(met.by_house[house_id])
        knock.done.append({"topic": topic, "outcome": "done", **named(each)})
    return set(chosen)


def named(each: Person) -> dict[str, object]:
    return {
        "person_name": each.full_name,
        "birth_year": each.birth_year,
        "gender": each.gender,
    }


def _install_again(chance: Chance, met: Met) -> None:
    """A new phone, the app again, the name written in capitals: the person counts once."""
    again = [
        (done, later)
        for knocks in met.by_house.values()
        for knock, later in pairwise(knocks)
        for done in knock.done
        if done["topic"] == "APP" and not _has(later, "APP")
    ]
    taken: set[str] = set()
    for done, later in chance.sample(again, INSTALLED_TWICE):
        if later.id not in taken:
            taken.add(later.id)
            later.done.append({**done, "person_name": str(done["person_name"]).upper()})


def _spread(chance: Chance, met: Met, topic: str, total: int, *, most: int) -> None:
    """A sum of `total` over as few records as life allows: up to `most` in a visit."""
    free = [knock for knock in met.every if not _has(knock, topic)]
    records = min(len(free), total if most == 1 else total * 4 // 5)
    chosen = chance.sample(free, records)
    doubled = total - records
    if not 0 <= doubled <= records * (most - 1):
        raise ValueError(f"{total} of {topic} do not fit into {len(free)} visits")
    for index, knock in enumerate(chosen):
        done = _session(chance, knock.house, topic, counted_outcome(chance, topic))
        knock.done.append({**done, "quantity": 2} if index < doubled else done)


def counted_outcome(chance: Chance, topic: str) -> str:
    """Guidance counts as given or done, everything else as done."""
    if topic in {"DVC-GUIDE", "DVC-PAY"} and chance.happens(GUIDED_PERCENT):
        return "guided"
    return "done"


def _not_counted(chance: Chance, met: Met) -> None:
    for topic, outcome, count in NOT_COUNTED:
        free = [knock for knock in met.every if not _has(knock, topic)]
        for knock in chance.sample(free, min(count, len(free))):
            knock.done.append(_session(chance, knock.house, topic, outcome))
    for topic, count in OTHER_TOPICS:
        for knock in chance.sample(met.every, min(count, len(met.every))):
            outcome = chance.weighted(OTHER_OUTCOMES)
            knock.done.append(_session(chance, knock.house, topic, outcome))
    for knock in met.every:
        if not knock.done:
            knock.done.append(_session(chance, knock.house, "SAFE", "guided"))


def _session(chance: Chance, house: House, topic: str, outcome: str) -> dict[str, object]:
    session: dict[str, object] = {"topic": topic, "outcome": outcome}
    grown = [each for each in house.people[:2] if each.full_name]
    if chance.happens(PERSON_NAMED_PERCENT):
        session.update(named(chance.pick(grown)))
    return session


def _has(knock: Knock, topic: str) -> bool:
    return any(done["topic"] == topic for done in knock.done)

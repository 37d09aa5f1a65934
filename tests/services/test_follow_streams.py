"""The facts follow their streams exactly once, and can be made anew with the same result."""

from concurrent.futures import ThreadPoolExecutor
from random import Random

import pytest

from backend.core.facts import CountedTopic, Fact, count_parts, fact_of_guidance
from backend.services.context import Context
from backend.services.syncing.follow_streams import follow_streams, rebuild_facts
from backend.store import facts as fact_store
from backend.store.facts import FactScope, count_indicator_parts, list_facts
from tests.commune import COMMUNE, Commune, build_commune
from tests.phone import Json, Phone

SCOPE = FactScope((COMMUNE,))
AT = "2026-11-23T09:30:00+07:00"
TOPICS = (
    CountedTopic("APP", "I1", frozenset({"done"}), "person"),
    CountedTopic("QR-SHOP", "I3", frozenset({"done"}), "shop"),
    CountedTopic("PROD", "I4", frozenset({"done"}), "product"),
    CountedTopic("DVC-GUIDE", "I5b", frozenset({"done", "guided"}), None),
    CountedTopic("DVC-PAY", "I5b", frozenset({"done", "guided"}), None),
)


@pytest.fixture
def commune(context: Context) -> Commune:
    return build_commune(context)


def guidance(phone: Phone, stream: str, **fields: object) -> Json:
    told = {"topic": "APP", "outcome": "done", "at": AT, "quantity": 1, **fields}
    return phone.create("guidance", stream, **told)


def facts_of(commune: Commune, scope: FactScope = SCOPE) -> list[Fact]:
    follow_streams(commune.context, [COMMUNE])
    with commune.context.database.read() as connection:
        return list_facts(connection, scope)


def facts_of_records(phone: Phone) -> list[Fact]:
    """What the live records that a phone pulled come to."""
    made = [
        fact_of_guidance(each["fields"], record_id=each["id"], created_by=each["created_by"])
        for each in phone.all_of("guidance")
    ]
    return sorted((fact for fact in made if fact is not None), key=lambda fact: fact.id)


def test_a_session_makes_one_fact_however_often_it_is_asked_for(commune: Commune) -> None:
    an = commune.phone("an")
    an.record(guidance(an, commune.hamlets[0], quantity=3))
    an.sync()
    [fact] = facts_of(commune)
    assert (fact.day, fact.topic, fact.quantity) == ("2026-11-23", "APP", 3)
    assert fact.created_by == commune.users["an"]
    assert follow_streams(commune.context, [COMMUNE]) == 0
    assert facts_of(commune) == [fact]


def test_changes_deletions_and_restorations_are_followed(commune: Commune) -> None:
    an = commune.phone("an")
    change = guidance(an, commune.hamlets[0])
    an.record(change)
    an.sync()
    assert len(facts_of(commune)) == 1
    an.record(an.update(change["id"], outcome="declined"))
    an.sync()
    assert [fact.outcome for fact in facts_of(commune)] == ["declined"]
    an.record(an.act("delete", change["id"]))
    an.sync()
    assert facts_of(commune) == []
    commune_restores(commune, an, change)
    assert [fact.outcome for fact in facts_of(commune)] == ["declined"]


def commune_restores(commune: Commune, phone: Phone, change: Json) -> None:
    restore = {"op": "restore", "type": "guidance", "id": change["id"], "base": 3}
    phone.record({**restore, "stream": change["stream"]})
    phone.sync()
    assert phone.results[len(phone.log)]["status"] == "applied"


def test_a_session_that_moves_counts_where_it_is(commune: Commune) -> None:
    office = commune.phone("xa")
    change = guidance(office, commune.hamlets[0])
    office.record(change)
    office.sync()
    assert len(facts_of(commune)) == 1
    office.record(office.act("move", change["id"], to=commune.hamlets[1]))
    office.sync()
    assert facts_of(commune, FactScope((COMMUNE,), stream=commune.hamlets[0])) == []
    assert len(facts_of(commune, FactScope((COMMUNE,), stream=commune.hamlets[1]))) == 1


def test_only_guidance_makes_facts(commune: Commune) -> None:
    an = commune.phone("an")
    household = an.create("household", commune.hamlets[0], head_name="Lê Văn Ba")
    visit = an.create(
        "visit",
        commune.hamlets[0],
        household_id=household["id"],
        visited_at=AT,
        outcome="met",
    )
    an.record(household, visit)
    an.sync()
    assert facts_of(commune) == []


def test_a_quantity_beyond_32_bits_is_kept(commune: Commune) -> None:
    an = commune.phone("an")
    an.record(guidance(an, commune.hamlets[0], topic="DVC-GUIDE", quantity=2**40))
    an.sync()
    assert facts_of(commune)[0].quantity == 2**40


def test_askers_at_the_same_time_project_each_session_once(commune: Commune) -> None:
    an = commune.phone("an")
    for _ in range(40):
        an.record(guidance(an, commune.hamlets[0]), guidance(an, commune.hamlets[0]))
    an.sync()
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: follow_streams(commune.context, [COMMUNE]), range(8)))
    assert facts_of(commune) == facts_of_records(an)


def test_a_long_stream_is_followed_in_parts(
    commune: Commune, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fact_store, "SEQS_A_TRANSACTION", 7)
    an = commune.phone("an")
    an.record(*(guidance(an, commune.hamlets[0]) for _ in range(30)))
    an.sync()
    assert follow_streams(commune.context, [COMMUNE]) == 5
    assert facts_of(commune) == facts_of_records(an)


def _random_fields(random: Random) -> Json:
    ids = [None, "0198aaaa-0000-7000-8000-00000000000a", "0198aaaa-0000-7000-8000-00000000000b"]
    fields = {
        "topic": random.choice(["APP", "QR-SHOP", "PROD", "DVC-GUIDE", "DVC-PAY", "SAFE"]),
        "outcome": random.choice(["done", "guided", "already"]),
        "quantity": random.randint(1, 9),
        "at": f"2026-11-{random.randint(10, 22)}T{random.randint(10, 23)}:15:00Z",
        "person_name": random.choice([None, "Nguyễn Văn Ba", "nguyen van ba", "Lê Thị Hòa"]),
        "birth_year": random.choice([None, 1960]),
        "member_id": random.choice(ids),
        "household_id": random.choice([None, *HOUSES]),
    }
    return {name: value for name, value in fields.items() if value is not None}


HOUSES = tuple(f"0198bbbb-0000-7000-8000-00000000000{n}" for n in range(3))


def record_houses(office: Phone, stream: str) -> None:
    made = [office.create("household", stream, head_name=f"Hộ {n}") for n in range(3)]
    office.record(*({**each, "id": known} for each, known in zip(made, HOUSES, strict=True)))


@pytest.mark.parametrize("seed", range(3))
def test_any_history_gives_the_facts_of_its_live_records(commune: Commune, seed: int) -> None:
    random = Random(seed)
    office = commune.phone("xa")
    record_houses(office, commune.hamlets[0])
    for _ in range(25):
        known = [each["id"] for each in office.all_of("guidance")]
        act = random.choice(["create", "create", "update", "delete", "move", "follow"])
        if act == "create" or not known:
            stream = random.choice([*commune.hamlets, commune.stream])
            office.record(*(guidance(office, stream, **_random_fields(random)) for _ in range(3)))
        elif act == "update":
            office.record(office.update(random.choice(known), **_random_fields(random)))
        elif act == "delete":
            office.record(office.act("delete", random.choice(known)))
        elif act == "move":
            target = random.choice([*commune.hamlets, commune.stream])
            office.record(office.act("move", random.choice(known), to=target))
        else:
            follow_streams(commune.context, [COMMUNE])
        office.sync()
    followed = facts_of(commune)
    assert followed == facts_of_records(office)
    assert_counts_agree(commune, followed)
    streams = [*commune.hamlets, commune.stream]
    rebuild_facts(commune.context, [(COMMUNE, stream) for stream in streams])
    with commune.context.database.read() as connection:
        assert list_facts(connection, SCOPE) == followed


def assert_counts_agree(commune: Commune, facts: list[Fact]) -> None:
    """The database counts what the rule in words counts, over all and over some days, whatever
    households were merged."""
    days = ("2026-11-13", "2026-11-19")
    some = [fact for fact in facts if days[0] <= fact.day <= days[1]]
    scope = FactScope((COMMUNE,), first=days[0], last=days[1])
    with commune.context.database.read() as connection:
        for stayed in ({}, {HOUSES[0]: HOUSES[1]}, dict.fromkeys(HOUSES[:2], HOUSES[2])):
            counted = count_indicator_parts(connection, SCOPE, TOPICS, stayed)
            assert counted == count_parts(facts, TOPICS, stayed)
            counted = count_indicator_parts(connection, scope, TOPICS, stayed)
            assert counted == count_parts(some, TOPICS, stayed)

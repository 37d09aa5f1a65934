"""What a guidance session counts for, as rules and as properties."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from backend.core.facts import (
    CountedTopic,
    Fact,
    channel_of,
    count_parts,
    counted_topic,
    fact_of_guidance,
    follow_merges,
    local_day,
    person_key_of,
    roll_up,
)

APP = CountedTopic("APP", "I1", frozenset({"done"}), "person")
QR = CountedTopic("QR-SHOP", "I3", frozenset({"done"}), "shop")
PROD = CountedTopic("PROD", "I4", frozenset({"done"}), "product")
GUIDE = CountedTopic("DVC-GUIDE", "I5b", frozenset({"done", "guided"}), None)
FILE = CountedTopic("DVC-FILE", "I5c", frozenset({"done"}), None)
TOPICS = (APP, QR, PROD, GUIDE, FILE)
HOUSE = "0198aaaa-0000-7000-8000-000000000001"


def _fact(topic: str = "APP", number: int = 0, **fields: object) -> Fact:
    return _told({"topic": topic, "outcome": "done", **fields}, number)


def _told(fields: dict[str, object], number: int) -> Fact:
    whole = {"at": "2026-11-23T09:00:00Z", **fields}
    fact = fact_of_guidance(whole, record_id=f"record-{number}", created_by="who")
    assert fact is not None
    return fact


def _count(*facts: Fact) -> dict[str, int]:
    return count_parts(facts, TOPICS)


def test_the_day_of_a_fact_is_the_local_day() -> None:
    assert local_day("2026-11-22T18:30:00Z") == "2026-11-23"
    assert local_day("2026-11-22T23:30:00+07:00") == "2026-11-22"
    assert local_day("2026-11-22T16:59:59.999Z") == "2026-11-22"


def test_a_time_that_is_none_gives_no_day() -> None:
    assert local_day(None) is None
    assert local_day("yesterday") is None
    assert local_day("2026-11-22T18:30:00") is None
    assert local_day("0001-01-01T00:00:00+14:00") is None


def test_a_session_without_topic_outcome_or_time_makes_no_fact() -> None:
    whole = {"topic": "APP", "outcome": "done", "at": "2026-11-23T09:00:00Z"}
    for missing in whole:
        fields = {name: value for name, value in whole.items() if name != missing}
        assert fact_of_guidance(fields, record_id="x", created_by=None) is None


def test_the_channel_follows_from_what_the_session_belongs_to() -> None:
    assert channel_of({"visit_id": "v"}) == "home"
    assert channel_of({"filing_id": "f", "visit_id": None}) == "desk"
    assert channel_of({"activity_id": "a"}) == "activity"
    assert channel_of({}) == "other"


def test_a_person_is_known_without_diacritics_or_capitals() -> None:
    one = person_key_of({"household_id": HOUSE, "person_name": "Nguyễn Văn Đẫm"})
    assert one == person_key_of({"household_id": HOUSE, "person_name": " NGUYEN  van Dam "})
    assert one is not None
    assert "nguyen" not in one


def test_people_of_one_name_and_house_are_told_apart_by_their_year_of_birth() -> None:
    named = {"household_id": HOUSE, "person_name": "Trần Văn Út"}
    assert person_key_of({**named, "birth_year": 1960}) != person_key_of(
        {**named, "birth_year": 1999}
    )


def test_a_person_without_a_name_is_their_household() -> None:
    assert person_key_of({"household_id": HOUSE, "birth_year": 1960}) == person_key_of(
        {"household_id": HOUSE, "person_name": "  "}
    )
    assert person_key_of({"birth_year": 1960}) is None


def test_a_person_counts_once_and_nobody_known_counts_each_time() -> None:
    again = [_fact(number=n, household_id=HOUSE, person_name="Lê Thị Gấm") for n in range(3)]
    unknown = _fact(number=9, quantity=12, activity_id="a")
    assert _count(*again, unknown)["I1"] == 13


def test_an_outcome_that_the_topic_does_not_count_counts_nothing() -> None:
    assert _count(_fact(outcome="guided"), _fact("DVC-FILE", outcome="guided")) == {
        "I1": 0,
        "I3": 0,
        "I4": 0,
        "I5b": 0,
        "I5c": 0,
    }
    assert _count(_fact("DVC-GUIDE", outcome="guided", quantity=3))["I5b"] == 3


def test_a_shop_and_a_product_count_once() -> None:
    shop = [_fact("QR-SHOP", n, shop_id="s", household_id=HOUSE) for n in range(2)]
    unrecorded = [_fact("QR-SHOP", n, household_id="other") for n in (2, 3)]
    products = [_fact("PROD", n, product_id=f"p{n % 2}") for n in range(4)]
    unlisted = _fact("PROD", 7, quantity=2, household_id=HOUSE)
    counted = _count(*shop, *unrecorded, *products, unlisted)
    assert counted["I3"] == 2
    assert counted["I4"] == 4


def test_a_topic_that_the_catalogue_lacks_counts_under_no_indicator() -> None:
    assert sum(_count(_fact("NEW-TOPIC")).values()) == 0


def test_a_topic_of_the_catalogue_without_an_indicator_does_not_count() -> None:
    assert counted_topic({"code": "SAFE", "indicator": None, "counts_when": []}) is None
    assert counted_topic({"code": "SAFE", "indicator": "I9"}) is None
    assert counted_topic({"indicator": "I9", "counts_when": ["done"]}) is None
    assert (
        counted_topic(
            {"code": "APP", "indicator": "I1", "counts_when": ["done"], "dedupe_by": "person"}
        )
        == APP
    )


def test_parts_roll_up_under_their_indicator_and_no_other() -> None:
    parts = {"I1": 1, "I5a": 2, "I5b": 3, "I10": 4, "I10a": 5}
    assert roll_up(parts, ["I1", "I5", "I10"]) == {
        "I1": {"I1": 1},
        "I5": {"I5a": 2, "I5b": 3},
        "I10": {"I10": 4, "I10a": 5},
    }


_ids = st.sampled_from([None, "a", "b", "c"])
_sessions: st.SearchStrategy[list[dict[str, object]]] = st.lists(
    st.builds(
        dict,
        topic=st.sampled_from(["APP", "QR-SHOP", "PROD", "DVC-GUIDE", "DVC-FILE", "SAFE"]),
        outcome=st.sampled_from(["done", "guided", "already", "declined", "failed"]),
        quantity=st.integers(1, 40),
        household_id=_ids,
        person_name=st.sampled_from([None, "Nguyễn Văn Ba", "nguyen van ba", "Lê Thị Hòa"]),
        birth_year=st.sampled_from([None, 1960, 1961]),
        shop_id=_ids,
        product_id=_ids,
    ),
    max_size=30,
)


def _facts(sessions: list[dict[str, object]]) -> list[Fact]:
    return [_told(fields, number) for number, fields in enumerate(sessions)]


@given(_sessions, st.randoms())
def test_the_order_of_facts_changes_no_figure(
    sessions: list[dict[str, object]], random: Random
) -> None:
    facts = _facts(sessions)
    mixed = list(facts)
    random.shuffle(mixed)
    assert count_parts(facts, TOPICS) == count_parts(mixed, TOPICS)


@given(_sessions)
def test_recording_people_shops_and_products_again_changes_no_figure(
    sessions: list[dict[str, object]],
) -> None:
    facts = _facts(sessions)
    known = [fact for fact in facts if fact.person_key and fact.shop_id and fact.product_id]
    once = count_parts(facts, (APP, QR, PROD))
    assert count_parts([*facts, *known], (APP, QR, PROD)) == once


@given(_sessions)
def test_a_figure_never_falls_when_more_is_recorded(sessions: list[dict[str, object]]) -> None:
    facts = _facts(sessions)
    before = count_parts(facts[:-1], TOPICS)
    after = count_parts(facts, TOPICS)
    assert all(after[code] >= value for code, value in before.items())


@given(_sessions)
def test_a_distinct_figure_is_never_more_than_its_sessions(
    sessions: list[dict[str, object]],
) -> None:
    facts = [fact for fact in _facts(sessions) if fact.person_key is not None]
    done = [fact for fact in facts if fact.topic == "APP" and fact.outcome == "done"]
    people = {(fact.household_id, fact.person_key) for fact in done}
    assert count_parts(facts, TOPICS)["I1"] == len(people)


def test_a_person_of_another_household_is_another_person() -> None:
    facts = [_fact(number=n, household_id=h, person_name="Lê Văn Ba") for n, h in enumerate("ab")]
    assert _count(*facts)["I1"] == 2


def test_households_that_were_merged_count_as_the_one_that_stayed() -> None:
    stayed = follow_merges({"a": "b", "b": "c"})
    people = [_fact(number=n, household_id=h, person_name="Lê Văn Ba") for n, h in enumerate("abc")]
    shops = [_fact("QR-SHOP", 5 + n, household_id=h) for n, h in enumerate("abd")]
    counted = count_parts([*people, *shops], TOPICS, stayed)
    assert (counted["I1"], counted["I3"]) == (1, 2)


def test_a_chain_of_merges_leads_to_its_end_and_a_ring_to_one_of_it() -> None:
    assert follow_merges({"a": "b", "b": "c", "x": "y"}) == {"a": "c", "b": "c", "x": "y"}
    ring = {"d": "b", "b": "c", "c": "a", "a": "b"}
    assert follow_merges(ring) == dict.fromkeys("abcd", "a")

"""Which hamlet a session counts for, and which part of a split a household belongs to."""

import pytest

from backend.core.unit_history import Era, Part, Passage, UnitHistory, part_for, rest_of

FIRST, LAST = "0000-00-00", "9999-99-99"
MERGED_ON, SPLIT_ON, AGAIN_ON = "2026-03-01", "2026-06-01", "2026-09-01"
HISTORY = UnitHistory(
    eras={
        "a": Era(FIRST, "2026-02-28"),
        "b": Era(FIRST, "2026-02-28"),
        "ab": Era(MERGED_ON, "2026-05-31"),
        "north": Era(SPLIT_ON, LAST),
        "south": Era(SPLIT_ON, "2026-08-31"),
        "coast": Era(AGAIN_ON, LAST),
    },
    parts={
        "a": [Part("ab", takes_rest=True)],
        "b": [Part("ab", takes_rest=True)],
        "ab": [Part("south", takes_rest=False), Part("north", takes_rest=True)],
        "south": [Part("coast", takes_rest=True)],
    },
    passages={
        "house": [
            Passage("house", MERGED_ON, "a", "ab"),
            Passage("house", SPLIT_ON, "ab", "south"),
            Passage("house", AGAIN_ON, "south", "coast"),
        ]
    },
)


@pytest.mark.parametrize(
    ("recorded_in", "day", "expected"),
    [
        ("a", "2026-02-28", "a"),
        ("a", "2026-03-01", "ab"),
        ("a", "2026-06-01", "south"),
        ("a", "2026-12-01", "coast"),
        ("ab", "2026-05-31", "ab"),
        ("ab", "2026-02-28", "a"),
        ("coast", "2026-04-01", "ab"),
        ("coast", "2026-10-01", "coast"),
        ("elsewhere", "2026-01-01", "elsewhere"),
    ],
)
def test_a_session_counts_where_its_household_lay_on_a_day_its_hamlet_did_not_exist(
    recorded_in: str, day: str, expected: str
) -> None:
    assert HISTORY.unit_of(recorded_in, day, "house") == expected


def test_a_session_of_no_household_goes_where_the_rest_went() -> None:
    assert HISTORY.unit_of("b", "2026-04-01", None) == "ab"
    assert HISTORY.unit_of("b", "2026-10-01", "unknown") == "north"


def test_a_session_before_its_hamlet_began_stays_where_nobody_knows_better() -> None:
    assert HISTORY.unit_of("ab", "2026-01-01", None) == "ab"


def test_a_hamlet_that_ended_without_becoming_another_keeps_its_sessions() -> None:
    ended = UnitHistory({"a": Era(FIRST, "2026-02-28")}, {}, {})
    assert ended.unit_of("a", "2026-05-01", None) == "a"


def test_what_was_recorded_in_a_hamlet_that_was_taken_back_counts_at_home() -> None:
    """`ab` was made of `a` and `b` and taken back; `a` became `north` later."""
    history = UnitHistory(
        eras={
            "a": Era(FIRST, "2026-05-31"),
            "ab": Era(MERGED_ON, "2026-02-28"),
            "north": Era(SPLIT_ON, LAST),
        },
        parts={
            "a": [Part("north", takes_rest=True)],
            "ab": [Part("b", takes_rest=True), Part("a", takes_rest=False)],
        },
        passages={"house": [Passage("house", SPLIT_ON, "a", "north")]},
        homes={"ab": {"house": "a", "an": "a"}},
    )
    assert history.unit_of("ab", "2026-04-01", "house", "binh") == "a"
    assert history.unit_of("ab", "2026-01-01", "house", "binh") == "a"
    assert history.unit_of("ab", "2026-07-01", "house", None) == "north"
    assert history.unit_of("ab", "2026-04-01", "other", "an") == "a"
    assert history.unit_of("ab", "2026-04-01", None, "binh") == "b"


def test_hamlets_that_were_taken_back_into_each_other_come_to_an_end() -> None:
    parts = {"a": [Part("b", takes_rest=True)], "b": [Part("a", takes_rest=True)]}
    ring = UnitHistory({}, parts, {}, homes={"a": {}, "b": {}})
    assert ring.unit_of("a", "2026-04-01", None) in {"a", "b"}


def test_a_household_of_an_unknown_cluster_goes_where_something_else_says() -> None:
    parts = [Part("a", takes_rest=True), Part("b", takes_rest=False, clusters=("Tổ 1",))]
    assert part_for(parts, "Tổ 1", otherwise="c") == "b"
    assert part_for(parts, "Tổ 2", otherwise="c") == "c"
    assert part_for(parts, None) == "a"


def test_a_ring_of_hamlets_comes_to_an_end() -> None:
    era = Era(FIRST, "2026-02-28")
    ring = {"a": [Part("b", takes_rest=True)], "b": [Part("a", takes_rest=True)]}
    assert UnitHistory({"a": era, "b": era}, ring, {}).unit_of("a", "2026-05-01", None) == "a"


def test_a_cluster_goes_to_the_part_that_names_it_and_all_else_to_the_rest() -> None:
    parts = [
        Part("north", takes_rest=True, clusters=("1", "2")),
        Part("south", takes_rest=False, clusters=("3",)),
    ]
    assert [part_for(parts, cluster) for cluster in ("1", "3", "9", None, 7)] == [
        "north",
        "south",
        "north",
        "north",
        "north",
    ]
    assert rest_of([Part("only", takes_rest=False)]) == "only"

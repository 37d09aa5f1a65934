"""What an erasure leaves of a changeset: ids and shape, and no value."""

from backend.core.device_log import is_same_changeset
from backend.core.erasure import (
    SUBJECT_LINKS,
    ids_erased_in,
    is_about,
    nothing_of,
    redact,
    subject_links,
)
from backend.core.record_types import RECORD_TYPES

CHANGESET: dict[str, object] = {
    "n": 3,
    "id": "set",
    "at": "2026-11-23T09:40:11+07:00",
    "app": "0.1.0",
    "changes": [
        {"op": "update", "type": "household", "id": "a", "base": 1, "fields": {"phone": "0911"}},
        {"op": "update", "type": "household", "id": "b", "base": 1, "fields": {"phone": "0922"}},
        {"op": "release", "id": "held", "changes": [{"op": "create", "id": "c", "fields": {}}]},
    ],
}


def test_the_values_of_what_was_erased_go_and_those_of_others_stay() -> None:
    left = redact(CHANGESET, {"a"})
    assert left["changes"] == [
        {"op": "update", "type": "household", "id": "a", "base": 1},
        CHANGESET["changes"][1],  # type: ignore[index]
        CHANGESET["changes"][2],  # type: ignore[index]
    ]
    assert (left["n"], left["id"], left["erased"]) == (3, "set", ["a"])


def test_what_an_act_releases_is_found_too() -> None:
    assert ids_erased_in(CHANGESET, {"c"}) == ["c"]
    assert redact(CHANGESET, {"c"})["changes"][2]["changes"] == [  # type: ignore[index]
        {"op": "create", "id": "c"}
    ]


def test_a_repeat_is_known_after_values_went() -> None:
    once = redact(CHANGESET, {"a"})
    twice = redact(once, {"b"})
    for logged in (CHANGESET, once, twice):
        assert is_same_changeset(logged, {**CHANGESET, "n": 9})
    other = {**CHANGESET, "at": "2026-11-24T09:40:11+07:00"}
    for logged in (CHANGESET, once, twice):
        assert not is_same_changeset(logged, other)


def test_of_what_was_never_stored_only_the_id_is_known() -> None:
    logged = nothing_of(CHANGESET)
    assert is_same_changeset(logged, {**CHANGESET, "at": None})
    assert not is_same_changeset(logged, {**CHANGESET, "id": "other"})
    assert not is_same_changeset({**logged, "erased": "x"}, {**CHANGESET})


def test_a_changeset_without_changes_concerns_nothing() -> None:
    assert ids_erased_in({"changes": 7}, {"a"}) == []
    assert redact({"id": "x", "changes": [None, {"id": "a", "op": "x", "y": 1}]}, {"a"}) == {
        "id": "x",
        "changes": [{"op": "x", "id": "a"}],
        "erased": ["a"],
    }


def test_what_is_about_the_same_subject_is_said_by_type() -> None:
    assert is_about("visit", {"household_id": "a"}, {"a"})
    assert is_about("household", {"merged_into": "a"}, {"a"})
    assert not is_about("household", {"household_id": "a"}, {"a"})
    assert not is_about("plan", {"household_ids": ["a"]}, {"a"})


def test_what_is_about_a_household_at_any_remove_goes_with_it() -> None:
    assert {name: set(fields) for name, fields in SUBJECT_LINKS.items()} == {
        "household": {"merged_into"},
        "visit": {"household_id"},
        "guidance": {"household_id", "visit_id", "filing_id", "shop_id", "product_id"},
        "filing": {"household_id"},
        "shop": {"household_id"},
        "product": {"household_id"},
        "photo": {"shop_id", "product_id"},
        "task": {"household_id"},
    }


def test_a_link_is_found_in_whatever_order_the_types_are_declared() -> None:
    declared = {name: RECORD_TYPES[name] for name in ("photo", "shop", "household", "activity")}
    assert set(subject_links(declared)) == {"photo", "shop", "household"}

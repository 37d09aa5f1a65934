"""The merge rule of the changeset API, one sentence of it a test."""

from dataclasses import replace

import pytest

from backend.core.changes import Change
from backend.core.merge import MERGE_HOPS_MAX
from backend.core.record import DELETION, WHOLE, Author, Mark, Record
from backend.core.recovered import RECOVERED_N
from backend.core.scope import Place, Role
from backend.core.validate import Fields
from tests.core.builders import (
    COMMUNE,
    FAR_HAMLET,
    HAMLET,
    HOUSE_ID,
    OTHER_HAMLET,
    VISIT_ID,
    codes,
    make_author,
    make_caller,
    make_change,
    make_id,
    make_record,
    make_world,
    merge,
)


def _written_by(record: Record, name: str, mark: Mark) -> Record:
    return replace(record, rev=mark.rev, marks={**record.marks, name: mark})


OTHERS_PHONE = _written_by(make_record(), "phone", Mark(2, "c", 5, 1, "user-c"))
OWN_PHONE = _written_by(make_record(), "phone", Mark(2, "b", 5, 1, "user-b"))
NEW_PHONE: Fields = {"phone": "0999"}


def test_a_field_changed_on_one_side_only_is_taken() -> None:
    draft = merge(make_world(OTHERS_PHONE), make_change(fields={"note": "cuối xóm"}, base=1))
    assert draft.records[HOUSE_ID].fields["note"] == "cuối xóm"
    assert draft.unseen == []


def test_a_value_written_after_the_base_was_not_seen_and_conflicts() -> None:
    draft = merge(make_world(OTHERS_PHONE), make_change(fields=NEW_PHONE, base=1))
    assert [(each.field, each.value) for each in draft.unseen] == [("phone", "0999")]
    assert draft.records[HOUSE_ID].fields["phone"] == "0911000111"
    assert draft.ops == {}


def test_the_same_value_from_both_sides_is_no_conflict_and_no_change() -> None:
    draft = merge(make_world(OTHERS_PHONE), make_change(fields={"phone": "0911000111"}, base=1))
    assert (draft.unseen, draft.ops) == ([], {})


@pytest.mark.parametrize(
    ("record", "author", "change"),
    [
        (OTHERS_PHONE, make_author("b"), make_change(fields=NEW_PHONE, base=2)),
        (
            OTHERS_PHONE,
            make_author("b"),
            make_change(fields=NEW_PHONE, base=1, saw={"phone": "0911000111"}),
        ),
        (OWN_PHONE, make_author("b", 6), make_change(fields=NEW_PHONE, base=0)),
        (
            OTHERS_PHONE,
            replace(make_author("b"), ancestors=frozenset({"c"})),
            make_change(fields=NEW_PHONE, base=0),
        ),
    ],
    ids=["the base", "from", "an own lower number", "a replaced device"],
)
def test_a_value_is_seen_through(record: Record, author: Author, change: Change) -> None:
    draft = merge(make_world(record), change, author=author)
    assert draft.records[HOUSE_ID].fields["phone"] == "0999"
    assert draft.unseen == []


@pytest.mark.parametrize(
    ("record", "author", "base"),
    [
        (OWN_PHONE, make_author("b", 4), 9),
        (OTHERS_PHONE, replace(make_author("b"), successors=frozenset({"c"})), 9),
        (OTHERS_PHONE, make_author("b", epoch=None), 9),
        (replace(OTHERS_PHONE, marks={WHOLE: Mark(2, "c", 5, 2)}), make_author("b", epoch=1), 9),
        (OTHERS_PHONE, make_author(None, None), 1),
        (
            _written_by(make_record(), "phone", Mark(2, None, None, 1)),
            replace(make_author("b", 9), ancestors=frozenset({"c"})),
            1,
        ),
    ],
    ids=[
        "a higher number of the same device wrote it",
        "the device's successor wrote it",
        "the history is unknown",
        "it was written in a later history, whatever its number",
        "the decision is by no device",
        "a decision by no device wrote it",
    ],
)
def test_a_value_is_not_seen_when(record: Record, author: Author, base: int) -> None:
    draft = merge(make_world(record), make_change(fields=NEW_PHONE, base=base), author=author)
    assert [each.field for each in draft.unseen] == ["phone"]


def test_a_later_change_of_the_same_changeset_has_seen_the_earlier_one() -> None:
    changes = [make_change(fields={"phone": value}, base=2) for value in ("0991", "0992")]
    draft = merge(make_world(OTHERS_PHONE), *changes)
    assert draft.records[HOUSE_ID].fields["phone"] == "0992"
    assert draft.unseen == []


def test_a_record_may_be_changed_in_the_changeset_that_creates_it() -> None:
    create = make_change("create", {"head_name": "Lê Thị Tư"})
    changes = [make_change(fields={"note": note}) for note in ("một", "hai")]
    draft = merge(make_world(), create, *changes, make_change("move", to=OTHER_HAMLET))
    made = draft.records[HOUSE_ID]
    assert (draft.ops, made.fields["note"], made.place) == (
        {HOUSE_ID: "create"},
        "hai",
        OTHER_HAMLET,
    )
    assert list(made.marks) == [WHOLE]


def test_a_decision_is_by_no_device() -> None:
    author = replace(make_author("b"), ancestors=frozenset({"a"})).without_device()
    assert (author.device, author.n, author.ancestors) == (None, None, frozenset())


def test_sets_and_counters_merge_by_their_difference_and_never_conflict() -> None:
    activity = make_record(
        {"partners": ["công an", "y tế"], "counts": {"DVC": 4}}, record_type="activity"
    )
    unseen = replace(activity, rev=3, marks={WHOLE: Mark(3, "c", 1, 1)})
    draft = merge(
        make_world(unseen),
        make_change(
            record=activity,
            fields={"partners": ["y tế", "hội nông dân"], "counts": {"DVC": 3, "VNEID": 2}},
            saw={"partners": ["y tế"], "counts": {"DVC": 1}},
        ),
    )
    merged = draft.records[HOUSE_ID].fields
    assert merged["partners"] == ["công an", "y tế", "hội nông dân"]
    assert merged["counts"] == {"DVC": 6, "VNEID": 2}
    assert draft.unseen == []


def test_a_set_and_a_counter_that_stay_the_same_make_no_revision() -> None:
    activity = make_record({"partners": None, "counts": {"DVC": 4}}, record_type="activity")
    same: Fields = {"partners": [], "counts": {"DVC": 4}}
    draft = merge(make_world(activity), make_change(record=activity, fields=same, saw=same))
    assert draft.ops == {}


class TestDeleting:
    def test_a_record_all_of_which_was_seen_is_deleted(self) -> None:
        draft = merge(make_world(OTHERS_PHONE), make_change("delete", base=2))
        assert draft.records[HOUSE_ID].is_deleted
        assert DELETION in draft.records[HOUSE_ID].marks

    def test_a_deletion_against_an_unseen_change_is_a_conflict_of_the_whole(self) -> None:
        draft = merge(make_world(OTHERS_PHONE), make_change("delete", base=1))
        assert not draft.records[HOUSE_ID].is_deleted
        assert [(each.field, each.op) for each in draft.unseen] == [(None, "delete")]

    def test_deleting_again_changes_nothing(self) -> None:
        gone = replace(make_record(), is_deleted=True)
        draft = merge(make_world(gone), make_change("delete", base=1))
        assert (draft.ops, draft.unseen, list(draft.records)) == ({}, [], [HOUSE_ID])

    @pytest.mark.parametrize("op", ["update", "move"])
    def test_a_change_of_a_deleted_record_is_a_conflict(self, op: str) -> None:
        gone = replace(make_record(), is_deleted=True)
        change = make_change(op, {"note": "x"}, base=1, to=OTHER_HAMLET)
        draft = merge(make_world(gone), change)
        assert [each.field for each in draft.unseen] == [None]

    def test_restoring_undoes_it_and_may_change_fields_at_once(self) -> None:
        gone = replace(make_record(), is_deleted=True)
        draft = merge(make_world(gone), make_change("restore", {"note": "còn đây"}, base=1))
        back = draft.records[HOUSE_ID]
        assert (back.is_deleted, back.fields["note"]) == (False, "còn đây")

    def test_restoring_what_is_there_changes_nothing(self) -> None:
        draft = merge(make_world(make_record()), make_change("restore", base=1))
        assert (draft.ops, list(draft.records)) == ({}, [HOUSE_ID])


class TestMoving:
    def test_a_record_moves_to_another_stream(self) -> None:
        draft = merge(make_world(make_record()), make_change("move", base=1, to=OTHER_HAMLET))
        assert draft.records[HOUSE_ID].place == OTHER_HAMLET

    def test_moving_to_where_it_is_changes_nothing(self) -> None:
        draft = merge(make_world(make_record()), make_change("move", base=1, to=HAMLET))
        assert (draft.ops, list(draft.records)) == ({}, [HOUSE_ID])

    def test_an_unseen_move_elsewhere_is_a_conflict_of_the_stream(self) -> None:
        judge = make_caller(Role.COMMUNE_ADMIN, writes=(HAMLET, OTHER_HAMLET, FAR_HAMLET))
        moved = replace(make_record(), place=FAR_HAMLET, rev=2)
        there = replace(moved, marks={**moved.marks, "\x01stream": Mark(2, "c", 1, 1)})
        change = make_change("move", base=1, to=OTHER_HAMLET)
        draft = merge(make_world(there), change, judge=judge)
        assert [(each.field, each.saw) for each in draft.unseen] == [("stream", HAMLET.stream)]

    @pytest.mark.parametrize(
        ("target", "code"), [(FAR_HAMLET, "out_of_scope"), (COMMUNE, "invalid_field")]
    )
    def test_a_move_to_the_wrong_place_is_held(self, target: Place, code: str) -> None:
        judge = make_caller(Role.COMMUNE_ADMIN, writes=(HAMLET, COMMUNE))
        change = make_change("move", base=1, to=target)
        assert [
            each for _, each in codes(merge(make_world(make_record()), change, judge=judge))
        ] == [code]


class TestHolding:
    def test_an_unknown_type_is_held(self) -> None:
        change = replace(make_change("create"), type="spaceship")
        assert codes(merge(make_world(), change)) == [("type", "invalid_field")]

    def test_what_only_the_server_writes_is_held(self) -> None:
        change = replace(make_change("create"), type="unit")
        assert codes(merge(make_world(), change)) == [(None, "out_of_scope")]

    def test_a_change_under_another_type_is_held(self) -> None:
        change = replace(make_change(fields={"note": "x"}), type="shop")
        assert codes(merge(make_world(make_record()), change)) == [("type", "invalid_field")]

    def test_a_change_of_an_unknown_record_waits_for_it(self) -> None:
        draft = merge(make_world(), make_change(fields={"note": "x"}))
        assert (codes(draft), draft.missing) == ([(None, "missing_parent")], {HOUSE_ID})

    def test_an_id_that_is_taken_is_held(self) -> None:
        change = make_change("create", {"head_name": "Lê Thị Tư"})
        assert codes(merge(make_world(make_record()), change)) == [(None, "id_taken")]

    def test_another_persons_visit_is_not_a_volunteers_to_change(self) -> None:
        visit = make_record({"outcome": "met"}, record_type="visit", record_id=VISIT_ID)
        change = make_change(record=visit, fields={"note": "x"}, base=1)
        assert codes(merge(make_world(visit), change)) == [(None, "out_of_scope")]
        leader = make_caller(Role.LEADER, user_id="user-b")
        assert codes(merge(make_world(visit), change, judge=leader)) == []

    def test_a_create_in_a_foreign_place_is_held(self) -> None:
        far = make_record(place=FAR_HAMLET)
        change = make_change("create", {"head_name": "Lê Thị Tư"}, record=far)
        assert codes(merge(make_world(), change)) == [(None, "out_of_scope")]

    def test_a_create_in_a_stream_of_the_wrong_level_is_held(self) -> None:
        admin = make_caller(Role.COMMUNE_ADMIN, writes=(COMMUNE,))
        up = make_record(place=COMMUNE)
        change = make_change("create", {"head_name": "Lê Thị Tư"}, record=up)
        assert codes(merge(make_world(), change, judge=admin)) == [("stream", "invalid_field")]

    def test_wrong_values_in_an_update_are_held_and_change_nothing(self) -> None:
        change = make_change(fields={"members_count": "5"}, saw={"phone": "\x00"}, base=1)
        draft = merge(make_world(make_record()), change)
        assert codes(draft) == [("members_count", "invalid_field"), ("from", "invalid_field")]
        assert draft.records == {}

    def test_what_concerns_an_erased_record_is_erased(self) -> None:
        world = make_world()
        world.erased = frozenset({HOUSE_ID})
        assert merge(world, make_change(fields={"note": "x"})).is_erased
        assert merge(world, _visit_of(HOUSE_ID)).is_erased


def _visit_of(household_id: str) -> Change:
    visit = make_record(record_type="visit", record_id=VISIT_ID)
    fields: Fields = {
        "household_id": household_id,
        "visited_at": "2026-11-23T10:00:00+07:00",
        "outcome": "met",
    }
    return make_change("create", fields, record=visit)


class TestParents:
    def test_a_visit_waits_for_its_household(self) -> None:
        draft = merge(make_world(), _visit_of(HOUSE_ID))
        assert (codes(draft), draft.missing) == ([("household_id", "missing_parent")], {HOUSE_ID})

    def test_a_household_made_in_the_same_changeset_counts(self) -> None:
        create = make_change("create", {"head_name": "Lê Thị Tư"})
        draft = merge(make_world(), create, _visit_of(HOUSE_ID))
        assert (codes(draft), draft.ops) == ([], {HOUSE_ID: "create", VISIT_ID: "create"})

    def test_a_parent_of_another_type_is_invalid(self) -> None:
        world = make_world(make_record(record_type="shop"))
        assert codes(merge(world, _visit_of(HOUSE_ID))) == [("household_id", "invalid_field")]

    def test_a_parent_where_one_may_not_read_is_out_of_scope(self) -> None:
        world = make_world(make_record(place=FAR_HAMLET))
        assert codes(merge(world, _visit_of(HOUSE_ID))) == [("household_id", "out_of_scope")]

    def test_a_parent_that_stays_the_same_is_not_asked_again(self) -> None:
        visit = make_record(
            {"household_id": HOUSE_ID, "outcome": "met"}, record_type="visit", record_id=VISIT_ID
        )
        change = make_change(record=visit, fields={"household_id": HOUSE_ID}, base=1)
        author = make_caller(user_id="user-a")
        assert codes(merge(make_world(visit), change, judge=author)) == []


class TestMergedHouseholds:
    def test_no_ring_is_closed_in_which_no_household_would_stay(self) -> None:
        stayed = make_record({"head_name": "Ba"}, record_id=make_id(50))
        between = make_record({"head_name": "Ba", "merged_into": stayed.id}, record_id=make_id(51))
        away = make_record({"head_name": "Ba", "merged_into": between.id})
        world = make_world(stayed, between, away)
        for into in (stayed.id, between.id, away.id):
            change = make_change(record=stayed, fields={"merged_into": into}, saw={}, base=1)
            assert codes(merge(world, change)) == [("merged_into", "invalid_field")]
        free = make_change(record=between, fields={"merged_into": None}, base=1)
        turned = make_change(record=stayed, fields={"merged_into": between.id}, base=1)
        assert codes(merge(world, free, turned)) == []

    def test_an_edit_lands_on_the_household_that_stayed_where_only_from_counts(self) -> None:
        stayed = make_record({"head_name": "Ba", "phone": "1"}, record_id=make_id(50))
        away = make_record({"head_name": "Ba", "merged_into": stayed.id})
        seen = make_change(fields={"phone": "2"}, saw={"phone": "1"}, base=9)
        unseen = make_change(fields={"phone": "2"}, base=9)
        draft = merge(make_world(stayed, away), seen)
        assert draft.records[stayed.id].fields["phone"] == "2"
        assert [each.record_id for each in merge(make_world(stayed, away), unseen).unseen] == [
            stayed.id
        ]

    @pytest.mark.parametrize("is_away_first", [True, False])
    def test_values_of_two_households_that_are_one_by_now_do_not_replace_each_other(
        self,
        is_away_first: bool,  # noqa: FBT001
    ) -> None:
        stayed = make_record({"head_name": "Ba"}, record_id=make_id(50))
        away = make_record({"head_name": "Ba", "merged_into": stayed.id})
        changes = [
            make_change(record=stayed, fields={"phone": "1"}, saw={"phone": None}, base=1),
            make_change(record=away, fields={"phone": "2"}, saw={"phone": None}, base=1),
        ]
        if is_away_first:
            changes.reverse()
        draft = merge(make_world(stayed, away), *changes)
        first, second = ("2", "1") if is_away_first else ("1", "2")
        assert draft.records[stayed.id].fields["phone"] == first
        assert [(each.record_id, each.value) for each in draft.unseen] == [(stayed.id, second)]

    def test_undoing_the_merge_concerns_the_merged_away_one_itself(self) -> None:
        away = make_record({"head_name": "Ba", "merged_into": make_id(50)})
        draft = merge(make_world(away), make_change(fields={"merged_into": None}, base=1))
        assert draft.records[HOUSE_ID].fields["merged_into"] is None

    def test_a_circle_of_merges_comes_to_an_end(self) -> None:
        ids = [make_id(60 + number) for number in range(MERGE_HOPS_MAX)]
        ring = [
            make_record({"head_name": "Ba", "merged_into": ids[(at + 1) % len(ids)]}, record_id=one)
            for at, one in enumerate(ids)
        ]
        draft = merge(make_world(*ring), make_change(record=ring[0], fields={"note": "x"}))
        assert len(draft.records) == 1

    def test_a_household_merged_into_one_unknown_here_is_changed_itself(self) -> None:
        away = make_record({"head_name": "Ba", "merged_into": make_id(50)})
        draft = merge(
            make_world(away), make_change(fields={"head_name": "Tư"}, saw={"head_name": "Ba"})
        )
        assert draft.records[HOUSE_ID].fields["head_name"] == "Tư"


class TestGivenBack:
    """A record that another phone gave back after a restore, before its author's own create."""

    def test_the_late_create_merges_field_by_field(self) -> None:
        given_back = replace(make_record(), marks={WHOLE: Mark(1, None, RECOVERED_N, 1)})
        change = make_change("create", {"head_name": "Nguyễn Văn Ba", "phone": "0222"})
        judge = make_caller(user_id="user-a")
        draft = merge(make_world(given_back), change, author=make_author("a"), judge=judge)
        assert codes(draft) == []
        assert draft.records[HOUSE_ID].fields["phone"] == "0911000111"
        assert "phone" in {each.field for each in draft.unseen}

    def test_the_late_create_brings_what_the_record_never_had(self) -> None:
        fields: Fields = {"head_name": "Nguyễn Văn Ba", "note": None}
        given_back = make_record(fields)
        given_back = replace(given_back, marks={WHOLE: Mark(1, None, RECOVERED_N, 1)})
        change = make_change("create", {**fields, "phone": "0222", "note": "có ghe"})
        judge = make_caller(user_id="user-a")
        draft = merge(make_world(given_back), change, author=make_author("a"), judge=judge)
        assert draft.records[HOUSE_ID].fields["phone"] == "0222"
        # An empty value may be what somebody emptied.
        assert [each.field for each in draft.unseen] == ["note"]

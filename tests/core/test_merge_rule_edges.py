"""The merge rule where it is easy to get wrong: late releases, moves, merges, names, numbers."""

from dataclasses import replace

import pytest

from backend.core.changes import Change, read_changes
from backend.core.plan import Plan
from backend.core.record import DELETION, STREAM, Author, Mark, Record
from backend.core.scope import Role
from backend.core.validate import Fields
from backend.core.values import NUMBER_MAX
from tests.core.builders import (
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
    make_plan,
    make_record,
    make_world,
    merge,
)
from tests.phone import Json

ADMIN = make_caller(Role.COMMUNE_ADMIN, writes=(HAMLET, OTHER_HAMLET, FAR_HAMLET))
EARLY, LATE = make_author("b", 5), make_author("b", 6)


def applied(
    plan: Plan, author: Author, op: str, fields: Fields | None = None, **more: object
) -> Record:
    """The record after a change of it; `more` as `make_change` takes it."""
    record = plan.world.records[HOUSE_ID]
    change = make_change(op, fields, record=record, **more)  # type: ignore[arg-type]
    draft = merge(plan.world, change, author=author, judge=ADMIN)
    assert draft.reasons == []
    plan.commit(draft)
    return plan.world.records[HOUSE_ID]


def questions(plan: Plan) -> set[str | None]:
    return {field for _, field in plan.world.conflicts}


def only_side(plan: Plan) -> Json:
    [conflict] = plan.world.conflicts.values()
    sides = conflict.fields["incoming"]
    assert isinstance(sides, list)
    [side] = sides
    return dict(side)


class TestReleasedLate:
    """A lower n that takes effect after a higher one of the same device."""

    def test_a_field_is_not_overwritten_whatever_from_and_base_say(self) -> None:
        plan = make_plan(make_world(make_record()))
        applied(plan, LATE, "update", {"phone": "0913"}, base=1)
        saw: Fields = {"phone": "0913"}
        record = applied(plan, EARLY, "update", {"phone": "0912"}, base=9, saw=saw)
        assert record.fields["phone"] == "0913"
        assert questions(plan) == {"phone"}

    def test_a_restore_does_not_undo_a_later_deletion(self) -> None:
        plan = make_plan(make_world(make_record()))
        applied(plan, LATE, "delete", base=1)
        assert applied(plan, EARLY, "restore", base=9).is_deleted
        assert questions(plan) == {None}

    def test_a_deletion_does_not_undo_a_later_restore(self) -> None:
        gone = replace(make_record(), is_deleted=True)
        plan = make_plan(make_world(gone))
        applied(plan, LATE, "restore", base=1)
        assert not applied(plan, EARLY, "delete", base=9).is_deleted
        assert questions(plan) == {None}

    def test_a_move_does_not_undo_a_later_one_not_even_back_to_where_it_began(self) -> None:
        plan = make_plan(make_world(make_record(place=OTHER_HAMLET)))
        applied(plan, LATE, "move", base=1, to=HAMLET)
        assert applied(plan, EARLY, "move", base=9, to=OTHER_HAMLET).place == HAMLET
        assert questions(plan) == {"stream"}

    def test_sets_and_counters_still_merge_by_their_difference(self) -> None:
        activity = make_record({"partners": ["a"], "counts": {"X": 1}}, record_type="activity")
        plan = make_plan(make_world(activity))
        later: Fields = {"partners": ["a", "b", "c"], "counts": {"X": 5}}
        applied(plan, LATE, "update", later, saw={"partners": ["a", "b"], "counts": {"X": 3}})
        earlier: Fields = {"partners": ["a", "b"], "counts": {"X": 3}}
        record = applied(
            plan, EARLY, "update", earlier, saw={"partners": ["a"], "counts": {"X": 1}}
        )
        assert set(record.fields["partners"]) == {"a", "b", "c"}  # type: ignore[call-overload]
        assert record.fields["counts"] == {"X": 5}
        assert questions(plan) == set()


class TestMoves:
    def test_a_change_that_names_the_old_stream_is_applied_where_the_record_is(self) -> None:
        moved = make_record(place=OTHER_HAMLET)
        change = replace(make_change(fields={"note": "x"}, base=1), stream=HAMLET.stream)
        draft = merge(make_world(moved), change)
        assert (draft.records[HOUSE_ID].place, codes(draft)) == (OTHER_HAMLET, [])

    def test_it_is_out_of_scope_where_its_author_may_not_write(self) -> None:
        moved = make_record(place=FAR_HAMLET)
        change = replace(make_change(fields={"note": "x"}, base=1), stream=HAMLET.stream)
        assert codes(merge(make_world(moved), change)) == [(None, "out_of_scope")]

    def test_the_stream_that_is_named_counts_as_from(self) -> None:
        mark = Mark(5, "c", 1, 1)
        there = replace(make_record(), rev=5, marks={**make_record().marks, STREAM: mark})
        draft = merge(make_world(there), make_change("move", base=0, to=OTHER_HAMLET))
        assert draft.records[HOUSE_ID].place == OTHER_HAMLET

    def test_a_move_of_a_deleted_record_is_a_conflict_of_the_whole(self) -> None:
        plan = make_plan(make_world(replace(make_record(), is_deleted=True)))
        applied(plan, EARLY, "move", base=1, to=OTHER_HAMLET)
        side = only_side(plan)
        assert (questions(plan), side["op"]) == ({None}, "move")
        assert (side["value"], side["from"]) == (OTHER_HAMLET.stream, HAMLET.stream)

    def test_a_visit_of_another_is_not_moved_by_a_volunteer(self) -> None:
        visit = make_record({"outcome": "met"}, record_type="visit", record_id=VISIT_ID)
        change = make_change("move", record=visit, base=1, to=OTHER_HAMLET)
        assert codes(merge(make_world(visit), change)) == [(None, "out_of_scope")]


class TestOneIdInTwoPlaces:
    def test_a_record_is_not_moved_onto_another_one_of_its_id(self) -> None:
        world = replace(
            make_world(make_record()), twins=frozenset({(FAR_HAMLET.partition, HOUSE_ID)})
        )
        far = make_change("move", base=1, to=FAR_HAMLET)
        near = make_change("move", base=1, to=OTHER_HAMLET)
        assert codes(merge(world, far, judge=ADMIN)) == [(None, "id_taken")]
        assert codes(merge(world, near, judge=ADMIN)) == []
        assert codes(merge(replace(world, twins=frozenset()), far, judge=ADMIN)) == []


class TestMergedAway:
    def test_a_merge_into_a_ring_of_others_or_into_no_household_closes_no_ring(self) -> None:
        ring = [
            make_record(
                {"head_name": "Ba", "merged_into": make_id(70 + other)}, record_id=make_id(70 + one)
            )
            for one, other in ((0, 1), (1, 0))
        ]
        shop = make_record({"name": "Tạp hoá"}, record_type="shop", record_id=make_id(72))
        world = make_world(make_record(), shop, *ring)
        for target in (ring[0].id, shop.id, make_id(73), None):
            change = make_change(fields={"merged_into": target}, base=1)
            assert codes(merge(world, change)) == []

    def test_a_deletion_lands_on_the_one_that_stayed_as_a_conflict(self) -> None:
        stayed = make_record({"head_name": "Ba"}, record_id=make_id(50))
        away = make_record({"head_name": "Ba", "merged_into": stayed.id})
        draft = merge(make_world(stayed, away), make_change("delete", base=9))
        assert [(each.record_id, each.field) for each in draft.unseen] == [(stayed.id, None)]

    def test_own_earlier_numbers_do_not_count_as_seen_there(self) -> None:
        own = {"phone": Mark(2, "b", 1, 1)}
        stayed = make_record({"head_name": "Ba", "phone": "1"}, record_id=make_id(50), rev=2)
        stayed = replace(stayed, marks={**stayed.marks, **own})
        away = make_record({"head_name": "Ba", "merged_into": stayed.id})
        draft = merge(make_world(stayed, away), make_change(fields={"phone": "2"}), author=EARLY)
        assert [each.field for each in draft.unseen] == ["phone"]

    def test_a_household_is_not_merged_into_a_record_of_another_type(self) -> None:
        shop = make_record({"name": "Tạp hoá"}, record_type="shop", record_id=make_id(50))
        away = make_record({"head_name": "Ba", "merged_into": shop.id})
        draft = merge(make_world(shop, away), make_change(fields={"note": "x"}, saw={"note": None}))
        assert list(draft.records) == [HOUSE_ID]

    def test_an_unknown_field_of_that_name_on_another_type_redirects_nothing(self) -> None:
        house = make_record(record_id=make_id(50))
        shop = make_record({"name": "Ba", "merged_into": house.id}, record_type="shop")
        change = make_change(record=shop, fields={"note": "x"}, base=1)
        draft = merge(make_world(house, shop), change)
        assert (list(draft.records), codes(draft)) == ([HOUSE_ID], [])


class TestOneChangeset:
    def test_two_unseen_values_of_one_field_are_one_side_that_keeps_the_older(self) -> None:
        unseen = replace(make_record(), rev=3, marks={"": Mark(3, "c", 1, 1)})
        plan = make_plan(make_world(unseen))
        changes = [make_change(fields={"phone": value}, base=1) for value in ("1", "2")]
        plan.commit(merge(plan.world, *changes))
        side = only_side(plan)
        assert (side["value"], [each["value"] for each in side["earlier"]]) == ("2", ["1"])

    def test_a_record_deleted_and_restored_in_it_is_as_it_was(self) -> None:
        plan = make_plan(make_world(make_record()))
        changes = [make_change("delete", base=1), make_change("restore", base=1)]
        plan.commit(merge(plan.world, *changes))
        record = plan.world.records[HOUSE_ID]
        assert (record.is_deleted, record.rev) == (False, 2)

    def test_an_update_without_fields_concerns_its_record_and_changes_nothing(self) -> None:
        draft = merge(make_world(make_record()), make_change(fields={}, base=1))
        assert (list(draft.records), draft.ops) == ([HOUSE_ID], {})

    def test_a_parent_made_later_in_it_does_not_count_yet(self) -> None:
        visit = make_record(record_type="visit", record_id=VISIT_ID)
        fields: Fields = {
            "household_id": HOUSE_ID,
            "visited_at": "2026-11-23T10:00:00+07:00",
            "outcome": "met",
        }
        late = make_change("create", {"head_name": "Lê Thị Tư"})
        draft = merge(make_world(), make_change("create", fields, record=visit), late)
        assert codes(draft) == [("household_id", "missing_parent")]

    def test_a_deleted_parent_counts_as_known(self) -> None:
        visit = make_record(record_type="visit", record_id=VISIT_ID)
        fields: Fields = {
            "household_id": HOUSE_ID,
            "visited_at": "2026-11-23T10:00:00+07:00",
            "outcome": "met",
        }
        world = make_world(replace(make_record(), is_deleted=True))
        assert codes(merge(world, make_change("create", fields, record=visit))) == []


class TestNames:
    @pytest.mark.parametrize(
        "fields",
        [
            {"": 1},
            {"stream": "hamlet:x"},
            {"é": 1, "e\u0301": 2},
            {"solar": {"é": 1, "e\u0301": 2}},
        ],
        ids=["none", "the stream's", "one name twice", "one name twice inside"],
    )
    def test_a_name_that_would_hide_another_value_is_held(self, fields: Fields) -> None:
        item = {"op": "update", "type": "household", "id": HOUSE_ID, "stream": HAMLET.stream}
        [change], reasons = read_changes([{**item, "fields": fields}])
        assert isinstance(change, Change)
        assert [each.code for each in (*reasons, *change.wrong)] == ["invalid_field"]


def test_counters_stay_within_what_can_be_stored() -> None:
    activity = make_record({"counts": {"X": NUMBER_MAX}}, record_type="activity")
    change = make_change(record=activity, fields={"counts": {"X": NUMBER_MAX}}, saw={"counts": {}})
    draft = merge(make_world(activity), change)
    assert draft.records[HOUSE_ID].fields["counts"] == {"X": NUMBER_MAX}


def test_a_deletion_mark_is_not_taken_for_a_change_of_a_field() -> None:
    back = replace(
        make_record(), rev=3, marks={**make_record().marks, DELETION: Mark(3, "c", 1, 1)}
    )
    draft = merge(make_world(back), make_change(fields={"phone": "1"}, base=1))
    assert draft.records[HOUSE_ID].fields["phone"] == "1"

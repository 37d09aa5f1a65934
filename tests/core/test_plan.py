"""A plan numbers what it writes, keeps the digests true, and keeps every former value."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from backend.core.changes import Change
from backend.core.plan import Plan
from backend.core.record import TAG_MODULUS, Mark, Record
from backend.core.scope import Role
from backend.core.validate import Fields
from tests.core.builders import (
    COMMUNE,
    HAMLET,
    HOUSE_ID,
    OTHER_HAMLET,
    PLACES,
    make_author,
    make_caller,
    make_change,
    make_id,
    make_plan,
    make_record,
    make_world,
    merge,
)


def _digest(plan: Plan, stream: str) -> tuple[int, int]:
    live = [
        record
        for record in plan.world.records.values()
        if record.place.stream == stream and not record.is_deleted
    ]
    return len(live), sum(record.tag for record in live) % TAG_MODULUS


def _is_true(plan: Plan) -> bool:
    return all(
        (plan.heads[stream].live, plan.heads[stream].tag_sum) == _digest(plan, stream)
        for stream in PLACES
    )


def test_a_create_is_revision_one_with_the_next_number_of_its_stream() -> None:
    plan = make_plan(make_world())
    create = make_change("create", {"head_name": "Ba"})
    touched, conflicts = plan.commit(merge(plan.world, create))
    written = plan.written[HOUSE_ID]
    assert ([each.rev for each in touched], conflicts, written.seq) == ([1], [], 1)
    assert plan.created == {HOUSE_ID}
    assert plan.revisions == []
    assert _is_true(plan)


def test_a_changeset_makes_one_revision_of_a_record_whatever_it_changes() -> None:
    plan = make_plan(make_world(make_record()))
    changes = [make_change(fields={"note": note}, base=1) for note in ("một", "hai")]
    touched, _ = plan.commit(merge(plan.world, *changes))
    assert [each.rev for each in touched] == [2]
    assert [each.changes for each in plan.revisions] == [{"note": {"from": None, "to": "hai"}}]
    assert plan.stored[HOUSE_ID].rev == 1


def test_what_changes_nothing_makes_no_revision_but_is_named_in_the_result() -> None:
    plan = make_plan(make_world(make_record()))
    touched, _ = plan.commit(merge(plan.world, make_change(fields={"phone": "0911000111"})))
    assert ([(each.id, each.rev) for each in touched], plan.written) == ([(HOUSE_ID, 1)], {})


def test_a_conflict_is_a_record_of_the_stream_and_is_opened_once() -> None:
    unseen = replace(make_record(), rev=2, marks={"": Mark(2, "c", 1, 1)})
    plan = make_plan(make_world(unseen))
    opened = [
        plan.commit(
            merge(plan.world, make_change(fields={"phone": value}), author=make_author(device))
        )[1]
        for device, value in (("b", "0222"), ("d", "0333"))
    ]
    assert opened[0] == opened[1]
    conflict = plan.written[opened[0][0]]
    assert (conflict.type, conflict.place, conflict.rev) == ("conflict", HAMLET, 2)
    assert _is_true(plan)


def _plan_with_conflict() -> tuple[Plan, Record]:
    unseen = replace(make_record(), rev=2, marks={"": Mark(2, "c", 1, 1)})
    plan = make_plan(make_world(unseen))
    _, conflicts = plan.commit(merge(plan.world, make_change(fields={"phone": "0222"})))
    return plan, plan.written[conflicts[0]]


def test_a_move_takes_the_conflicts_of_the_record_along_and_leaves_markers() -> None:
    plan, conflict = _plan_with_conflict()
    decided = replace(conflict, id=make_id(900), fields={**conflict.fields, "field": None})
    plan.world.records[decided.id] = decided
    plan.heads[HAMLET.stream].count(None, decided)
    other = replace(decided, id=make_id(901), fields={**conflict.fields, "record_id": "x"})
    plan.world.records[other.id] = other
    plan.heads[HAMLET.stream].count(None, other)
    plan.commit(merge(plan.world, make_change("move", base=2, to=OTHER_HAMLET)))
    moved = {HOUSE_ID, conflict.id, decided.id}
    assert {plan.world.records[each].place for each in moved} == {OTHER_HAMLET}
    assert {key for key, _ in plan.gone} == {HAMLET.stream}
    assert {each for _, each in plan.gone} == moved
    assert plan.world.records[other.id].place == HAMLET
    assert plan.world.conflicts[(HOUSE_ID, "phone")].fields["stream"] == OTHER_HAMLET.stream
    assert _is_true(plan)


def test_a_record_that_comes_back_has_no_leave_marker_in_its_own_stream() -> None:
    plan = make_plan(make_world(make_record()))
    for target, base in ((OTHER_HAMLET, 1), (HAMLET, 2)):
        there = plan.world.records[HOUSE_ID]
        change = make_change("move", record=there, base=base, to=target)
        plan.commit(merge(plan.world, change))
    assert list(plan.gone) == [(OTHER_HAMLET.stream, HOUSE_ID)]
    assert [each.changes for each in plan.revisions][-1] == {
        "stream": {"from": OTHER_HAMLET.stream, "to": HAMLET.stream}
    }
    assert _is_true(plan)


def test_the_server_writes_a_record_as_it_is_given() -> None:
    plan = make_plan(make_world())
    target = make_record({"indicator": "I1"}, record_type="target", place=COMMUNE)
    assert plan.put(target, "create", make_author(None, None)).rev == 1
    assert _is_true(plan)


acts = st.lists(
    st.tuples(
        st.sampled_from(["update", "delete", "restore", "move"]),
        st.sampled_from(["a", "b", "c"]),
        st.integers(0, 4),
        st.sampled_from(["phone", "note", "head_name"]),
        st.sampled_from(["0111", "0222"]),
    ),
    max_size=12,
)


@given(acts)
def test_after_any_acts_digests_are_true_numbers_rise_and_no_value_is_lost(
    done: list[tuple[str, str, int, str, str]],
) -> None:
    plan = make_plan(make_world(make_record()))
    admin = make_caller(Role.COMMUNE_ADMIN)
    for n, (op, device, base, name, value) in enumerate(done, start=2):
        record = plan.world.records[HOUSE_ID]
        target = OTHER_HAMLET if record.place == HAMLET else HAMLET
        fields: Fields = {name: value} if op == "update" else {}
        change = make_change(op, fields, record=record, base=base, to=target)
        before = dict(record.fields)
        draft = merge(plan.world, change, author=make_author(device, n), judge=admin)
        assert draft.reasons == []
        plan.commit(draft)
        after = plan.world.records[HOUSE_ID].fields
        kept = [after.get(name), *(each.value for each in draft.unseen)]
        flat = [each.get(name) if isinstance(each, dict) else each for each in kept]
        assert not fields or value in flat
        lost = {key for key in before if before[key] != after.get(key)}
        assert not lost or lost <= set(plan.revisions[-1].changes)
    assert _is_true(plan)
    for stream in PLACES:
        seqs = [each.seq for each in plan.world.records.values() if each.place.stream == stream]
        assert len(seqs) == len(set(seqs))
        assert max(seqs, default=0) <= plan.heads[stream].head


def _plan_with_at_most(conflicts_max: int, already_open: int) -> Plan:
    plan, _ = _plan_with_conflict()
    plan.conflicts_max = conflicts_max
    plan.count_open = {"user-b": already_open}.__getitem__
    return plan


def _disputed(name: str, value: str) -> Change:
    return make_change(fields={name: value}, saw={name: "khác"})


def test_who_may_have_no_more_open_conflicts_floods_by_a_new_one_and_not_by_a_side() -> None:
    plan = _plan_with_at_most(2, already_open=2)
    assert plan.would_flood(merge(plan.world, _disputed("head_name", "Tư")))
    assert not plan.would_flood(merge(plan.world, _disputed("phone", "0333")))


def test_a_conflict_that_a_plan_opens_counts_for_the_next() -> None:
    plan = _plan_with_at_most(3, already_open=2)
    draft = merge(plan.world, _disputed("head_name", "Tư"))
    assert not plan.would_flood(draft)
    plan.commit(draft)
    assert plan.open_counts == {"user-b": 3}
    assert plan.would_flood(merge(plan.world, _disputed("cluster", "Tổ 9")))


def test_what_opens_no_conflict_floods_nobody() -> None:
    plan = _plan_with_at_most(0, already_open=9)
    assert not plan.would_flood(merge(plan.world, make_change(fields={"note": "một"}, base=1)))


def test_a_server_without_a_bound_lets_all_conflicts_in() -> None:
    plan, _ = _plan_with_conflict()
    assert not plan.would_flood(merge(plan.world, _disputed("head_name", "Tư")))


def test_a_conflict_that_was_taken_back_counts_no_longer() -> None:
    plan = _plan_with_at_most(3, already_open=2)
    draft = merge(plan.world, _disputed("head_name", "Tư"))
    assert not plan.would_flood(draft)
    go_back = plan.remember()
    plan.commit(draft)
    go_back()
    assert not plan.would_flood(draft)


def test_a_plan_goes_back_to_where_it_was() -> None:
    plan = make_plan(make_world(make_record()))
    before = (dict(plan.world.records), _heads(plan))
    go_back = plan.remember()
    plan.commit(merge(plan.world, make_change(fields={"note": "một"}, base=1)))
    assert (dict(plan.world.records), _heads(plan)) != before
    go_back()
    assert (dict(plan.world.records), _heads(plan)) == before
    assert (plan.written, plan.revisions, plan.stored) == ({}, [], {})


def _heads(plan: Plan) -> dict[str, tuple[int, int, int]]:
    return {name: (head.head, head.live, head.tag_sum) for name, head in plan.heads.items()}


def test_a_hamlet_hears_of_a_household_that_is_new_moved_or_back_and_of_no_edit() -> None:
    here, there = {HAMLET.stream}, {OTHER_HAMLET.stream}
    for world, change, streams in (
        (make_world(), make_change("create", {"head_name": "Ba"}), here),
        (make_world(make_record()), make_change("move", to=OTHER_HAMLET, base=1), there),
        (make_world(replace(make_record(), is_deleted=True)), make_change("restore", base=1), here),
        (make_world(make_record()), make_change(fields={"note": "một"}, base=1), set()),
    ):
        plan = make_plan(world)
        plan.commit(merge(plan.world, change))
        assert plan.arrivals == streams, change.op


def test_a_conflict_goes_where_its_record_goes() -> None:
    plan, conflict = _plan_with_conflict()
    plan.commit(merge(plan.world, make_change("move", to=OTHER_HAMLET, base=2)))
    assert plan.written[conflict.id].place == OTHER_HAMLET
    assert plan.world.conflicts[(HOUSE_ID, "phone")].place == OTHER_HAMLET

"""What a decision and its undo do to conflict and record, by the contract's codes."""

from dataclasses import replace

import pytest

from backend.core.deciding import Decision, Verdict, resolve, undo
from backend.core.plan import Plan
from backend.core.problems import Problem
from backend.core.record import WHOLE, Mark, Record
from backend.core.scope import Caller, Role
from tests.core.builders import (
    COMMUNE,
    FAR_HAMLET,
    HAMLET,
    HOUSE_ID,
    NOW,
    OTHER_HAMLET,
    make_author,
    make_caller,
    make_change,
    make_id,
    make_plan,
    make_record,
    make_world,
    merge,
)

LONG_AGO, LATER = "2026-01-01T00:00:00.000Z", "2027-01-01T00:00:00.000Z"
ADMIN = make_caller(Role.COMMUNE_ADMIN, writes=(HAMLET, OTHER_HAMLET, COMMUNE))


def disputed(record: Record | None = None, op: str = "update", **more: object) -> Plan:
    """A plan in which device b's change of the record was not applied, as `c` wrote before it."""
    marks = {WHOLE: Mark(3, "c", 7, 1, "user-c")}
    plan = make_plan(make_world(record or replace(make_record(), rev=3, marks=marks)))
    asked = {"fields": {"phone": "0999"}} if op == "update" and "fields" not in more else {}
    change = make_change(op, base=1, **{**asked, **more})  # type: ignore[arg-type]
    plan.commit(merge(plan.world, change, judge=ADMIN))
    assert len(plan.world.conflicts) == 1
    return plan


def conflict_of(plan: Plan) -> Record:
    return next(each for each in plan.world.records.values() if each.type == "conflict")


def decide(plan: Plan, choice: str, *, judge: Caller = ADMIN, **more: object) -> Verdict:
    given = {"side": 0, "value": None, "reason": None, "rev": 9, **more}
    return resolve(plan, judge, conflict_of(plan).id, Decision(choice, **given))  # type: ignore[arg-type]


def take_back(plan: Plan, *, since: str = LONG_AGO) -> Verdict:
    return undo(plan, ADMIN, conflict_of(plan).id, since=since)


def code(plan: Plan, choice: str = "current", **more: object) -> str:
    with pytest.raises(Problem) as refused:
        decide(plan, choice, **more)  # type: ignore[arg-type]
    return refused.value.code


def undo_code(plan: Plan, *, since: str = LONG_AGO) -> str:
    with pytest.raises(Problem) as refused:
        take_back(plan, since=since)
    return refused.value.code


def house(plan: Plan) -> Record:
    return plan.world.records[HOUSE_ID]


def test_who_does_not_read_the_stream_finds_nothing_and_who_reads_it_only_may_not() -> None:
    assert code(disputed(), judge=make_caller(Role.COMMUNE_ADMIN, writes=(FAR_HAMLET,))) == (
        "not_found"
    )
    assert code(disputed(), judge=make_caller(Role.VOLUNTEER)) == "not_allowed"
    plan = disputed()
    with pytest.raises(Problem) as refused:
        resolve(plan, ADMIN, HOUSE_ID, Decision("current", 0, None, None, 9))
    assert refused.value.code == "not_found"


def test_a_conflict_whose_record_is_no_more_is_not_found() -> None:
    plan = disputed()
    del plan.world.records[HOUSE_ID]
    assert code(plan) == "not_found"


@pytest.mark.parametrize(
    ("choice", "value", "phone", "rev"),
    [
        ("current", None, "0911000111", 3),
        ("incoming", None, "0999", 4),
        ("value", "0977", "0977", 4),
        ("value", "0911000111", "0911000111", 3),
    ],
)
def test_a_field_takes_what_was_chosen_in_one_revision_or_none(
    choice: str, value: object, phone: str, rev: int
) -> None:
    plan = disputed()
    verdict = decide(plan, choice, value=value, reason="hỏi chủ hộ")
    assert (house(plan).fields["phone"], house(plan).rev) == (phone, rev)
    assert set(verdict.told) == {("b", 1), ("c", 7)}
    assert plan.world.conflicts == {}
    assert code(plan) == "already_resolved"
    back = take_back(plan)
    assert (house(plan).fields["phone"], set(back.told)) == ("0911000111", {("b", 1), ("c", 7)})
    assert set(decide(plan, "current").told) == {("b", 1), ("c", 7)}


@pytest.mark.parametrize(
    ("choice", "more"),
    [
        ("incoming", {"side": 1}),
        ("value", {"value": 5}),
    ],
)
def test_what_cannot_be_set_is_an_invalid_request(choice: str, more: dict[str, object]) -> None:
    assert code(disputed(), choice, **more) == "invalid_request"


def test_what_changed_after_the_deciders_sight_is_stale() -> None:
    assert code(disputed(), rev=2) == "stale"
    assert code(disputed(), rev=9, epoch=0) == "stale"
    plan = disputed()
    plan.commit(merge(plan.world, make_change("delete", base=3), judge=ADMIN))
    assert code(plan, rev=3) == "stale"


def test_an_undo_is_stale_when_open_too_late_overtaken_or_asked_anew() -> None:
    plan = disputed()
    assert undo_code(plan) == "stale"
    decide(plan, "incoming")
    assert undo_code(plan, since=LATER) == "stale"
    change = make_change(fields={"phone": "0888"}, base=1)
    plan.commit(merge(plan.world, change, author=make_author("d")))
    assert undo_code(plan) == "stale"
    seen = make_change(fields={"phone": "0777"}, base=9)
    plan = disputed()
    decide(plan, "incoming")
    plan.commit(merge(plan.world, seen, author=make_author("d")))
    assert undo_code(plan) == "stale"


class TestMoves:
    def moved(self) -> Plan:
        marks = {WHOLE: Mark(3, "c", 7, 1, "user-c")}
        there = replace(make_record(), place=OTHER_HAMLET, rev=3, marks=marks)
        plan = make_plan(make_world(there))
        judge = make_caller(Role.COMMUNE_ADMIN, writes=(HAMLET, OTHER_HAMLET, FAR_HAMLET))
        change = replace(make_change("move", base=1, to=FAR_HAMLET), stream=HAMLET.stream)
        plan.commit(merge(plan.world, change, judge=judge))
        return plan

    def test_the_side_is_carried_out_and_undone_and_the_conflict_goes_along(self) -> None:
        plan = self.moved()
        verdict = decide(plan, "incoming")
        assert (house(plan).place, verdict.conflict.place) == (FAR_HAMLET, FAR_HAMLET)
        assert plan.revisions[-1].id == verdict.conflict.id
        judge = make_caller(Role.PROVINCE_ADMIN, writes=(FAR_HAMLET, OTHER_HAMLET))
        undo(plan, judge, verdict.conflict.id, since=LONG_AGO)
        assert (house(plan).place, conflict_of(plan).place) == (OTHER_HAMLET, OTHER_HAMLET)

    def test_another_stream_must_be_one_that_the_decider_writes_and_that_takes_it(self) -> None:
        for value in ("hamlet:x", FAR_HAMLET.stream, COMMUNE.stream):
            assert code(self.moved(), "value", value=value) == "invalid_request"
        plan = self.moved()
        decide(plan, "value", value=HAMLET.stream)
        assert house(plan).place == HAMLET


class TestDeletions:
    def test_a_deletion_is_carried_out_and_undone(self) -> None:
        plan = disputed(op="delete")
        assert code(plan, "value", value=True) == "invalid_request"
        assert decide(plan, "incoming").record.is_deleted
        take_back(plan)
        assert not house(plan).is_deleted
        assert [each.op for each in plan.revisions if each.id == HOUSE_ID] == ["delete", "restore"]

    def test_what_was_deleted_comes_back_with_the_change_and_goes_again(self) -> None:
        gone = replace(make_record(), is_deleted=True)
        plan = disputed(gone, fields={"note": "còn đây"})
        decide(plan, "incoming")
        assert (house(plan).is_deleted, house(plan).fields["note"]) == (False, "còn đây")
        take_back(plan)
        assert (house(plan).is_deleted, house(plan).fields["note"]) == (True, None)

    def test_what_was_deleted_comes_back_where_it_was_moved_to(self) -> None:
        plan = disputed(replace(make_record(), is_deleted=True), "move", to=OTHER_HAMLET)
        decide(plan, "incoming")
        assert (house(plan).is_deleted, house(plan).place) == (False, OTHER_HAMLET)

    def test_a_restore_that_came_too_late_is_carried_out(self) -> None:
        plan = make_plan(make_world(make_record()))
        plan.commit(merge(plan.world, make_change("delete", base=1), author=make_author("b", 6)))
        plan.commit(merge(plan.world, make_change("restore", base=1), author=make_author("b", 5)))
        decide(plan, "incoming")
        assert not house(plan).is_deleted


def test_a_plan_that_goes_back_is_as_it_was() -> None:
    plan = disputed()
    before = (dict(plan.world.records), dict(plan.world.conflicts), len(plan.revisions))
    numbers = {stream: (head.head, head.tag_sum) for stream, head in plan.heads.items()}
    go_back = plan.remember()
    decide(plan, "incoming")
    create = make_change("create", {"head_name": "Ba"}, record=make_record(record_id=make_id(77)))
    plan.commit(merge(plan.world, create))
    go_back()
    assert (plan.world.records, plan.world.conflicts, len(plan.revisions)) == before
    assert {stream: (head.head, head.tag_sum) for stream, head in plan.heads.items()} == numbers
    assert decide(plan, "incoming").record.updated_at == NOW

"""What one person deletes in a day is counted, whoever lets it pass; what they have just recorded
themselves is not.
"""

from collections.abc import Callable
from dataclasses import replace

import pytest

from backend.core.deletions import Deletions
from backend.core.merge import Draft
from backend.core.plan import Plan
from backend.core.record import Author, Record
from tests.core.builders import (
    HOUSE_ID,
    VISIT_ID,
    make_author,
    make_change,
    make_plan,
    make_record,
    make_world,
    merge,
)

LONG_AGO, LATELY, SINCE = (f"2026-11-{day}T03:00:00.000Z" for day in ("01", "23", "22"))


def nobody_yet(_user: str) -> int:
    return 0


def planned(*records: Record, most: int = 1, count: Callable[[str], int] = nobody_yet) -> Plan:
    plan = make_plan(make_world(*records))
    plan.deletions = Deletions(most, count, SINCE, "2026-11-23")
    return plan


def deletion(plan: Plan, *ids: str, author: Author | None = None) -> Draft:
    changes = [make_change("delete", record=house(each), base=9) for each in ids]
    return merge(plan.world, *changes, author=author or make_author("b", 5))


def house(record_id: str = HOUSE_ID, *, by: str = "user-a", at: str = LONG_AGO) -> Record:
    return replace(make_record(record_id=record_id), created_by=by, created_at=at)


def test_so_many_may_be_deleted_and_no_more() -> None:
    plan = planned(house(), house(VISIT_ID))
    assert not plan.would_delete_too_much(deletion(plan, HOUSE_ID))
    assert plan.would_delete_too_much(deletion(plan, HOUSE_ID, VISIT_ID))
    plan.commit(deletion(plan, HOUSE_ID))
    assert plan.would_delete_too_much(deletion(plan, VISIT_ID))
    assert not plan.would_delete_too_much(deletion(plan, VISIT_ID, author=make_author("c", 1)))


def test_what_was_deleted_before_counts() -> None:
    asked: list[str] = []

    def count(user: str) -> int:
        asked.append(user)
        return 1

    plan = planned(house(), house(VISIT_ID), most=2, count=count)
    assert not plan.would_delete_too_much(deletion(plan, HOUSE_ID))
    assert plan.would_delete_too_much(deletion(plan, HOUSE_ID, VISIT_ID))
    assert asked == ["user-b"]


@pytest.mark.parametrize(
    ("by", "at", "is_counted"),
    [
        ("user-b", LATELY, False),
        ("user-b", LONG_AGO, True),
        ("user-a", LATELY, True),
    ],
)
def test_only_ones_own_of_the_last_day_is_not_counted(
    by: str, at: str, *, is_counted: bool
) -> None:
    plan = planned(house(by=by, at=at), most=0)
    assert plan.would_delete_too_much(deletion(plan, HOUSE_ID)) is is_counted


def test_what_changes_and_is_not_deleted_is_not_counted() -> None:
    plan = planned(house(), most=0)
    update = make_change("update", {"phone": "0999"}, base=9)
    draft = merge(plan.world, update)
    assert not plan.would_delete_too_much(draft)
    plan.commit(draft)
    assert plan.deletions is not None
    assert plan.deletions.added == {}


def test_what_came_and_went_in_one_changeset_is_not_counted() -> None:
    plan = planned(most=0)
    new = house()
    create = make_change("create", new.fields, record=new)
    draft = merge(plan.world, create, make_change("delete", record=new))
    assert draft.reasons == []
    assert not plan.would_delete_too_much(draft)


def test_the_server_itself_has_no_limit() -> None:
    plan = planned(house(), most=0)
    nobody = replace(make_author(None, None), user_id=None)
    draft = deletion(plan, HOUSE_ID, author=nobody)
    assert not plan.would_delete_too_much(draft)
    plan.commit(draft)
    assert plan.deletions is not None
    assert plan.deletions.added == {}


def test_what_is_forgotten_was_not_deleted() -> None:
    plan = planned(house())
    go_back = plan.remember()
    plan.commit(deletion(plan, HOUSE_ID))
    go_back()
    assert not plan.would_delete_too_much(deletion(plan, HOUSE_ID))
    make_plan(make_world(house())).remember()()

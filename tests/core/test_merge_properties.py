"""Whatever devices send, in whatever order: once, nothing lost, and the same open questions."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from hypothesis import given
from hypothesis import strategies as st

from backend.core.plan import Plan
from backend.core.record import TAG_MODULUS
from backend.core.scope import Role
from backend.core.validate import Fields
from tests.core.builders import (
    HOUSE_ID,
    make_author,
    make_caller,
    make_change,
    make_plan,
    make_record,
    make_world,
    merge,
)

START: Fields = {"head_name": "Ba", "phone": "0", "note": "0", "address": "0"}
ADMIN = make_caller(Role.COMMUNE_ADMIN)
NAMES = ("phone", "note", "address")


@dataclass(frozen=True)
class Act:
    """One changeset of a device that never pulls: it sees its own former values and the start."""

    device: str
    n: int
    fields: Fields
    saw: Fields


@st.composite
def logs(draw: st.DrawFn) -> list[list[Act]]:
    """Of two or three devices, each with a few edits; every value is written once."""
    made = []
    for device in ("b", "c", "d")[: draw(st.integers(2, 3))]:
        seen, log = dict(START), []
        for n in range(1, draw(st.integers(1, 4)) + 1):
            names = draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=2, unique=True))
            fields: Fields = {name: f"{device}{n}{name}" for name in names}
            log.append(Act(device, n, fields, {name: seen[name] for name in names}))
            seen.update(fields)
        made.append(log)
    return made


def interleaved(draw: st.DrawFn, made: Sequence[Sequence[Act]]) -> list[Act]:
    """Each device's own acts in their order, the devices mixed."""
    left = [list(log) for log in made]
    order = []
    while any(left):
        log = draw(st.sampled_from([log for log in left if log]))
        order.append(log.pop(0))
    return order


@st.composite
def two_orders(draw: st.DrawFn) -> tuple[list[Act], list[Act]]:
    made = draw(logs())
    return interleaved(draw, made), interleaved(draw, made)


def start() -> Plan:
    return make_plan(make_world(make_record(dict(START))))


def take(plan: Plan, act: Act) -> None:
    change = make_change(fields=act.fields, saw=act.saw, base=1)
    draft = merge(plan.world, change, author=make_author(act.device, act.n), judge=ADMIN)
    assert draft.reasons == []
    plan.commit(draft)


def values_of(plan: Plan) -> set[object]:
    """Every value that is in the record, in its history or in a conflict."""
    found: list[object] = list(plan.world.records[HOUSE_ID].fields.values())
    for revision in plan.revisions:
        if revision.id == HOUSE_ID:
            found += [value for change in revision.changes.values() for value in change.values()]  # type: ignore[attr-defined]
    for conflict in plan.world.conflicts.values():
        for side in conflict.fields["incoming"]:  # type: ignore[attr-defined]
            found += [each["value"] for each in (side, *side["earlier"])]
    return set(found)


@given(two_orders())
def test_any_order_of_arrival_asks_the_same_questions_and_keeps_every_value(
    orders: tuple[list[Act], list[Act]],
) -> None:
    plans = []
    for order in orders:
        plan = start()
        for act in order:
            take(plan, act)
        sent = {value for act in order for value in act.fields.values()}
        assert sent <= values_of(plan)
        plans.append(plan)
    asked = [{field for _, field in plan.world.conflicts} for plan in plans]
    assert asked[0] == asked[1]
    devices: dict[str, set[str]] = {}
    for act in orders[0]:
        for name in act.fields:
            devices.setdefault(name, set()).add(act.device)
    assert asked[0] == {name for name, writers in devices.items() if len(writers) > 1}


@given(two_orders())
def test_an_act_taken_again_changes_nothing(orders: tuple[list[Act], list[Act]]) -> None:
    plan = start()
    for act in orders[0]:
        take(plan, act)
        before = plan.world.records[HOUSE_ID]
        take(plan, replace(act, saw=act.saw))
        assert plan.world.records[HOUSE_ID] == before


@given(st.lists(st.tuples(st.sampled_from("bcd"), st.integers(-3, 5)), max_size=12))
def test_counters_come_to_the_same_sum_in_any_order(moves: list[tuple[str, int]]) -> None:
    sums = []
    for order in (moves, sorted(moves)):
        plan = make_plan(make_world(make_record({"counts": {"X": 10}}, record_type="activity")))
        for n, (device, moved) in enumerate(order, start=1):
            record = plan.world.records[HOUSE_ID]
            change = make_change(
                record=record, fields={"counts": {"X": 100 + moved}}, saw={"counts": {"X": 100}}
            )
            plan.commit(merge(plan.world, change, author=make_author(device, n), judge=ADMIN))
        sums.append(plan.world.records[HOUSE_ID].fields["counts"])
    assert sums[0] == sums[1]


@given(two_orders())
def test_the_digest_is_what_the_records_add_up_to(orders: tuple[list[Act], list[Act]]) -> None:
    plan = start()
    for act in orders[0]:
        take(plan, act)
    live = [each for each in plan.world.records.values() if not each.is_deleted]
    head = plan.heads[plan.world.records[HOUSE_ID].place.stream]
    assert (head.live, head.tag_sum) == (
        len(live),
        sum(each.tag for each in live) % TAG_MODULUS,
    )

"""The device log: nothing is passed over, nothing counts twice, whatever order it comes in."""

from dataclasses import dataclass
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from backend.core.device_log import Sorted, is_same_changeset, sort_log


@dataclass(frozen=True)
class Arrived:
    n: int


def _ns(items: tuple[Arrived, ...]) -> list[int]:
    return [item.n for item in items]


def _sort(
    numbers: list[int], *, acked: int = 0, first: int = 1, known: set[int] | None = None
) -> Sorted[Arrived]:
    logged = dict.fromkeys(known if known is not None else range(1, acked + 1))
    return sort_log([Arrived(n) for n in numbers], acked=acked, first=first, known=logged)


def test_what_follows_is_fresh_and_what_was_logged_is_known() -> None:
    found = _sort([3, 2, 4], acked=2)
    assert (_ns(found.known), _ns(found.fresh), found.acked) == ([2], [3, 4], 4)


def test_nothing_beyond_a_gap_is_taken() -> None:
    found = _sort([1, 3, 4])
    assert (_ns(found.fresh), _ns(found.beyond), found.acked) == ([1], [3, 4], 1)


def test_numbers_that_the_device_declares_gone_are_passed() -> None:
    found = _sort([5], acked=1, first=5)
    assert (found.lost, _ns(found.fresh), found.acked) == ((2, 4), [5], 5)


def test_a_lost_number_that_arrives_after_all_counts_once() -> None:
    found = _sort([3], acked=5, known={1, 5})
    assert (_ns(found.fresh), found.acked, found.lost) == ([3], 5, None)


@given(
    st.sets(st.integers(1, 30)),
    st.integers(0, 10),
    st.integers(1, 12),
    st.randoms(use_true_random=False),
)
def test_in_any_order_the_log_has_no_gap_and_no_number_is_dropped(
    numbers: set[int], acked: int, first: int, order: Random
) -> None:
    arrived = list(numbers)
    order.shuffle(arrived)
    found = _sort(arrived, acked=acked, first=first)
    assert sorted(_ns(found.known + found.fresh + found.beyond)) == sorted(numbers)
    assert _ns(found.fresh) == sorted(_ns(found.fresh))
    begin = max(acked, first - 1)
    assert {n for n in _ns(found.fresh) if n > begin} == set(range(begin + 1, found.acked + 1))
    assert all(n > found.acked + 1 for n in _ns(found.beyond))


def test_a_changeset_is_the_same_whatever_its_number() -> None:
    one = {"n": 1, "id": "x", "changes": [{"a": 1.0}]}
    assert is_same_changeset(one, {"n": 2, "id": "x", "changes": [{"a": 1}]})
    assert not is_same_changeset(one, {"n": 1, "id": "x", "changes": [{"a": True}]})

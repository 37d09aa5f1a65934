"""Syncs that arrive together are answered together, each as if it were alone."""

import threading
from collections.abc import Sequence

from backend.api.lanes import Lanes


class Groups:
    """Notes what went together; works wait until `go`."""

    def __init__(self, *, count: int, together_max: int) -> None:
        self.groups: list[list[int]] = []
        self.go = threading.Event()
        self.done: list[threading.Event] = [threading.Event() for _ in range(20)]
        self.has_begun = threading.Semaphore(0)
        self.lanes = Lanes(self.carry_out, count=count, together_max=together_max)

    def carry_out(self, works: Sequence[int]) -> None:
        self.groups.append(list(works))
        self.has_begun.release()
        assert self.go.wait(10)
        for each in works:
            self.done[each].set()

    def finish(self, works: Sequence[int]) -> None:
        self.go.set()
        assert all(self.done[each].wait(10) for each in works)


def test_who_comes_while_all_lanes_are_busy_goes_with_the_others() -> None:
    groups = Groups(count=2, together_max=3)
    for work in (0, 1):
        groups.lanes.add(work)
        assert groups.has_begun.acquire(timeout=10)
    for work in range(2, 10):
        groups.lanes.add(work)
    groups.finish(range(10))
    assert groups.groups[:2] == [[0], [1]]
    assert sorted(groups.groups[2:]) == [[2, 3, 4], [5, 6, 7], [8, 9]]


def test_a_lane_that_fell_idle_begins_again() -> None:
    groups = Groups(count=1, together_max=3)
    groups.go.set()
    for work in range(5):
        groups.lanes.add(work)
        assert groups.done[work].wait(10)
    assert sorted(groups.groups) == [[0], [1], [2], [3], [4]]

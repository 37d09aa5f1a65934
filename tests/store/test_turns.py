"""Work that waits for the same turn is done together, each with its own result."""

import threading
from collections.abc import Callable, Sequence

import pytest

from backend.store.turns import Turns


def only(done: int | Exception) -> int:
    if isinstance(done, Exception):
        raise done
    return done


class Together:
    """Doubles numbers; the first group waits until `go`, so that the others queue behind it."""

    def __init__(self, *, most: int = 100) -> None:
        self.turns: Turns[int, int] = Turns()
        self.groups: list[list[int]] = []
        self.most = most
        self.has_begun, self.go = threading.Event(), threading.Event()

    def carry_out(self, works: Sequence[int]) -> Sequence[int | Exception]:
        self.groups.append(list(works))
        self.has_begun.set()
        assert self.go.wait(10)
        return [ValueError(str(work)) if work < 0 else work * 2 for work in works]

    def take(self, work: int) -> int:
        [done] = self.take_all([work])
        return only(done)

    def take_all(self, works: Sequence[int]) -> list[int | Exception]:
        return self.turns.take(
            works,
            carry_out=self.carry_out,
            count_fitting=lambda waiting: min(self.most, len(waiting)),
        )

    def run(
        self, works: Sequence[int], take: Callable[[int], int] | None = None
    ) -> dict[int, object]:
        """What came of each: the first leads, the others wait until all are in the queue."""
        found: dict[int, object] = {}

        def one(work: int) -> None:
            try:
                found[work] = (take or self.take)(work)
            except (ValueError, RuntimeError) as error:
                found[work] = error

        threads = [threading.Thread(target=one, args=(work,)) for work in works]
        threads[0].start()
        assert self.has_begun.wait(10)
        for thread in threads[1:]:
            thread.start()
        while len(self.turns) < len(works) - 1:
            threading.Event().wait(0.001)
        self.go.set()
        for thread in threads:
            thread.join(10)
        return found


def test_what_waits_for_the_turn_goes_together() -> None:
    together = Together()
    assert together.run([1, 2, 3, 4]) == {1: 2, 2: 4, 3: 6, 4: 8}
    assert [len(group) for group in together.groups] == [1, 3]


def test_no_more_go_together_than_fit() -> None:
    together = Together(most=2)
    assert together.run([1, 2, 3, 4, 5, 6]) == {n: n * 2 for n in range(1, 7)}
    assert [len(group) for group in together.groups] == [1, 2, 2, 1]


def test_one_that_fails_fails_alone() -> None:
    found = Together().run([1, -2, 3])
    assert (found[1], found[3]) == (2, 6)
    assert isinstance(found[-2], ValueError)


def test_a_turn_that_breaks_is_told_to_all_of_it_and_passed_on() -> None:
    together = Together(most=1)

    def broken(works: Sequence[int]) -> Sequence[int | Exception]:
        together.carry_out(works)
        raise RuntimeError("broken")

    def take(work: int) -> int:
        [done] = together.turns.take([work], carry_out=broken, count_fitting=lambda _: 1)
        return only(done)

    found = together.run([1, 2], take)
    assert all(isinstance(each, RuntimeError) for each in found.values())
    with pytest.raises(RuntimeError):
        take(3)


def test_works_of_one_thread_go_in_their_order_each_with_its_result() -> None:
    together = Together(most=2)
    together.go.set()
    first, failed, third = together.take_all([1, -2, 3])
    assert (first, third) == (2, 6)
    assert isinstance(failed, ValueError)
    assert together.groups == [[1, -2], [3]]


def test_works_of_two_threads_are_done_by_whoever_has_the_turn() -> None:
    together = Together(most=3)
    found: list[list[int | Exception]] = []
    threads = [
        threading.Thread(target=lambda works=works: found.append(together.take_all(works)))
        for works in ([1], [2, 3], [4, 5])
    ]
    for number, thread in enumerate(threads):
        thread.start()
        assert together.has_begun.wait(10)
        while len(together.turns) < 2 * number:
            threading.Event().wait(0.001)
    together.go.set()
    for thread in threads:
        thread.join(10)
    assert sorted(found, key=str) == [[2], [4, 6], [8, 10]]
    assert together.groups == [[1], [2, 3, 4], [5]]


def test_no_work_waits_for_no_turn() -> None:
    assert Together().take_all([]) == []

"""Many at once on one database: nobody meets a lock, and no first sync fails for good."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from time import monotonic

import pytest

from backend.core.problems import Problem
from backend.services.context import Context
from tests.commune import Commune, build_commune
from tests.phone import Phone

PULLERS = 50
PULLS = 4
PUSHES = 5
NEWCOMERS = 1_000
HOUSEHOLDS = 120
TRIES_MAX = 20


@pytest.fixture
def commune(context: Context) -> Commune:
    return build_commune(context)


def record_households(phone: Phone, stream: str, count: int) -> None:
    for number in range(count):
        phone.record(phone.create("household", stream, head_name=f"Hộ {number}"))


def all_at_once(acts: Sequence[Callable[[], object]]) -> None:
    """Starts all of them in the same moment; raises what any of them raised."""
    start = threading.Barrier(len(acts))

    def run(act: Callable[[], object]) -> None:
        start.wait(60)
        act()

    with ThreadPoolExecutor(len(acts)) as threads:
        for done in [threads.submit(run, act) for act in acts]:
            done.result()


def test_pushes_of_a_hundred_among_fifty_pulls_meet_no_lock(commune: Commune) -> None:
    hamlet = commune.hamlets[0]
    pusher = commune.phone("an")
    pullers = [commune.phone("binh") for _ in range(PULLERS)]

    def push() -> None:
        for _ in range(PUSHES):
            record_households(pusher, hamlet, 100)
            pusher.sync()

    def pull(phone: Phone) -> Callable[[], None]:
        def act() -> None:
            for _ in range(PULLS):
                phone.sync()

        return act

    all_at_once([push, *(pull(phone) for phone in pullers)])
    assert len(pusher.log) == pusher.acked == PUSHES * 100
    for phone in pullers:
        phone.sync()
        assert phone.records == pusher.records


@pytest.mark.slow
def test_a_thousand_first_syncs_at_once_all_come_to_their_end(
    commune: Commune, record_property: Callable[[str, object], None]
) -> None:
    """A phone that is told to come again (503) does so; none is refused otherwise."""
    hamlet = commune.hamlets[0]
    first = commune.phone("an")
    record_households(first, hamlet, HOUSEHOLDS)
    first.sync()
    phones = [commune.phone("binh") for _ in range(NEWCOMERS)]
    seconds: list[float] = []
    refusals: list[tuple[int, bool]] = []

    def begin(phone: Phone) -> Callable[[], None]:
        phone.page = 50

        def act() -> None:
            began = monotonic()
            for _ in range(TRIES_MAX):
                try:
                    phone.sync()
                except Problem as problem:
                    refusals.append((problem.status, bool(problem.retry_after_seconds)))
                else:
                    break
            seconds.append(monotonic() - began)

        return act

    all_at_once([begin(phone) for phone in phones])
    for phone in phones:
        assert phone.records == first.records
    assert set(refusals) <= {(503, True)}
    ordered = sorted(seconds)
    record_property("p95_seconds", ordered[len(ordered) * 95 // 100])
    record_property("told_to_come_again", len(refusals))

"""What a phone brings late to a hamlet that ended goes on to the one in force, however many changes
there were meanwhile.
"""

import pytest

from backend.core.people import Unit
from backend.services.context import Context
from backend.services.places.create_hamlet import create_hamlet
from backend.services.places.hamlet_desk import Grounds, today_of
from backend.services.places.merge_hamlets import Merger, merge_hamlets
from tests.commune import COMMUNE, Commune, build_commune
from tests.conftest import Clock
from tests.hamlets import caller_of, house, whereabouts
from tests.services.test_merge_hamlets import merge, settled


@pytest.fixture
def commune(context: Context) -> Commune:
    return build_commune(context)


def merge_again(commune: Commune, clock: Clock, unit: Unit) -> Unit:
    """A day later the hamlet becomes another one together with a new one."""
    clock.advance(days=1)
    xa = caller_of(commune, "xa")
    other = create_hamlet(
        commune.context, xa, name=f"Ấp lẻ {clock().day}", unit_type="ap", parent_id=COMMUNE
    )
    grounds = Grounds(today_of(commune.context), "Nghị quyết 13/NQ-HĐND")
    merger = Merger([unit.id, other.id], f"Ấp chung {clock().day}", "ap")
    return merge_hamlets(commune.context, xa, merger, grounds)


@pytest.mark.promise("P5")
def test_what_arrives_after_two_changes_goes_on_to_the_hamlet_in_force(
    commune: Commune, clock: Clock
) -> None:
    an, _, old = settled(commune)
    late = house(an, old, "Trần Thị Mới")
    an.record(late)
    last = merge_again(commune, clock, merge(commune))
    for _ in range(3):
        an.sync()
    assert whereabouts(an, late["id"]) == f"hamlet:{last.id}"


@pytest.mark.promise("P5")
def test_what_arrives_at_once_in_hamlets_that_became_one_another_goes_on_as_far(
    commune: Commune, clock: Clock
) -> None:
    an, _, old = settled(commune)
    third = merge_again(commune, clock, merge(commune))
    for _ in range(2):
        an.sync()
    late = [house(an, stream, "Trần Thị Mới") for stream in (old, f"hamlet:{third.id}")]
    for each in late:
        an.record(each)
    last = merge_again(commune, clock, third)
    for _ in range(4):
        an.sync()
    assert {whereabouts(an, each["id"]) for each in late} == {f"hamlet:{last.id}"}

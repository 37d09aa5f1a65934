"""Every planted bug still fits the code, so that `python -m tests.planted` really plants it."""

import pytest

from tests.planted.bugs import BUGS
from tests.planted.planting import Bug


@pytest.mark.parametrize("bug", BUGS, ids=[each.id for each in BUGS])
def test_a_planted_bug_fits_the_code(bug: Bug) -> None:
    for patch in bug.patches:
        patch.check()


def test_no_two_bugs_have_one_name() -> None:
    assert len({each.id for each in BUGS}) == len(BUGS)

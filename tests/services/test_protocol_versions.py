"""A client of another protocol is told so, and nothing of what it sent is taken."""

import pytest

from backend.core.problems import Problem
from backend.services.context import Context
from backend.store.sql import select
from tests.commune import build_commune


@pytest.mark.parametrize("protocol", [0, 2, 99])
def test_another_protocol_is_refused_and_nothing_is_taken(context: Context, protocol: int) -> None:
    commune = build_commune(context)
    an = commune.phone("an")
    an.record(an.create("household", commune.hamlets[0], head_name="Ông Ba"))
    with pytest.raises(Problem) as refused:
        an.exchange({**an.request(), "protocol": protocol})
    assert (refused.value.status, refused.value.code) == (422, "invalid_request")
    assert refused.value.extra == {"field": "protocol"}
    with context.database.read() as connection:
        assert select(connection, "SELECT count(*) FROM log")[0][0] == 0
    an.sync()
    assert an.results[1]["status"] == "applied"

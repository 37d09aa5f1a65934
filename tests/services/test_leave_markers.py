"""Where a record went is told to those who may read the place, and to nobody else (P8)."""

import pytest

from backend.services.context import Context
from tests.commune import Commune, build_commune
from tests.lost import make_known
from tests.phone import Json, Phone


@pytest.fixture
def commune(context: Context) -> Commune:
    return build_commune(context)


def marker_of(phone: Phone, stream: str, record_id: str) -> Json:
    """What the stream says of the record, read from its start."""
    cursors = [{"stream": stream, "cursor": None}]
    [part] = phone.exchange({**phone.request([]), "cursors": cursors})["streams"]
    marker: Json
    [marker] = [record for record in part["records"] if record["id"] == record_id]
    assert (marker["deleted"], marker["fields"]) == (True, {})
    return marker


@pytest.mark.parametrize(
    ("username", "is_told"), [("an", False), ("totruong", False), ("quay", True), ("tinh", True)]
)
def test_the_target_is_told_to_who_may_read_it(
    commune: Commune, username: str, *, is_told: bool
) -> None:
    household = make_known(commune).household
    xa = commune.phone("xa")
    xa.sync()
    xa.record(xa.act("move", household, to=commune.hamlets[1]))
    xa.sync()
    marker = marker_of(commune.phone(username), commune.hamlets[0], household)
    assert marker["rev"] == 2
    assert marker.get("moved_to") == (commune.hamlets[1] if is_told else None)

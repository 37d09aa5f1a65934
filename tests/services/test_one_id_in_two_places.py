"""Places that know nothing of each other may use one id: neither is harmed, whoever does it."""

from dataclasses import dataclass

import pytest

from backend.services.context import Context
from tests.commune import COMMUNE, OTHER_COMMUNE, Commune, build_commune
from tests.people import add_hamlet
from tests.phone import Json, Phone
from tests.services.test_pushes_together import statuses, take


@dataclass
class Twins:
    """A household of an's hamlet and one of another commune's `far` hamlet under the same id."""

    commune: Commune
    an: Phone
    stranger: Phone
    far: str
    household: str

    def change(self, stream: str, op: str = "update", **more: object) -> Json:
        known = {"type": "household", "id": self.household, "stream": stream, "base": 1}
        return {"op": op, **known, **more}

    def names(self) -> dict[str, str]:
        """What each place's people read of theirs."""
        for phone in (self.an, self.stranger):
            phone.sync()
        return {
            "an": self.an.find(self.household)[1]["fields"]["head_name"],
            "nguoixa": self.stranger.find(self.household)[1]["fields"]["head_name"],
        }


@pytest.fixture
def twins(context: Context) -> Twins:
    commune = build_commune(context)
    far = add_hamlet(commune.context, "Ấp Xa", commune=OTHER_COMMUNE)
    commune.add_user("nguoixa", "volunteer", far)
    an, stranger = commune.phone("an"), commune.phone("nguoixa")
    ours = an.create("household", commune.hamlets[0], head_name="Lê Văn Ba")
    theirs = {**ours, "stream": f"hamlet:{far}", "fields": {"head_name": "Kẻ khác"}}
    an.record(ours)
    stranger.record(theirs)
    made = Twins(commune, an, stranger, f"hamlet:{far}", ours["id"])
    assert made.names() == {"an": "Lê Văn Ba", "nguoixa": "Kẻ khác"}
    return made


def test_who_pushes_at_the_same_moment_changes_the_record_of_the_own_place(twins: Twins) -> None:
    an, stranger = twins.an, twins.stranger
    an.record(an.update(twins.household, head_name="Lê Văn Tư"))
    stranger.record(stranger.update(twins.household, head_name="Vẫn là kẻ khác"))
    sent = [("an", an, an.log[1:]), ("nguoixa", stranger, stranger.log[1:])]
    for order in (sent, sent[::-1]):
        answers = take(twins.commune, *order)
        assert [statuses(each) for each in answers] == [["applied"], ["applied"]]
    assert twins.names() == {"an": "Lê Văn Tư", "nguoixa": "Vẫn là kẻ khác"}


def test_who_may_write_both_changes_the_one_in_the_stream_that_is_named(twins: Twins) -> None:
    tinh = twins.commune.phone("tinh")
    seen: Json = {"from": {"note": None}}
    for stream, note in ((twins.commune.hamlets[0], "gần đình"), (twins.far, "gần chợ")):
        tinh.record(twins.change(stream, fields={"note": note}, **seen))
        tinh.sync()
    twins.names()
    assert twins.an.find(twins.household)[1]["fields"]["note"] == "gần đình"
    assert twins.stranger.find(twins.household)[1]["fields"]["note"] == "gần chợ"


@pytest.mark.parametrize("is_there_to_here", [True, False])
def test_one_is_not_moved_to_where_the_other_lies_and_blocks_nothing(
    twins: Twins, *, is_there_to_here: bool
) -> None:
    tinh = twins.commune.phone("tinh")
    both = [twins.commune.hamlets[0], twins.far]
    here, there = both[::-1] if is_there_to_here else both
    tinh.record(twins.change(here, "move", to=there))
    tinh.record(tinh.create("household", there, head_name="Trần Thị Năm"))
    answer = tinh.exchange(tinh.request())
    held, applied = answer["results"]
    assert (held["status"], [each["code"] for each in held["reasons"]]) == ("held", ["id_taken"])
    assert (applied["status"], answer["acked"]) == ("applied", 2)
    assert twins.names() == {"an": "Lê Văn Ba", "nguoixa": "Kẻ khác"}


def test_within_a_commune_an_id_is_used_once(twins: Twins) -> None:
    xa = twins.commune.phone("xa")
    assert twins.commune.stream == f"commune:{COMMUNE}"
    create = {"op": "create", "type": "notice", "id": twins.household}
    xa.record({**create, "stream": twins.commune.stream, "fields": {"title": "a", "body": "b"}})
    [result] = xa.exchange(xa.request())["results"]
    assert [each["code"] for each in result["reasons"]] == ["id_taken"]

"""Acts of the office are read strictly: right ones whole, wrong ones with the member at fault."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.core.changes import OfficeAct
from backend.core.deciding import Decision
from backend.core.office_acts import Act, Discard, Release, Resolve, Undo, read_act
from backend.core.problems import Problem
from backend.core.validate import Fields
from tests.core.builders import make_id

ID = make_id(5)
RIGHT: Fields = {"choice": "value", "value": "0912", "side": None, "reason": "hỏi", "rev": 6}


def read(op: str, body: Fields) -> Act:
    return read_act(OfficeAct(0, op, ID, body), epoch=2)


def test_right_acts_are_read_whole() -> None:
    assert read("resolve", RIGHT) == Resolve(ID, Decision("value", 0, "0912", "hỏi", 6, 2))
    assert read("resolve", {"choice": "incoming", "side": 1, "rev": 0}) == Resolve(
        ID, Decision("incoming", 1, None, None, 0, 2)
    )
    assert read("undo", {}) == Undo(ID)
    assert read("release", {}) == Release(ID)
    assert read("release", {"changes": [{}]}) == Release(ID, [{}])
    assert read("discard", {"reason": "ghi nhầm"}) == Discard(ID, "ghi nhầm")


@pytest.mark.parametrize(
    ("op", "body", "member"),
    [
        ("resolve", RIGHT | {"choice": "coin"}, "choice"),
        ("resolve", RIGHT | {"choice": ["value"]}, "choice"),
        ("resolve", {"choice": "value", "rev": 1}, "value"),
        ("resolve", RIGHT | {"value": "\x00"}, "value"),
        ("resolve", RIGHT | {"side": -1}, "side"),
        ("resolve", RIGHT | {"side": True}, "side"),
        ("resolve", RIGHT | {"rev": "6"}, "rev"),
        ("resolve", {"choice": "current"}, "rev"),
        ("resolve", RIGHT | {"rev": 2**60}, "rev"),
        ("resolve", RIGHT | {"reason": 5}, "reason"),
        ("resolve", RIGHT | {"reason": "x" * 4_001}, "reason"),
        ("resolve", RIGHT | {"reason": "\ud800"}, "reason"),
        ("release", {"changes": {}}, "changes"),
        ("discard", {}, "reason"),
        ("discard", {"reason": "  "}, "reason"),
    ],
)
def test_a_wrong_member_is_named(op: str, body: Fields, member: str) -> None:
    with pytest.raises(Problem) as refused:
        read(op, body)
    assert (refused.value.code, refused.value.extra["field"]) == ("invalid_request", member)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
MEMBERS = st.sampled_from(["choice", "value", "side", "reason", "rev", "changes"])


@given(st.sampled_from(["resolve", "undo", "release", "discard"]), st.dictionaries(MEMBERS, VALUES))
def test_whatever_is_sent_is_an_act_or_an_invalid_request(op: str, body: Fields) -> None:
    with suppress(_InvalidRequest), _told_apart():
        assert read(op, body).id == ID


class _InvalidRequest(Exception):
    """The one refusal that is expected."""


@contextmanager
def _told_apart() -> Iterator[None]:
    try:
        yield
    except Problem as problem:
        if problem.code == "invalid_request":
            raise _InvalidRequest from problem
        raise

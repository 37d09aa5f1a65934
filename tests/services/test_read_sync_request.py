"""A request is read the same however its JSON is written, and the log gets the bytes that came."""

import json
from collections.abc import Callable

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.core.problems import Problem
from backend.services.syncing.sync_request import SyncRequest, read_sync_request
from backend.settings import Limits
from tests.phone import Json, new_id

Writer = Callable[[object], bytes]


def shortest(value: object) -> bytes:
    """As phones write it."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def spaced(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(" , ", " : ")).encode()


def escaped(value: object) -> bytes:
    return json.dumps(value).encode()


WRITERS = pytest.mark.parametrize("write", [shortest, spaced, escaped])
FIELDS: Json = {"head_name": "Lê Văn “Ba”", "note": 'he said "a", b', "location": {"lat": 10.5}}


def changeset(number: int, fields: Json) -> Json:
    change = {
        "op": "create",
        "type": "household",
        "id": new_id(),
        "stream": f"hamlet:{new_id()}",
        "fields": fields,
    }
    return {"n": number, "id": new_id(), "at": None, "changes": [change]}


def request(*changesets: Json) -> Json:
    return {"protocol": 1, "device": new_id(), "changesets": list(changesets), "cursors": []}


def read(body: bytes) -> SyncRequest:
    return read_sync_request(body, Limits())


def nested(depth: int) -> object:
    """A list in a list, so deep; within a request it lies six deeper."""
    value: object = "x"
    for _ in range(depth):
        value = [value]
    return value


@WRITERS
def test_each_changeset_is_kept_as_it_came(write: Writer) -> None:
    sent = [changeset(1, FIELDS), changeset(2, {**FIELDS, "members_count": 4})]
    taken = read(write(request(*sent))).changesets
    assert [each.raw for each in taken] == [write(each) for each in sent]
    assert [each.body for each in taken] == sent


@pytest.mark.parametrize(
    ("once", "twice"),
    [
        (b'"n":1,', b'"n":1,"n":1,'),
        (b'"at":null,', b'"at":null,"at":null,'),
        (b'"op":"create",', b'"op":"create","op":"create",'),
        (b'"lat":10.5', b'"lat":10.5,"lat":10.5'),
        (b'"protocol":1,', b'"protocol":1,"protocol":1,'),
        (b'"cursors":[]', b'"cursors":[],"changesets":[]'),
    ],
)
def test_a_name_that_is_written_twice_is_malformed_wherever_it_is(
    once: bytes, twice: bytes
) -> None:
    body = shortest(request(changeset(1, FIELDS)))
    assert body.count(once) == 1
    read(body)
    with pytest.raises(Problem) as refused:
        read(body.replace(once, twice))
    assert refused.value.code == "malformed_json"


@WRITERS
@pytest.mark.parametrize("depth", [1, 2, 3, 9, 10])
def test_what_is_nested_as_deep_as_allowed_is_read(write: Writer, depth: int) -> None:
    fields: Json = {"new": nested(depth)}
    assert read(write(request(changeset(1, fields)))).changesets[0].body["changes"]


@WRITERS
def test_what_is_nested_deeper_is_malformed(write: Writer) -> None:
    with pytest.raises(Problem) as refused:
        read(write(request(changeset(1, {"new": nested(11)}))))
    assert refused.value.code == "malformed_json"


# The exact parser keeps a longer number as its text.
NUMBERS = st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False, allow_infinity=False)


@given(
    st.dictionaries(
        st.text(max_size=5),
        st.recursive(
            st.none() | st.booleans() | NUMBERS | st.text(),
            lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner),
            max_leaves=8,
        ),
        max_size=4,
    )
)
def test_any_values_are_read_as_the_standard_library_reads_them(fields: Json) -> None:
    body = written(request(changeset(1, fields)))
    try:
        (taken,) = read(body).changesets
    except Problem as problem:
        assert problem.code == "malformed_json"  # noqa: PT017 - nested too deep
        return
    (sent,) = json.loads(body)["changesets"]
    assert (taken.body, json.loads(taken.raw)) == (sent, sent)


def written(value: object) -> bytes:
    """As phones write it, and otherwise in any way that carries it."""
    try:
        return msgspec.json.encode(value)
    except (OverflowError, UnicodeEncodeError, ValueError):
        return escaped(value)

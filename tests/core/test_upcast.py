"""Fields of an older schema become today's step by step."""

from dataclasses import asdict

import pytest

from backend.core.changes import Change, read_changes, schema_of
from backend.core.record_types import RECORD_TYPES, SCHEMA
from backend.core.upcast import HISTORY, History, Step
from backend.core.validate import Fields
from tests.core.builders import make_change


def _renamed(old: str, new: str) -> Step:
    def turn(_type: str, fields: Fields) -> Fields:
        return {(new if name == old else name): value for name, value in fields.items()}

    return Step({}, turn)


THREE = History(3, RECORD_TYPES, {1: _renamed("remark", "memo"), 2: _renamed("memo", "note")})


def test_each_step_between_is_taken() -> None:
    old: Fields = {"remark": "x", "else": 1}
    assert THREE.upcast("visit", old, 1) == {"note": "x", "else": 1}
    assert THREE.upcast("visit", {"memo": "x"}, 2) == {"note": "x"}
    assert THREE.upcast("visit", {"remark": "x"}, 3) == {"remark": "x"}


def test_each_schema_has_its_own_declarations() -> None:
    assert THREE.types_of(1) == {}
    assert THREE.types_of(3) is RECORD_TYPES
    assert HISTORY.types_of(SCHEMA) is RECORD_TYPES
    assert all(HISTORY.types_of(older) is not RECORD_TYPES for older in range(1, SCHEMA))


def test_a_changeset_that_names_no_schema_is_of_the_first() -> None:
    named: list[Fields] = [{}, {"schema": 2}, {"schema": "2"}]
    assert [schema_of(each) for each in named] == [1, 2, 1]


def test_a_change_of_an_older_schema_is_checked_by_that_one_and_kept_as_todays(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    two = History(2, RECORD_TYPES, {1: Step(RECORD_TYPES, _renamed("note", "address").turn)})
    monkeypatch.setattr("backend.core.changes.HISTORY", two)
    made = make_change(fields={"note": "bờ nam"}, saw={"note": None})
    raw = {**asdict(made), "from": made.saw}
    for schema, name in ((1, "address"), (2, "note")):
        (read,), reasons = read_changes([raw], schema=schema)
        assert isinstance(read, Change)
        assert (read.fields, read.saw, reasons) == ({name: "bờ nam"}, {name: None}, [])


@pytest.mark.parametrize("op", ["create", "update", "delete"])
def test_a_type_that_the_schema_of_the_change_does_not_have_is_refused(
    monkeypatch: pytest.MonkeyPatch, op: str
) -> None:
    without = {name: each for name, each in RECORD_TYPES.items() if name != "household"}
    two = History(2, RECORD_TYPES, {1: Step(without, _renamed("note", "note").turn)})
    monkeypatch.setattr("backend.core.changes.HISTORY", two)
    raw = {**asdict(make_change(op, fields={"head_name": 5})), "from": {}}
    (read,), _ = read_changes([raw], schema=1)
    assert isinstance(read, Change)
    assert [(each.field, each.code) for each in read.wrong] == [("type", "invalid_field")]
    (todays,), _ = read_changes([{**raw, "op": "delete"}], schema=2)
    assert isinstance(todays, Change)
    assert todays.wrong == ()

"""Fields are taken as they are or refused: nothing is coerced, nothing that no store can hold."""

import math

import pytest

from backend.core.changes import Change, OfficeAct, read_changes, read_envelope
from backend.core.record_types import RECORD_TYPES, SET_ITEMS_MAX, TEXT_CHARS_MAX
from backend.core.validate import clean_fields, clean_seen, is_date, is_time
from backend.core.values import NumberText, clean, is_same
from tests.core.builders import make_id

LOCATION_WORDS = "needs lat between -90 and 90 and lon between -180 and 180"


def _refused(record_type: str, name: str, value: object) -> list[str]:
    _, reasons = clean_fields(RECORD_TYPES[record_type], {name: value}, change=3, is_create=False)
    assert all((each.change, each.code) == (3, "invalid_field") for each in reasons)
    return [each.detail for each in reasons]


def _stored(record_type: str, name: str, value: object) -> object:
    fields, reasons = clean_fields(
        RECORD_TYPES[record_type], {name: value}, change=0, is_create=False
    )
    assert reasons == []
    return fields[name]


GOOD = [
    ("household", "phone", "0911000111"),
    ("household", "phone", None),
    ("household", "producing", True),
    ("household", "members_count", 0),
    ("household", "merged_into", make_id(3)),
    ("household", "location", {"lat": 10.5, "lon": 105}),
    ("household", "consent", {"purposes": ["visit"], "at": "2026-11-23T10:00:00Z", "how": "lời"}),
    ("household", "consent", {"purposes": None}),
    ("visit", "outcome", "met"),
    ("visit", "follow_up_on", "2026-11-30"),
    ("visit", "visited_at", "2026-11-23T10:00:00.123456+07:00"),
    ("activity", "partners", ["công an"]),
    ("activity", "partners", None),
    ("activity", "counts", {"DVC": -2}),
    ("target", "value", 12.5),
    ("photo", "sha256", "0a" * 32),
]
NO_HASH = "must be a SHA-256 in 64 lower-case hexadecimal digits"
BAD = [
    ("photo", "sha256", "0A" * 32, NO_HASH),
    ("photo", "sha256", "0a" * 31, NO_HASH),
    ("photo", "sha256", 7, NO_HASH),
    ("household", "head_name", None, "is required"),
    ("household", "head_name", "  ", "is required"),
    ("household", "head_name", 5, "must be a text"),
    ("household", "phone", "x" * (TEXT_CHARS_MAX + 1), "may have at most 500 characters"),
    ("household", "producing", 1, "must be true or false"),
    ("household", "members_count", "5", "must be an integer"),
    ("household", "members_count", True, "must be an integer"),
    ("household", "members_count", -1, f"must be between 0 and {2**53}"),
    ("household", "merged_into", make_id(3).upper() + "A", "must be a lower-case UUID"),
    ("household", "location", [1, 2], LOCATION_WORDS),
    ("household", "location", {"lat": 91, "lon": 0}, LOCATION_WORDS),
    ("household", "location", {"lat": 1, "lon": True}, LOCATION_WORDS),
    ("household", "consent", "yes", "must be an object"),
    ("household", "consent", {"purposes": "visit"}, "purposes must be a list of texts"),
    ("household", "consent", {"at": "today"}, "at must be an RFC 3339 time"),
    ("household", "consent", {"how": 5}, "must be a text"),
    ("visit", "outcome", "vanished", "is not one of the known words"),
    ("visit", "outcome", ["met"], "is not one of the known words"),
    ("visit", "follow_up_on", "0", "must be a day YYYY-MM-DD between 1900 and 2100"),
    ("visit", "visited_at", "2026-11-23", "must be an RFC 3339 time between 1900 and 2100"),
    ("activity", "partners", "công an", "must be a list of texts"),
    ("activity", "partners", [1], "must be a list of texts"),
    ("activity", "partners", [str(n) for n in range(SET_ITEMS_MAX + 1)], "at most 5000 items"),
    ("activity", "counts", {"DVC": 1.5}, "must be an object of integers"),
    ("activity", "counts", {"DVC": True}, "must be an object of integers"),
    ("activity", "counts", [], "must be an object of integers"),
    ("target", "value", "12", "must be a number"),
    ("target", "value", False, "must be a number"),
]


@pytest.mark.parametrize(("record_type", "name", "value"), GOOD)
def test_a_good_value_is_stored_as_it_came(record_type: str, name: str, value: object) -> None:
    assert _stored(record_type, name, value) == value


@pytest.mark.parametrize(("record_type", "name", "value", "why"), BAD)
def test_a_wrong_value_is_refused_with_the_reason_and_without_an_echo(
    record_type: str, name: str, value: object, why: str
) -> None:
    (detail,) = _refused(record_type, name, value)
    assert why in detail


@pytest.mark.parametrize(
    "value",
    [
        "a\x00b",
        "\ud800",
        "a\u202eb",
        "\x85",
        NumberText("1e400"),
        2**53 + 1,
        math.nan,
        math.inf,
        {"sâu": ["\x00"]},
        {"\x00": 1},
        object(),
    ],
)
def test_what_no_store_can_carry_is_refused_also_in_fields_unknown_here(value: object) -> None:
    assert len(_refused("household", "field_of_tomorrow", value)) == 1


def test_the_name_of_a_field_must_be_storable_and_is_not_echoed() -> None:
    _, (reason,) = clean_fields(
        RECORD_TYPES["household"], {"\x01stream": 1}, change=0, is_create=False
    )
    assert reason.as_dict()["field"] is None


def test_a_field_unknown_here_is_kept_as_it_came() -> None:
    assert _stored("household", "field_of_tomorrow", {"a": [1, None]}) == {"a": [1, None]}


def test_a_create_needs_every_required_field() -> None:
    _, reasons = clean_fields(RECORD_TYPES["visit"], {"outcome": "met"}, change=0, is_create=True)
    assert [(each.field, each.detail) for each in reasons] == [
        ("household_id", "is required"),
        ("visited_at", "is required"),
    ]


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("a\r\nb\rc", "a\nb\nc"),
        ("Đ\r\nb\rc", "Đ\nb\nc"),
        ("Nguye\u0302\u0303n", "Nguyễn"),
        ("Nguyễn\t", "Nguyễn\t"),
    ],
)
def test_texts_are_stored_as_nfc_with_line_feeds(text: str, stored: str) -> None:
    assert clean(text) == stored
    assert _stored("household", "note", text) == stored


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        (1, 1.0, True),
        (True, 1, False),
        (None, False, False),
        ({"a": 1, "b": [1]}, {"b": [1], "a": 1}, True),
        ({"a": 1}, {"a": 1, "b": 2}, False),
        ([1, 2], [2, 1], False),
        ([1], "1", False),
        ("1", NumberText("1"), False),
        (NumberText("1e400"), NumberText("1e400"), True),
    ],
)
def test_values_are_compared_as_json(a: object, b: object, *, same: bool) -> None:
    assert is_same(a, b) is same


@pytest.mark.parametrize(
    ("day", "is_one"),
    [("2026-02-28", True), ("2026-02-30", False), ("1899-12-31", False), (20260228, False)],
)
def test_a_day_is_in_the_calendar_and_in_range(day: object, *, is_one: bool) -> None:
    assert is_date(day) is is_one


@pytest.mark.parametrize(
    ("time", "is_one"),
    [
        ("2026-11-23T10:00:00Z", True),
        ("2026-11-23T10:00:00+07:59", True),
        ("2026-11-23T10:00:00+07:60", False),
        ("2026-11-23T25:00:00Z", False),
        ("20000-11-23T10:00:00Z", False),
        ("2101-01-01T00:00:00Z", False),
        (None, False),
    ],
)
def test_a_time_is_rfc_3339_and_in_range(time: object, *, is_one: bool) -> None:
    assert is_time(time) is is_one


@pytest.mark.parametrize(
    "seen", [{"phone": "\x00"}, {"partners": "x"}, {"counts": {"DVC": "1"}}, {"\x00": 1}]
)
def test_what_an_author_saw_must_be_storable_and_of_the_kind_that_merges(
    seen: dict[str, object],
) -> None:
    kept, (reason,) = clean_seen(RECORD_TYPES["activity"], seen, change=2)
    assert (kept, reason.field, reason.change) == ({}, "from", 2)


def test_what_an_author_saw_may_be_of_any_shape_otherwise() -> None:
    seen: dict[str, object] = {"attendees": "many", "partners": None, "counts": None, "new": [1]}
    assert clean_seen(RECORD_TYPES["activity"], seen, change=0) == (seen, [])


class TestChanges:
    def _read(self, **keys: object) -> tuple[object, list[tuple[str | None, str]]]:
        raw = {
            "op": "update",
            "type": "household",
            "id": make_id(1),
            "stream": "hamlet:x",
            "fields": {},
            **keys,
        }
        changes, reasons = read_changes([{k: v for k, v in raw.items() if v is not ...}])
        return changes, [(each.field, each.detail) for each in reasons]

    def test_a_change_is_read_with_its_defaults(self) -> None:
        (change,) = read_changes(
            [{"op": "delete", "type": "visit", "id": make_id(1), "stream": "hamlet:x"}]
        )[0]
        assert change == Change(0, "delete", "visit", make_id(1), "hamlet:x", 0, {}, {}, None)

    def test_an_act_of_the_office_keeps_its_body(self) -> None:
        raw = {"op": "resolve", "id": make_id(1), "choice": "current", "rev": 6}
        assert read_changes([raw])[0] == (
            OfficeAct(0, "resolve", make_id(1), {"choice": "current", "rev": 6}),
        )

    def test_a_move_names_its_target(self) -> None:
        (change,), _ = read_changes(
            [{"op": "move", "type": "visit", "id": make_id(1), "stream": "a", "to": "b"}]
        )
        assert isinstance(change, Change)
        assert change.to == "b"

    @pytest.mark.parametrize(
        ("keys", "name"),
        [
            ({"id": "X"}, "id"),
            ({"op": "explode"}, "op"),
            ({"op": 5}, "op"),
            ({"type": None}, "type"),
            ({"stream": 1}, "stream"),
            ({"base": -1}, "base"),
            ({"base": True}, "base"),
            ({"base": 1.5}, "base"),
            ({"from": []}, "from"),
            ({"fields": ...}, "fields"),
            ({"op": "move", "to": 5}, "to"),
        ],
    )
    def test_a_wrong_shape_is_told_by_its_key(self, keys: dict[str, object], name: str) -> None:
        changes, reasons = self._read(**keys)
        assert (changes, [each for each, _ in reasons]) == ((), [name])

    @pytest.mark.parametrize("raw", [None, [], {}, ["x"]])
    def test_no_list_of_objects_is_no_changes(self, raw: object) -> None:
        changes, reasons = read_changes(raw)
        assert (changes, [each.field for each in reasons]) == ((), ["changes"])

    @pytest.mark.parametrize(
        ("envelope", "expected"),
        [
            ({}, []),
            ({"schema": 1, "at": "2026-11-23T10:00:00Z", "app": "0.1", "epoch": "e"}, []),
            ({"schema": 999}, [("schema", "schema_too_new")]),
            ({"schema": True}, [("schema", "invalid_field")]),
            ({"schema": 0}, [("schema", "invalid_field")]),
            ({"at": "now"}, [("at", "invalid_field")]),
            ({"app": 1, "epoch": 2}, [("app", "invalid_field"), ("epoch", "invalid_field")]),
        ],
    )
    def test_the_envelope_is_checked_by_itself(
        self, envelope: dict[str, object], expected: list[tuple[str, str]]
    ) -> None:
        reasons = read_envelope(envelope)
        assert [(each.field, each.code) for each in reasons] == expected

"""Conflicts keep every side: opened, joined, decided, undone; and what they tell of times."""

from dataclasses import replace

import pytest

from backend.core.conflicts import (
    EARLIER_MAX,
    Resolution,
    chosen_side,
    close_conflict,
    corrected_at,
    current_value,
    describe_current,
    first_sides,
    join_conflict,
    open_conflict,
    opened_by,
    parties_of,
    reopen_conflict,
    sides_that_came,
)
from backend.core.merge import Unseen
from backend.core.record import DELETION, STREAM, Author, Mark, Record
from backend.core.validate import Fields
from tests.core.builders import HAMLET, HOUSE_ID, NOW, make_author, make_id, make_record

CONFLICT_ID = make_id(500)


def _unseen(value: object, name: str | None = "phone") -> Unseen:
    return Unseen(HOUSE_ID, name, "update", value, "0911000111", 1)


def _open(author: Author | None = None, value: object = "0222") -> Record:
    return open_conflict(
        CONFLICT_ID, make_record(), _unseen(value), author or make_author("b", 5), epoch=1, now=NOW
    )


def _join(conflict: Record, author: Author, value: object) -> Record:
    return join_conflict(conflict, make_record(), _unseen(value), author)


def _sides(conflict: Record) -> list[Fields]:
    sides = conflict.fields["incoming"]
    assert isinstance(sides, list)
    return sides


def _values(side: Fields) -> list[object]:
    earlier = side["earlier"]
    assert isinstance(earlier, list)
    return [each["value"] for each in earlier]


def test_a_new_conflict_holds_both_values_with_authors_and_devices() -> None:
    fields = _open().fields
    assert fields["status"] == "open"
    assert fields["current"] == {
        "rev": 1,
        "value": "0911000111",
        "by": "user-a",
        "device": "a",
        "at": NOW,
        "corrected_at": NOW,
    }
    side = _sides(_open())[0]
    assert (side["value"], side["by"], side["device"], side["n"]) == ("0222", "user-b", "b", 5)


def test_another_device_is_another_side() -> None:
    joined = _join(_open(), make_author("c", 1), "0333")
    assert [side["value"] for side in _sides(joined)] == ["0222", "0333"]


def test_a_later_value_of_the_same_device_replaces_its_side_and_keeps_the_older() -> None:
    joined = _join(_open(), make_author("b", 6), "0333")
    assert [side["value"] for side in _sides(joined)] == ["0333"]
    assert _values(_sides(joined)[0]) == ["0222"]


def test_an_older_number_that_comes_late_does_not_replace_the_newer_value() -> None:
    joined = _join(_open(), make_author("b", 4), "0333")
    assert [side["value"] for side in _sides(joined)] == ["0222"]
    assert _values(_sides(joined)[0]) == ["0333"]


def test_the_successor_of_a_device_takes_its_side_whenever_it_arrives() -> None:
    successor = replace(make_author("d", 1), ancestors=frozenset({"b"}))
    assert [side["value"] for side in _sides(_join(_open(), successor, "0333"))] == ["0333"]
    replaced = replace(make_author("b", 9), successors=frozenset({"d"}))
    late = _join(_open(make_author("d", 1)), replaced, "0333")
    assert [side["value"] for side in _sides(late)] == ["0222"]


def test_a_change_by_no_device_is_a_side_of_its_own_each_time() -> None:
    nobody = make_author(None, None)
    assert len(_sides(_join(_open(nobody), nobody, "0333"))) == 2


def test_earlier_values_are_bounded() -> None:
    conflict = _open()
    for n in range(6, EARLIER_MAX + 20):
        conflict = _join(conflict, make_author("b", n), f"0{n}")
    assert len(_values(_sides(conflict)[0])) == EARLIER_MAX


class TestWhatARevisionKeeps:
    """Each value that came is in one of them; none has what stands in the conflict anyway."""

    def came(self, before: Record, after: Record) -> tuple[list[object], list[object]]:
        kept = sides_that_came(before, after)
        told: list[list[object]] = []
        for sides in (kept["from"], kept["to"]):
            assert isinstance(sides, list)
            assert all("earlier" not in side for side in sides)
            told.append([(side["side"], side["value"]) for side in sides])
        return told[0], told[1]

    def test_another_side_came(self) -> None:
        opened = _open()
        joined = _join(opened, make_author("c", 1), "0333")
        assert self.came(opened, joined) == ([], [(1, "0333")])

    def test_a_side_was_replaced(self) -> None:
        opened = _open()
        joined = _join(opened, make_author("b", 6), "0333")
        assert self.came(opened, joined) == ([(0, "0222")], [(0, "0333")])
        again = _join(joined, make_author("b", 7), "0444")
        assert self.came(joined, again) == ([(0, "0333")], [(0, "0444")])

    def test_an_older_value_came_late(self) -> None:
        opened = _open()
        joined = _join(opened, make_author("b", 4), "0333")
        assert self.came(opened, joined) == ([], [(0, "0333")])

    def test_the_side_that_opened_it_is_found_again(self) -> None:
        opened = _open()
        joined = _join(opened, make_author("c", 1), "0333")
        replaced = _join(joined, make_author("b", 6), "0444")
        told = sides_that_came(joined, replaced)["from"]
        assert isinstance(told, list)
        assert first_sides(replaced, told) == _sides(opened)
        assert first_sides(joined, []) == _sides(opened)

    def test_nor_is_it_lost_where_an_older_server_kept_all_sides(self) -> None:
        opened = _open()
        joined = _join(opened, make_author("b", 6), "0333")
        assert first_sides(joined, _sides(opened)) == _sides(opened)


def test_a_conflict_whose_lists_are_damaged_starts_them_anew() -> None:
    damaged = replace(_open(), fields={**_open().fields, "incoming": None})
    assert [side["value"] for side in _sides(_join(damaged, make_author("c"), "0333"))] == ["0333"]
    without = {**_sides(_open())[0], "earlier": None}
    damaged = replace(_open(), fields={**_open().fields, "incoming": [without]})
    assert _values(_sides(_join(damaged, make_author("b", 6), "0333"))[0]) == ["0222"]


class TestCurrent:
    def test_of_a_whole_record_it_is_its_fields_or_nothing_once_deleted(self) -> None:
        record = make_record()
        assert current_value(record, None) == record.fields
        assert current_value(replace(record, is_deleted=True), None) is None

    def test_of_a_move_it_is_the_stream(self) -> None:
        assert current_value(make_record(), "stream") == HAMLET.stream

    def test_it_names_who_wrote_last(self) -> None:
        marks = {
            **make_record().marks,
            "note": Mark(2, "c", 1, 1, "user-c"),
            STREAM: Mark(3, "d", 1, 1, "user-d"),
            DELETION: Mark(4, "e", 1, 1, "user-e"),
        }
        record = replace(make_record(), marks=marks, rev=4)
        assert describe_current(record, "note")["device"] == "c"
        assert describe_current(record, "stream")["device"] == "d"
        assert describe_current(record, None)["device"] == "e"
        assert describe_current(replace(record, is_deleted=True), None)["device"] == "e"


@pytest.mark.parametrize(
    ("at", "offset_ms", "expected"),
    [
        ("2026-11-23T10:00:00+07:00", 1_500, "2026-11-23T10:00:01.500+07:00"),
        ("2026-11-23T03:00:00Z", -3_600_000, "2026-11-23T02:00:00.000Z"),
        (None, 5, None),
        ("2026-11-23T03:00:00Z", None, None),
        ("yesterday", 5, None),
        ("2026-11-23T03:00:00Z", 10**18, None),
    ],
)
def test_a_device_time_is_corrected_by_its_clocks_offset(
    at: str | None, offset_ms: int | None, expected: str | None
) -> None:
    assert corrected_at(at, offset_ms) == expected


def test_a_value_by_no_device_has_nobody_to_tell() -> None:
    by_the_office = Author("user-x", None, None, 1)
    conflict = _join(_open(), by_the_office, "0333")
    assert parties_of(conflict, make_record()) == [("b", 5), ("a", 1)]


class TestDeciding:
    def _close(self, choice: str, name: str | None = "phone") -> Record:
        conflict = _open()
        if name is None:
            conflict = replace(conflict, fields={**conflict.fields, "field": None})
        resolution = Resolution(choice, 0, None, "gọi hỏi chủ hộ")
        return close_conflict(
            conflict,
            make_record(),
            resolution,
            by="user-x",
            now=NOW,
            stood={"value": "0911000111", "by": "user-y"},
            before="0911000111",
            told=[("b", 5)],
        )

    def test_the_side_is_found_by_its_number_only(self) -> None:
        chosen = chosen_side(_open(), Resolution("incoming", 0, None, None))
        assert chosen is not None
        assert chosen["value"] == "0222"
        assert chosen_side(_open(), Resolution("incoming", 1, None, None)) is None
        assert chosen_side(_open(), Resolution("incoming", -1, None, None)) is None

    @pytest.mark.parametrize(("choice", "side"), [("incoming", 0), ("current", None)])
    def test_the_resolution_says_who_chose_what_and_why(self, choice: str, side: object) -> None:
        fields = self._close(choice).fields
        assert (fields["status"], fields["resolved_by"]) == ("resolved", "user-x")
        assert fields["resolution"] == {
            "choice": choice,
            "side": side,
            "value": "0911000111",
            "reason": "gọi hỏi chủ hộ",
            "rev": 1,
            "stood": {"value": "0911000111", "by": "user-y"},
            "before": "0911000111",
            "told": [["b", 5]],
        }

    @pytest.mark.parametrize("name", ["phone", None])
    def test_undone_it_is_open_again_as_if_nobody_had_decided(self, name: str | None) -> None:
        fields = reopen_conflict(self._close("incoming", name), make_record()).fields
        assert [fields[key] for key in ("status", "resolved_at", "resolved_by", "resolution")] == [
            "open",
            None,
            None,
            None,
        ]


def test_a_conflict_is_counted_for_the_author_of_its_first_side() -> None:
    assert opened_by(_join(_open(make_author("b", 5)), make_author("c", 6), "0333")) == "user-b"
    nobody = replace(_open(), fields={"incoming": []})
    assert opened_by(nobody) is None

"""What a phone gives back is read strictly, and compared with what is there."""

from dataclasses import replace

import pytest

from backend.core.recovered import read_returned
from tests.core.builders import HAMLET, make_record

ITEM: dict[str, object] = {
    "type": "household",
    "id": "01980000-0000-7000-8000-000000000001",
    "rev": 3,
    "tag": 7,
    "deleted": False,
    "fields": {"head_name": "Nguyễn Văn Ba"},
    "created_by": "01980000-0000-7000-8000-0000000000aa",
    "created_at": "2026-11-23T03:00:00.000Z",
    "updated_by": None,
    "updated_at": "2026-11-23T03:00:00.000Z",
    "stream": HAMLET.stream,
}


def test_a_record_is_read_as_it_was_received() -> None:
    returned = read_returned(ITEM)
    assert returned is not None
    assert (returned.rev, returned.tag, returned.fields) == (3, 7, ITEM["fields"])
    assert returned.key == f"{ITEM['id']} 3 7"


@pytest.mark.parametrize(
    "changed",
    [
        {"id": "x"},
        {"type": 5},
        {"stream": "a\x00"},
        {"rev": True},
        {"tag": -1},
        {"tag": 2**60},
        {"fields": []},
        {"deleted": "no"},
    ],
)
def test_what_could_not_be_put_back_is_no_record(changed: dict[str, object]) -> None:
    assert read_returned({**ITEM, **changed}) is None
    assert read_returned([ITEM]) is None


def test_who_and_when_are_left_out_where_they_are_not_ids_and_times() -> None:
    returned = read_returned({**ITEM, "created_by": "ba", "created_at": "yesterday"})
    assert returned is not None
    assert (returned.created_by, returned.created_at) == (None, None)


def test_it_is_there_where_putting_it_back_changes_nothing() -> None:
    returned = read_returned(ITEM)
    assert returned is not None
    record = replace(
        make_record(), id=returned.id, place=HAMLET, fields={"head_name": "Nguyễn Văn Ba"}
    )
    assert returned.is_in(record)
    assert not returned.is_in(None)
    assert not returned.is_in(replace(record, is_deleted=True))
    assert not returned.is_in(replace(record, fields={"head_name": "Khác"}))


def test_a_deletion_that_comes_back_is_there_where_nothing_lives() -> None:
    returned = read_returned({**ITEM, "deleted": True, "fields": {}})
    assert returned is not None
    assert returned.is_in(None)
    assert returned.is_in(replace(make_record(), is_deleted=True))
    assert not returned.is_in(make_record())

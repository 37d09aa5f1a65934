"""A record that a phone gave back after a restore: as it was received, with its stream.

What is given back is never trusted: it is held for the office, whatever it looks like.
"""

from dataclasses import dataclass

from backend.core.changes import REV_MAX
from backend.core.record import Record
from backend.core.validate import Fields, is_time, is_uuid
from backend.core.values import is_same, is_storable_text

RECOVERED_N = 0
"""The number of a change that came back instead of being sent; devices count from 1."""


@dataclass(frozen=True, slots=True)
class Returned:
    """What a phone still had: revision `rev` with `tag` of a history that the server lost."""

    type: str
    id: str
    stream: str
    rev: int
    tag: int
    is_deleted: bool
    fields: Fields
    created_by: str | None
    created_at: str | None
    updated_by: str | None

    @property
    def key(self) -> str:
        return f"{self.id} {self.rev} {self.tag}"

    def is_in(self, record: Record | None) -> bool:
        """Whether putting it back would change nothing."""
        if self.is_deleted or record is None:
            return self.is_deleted and (record is None or record.is_deleted)
        return (
            not record.is_deleted
            and record.type == self.type
            and record.place.stream == self.stream
            and is_same(record.fields, self.fields)
        )


def read_returned(item: object) -> Returned | None:
    """None where the item is no record that could be put back."""
    if not isinstance(item, dict):
        return None
    texts = [item.get("type"), item.get("stream")]
    fields, is_deleted = item.get("fields"), item.get("deleted", False)
    is_record = (
        is_uuid(item.get("id"))
        and all(isinstance(each, str) and is_storable_text(each) for each in texts)
        and all(_is_number(item.get(name)) for name in ("rev", "tag"))
        and isinstance(fields, dict)
        and isinstance(is_deleted, bool)
    )
    if not is_record:
        return None
    return Returned(
        type=item["type"],
        id=item["id"],
        stream=item["stream"],
        rev=item["rev"],
        tag=item["tag"],
        is_deleted=is_deleted,
        fields=item["fields"],
        created_by=_id(item.get("created_by")),
        created_at=item["created_at"] if is_time(item.get("created_at")) else None,
        updated_by=_id(item.get("updated_by")),
    )


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= REV_MAX


def _id(value: object) -> str | None:
    return str(value) if is_uuid(value) else None

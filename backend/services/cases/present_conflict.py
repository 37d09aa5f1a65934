"""A conflict as the office sees it: with the value that the record has now."""

from backend.core.conflicts import describe_current
from backend.core.record import Record
from backend.core.validate import Fields


def present_conflict(conflict: Record, record: Record | None) -> Fields:
    """`record` is None where it was erased."""
    if record is None:
        return conflict.fields
    name = conflict.fields.get("field")
    current = describe_current(record, name if isinstance(name, str) else None)
    return {**conflict.fields, "current": current}

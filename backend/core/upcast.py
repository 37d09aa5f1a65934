"""What older schemas called things: each changeset is checked by the declarations of the schema
that it was made by, then brought to today's, step by step, by pure functions.

The schema comes from the changeset as the log keeps it, never from the request that carries it.
There is one schema so far. To make schema 2, declare the new types in `record_types`, keep the old
declarations in a `Step` here with what turns old fields into new ones, and raise SCHEMA.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from backend.core.record_types import RECORD_TYPES, SCHEMA, RecordType
from backend.core.validate import Fields

FIRST_SCHEMA = 1
"""What a changeset that names no schema was made by, whatever the server has become since."""


@dataclass(frozen=True, slots=True)
class Step:
    """From one schema to the next. `types` are the declarations of the older one; `turn` gives
    fields of a record type (or values that were seen of them) their newer names and words."""

    types: Mapping[str, RecordType]
    turn: Callable[[str, Fields], Fields]


@dataclass(frozen=True, slots=True)
class History:
    """`steps` are keyed by the older schema; `current` is the one that `RECORD_TYPES` declares."""

    current: int
    types: Mapping[str, RecordType]
    steps: Mapping[int, Step] = field(default_factory=dict)

    def types_of(self, schema: int) -> Mapping[str, RecordType]:
        step = self.steps.get(schema)
        return step.types if step is not None else self.types

    def upcast(self, record_type: str, fields: Fields, schema: int) -> Fields:
        """Fields that were right in `schema`, as they are in the current one."""
        for older in range(schema, self.current):
            fields = self.steps[older].turn(record_type, fields)
        return fields


HISTORY = History(SCHEMA, RECORD_TYPES)

"""Wire types of the changeset API, for the OpenAPI document and the clients made from it.

The sync route itself decodes with the record declarations (services.sync_request); these types
describe the same bytes and validate nothing on the way in.
"""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Json = dict[str, Any]


class _Wire(BaseModel):
    model_config = ConfigDict(extra="allow")


class ChangeIn(_Wire):
    """One change of one record. `base`: the rev last received in `streams` (0 if never);
    `from`: the value of each changed field that the author saw."""

    op: Literal["create", "update", "delete", "restore", "move"]
    type: str
    id: str
    stream: str
    base: int = 0
    from_: Json | None = Field(default=None, alias="from")
    fields: Json | None = None
    to: str | None = None


class OfficeActIn(_Wire):
    """An act of the office on a conflict or held work, with the members of its endpoint's body."""

    op: Literal["resolve", "undo", "release", "discard"]
    id: str
    choice: Literal["current", "incoming", "value"] | None = None
    side: int | None = None
    value: Any = None
    reason: str | None = None
    rev: int | None = None
    changes: list[Json] | None = None


class ChangesetIn(_Wire):
    """What one act of a person changed; atomic. `n` counts the device's changesets from 1."""

    n: int
    id: str
    at: str | None = None
    schema_: int = Field(default=1, alias="schema")
    app: str | None = None
    epoch: str | None = None
    changes: list[ChangeIn | OfficeActIn] | None = None
    void: str | None = None


class CursorIn(_Wire):
    """Where the device is in a stream; null from the start."""

    stream: str
    cursor: str | None = None


class RecordOut(_Wire):
    """A record as the server has it; a deleted one has no fields, one that left the stream has
    `moved_to` where the user may read the target."""

    type: str
    id: str
    rev: int
    tag: int
    deleted: bool
    fields: Json
    created_by: str | None
    created_at: str
    updated_by: str | None
    updated_at: str
    moved_to: str | None = None


class PlacedRecordOut(RecordOut):
    """A record and the stream it lies in."""

    stream: str


class RecoveredIn(RecordOut):
    """A record that the server lost, as it was received."""

    stream: str


class SyncIn(_Wire):
    """One round trip: what the device recorded, and where it is in each stream."""

    protocol: Literal[1]
    device: str
    clock: str | None = None
    epoch: str | None = None
    acked: int = 0
    first: int = 1
    waiting: int | None = None
    outcomes_cursor: str | None = None
    changesets: list[ChangesetIn] = Field(default_factory=list)
    cursors: list[CursorIn] = Field(default_factory=list)
    limit: int | None = None
    recovered: list[RecoveredIn] = Field(default_factory=list)


class ReasonOut(_Wire):
    """Why a changeset is held: the change's place in it, the field, a stable code."""

    change: int | None
    field: str | None
    code: Literal[
        "invalid_field",
        "out_of_scope",
        "missing_parent",
        "author_disabled",
        "device_revoked",
        "schema_too_new",
        "id_taken",
        "too_large",
        "quota",
        "recovered",
        "stale",
        "already_resolved",
        "not_allowed",
        "not_found",
        "still_held",
    ]
    detail: str


class TouchedOut(_Wire):
    """A record that a changeset concerned, with its revision after it (never a base)."""

    type: str
    id: str
    rev: int


class ResultOut(_Wire):
    """What became of a changeset when it was taken."""

    n: int
    id: str
    status: Literal["applied", "conflict", "held", "void", "erased"]
    records: list[TouchedOut]
    conflicts: list[str]
    reasons: list[ReasonOut]
    repeated: bool | None = None


class OutcomeOut(_Wire):
    """A later change of a changeset's fate."""

    n: int
    id: str
    status: Literal["released", "discarded", "decided", "undone"]
    by: str | None
    at: str
    reason: str | None
    conflicts: list[str]
    device: str


class DigestOut(_Wire):
    """Live records of a stream, and the sum of their tags modulo 2^48."""

    count: int
    sum: int


class StreamOut(_Wire):
    """A page of a stream; `digest` is there when nothing remains."""

    stream: str
    cursor: str
    reset: bool
    remaining: int
    records: list[RecordOut]
    digest: DigestOut | None = None


class SyncOut(_Wire):
    """The answer of a round trip."""

    protocol: Literal[1]
    clock: str
    epoch: str
    acked: int
    safe: int
    results: list[ResultOut]
    outcomes: list[OutcomeOut]
    outcomes_cursor: str
    streams: list[StreamOut]
    gained: list[str]
    lost: list[str]
    schema_: int = Field(alias="schema")
    app: str
    wipe: bool


class CurrentOut(_Wire):
    """The value that the server has."""

    rev: int
    value: Any
    by: str | None
    device: str | None
    at: str | None
    corrected_at: str | None


class SideOut(_Wire):
    """A value that was not applied, and what its device had sent `earlier`."""

    op: str
    value: Any
    from_: Any = Field(alias="from")
    base: int
    by: str | None
    device: str | None
    at: str | None
    corrected_at: str | None
    n: int | None
    earlier: list[Json]


class ResolutionOut(_Wire):
    """How a conflict was decided."""

    choice: Literal["current", "incoming", "value"]
    side: int | None
    value: Any
    reason: str | None
    rev: int


class ConflictOut(_Wire):
    """A field that two devices changed without having seen each other; `field` is null where a
    deletion stands against a change."""

    id: str
    status: Literal["open", "resolved"]
    stream: str
    type: str
    record_id: str
    field: str | None
    current: CurrentOut
    incoming: list[SideOut]
    opened_at: str
    resolved_at: str | None
    resolved_by: str | None
    resolution: ResolutionOut | None


class HeldOut(_Wire):
    """A changeset that is kept because it cannot be applied."""

    id: str
    status: Literal["open", "released", "discarded"]
    author: str
    device: str
    n: int
    changeset: Json
    reasons: list[ReasonOut]
    received_at: str


class RevisionOut(_Wire):
    """One revision of a record and what it changed: {field: {"from", "to"}}."""

    rev: int
    op: str
    by: str | None
    device: str | None
    n: int | None
    at: str
    fields: dict[str, Json]

"""Tables of the sync core. Each key begins with the place (a commune's or province's code), so that
PostgreSQL can be distributed by it; `bytes` columns hold finished JSON that no reader decodes.
"""

from sqlalchemy import BigInteger, Column, Index, text
from sqlmodel import Field, SQLModel


def _big(*, key: bool = False) -> Column[int]:
    """A 64-bit integer on both databases; tags have 48 bits, seqs grow for ever."""
    return Column(BigInteger, primary_key=key, autoincrement=False, nullable=False)


def _counted() -> Column[int]:
    """A 64-bit integer that begins at 0 and that inserts need not name."""
    return Column(BigInteger, nullable=False, server_default="0")


class EpochRow(SQLModel, table=True):
    """The server's histories in order; the highest `no` is the current one."""

    __tablename__ = "epoch"

    no: int = Field(primary_key=True)
    id: str = Field(unique=True)
    opened_at: str
    reason: str


class StreamRow(SQLModel, table=True):
    """`head` is the last seq given, `live` and `tag_sum` are the digest, `pruned` the highest seq
    of a marker that was forgotten. Its row is the lock that makes sequence order commit order."""

    __tablename__ = "stream"

    place: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    head: int = Field(sa_column=_big())
    live: int = Field(sa_column=_big())
    tag_sum: int = Field(sa_column=_big())
    pruned: int = Field(sa_column=_counted())


class LogRow(SQLModel, table=True):
    """The device log: the changeset as received and its first result, P1 to P3 in one row.

    `repeat_of` names device and n where the same changeset came first under another device.
    """

    __tablename__ = "log"
    __table_args__ = (
        Index(
            "uq_log_changeset",
            "place",
            "user_id",
            "changeset_id",
            unique=True,
            sqlite_where=text("repeat_of IS NULL"),
            postgresql_where=text("repeat_of IS NULL"),
        ),
    )

    place: str = Field(primary_key=True)
    device: str = Field(primary_key=True)
    n: int = Field(sa_column=_big(key=True))
    user_id: str
    changeset_id: str
    status: str
    body: bytes
    result: bytes
    received_at: str
    offset_ms: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=True))
    repeat_of: str | None = None


class LostRow(SQLModel, table=True):
    """Numbers that a device declared gone by `first`; one that arrives after all still counts."""

    __tablename__ = "lost"

    place: str = Field(primary_key=True)
    device: str = Field(primary_key=True)
    first: int = Field(sa_column=_big(key=True))
    last: int = Field(sa_column=_big())


class RecordRow(SQLModel, table=True):
    """The current state of a record. `wire` is what pulls send; `kept` holds the fields of a
    deleted one; `marks` says who wrote each field's current value (see core.record).

    A deletion that is no longer told to phones has its seq negated: no pull reads it, and nothing
    is forgotten (docs/decisions/0060).
    """

    __tablename__ = "record"
    __table_args__ = (
        Index("uq_record_stream_seq", "place", "stream", "seq", unique=True),
        Index(
            "ix_record_deleted",
            "place",
            "stream",
            "seq",
            sqlite_where=text("is_deleted AND seq > 0"),
            postgresql_where=text("is_deleted AND seq > 0"),
        ),
    )

    place: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    stream: str
    seq: int = Field(sa_column=_big())
    type: str
    rev: int
    tag: int = Field(sa_column=_big())
    is_deleted: bool = False
    marks: str
    wire: bytes
    kept: bytes | None = None


class GoneRow(SQLModel, table=True):
    """The marker that a record left a stream; `moved_to` is told to those who may read it. Its seq
    is negated as that of a deleted record is, and it still leads to where the record went."""

    __tablename__ = "gone"
    __table_args__ = (Index("uq_gone_stream_seq", "place", "stream", "seq", unique=True),)

    place: str = Field(primary_key=True)
    stream: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    seq: int = Field(sa_column=_big())
    type: str
    rev: int
    tag: int = Field(sa_column=_big())
    moved_to: str
    wire: bytes


class RevisionRow(SQLModel, table=True):
    """What a revision above the first changed: `changes` is {field: {"from", "to"}}.

    `tag_before` is the tag of the revision before it, so that the first one's is never lost.
    """

    __tablename__ = "revision"

    place: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    rev: int = Field(primary_key=True)
    op: str
    tag: int = Field(sa_column=_big())
    tag_before: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=True))
    by: str | None = None
    device: str | None = None
    n: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=True))
    at: str
    changes: bytes


class ConflictRow(SQLModel, table=True):
    """Finds conflicts; their content is the record of type `conflict` with the same id.
    `field` is empty where a deletion stands against a change; `opened_by` is the author of the
    first side, null in those of older servers."""

    __tablename__ = "conflict"
    __table_args__ = (
        Index(
            "uq_conflict_open",
            "place",
            "record_id",
            "field",
            unique=True,
            sqlite_where=text("status = 'open'"),
            postgresql_where=text("status = 'open'"),
        ),
        Index("ix_conflict_stream", "place", "stream", "status", "id"),
        Index(
            "ix_conflict_opened_by",
            "opened_by",
            sqlite_where=text("status = 'open'"),
            postgresql_where=text("status = 'open'"),
        ),
    )

    place: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    stream: str
    record_id: str
    field: str
    status: str
    opened_by: str | None = None


class HeldRow(SQLModel, table=True):
    """A changeset kept whole because it could not be applied; its body is in the log.

    A record that a phone gave back after a restore is in no log: `n` is 0, `device` the phone,
    `body` is what it sent.
    """

    __tablename__ = "held"
    __table_args__ = (
        Index("ix_held_status", "status", "id"),
        Index("ix_held_device", "place", "device", "status"),
    )

    place: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    status: str
    author: str
    device: str
    n: int = Field(sa_column=_big())
    reasons: bytes
    streams: str
    received_at: str
    closed_at: str | None = None
    closed_by: str | None = None
    why: str | None = None
    body: bytes | None = None


class RecoveredRow(SQLModel, table=True):
    """A record that a phone gave back after a restore, held once whoever sends it: `key` is its
    id, rev and tag, or a digest of what is no record."""

    __tablename__ = "recovered"

    place: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    held_id: str


class HeldWaitRow(SQLModel, table=True):
    """A held changeset waits for this record to exist."""

    __tablename__ = "held_wait"

    place: str = Field(primary_key=True)
    record_id: str = Field(primary_key=True)
    held_id: str = Field(primary_key=True)


class OutboxFileRow(SQLModel, table=True):
    """A delivered outbox file that begins beyond a gap, unsealed; `packed` is its gzip."""

    __tablename__ = "outbox_file"

    place: str = Field(primary_key=True)
    device: str = Field(primary_key=True)
    digest: str = Field(primary_key=True)
    packed: bytes
    delivered_by: str
    delivered_at: str
    refused_at: str | None = None


class LineageRow(SQLModel, table=True):
    """The head of the outcomes of one chain of devices; locked last, in the order of ids."""

    __tablename__ = "lineage"

    place: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    head: int = Field(sa_column=_big())


class OutcomeRow(SQLModel, table=True):
    """A later change of a changeset's fate, told to its device."""

    __tablename__ = "outcome"

    place: str = Field(primary_key=True)
    lineage: str = Field(primary_key=True)
    seq: int = Field(sa_column=_big(key=True))
    device: str
    n: int = Field(sa_column=_big())
    at: str
    wire: bytes


class ErasedRow(SQLModel, table=True):
    """A record erased at its subject's request; its id is never taken again."""

    __tablename__ = "erased"

    place: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    at: str


class SubjectRequestRow(SQLModel, table=True):
    """A request of a data subject (see core.subject_request). `name`, `phone`, `household_id` and
    `note` are null once the person is erased; `acts` is a JSON list; `due_on` orders the list."""

    __tablename__ = "subject_request"
    __table_args__ = (Index("ix_subject_request_due", "place", "status", "due_on", "id"),)

    place: str = Field(primary_key=True)
    id: str = Field(primary_key=True, unique=True)
    kind: str
    channel: str
    status: str
    received_on: str
    answer_by: str
    fulfil_by: str
    due_on: str
    answered_on: str | None = None
    closed_on: str | None = None
    name: str | None = None
    phone: str | None = None
    household_id: str | None = None
    note: str | None = None
    created_at: str
    created_by: str | None = None
    acts: str


class PhotoRow(SQLModel, table=True):
    """The bytes of a photo record, which the record itself does not hold: `body` is what is sent
    out, `digest` its SHA-256; `sha256` is that of what was received and what the record says."""

    __tablename__ = "photo"
    __table_args__ = (Index("ix_photo_by", "by", "arrived_at"),)

    place: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    sha256: str
    digest: str
    by: str
    arrived_at: str
    body: bytes


class PhotoPartRow(SQLModel, table=True):
    """Bytes of a photo that has not arrived whole: `start` is where in it they belong."""

    __tablename__ = "photo_part"

    place: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    sha256: str = Field(primary_key=True)
    start: int = Field(sa_column=_big(key=True))
    by: str
    at: str
    body: bytes


class ServerRow(SQLModel, table=True):
    """Facts about this installation: whether it is a demo, its keys, its catalogue version."""

    __tablename__ = "server"

    key: str = Field(primary_key=True)
    value: str

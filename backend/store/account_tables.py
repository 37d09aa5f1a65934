"""Tables of places, people, devices and sign-ins. Times are RFC 3339 text in UTC, days are text."""

from sqlalchemy import BigInteger, Column, Index, false, text
from sqlmodel import Field, SQLModel


class UnitRow(SQLModel, table=True):
    """A nation's unit. `id` is the official code, for hamlets a UUID, for units that no longer
    exist `code~last day`; an official code alone can mean two units in history."""

    __tablename__ = "unit"

    id: str = Field(primary_key=True)
    code: str | None = Field(default=None, index=True)
    level: str
    type: str
    name: str
    parent_id: str | None = Field(default=None, index=True)
    province: str | None = None
    commune: str | None = None
    valid_from: str | None = None
    valid_to: str | None = None
    lat: float | None = None
    lon: float | None = None
    legal_note: str | None = None


class UnitSuccessionRow(SQLModel, table=True):
    """Which unit became which: `kind` is whole, part, or undone, from a hamlet whose making was
    taken back to those that it had ended. Of a hamlet that was split, a part has the households
    of its `clusters` (a JSON list, '' for none); one part `takes_rest`. `made_at` is when it was
    decided, '' where nobody knows."""

    __tablename__ = "unit_succession"
    __table_args__ = (Index("ix_unit_succession_new", "new_id"),)

    old_id: str = Field(primary_key=True)
    new_id: str = Field(primary_key=True)
    kind: str
    effective: str
    legal_ref: str
    takes_rest: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    clusters: str = Field(default="", sa_column_kwargs={"server_default": text("''")})
    made_at: str = Field(default="", sa_column_kwargs={"server_default": text("''")})


class UnitNameRow(SQLModel, table=True):
    """A name that a unit had until a day (its first day under another name) and what ended it."""

    __tablename__ = "unit_name"

    unit_id: str = Field(primary_key=True)
    until: str = Field(primary_key=True)
    name: str
    legal_ref: str


class HouseholdPassageRow(SQLModel, table=True):
    """A household lay in hamlet `unit_id` until a day, and from that day on in `next_id`, because
    the hamlet ended; moves of single households are in their revisions."""

    __tablename__ = "household_passage"
    __table_args__ = (Index("ix_household_passage_unit", "place", "unit_id"),)

    place: str = Field(primary_key=True)
    household_id: str = Field(primary_key=True)
    until: str = Field(primary_key=True)
    unit_id: str
    next_id: str


class UndoneHomeRow(SQLModel, table=True):
    """In a hamlet `unit_id` whose making was taken back, what concerns this subject (a household
    or a person) belongs to the hamlet `home_id`."""

    __tablename__ = "undone_home"

    place: str = Field(primary_key=True)
    unit_id: str = Field(primary_key=True)
    subject_id: str = Field(primary_key=True)
    home_id: str


class UserRow(SQLModel, table=True):
    """A person who signs in. `place` is the commune or province whose partition holds their
    devices; it stays when the person moves. `name_key` is the folded username, unique.
    `disabled_at` is when they were disabled, or when that was first noticed."""

    __tablename__ = "account"

    id: str = Field(primary_key=True)
    place: str
    username: str
    name_key: str = Field(unique=True)
    full_name: str
    phone: str | None = None
    role: str
    is_active: bool = True
    password_hash: str | None = None
    created_at: str
    created_by: str | None = None
    disabled_at: str | None = None


class UserUnitRow(SQLModel, table=True):
    """A user's units, now (`until` is null) and then."""

    __tablename__ = "account_unit"
    __table_args__ = (Index("ix_account_unit_unit", "unit_id"),)

    user_id: str = Field(primary_key=True)
    unit_id: str = Field(primary_key=True)
    since: str = Field(primary_key=True)
    until: str | None = None


class DeviceRow(SQLModel, table=True):
    """A device belongs to the user who first signed in with it.

    `lineage` is the first device of a chain of replacements, `ancestors` that chain as
    space-separated ids; the merge rule counts a chain as one device. `safe` is how much of its
    log a verified backup contains.
    """

    __tablename__ = "device"
    __table_args__ = (
        Index("ix_device_user", "user_id"),
        Index("ix_device_lineage", "lineage"),
        Index("ix_device_key", "key"),
    )

    id: str = Field(primary_key=True)
    place: str
    user_id: str
    name: str
    key: str | None = None
    replaces: str | None = None
    lineage: str
    ancestors: str = ""
    acked: int = Field(default=0, sa_column=Column(BigInteger, nullable=False, server_default="0"))
    safe: int = Field(default=0, sa_column=Column(BigInteger, nullable=False, server_default="0"))
    waiting: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=True))
    app: str | None = None
    offset_ms: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=True))
    created_at: str
    last_seen_at: str | None = None
    revoked_at: str | None = None
    healed_at: str | None = None


class TokenRow(SQLModel, table=True):
    """An opaque token, stored as its SHA-256.

    `state` of a refresh token: live, superseded (still good until a successor is used), spent
    (its reuse revokes the family), dead (a sibling of the one that was used).
    """

    __tablename__ = "token"
    __table_args__ = (
        Index("ix_token_family", "family"),
        Index("ix_token_parent", "parent"),
    )

    hash: str = Field(primary_key=True)
    kind: str
    family: str
    parent: str | None = None
    user_id: str
    device_id: str
    state: str
    expires_at: str
    created_at: str


class AuditRow(SQLModel, table=True):
    """One act, chained per place: `hash` covers the row and the hash before it."""

    __tablename__ = "audit"

    place: str = Field(primary_key=True)
    seq: int = Field(primary_key=True)
    at: str
    by: str | None = None
    device: str | None = None
    action: str
    subject: str
    detail: str = Field(default="", sa_column_kwargs={"server_default": text("''")})
    previous: str
    hash: str


class AuditHeadRow(SQLModel, table=True):
    """The last entry of a place's chain: a chain says nothing of entries cut off its end."""

    __tablename__ = "audit_head"

    place: str = Field(primary_key=True)
    seq: int
    hash: str


class DeletionRow(SQLModel, table=True):
    """How many records a person deleted on the last day (in Vietnam) on which they deleted any."""

    __tablename__ = "deletion"

    user_id: str = Field(primary_key=True)
    day: str
    count: int


class AttemptRow(SQLModel, table=True):
    """Failed sign-ins of one account or address (see store.attempts); `times` is a JSON list of
    milliseconds, `last_at` the last of them."""

    __tablename__ = "attempt"
    __table_args__ = (Index("ix_attempt_last_at", "last_at"),)

    key: str = Field(primary_key=True)
    last_at: int = Field(sa_column=Column(BigInteger, nullable=False))
    times: str


class InvitationRow(SQLModel, table=True):
    """A link that signs its user in once. Only the SHA-256 of its token is kept; `device` is the
    one that used it, and the only one that may ask again."""

    __tablename__ = "invitation"
    __table_args__ = (Index("ix_invitation_user", "user_id"),)

    id: str = Field(primary_key=True)
    hash: str = Field(unique=True)
    user_id: str
    created_by: str
    created_at: str
    expires_at: str
    device: str | None = None
    used_at: str | None = None

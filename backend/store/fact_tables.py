"""Tables that follow the streams and can be made anew from the records: facts, and the keys by
which households are compared.
"""

from sqlalchemy import BigInteger, Column, Index, false, text
from sqlmodel import Field, SQLModel


class FactRow(SQLModel, table=True):
    """One live guidance session as the indicators count it, projected from its stream; one that
    `is_kept` outlived its record, which was erased at its subject's request."""

    __tablename__ = "fact"
    __table_args__ = (Index("ix_fact_day", "place", "stream", "day"),)

    place: str = Field(primary_key=True)
    stream: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    day: str
    topic: str
    outcome: str
    quantity: int = Field(sa_column=Column(BigInteger, autoincrement=False, nullable=False))
    household_id: str | None = None
    person_key: str | None = None
    shop_id: str | None = None
    product_id: str | None = None
    member_id: str | None = None
    team_id: str | None = None
    channel: str
    created_by: str | None = None
    is_kept: bool = Field(default=False, sa_column_kwargs={"server_default": false()})


class ProjectionRow(SQLModel, table=True):
    """How far the facts of a stream follow it: exactly once, rebuildable from 0."""

    __tablename__ = "projection"

    place: str = Field(primary_key=True)
    stream: str = Field(primary_key=True)
    seq: int = Field(sa_column=Column(BigInteger, autoincrement=False, nullable=False))


class HouseholdKeyRow(SQLModel, table=True):
    """A live household as it is compared with others (see core.likeness), projected from its
    stream with the facts. `apart` lists ids of households that it is not, '' means none."""

    __tablename__ = "household_key"
    __table_args__ = (
        Index("ix_household_key_phone", "place", "phone_key"),
        Index("ix_household_key_name", "place", "name_key", "address_key"),
        Index(
            "ix_household_key_merged",
            "place",
            sqlite_where=text("merged_into <> ''"),
            postgresql_where=text("merged_into <> ''"),
        ),
    )

    place: str = Field(primary_key=True)
    stream: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    phone_key: str
    name_key: str
    address_key: str
    apart: str
    merged_into: str
    updated_at: str

"""The wire types of what becomes of hamlets: renamed, merged, split, each from a day on and by the
decision it rests on.
"""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from backend.api.account_types import Day, Name, StrictIn, UnitId, UnitOut, Uuid, line, not_blank
from backend.core.record_types import TEXT_CHARS_MAX
from backend.services.places.change_hamlets import NewPart
from backend.services.places.hamlet_desk import Grounds
from backend.services.places.merge_hamlets import MERGED_MAX
from backend.services.places.show_hamlets import HamletNow
from backend.services.places.split_hamlet import PARTS_MAX

CLUSTERS_MAX = 500
HOUSEHOLDS_MAX = 5_000
PEOPLE_MAX = 500

LegalRef = Annotated[str, AfterValidator(line(1, TEXT_CHARS_MAX)), AfterValidator(not_blank)]
Cluster = Annotated[str, AfterValidator(line(1, TEXT_CHARS_MAX))]
Clusters = Annotated[list[Cluster], Field(max_length=CLUSTERS_MAX)]
Households = Annotated[list[Uuid], Field(max_length=HOUSEHOLDS_MAX)]
Ids = Annotated[list[Uuid], Field(max_length=PEOPLE_MAX)]


class ChangeIn(StrictIn):
    """`from` is the first day on which the change holds, today at the latest."""

    model_config = ConfigDict(
        strict=True, extra="ignore", frozen=True, validate_by_name=True, validate_by_alias=True
    )

    effective: Annotated[Day, Field(alias="from")]
    legal_ref: LegalRef

    @property
    def grounds(self) -> Grounds:
        return Grounds(self.effective, self.legal_ref)


class RenameIn(ChangeIn):
    """A hamlet's new name."""

    name: Name


class MergeIn(ChangeIn):
    """The hamlets that become one, and its name and type."""

    units: Annotated[list[UnitId], Field(max_length=MERGED_MAX)]
    name: Name
    type: Name


class PartIn(StrictIn):
    """One part of a split and what goes to it: households by cluster or by id, people, teams."""

    name: Name
    type: Name
    clusters: Clusters = Field(default_factory=list)
    households: Households = Field(default_factory=list)
    users: Ids = Field(default_factory=list)
    teams: Ids = Field(default_factory=list)

    def as_part(self) -> NewPart:
        return NewPart(
            name=self.name,
            type=self.type,
            clusters=self.clusters,
            households=self.households,
            users=self.users,
            teams=self.teams,
        )


class SplitIn(ChangeIn):
    """The parts of a hamlet; the first one takes what is not said to go to another."""

    parts: Annotated[list[PartIn], Field(max_length=PARTS_MAX)]


class FormerNameOut(BaseModel):
    """A name that a hamlet had before the day `until`, and the decision that gave it another."""

    name: str
    until: str
    legal_ref: str


class BecameOut(BaseModel):
    """What a hamlet became, from which day on; `kind` is whole (a merge), part (a split), or undone
    where its making was taken back and it became again what it had been."""

    unit_id: str
    kind: str
    effective: str
    legal_ref: str


class ClusterOut(BaseModel):
    """Live households of a cluster; the cluster is empty for those without one."""

    cluster: str
    households: int


class HamletOut(UnitOut):
    """A hamlet with its history, its households by cluster and the people who belong to it.
    `undo_until` is until when the merge or split that made it can be taken back."""

    names: list[FormerNameOut]
    became: list[BecameOut]
    clusters: list[ClusterOut]
    users: list[str]
    undo_until: str | None

    @classmethod
    def of_now(cls, now: HamletNow) -> "HamletOut":
        return cls(
            **UnitOut.of(now.unit).model_dump(),
            names=[
                FormerNameOut(name=each.name, until=each.until, legal_ref=each.legal_ref)
                for each in now.names
            ],
            became=[
                BecameOut(
                    unit_id=each.new_id,
                    kind=each.kind,
                    effective=each.effective,
                    legal_ref=each.legal_ref,
                )
                for each in now.became
            ],
            clusters=[
                ClusterOut(cluster=cluster, households=count)
                for cluster, count in now.clusters.items()
            ],
            users=list(now.users),
            undo_until=now.undo_until,
        )

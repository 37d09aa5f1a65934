"""Who may read and write what: pure rules over users, units and streams.

Units come resolved: a stream is known with the province and commune it lies in. Nothing here
looks anything up.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

Access = Literal["read", "write"]


class Role(StrEnum):
    """In rising order of rank; see `RANK`."""

    VOLUNTEER = "volunteer"
    DESK = "desk"
    LEADER = "leader"
    COMMUNE_ADMIN = "commune_admin"
    PROVINCE_ADMIN = "province_admin"


RANK = {
    Role.VOLUNTEER: 0,
    Role.DESK: 0,
    Role.LEADER: 1,
    Role.COMMUNE_ADMIN: 2,
    Role.PROVINCE_ADMIN: 3,
}
ADMINS = frozenset({Role.COMMUNE_ADMIN, Role.PROVINCE_ADMIN})
DECIDERS = ADMINS | {Role.LEADER}
UNIT_LEVEL_OF_ROLE = {
    Role.VOLUNTEER: "hamlet",
    Role.DESK: "commune",
    Role.LEADER: "hamlet",
    Role.COMMUNE_ADMIN: "commune",
    Role.PROVINCE_ADMIN: "province",
}
LEADER_TYPES = frozenset({"plan", "target", "task", "notice"})
DESK_HAMLET_TYPES = frozenset({"household", "guidance"})
ADMIN_TYPES = frozenset({"team", "membership"})
SERVER_TYPES = frozenset({"conflict", "unit"})
FOLLOWING_TYPES = frozenset({"household", "shop", "product", "task"})
"""What goes on when its hamlet was merged or split; visits and sessions stay where they were
recorded."""
OWNED_TYPES = frozenset({"visit", "guidance", "filing"})


@dataclass(frozen=True, slots=True)
class Place:
    """A unit with its parents' ids; `hamlet` and `commune` are None above them. A hamlet that
    `is_closed` was merged or split: what was recorded there before still arrives."""

    level: str
    name: str
    province: str
    commune: str | None = None
    hamlet: str | None = None
    is_closed: bool = field(default=False, compare=False)
    unit_id: str = field(init=False, repr=False, compare=False)
    stream: str = field(init=False, repr=False, compare=False)
    partition: str = field(init=False, repr=False, compare=False)
    """The first part of every key: the commune's code, the province's for its own stream."""

    def __post_init__(self) -> None:
        """Named once, because every record of a push asks for them many times."""
        unit_id = self.hamlet or self.commune or self.province
        object.__setattr__(self, "unit_id", unit_id)
        object.__setattr__(self, "stream", f"{self.level}:{unit_id}")
        object.__setattr__(self, "partition", self.commune or self.province)


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks, from which device, and where they may act.

    `places` are the user's own units; `below` what lies under them and above them as far as the
    role lists it (see `listed`). A silenced caller (disabled, or the device revoked) reads and
    writes nothing, but what their device still holds is taken as held work.
    """

    user_id: str
    username: str
    full_name: str
    role: Role
    partition: str
    places: tuple[Place, ...]
    listed: tuple[tuple[Place, Access], ...]
    device_id: str
    ancestors: frozenset[str] = field(default_factory=frozenset)
    successors: frozenset[str] = field(default_factory=frozenset)
    lineage: str = ""
    is_active: bool = True
    is_revoked: bool = False
    _access: dict[str, Access] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """An admin lists many streams, and every record of a push asks about one of them."""
        access = {place.stream: access for place, access in reversed(self.listed)}
        object.__setattr__(self, "_access", access)

    @property
    def is_silenced(self) -> bool:
        return not self.is_active or self.is_revoked

    @property
    def is_admin(self) -> bool:
        return self.role in ADMINS

    def access_to(self, place: Place) -> Access | None:
        """What the caller may do in the stream of `place`, ignoring the record's type."""
        if self.is_silenced:
            return None
        listed = self._access.get(place.stream)
        if listed is not None:
            return listed
        if self.role is Role.PROVINCE_ADMIN and any(
            own.province == place.province for own in self.places
        ):
            return "write"
        return None

    def may_read(self, place: Place) -> bool:
        return self.access_to(place) is not None

    def may_write(self, place: Place, record_type: str) -> bool:
        """Whether records of this type may be created or changed in the stream of `place`."""
        access = self.access_to(place)
        if access is None or record_type in SERVER_TYPES:
            return False
        if record_type in ADMIN_TYPES:
            return access == "write" and self.is_admin
        if access == "read":
            return (
                self.role is Role.LEADER
                and place.level == "commune"
                and record_type in LEADER_TYPES
            )
        if self.role is Role.DESK and place.level == "hamlet":
            return record_type in DESK_HAMLET_TYPES
        return True

    def may_change(self, place: Place, record_type: str, created_by: str | None) -> bool:
        """Visits, guidance and filings belong to their author, their leader and the admins."""
        if not self.may_write(place, record_type):
            return False
        if record_type not in OWNED_TYPES or created_by == self.user_id:
            return True
        return self.role in DECIDERS

    def may_decide(self, place: Place) -> bool:
        return self.role in DECIDERS and self.access_to(place) == "write"


def listed_streams(
    role: Role,
    places: tuple[Place, ...],
    below: tuple[Place, ...],
    above: tuple[Place, ...],
    before: tuple[Place, ...] = (),
) -> tuple[tuple[Place, Access], ...]:
    """The streams of a role in the order they are listed: province, commune, hamlets.

    `below` are the hamlets under the user's communes, `above` the communes and provinces over
    the user's own units, `before` the hamlets that became the user's own: their visits stay
    there, and what a phone recorded before it heard of the change arrives there.
    """
    access: dict[str, tuple[Place, Access]] = {}
    for place in above:
        access.setdefault(place.stream, (place, "read"))
    for place in (*before, *places):
        access[place.stream] = (place, "write")
    if role in (Role.DESK, Role.COMMUNE_ADMIN):
        for place in below:
            access[place.stream] = (place, "write")
    order = {"province": 0, "commune": 1, "hamlet": 2}
    return tuple(sorted(access.values(), key=lambda item: (order[item[0].level], item[0].name)))


def may_grant(granter: Role, role: Role) -> bool:
    """No role above one's own; only admins grant at all."""
    return granter in ADMINS and RANK[role] <= RANK[granter]

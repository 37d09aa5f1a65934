"""Who works in the demo: accounts with one phone or computer each, their teams and memberships."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from backend.core.scope import Role
from backend.services.demo.chance import Chance
from backend.services.demo.names import Person, person
from backend.services.demo.places import COMMUNE, COMMUNE_NAME, HAMLETS, PROVINCE

PASSWORD = "tungnha-demo"
VOLUNTEERS_A_HAMLET = 4

ORGANISATIONS = ("youth_union", "youth_union", "women", "youth_union")
PHONES = ("Samsung Galaxy A05", "Oppo A18", "Xiaomi Redmi 12C", "Vivo Y17s", "Realme C51")


@dataclass(frozen=True, slots=True)
class Hamlet:
    """A hamlet with the id that the demo gives it."""

    number: int
    id: str
    name: str

    @property
    def stream(self) -> str:
        return f"hamlet:{self.id}"

    @property
    def name_within(self) -> str:
        """The name within a sentence."""
        return within(self.name)


@dataclass(frozen=True, slots=True)
class Staff:
    """An account. `hamlet` is None above the hamlets; `member_id` is the membership record."""

    username: str
    who: Person
    role: Role
    unit_id: str
    user_id: str
    device_id: str
    device_name: str
    team_id: str
    member_id: str
    hamlet: Hamlet | None = None
    organisation: str = "youth_union"


@dataclass(frozen=True, slots=True)
class Team:
    """`kind` as in the glossary: community, squad or desk."""

    id: str
    name: str
    kind: str
    unit_id: str
    founding_no: str


@dataclass(frozen=True, slots=True)
class Crew:
    """Everybody, in the order in which accounts are printed."""

    hamlets: tuple[Hamlet, ...]
    province_admin: Staff
    commune_admin: Staff
    clerk: Staff
    leaders: tuple[Staff, ...]
    volunteers: tuple[Staff, ...]
    teams: tuple[Team, ...]

    @property
    def everybody(self) -> tuple[Staff, ...]:
        above = (self.province_admin, self.commune_admin, self.clerk)
        return (*above, *self.leaders, *self.volunteers)

    def volunteers_of(self, hamlet: Hamlet) -> list[Staff]:
        return [staff for staff in self.volunteers if staff.hamlet == hamlet]

    def leader_of(self, hamlet: Hamlet) -> Staff:
        return self.leaders[hamlet.number]


def within(name: str) -> str:
    """Ấp Mỹ Phú as ấp Mỹ Phú."""
    return name[:1].lower() + name[1:]


class _Hiring:
    def __init__(self, chance: Chance, start: datetime) -> None:
        self.chance = chance
        self.start = start

    def hire(
        self,
        username: str,
        role: Role,
        unit_id: str,
        team: Team,
        *,
        age: int,
        device: str,
        hamlet: Hamlet | None = None,
        organisation: str = "youth_union",
    ) -> Staff:
        new_id = [self.chance.id_at(self.start) for _ in range(3)]
        return Staff(
            username=username,
            who=person(self.chance, year=self.start.year - age),
            role=role,
            unit_id=unit_id,
            user_id=new_id[0],
            device_id=new_id[1],
            device_name=device,
            team_id=team.id,
            member_id=new_id[2],
            hamlet=hamlet,
            organisation=organisation,
        )


def hire_crew(chance: Chance, start: datetime) -> Crew:
    """The staff of the commune from the day the history begins."""
    earlier = start - timedelta(days=30)
    hamlets = tuple(
        Hamlet(number, chance.id_at(earlier), plan.name) for number, plan in enumerate(HAMLETS)
    )
    teams = _found_teams(chance, hamlets, earlier)
    desk_team, squad = teams[-2], teams[-1]
    hiring = _Hiring(chance, start)
    return Crew(
        hamlets=hamlets,
        province_admin=hiring.hire(
            "tinh", Role.PROVINCE_ADMIN, PROVINCE, squad, age=41, device="Máy tính Sở"
        ),
        commune_admin=hiring.hire(
            "xa", Role.COMMUNE_ADMIN, COMMUNE, desk_team, age=36, device="Máy tính xã"
        ),
        clerk=hiring.hire("quay", Role.DESK, COMMUNE, desk_team, age=28, device="Máy quầy số 1"),
        leaders=tuple(
            hiring.hire(
                f"totruong{hamlet.number + 1}",
                Role.LEADER,
                hamlet.id,
                teams[hamlet.number],
                age=chance.between(38, 56),
                device=chance.pick(PHONES),
                hamlet=hamlet,
                organisation=chance.pick(("hamlet_board", "front", "farmers", "veterans")),
            )
            for hamlet in hamlets
        ),
        volunteers=tuple(
            hiring.hire(
                f"doanvien{hamlet.number * VOLUNTEERS_A_HAMLET + seat + 1}",
                Role.VOLUNTEER,
                hamlet.id,
                teams[hamlet.number],
                age=chance.between(18, 29),
                device=chance.pick(PHONES),
                hamlet=hamlet,
                organisation=ORGANISATIONS[seat],
            )
            for hamlet in hamlets
            for seat in range(VOLUNTEERS_A_HAMLET)
        ),
        teams=teams,
    )


def _found_teams(
    chance: Chance, hamlets: tuple[Hamlet, ...], founded: datetime
) -> tuple[Team, ...]:
    """One team for each hamlet, then the desk's and the youth squad of the commune."""
    own = [
        Team(
            chance.id_at(founded),
            f"Tổ Công nghệ số cộng đồng {hamlet.name_within}",
            "community",
            hamlet.id,
            f"{chance.between(110, 190)}/QĐ-UBND",
        )
        for hamlet in hamlets
    ]
    desk = Team(
        chance.id_at(founded),
        "Tổ hỗ trợ tại Bộ phận Một cửa",
        "desk",
        COMMUNE,
        f"{chance.between(191, 199)}/QĐ-UBND",
    )
    squad = Team(
        chance.id_at(founded),
        f"Đội hình thanh niên tình nguyện {within(COMMUNE_NAME)}",
        "squad",
        COMMUNE,
        f"{chance.between(10, 40)}-QĐ/ĐTN",
    )
    return (*own, desk, squad)

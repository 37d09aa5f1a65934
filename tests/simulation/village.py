"""The people of a world: two hamlets of one commune, who works there, with which phone."""

from dataclasses import dataclass, field
from functools import partial
from json import dumps

from backend.core.people import DeviceClaim
from backend.core.scope import Role
from backend.services.outbox.outbox_seal import Jwk, public_part
from backend.services.outbox.server_key import get_server_key
from backend.services.people.create_user import NewUser, create_user
from backend.services.places.create_hamlet import create_hamlet
from tests.outbox_file import make_key
from tests.simulation.chance import Chance
from tests.simulation.ledger import Ledger
from tests.simulation.phone import FieldPhone
from tests.simulation.server import Server

PROVINCE, COMMUNE = "82", "30076"
COMMUNE_STREAM, PROVINCE_STREAM = f"commune:{COMMUNE}", f"province:{PROVINCE}"
STAFF = (
    ("an", Role.VOLUNTEER, (0,)),
    ("binh", Role.VOLUNTEER, (0,)),
    ("chi", Role.VOLUNTEER, (0,)),
    ("dung", Role.VOLUNTEER, (1,)),
    ("em", Role.VOLUNTEER, (0, 1)),
    ("totruong", Role.LEADER, (0, 1)),
    ("quay", Role.DESK, ()),
    ("xa", Role.COMMUNE_ADMIN, ()),
)
CLOCKS_SHIFT_DAYS = 0.0
SKEWS_DAYS = (0, 0, 0, 0.01, -0.4, 1_200, -1_200, 3)


@dataclass
class Person:
    """`units` are hamlets for those who go from house to house; empty for the commune's own."""

    name: str
    user_id: str
    role: Role
    units: tuple[str, ...]
    is_active: bool = True


@dataclass
class Village:
    """`revoked` are device ids; with `people` it is what the office believes to be in force.
    `hamlets` are in force, `ended` says what the others became."""

    hamlets: list[str] = field(default_factory=list)
    ended: dict[str, tuple[str, ...]] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    phones: list[FieldPhone] = field(default_factory=list)
    skews: dict[str, float] = field(default_factory=dict)
    revoked: set[str] = field(default_factory=set)
    office_device: str = ""
    server_key: Jwk = field(default_factory=dict)

    def hamlet_stream(self, index: int) -> str:
        return f"hamlet:{self.hamlets[index]}"

    def readable(self, user_id: str, device: str) -> set[str]:
        """The streams that this user may read, by what the office decided."""
        person = self.person_of(user_id)
        if not person.is_active or device in self.revoked:
            return set()
        hamlets = self._with_earlier(person.units) if person.units else self.hamlets_ever()
        return {COMMUNE_STREAM, PROVINCE_STREAM, *(f"hamlet:{each}" for each in hamlets)}

    def note_device(self, device: str, before: str, chance: Chance) -> None:
        """A phone goes by another id than before; its clock and its standing stay."""
        usual = chance.pick(SKEWS_DAYS) + CLOCKS_SHIFT_DAYS
        self.skews[device] = self.skews.get(before, usual)
        if before in self.revoked:
            self.revoked.add(device)

    def end_hamlet(self, unit_id: str, became: tuple[str, ...]) -> None:
        self.hamlets = [each for each in self.hamlets if each != unit_id]
        self.hamlets += [each for each in became if each not in self.hamlets]
        self.ended[unit_id] = became

    def take_back(self, made: tuple[str, ...], again: tuple[str, ...]) -> None:
        """The hamlets that had ended are there again, and those that were made lead to them."""
        self.hamlets = [*(each for each in self.hamlets if each not in made), *again]
        for unit_id in again:
            del self.ended[unit_id]
        self.ended |= dict.fromkeys(made, again)

    def hamlets_ever(self) -> set[str]:
        return {*self.hamlets, *self.ended}

    def _with_earlier(self, units: tuple[str, ...]) -> set[str]:
        """The hamlets, and those that became them at any remove."""
        found, before = set[str](), set(units)
        while before - found:
            found |= before
            before = {old for old, became in self.ended.items() if found & set(became)}
        return found

    def person_of(self, user_id: str) -> Person:
        return next(each for each in self.people.values() if each.user_id == user_id)

    def place_of(self, phone: FieldPhone) -> int:
        return next(place for place, each in enumerate(self.phones) if each is phone)

    def working(self) -> list[FieldPhone]:
        return [each for each in self.living() if not each.is_wiped and not each.is_retired]

    def living(self) -> list[FieldPhone]:
        return [phone for phone in self.phones if not phone.is_lost]


def found_village(server: Server, chance: Chance, ledger: Ledger) -> Village:
    village = Village()
    for name in ("Ấp Mỹ Phú", "Ấp Mỹ Hòa"):
        village.hamlets.append(server.act(partial(_add_hamlet, name=name)))
    for name, role, at in STAFF:
        units = tuple(village.hamlets[index] for index in at)
        new = NewUser(
            username=name, full_name=f"Nguyễn {name}", role=role, units=units or (COMMUNE,)
        )
        user_id = server.act(partial(_add_user, new=new))
        village.people[name] = Person(name, user_id, role, units)
    for name in village.people:
        for _ in range(1 if name == "quay" else 2):
            add_phone(server, village, chance, ledger, name)
    village.office_device = chance.new_id()
    sign_in(server, village.people["xa"].user_id, village.office_device)
    village.server_key = public_part(server.act(lambda each: get_server_key(each.context)))
    return village


def _add_hamlet(server: Server, *, name: str) -> str:
    return create_hamlet(server.context, None, name=name, unit_type="ap", parent_id=COMMUNE).id


def _add_user(server: Server, *, new: NewUser) -> str:
    return create_user(server.context, None, new).id


def add_phone(
    server: Server,
    village: Village,
    chance: Chance,
    ledger: Ledger,
    name: str,
    *,
    replaces: FieldPhone | None = None,
) -> FieldPhone:
    person = village.people[name]
    phone = FieldPhone(person.user_id, chance.new_id(), make_key(chance.getrandbits(64)))
    phone.page = chance.pick((20, 60, 500))
    phone.batch = chance.pick((3, 20, 100))
    chain: tuple[str, ...] = ()
    if replaces is not None:
        phone.replaces = replaces.device
        chain = (*ledger.chains[replaces.device], replaces.device)
    ledger.open_device(phone.device, chain)
    sign_in_phone(server, phone)
    village.phones.append(phone)
    village.skews[phone.device] = chance.pick(SKEWS_DAYS) + CLOCKS_SHIFT_DAYS
    return phone


def sign_in_phone(server: Server, phone: FieldPhone) -> None:
    key = dumps(public_part(phone.key))
    sign_in(server, phone.user_id, phone.device, key=key, replaces=phone.replaces)


def sign_in(
    server: Server,
    user_id: str,
    device: str,
    *,
    key: str | None = None,
    replaces: str | None = None,
) -> None:
    """As a sign-in or a refresh registers the device, without the cost of a password."""
    claim = DeviceClaim(device, "Điện thoại", key=key, replaces=replaces)
    server.act(lambda each: each.register(user_id, COMMUNE, claim))

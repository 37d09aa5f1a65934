"""One phone goes on for another: they count as one, whichever of them a server hears of first.

A server restored from a backup may have lost either; each signs in again when it has a network.
"""

from itertools import permutations

import pytest

from backend.core.people import DeviceClaim
from backend.core.problems import Problem
from backend.services.cases.release_held import Repair, list_held_work, repair_held
from backend.services.context import Context
from backend.services.people.sessions import register_device
from backend.services.upkeep.check_database import check_database
from backend.store.devices import find_device
from tests.commune import COMMUNE, Commune, build_commune
from tests.phone import Json, Phone, new_id
from tests.services.test_conflicts import caller_of


@pytest.fixture
def commune(context: Context) -> Commune:
    return build_commune(context)


def sign_in(
    commune: Commune, device: str, *, replaces: str | None = None, username: str = "an"
) -> Phone:
    """As signing in registers the device, on a server that does not know it (any more)."""
    claim = DeviceClaim(device, "Điện thoại", replaces=replaces)
    with commune.context.database.write() as connection:
        register_device(
            commune.context, connection, claim, user_id=commune.users[username], place=COMMUNE
        )
        caller = commune.caller(connection, username, device)
    return Phone(
        exchange=commune.exchange_as(username, device),
        device=device,
        streams=[place.stream for place, _ in caller.listed],
    )


def chain(commune: Commune, device: str) -> tuple[str, tuple[str, ...]]:
    with commune.context.database.read() as connection:
        found = find_device(connection, device)
    assert found is not None
    return found.lineage, found.ancestors


def discard_work_of(commune: Commune, phone: Phone) -> None:
    """The phone records in a hamlet that is not its user's, and the office discards it."""
    phone.sync()
    phone.record(phone.create("household", commune.hamlets[1], head_name="Lê Văn Ba"))
    phone.sync()
    xa = caller_of(commune, "xa", commune.phone("xa"))
    [item] = list_held_work(commune.context, xa, status="open", cursor=None, limit=10).items
    repair_held(commune.context, xa, str(item["id"]), Repair("discarded", reason="nhầm ấp"))


def heard(phone: Phone) -> list[Json]:
    phone.sync()
    return phone.outcomes


@pytest.mark.promise("P14")
@pytest.mark.parametrize("order", list(permutations(range(3))), ids=str)
def test_devices_that_replace_one_another_are_one_whichever_signs_in_first(
    commune: Commune, order: tuple[int, ...]
) -> None:
    ids = [new_id() for _ in order]
    phones = {}
    for place in order:
        replaced = ids[place - 1] if place else None
        phones[place] = sign_in(commune, ids[place], replaces=replaced)
        discard_work_of(commune, phones[place])
        heard(phones[place])
    for phone in phones.values():
        discard_work_of(commune, phone)
    for place, phone in phones.items():
        assert chain(commune, ids[place]) == (ids[0], tuple(ids[:place]))
        told = {(each["device"], each["n"]) for each in heard(phone)}
        assert told == {(device, n) for device in ids[: place + 1] for n in (1, 2)}
    assert check_database(commune.context) == []


@pytest.mark.promise("P6")
def test_a_successor_that_signed_in_first_has_seen_what_its_predecessors_wrote(
    commune: Commune,
) -> None:
    binh = commune.phone("binh")
    household = binh.create("household", commune.hamlets[0], head_name="Lê Văn Ba", phone="0911")
    binh.record(household)
    binh.sync()
    ids = [new_id() for _ in range(3)]
    third = sign_in(commune, ids[2], replaces=ids[1])
    first = sign_in(commune, ids[0])
    for phone in (first, third):
        phone.sync()
    first.record(first.update(household["id"], phone="0912"))
    first.sync()
    sign_in(commune, ids[1], replaces=ids[0])
    third.record(third.update(household["id"], phone="0913"))
    third.sync()
    assert third.results[1]["status"] == "applied"
    first.record(first.update(household["id"], phone="0914"))
    first.sync()
    assert first.results[2]["status"] == "conflict"


@pytest.mark.promise("P8")
def test_who_claims_anothers_lost_phone_is_cut_off_when_its_owner_signs_in(
    commune: Commune,
) -> None:
    owned, thief, heir = new_id(), new_id(), new_id()
    sign_in(commune, thief, replaces=owned, username="binh")
    stolen = sign_in(commune, heir, replaces=thief, username="binh")
    discard_work_of(commune, stolen)
    an = sign_in(commune, owned)
    discard_work_of(commune, an)
    assert chain(commune, thief) == (thief, ())
    assert chain(commune, heir) == (thief, (thief,))
    assert {each["device"] for each in heard(stolen)} == {heir}
    assert {each["device"] for each in heard(an)} == {owned}
    sign_in(commune, thief, replaces=owned, username="binh")
    assert chain(commune, thief) == (thief, ())
    assert check_database(commune.context) == []


def test_two_devices_do_not_replace_each_other(commune: Commune) -> None:
    one, other = new_id(), new_id()
    sign_in(commune, other, replaces=one)
    with pytest.raises(Problem) as refused:
        sign_in(commune, one, replaces=other)
    assert (refused.value.status, refused.value.code) == (422, "invalid_request")

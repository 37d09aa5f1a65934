"""What the office's desks have to do, made through the API by phones that no browser drives."""

from dataclasses import dataclass

from tests.e2e.harness import Account, Server, sign_in
from tests.phone import Json, Phone

DELETIONS_A_DAY = 200


@dataclass(frozen=True)
class Dispute:
    """Two phones wrote the number of `household` without having seen each other."""

    household: str
    name: str
    first: str
    second: str


def two_volunteers(server: Server) -> tuple[Account, Account]:
    """Both of the first hamlet."""
    return sign_in(server, "doanvien1"), sign_in(server, "doanvien2")


def households_of(phone: Phone) -> list[Json]:
    """Those of the phone's hamlet that nobody disputes yet, by id."""
    disputed = {each["fields"]["record_id"] for each in phone.all_of("conflict")}
    found = [each for each in phone.all_of("household") if each["id"] not in disputed]
    return sorted(found, key=lambda each: str(each["id"]))


def dispute(server: Server, count: int) -> list[Dispute]:
    """`count` households whose phone two volunteers have changed at the same time."""
    an, binh = two_volunteers(server)
    first, second = an.pull(), binh.pull()
    made = []
    for number, each in enumerate(households_of(first)[:count]):
        one, other = f"0911{number:06}", f"0922{number:06}"
        first.record(first.update(each["id"], phone=one))
        second.record(second.update(each["id"], phone=other))
        made.append(Dispute(each["id"], each["fields"]["head_name"], one, other))
    first.sync()
    second.sync()
    return made


def twins(server: Server) -> tuple[str, str]:
    """Two households of one house, as two volunteers recorded them; the first has a visit."""
    an, binh = two_volunteers(server)
    first, second = an.pull(), binh.pull()
    hamlet = next(stream for stream in first.streams if stream.startswith("hamlet:"))
    one = first.create(
        "household", hamlet, head_name="Trần Thị Xuân", phone="0913555777", address="Tổ 9"
    )
    other = second.create(
        "household", hamlet, head_name="Chần Thị Suân", phone="0913 555 777", note="có ghe"
    )
    at = "2026-11-23T09:30:00+07:00"
    visit = {"household_id": one["id"], "visited_at": at, "outcome": "met"}
    first.record(one, first.create("visit", hamlet, **visit))
    second.record(other, second.create("visit", hamlet, **visit | {"household_id": other["id"]}))
    first.sync()
    second.sync()
    return str(one["id"]), str(other["id"])


def over_the_days_deletions(server: Server, count: int) -> tuple[Account, list[str]]:
    """A volunteer deletes what a day allows at once, and `count` households more, one by one."""
    account = sign_in(server, "doanvien1")
    phone = account.pull()
    ids = [str(each["id"]) for each in households_of(phone)][: DELETIONS_A_DAY + count]
    allowed, over = ids[:DELETIONS_A_DAY], ids[DELETIONS_A_DAY:]
    phone.record(*(phone.act("delete", each) for each in allowed))
    for each in over:
        phone.record(phone.act("delete", each))
    phone.sync()
    return account, over


def held_visit(server: Server) -> tuple[Account, str]:
    """A volunteer's new household whose count of people is no number, and a visit that waits."""
    account = sign_in(server, "doanvien1")
    phone = account.pull()
    hamlet = next(stream for stream in phone.streams if stream.startswith("hamlet:"))
    house = phone.create("household", hamlet, head_name="Đặng Văn Tám", members_count="bốn")
    phone.record(house)
    at = "2026-11-23T09:30:00+07:00"
    phone.record(
        phone.create("visit", hamlet, household_id=house["id"], visited_at=at, outcome="met")
    )
    phone.sync()
    return account, str(house["id"])

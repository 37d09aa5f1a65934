"""More households than the demo has, sent through the API as a phone sends them: what a big hamlet
and a whole commune look like to the app.
"""

from random import Random

from tests.e2e.harness import Account, Server, sign_in
from tests.phone import Json

SURNAMES = ("Nguyễn", "Trần", "Lê", "Phạm", "Huỳnh", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ")
MIDDLE = ("Văn", "Thị", "Hữu", "Ngọc", "Minh", "Thanh", "Bé", "Kim")
GIVEN = ("Ba", "Bình", "Cúc", "Dũng", "Đực", "Hoà", "Hùng", "Lan", "Mỹ", "Nga", "Phúc", "Út")
CHANGESET_CHANGES = 100


def fill_hamlets(server: Server, wanted: dict[str, int]) -> None:
    """Adds households until each of these hamlets has the wanted number."""
    admin = sign_in(server, "xa")
    book = admin.pull()
    chance = Random(2026)
    for stream, count in wanted.items():
        held = sum(1 for each in book.records[stream].values() if each["type"] == "household")
        _send(admin, stream, count - held, chance)


def fill_filings(server: Server, count: int) -> None:
    """A commune's year of filings, from the desk."""
    clerk = sign_in(server, "quay")
    book = clerk.pull()
    stream = next(each for each in book.streams if each.startswith("commune:"))
    chance = Random(2027)
    for begin in range(0, count, CHANGESET_CHANGES):
        size = min(CHANGESET_CHANGES, count - begin)
        book.record(*(book.create("filing", stream, **_filing(chance)) for _ in range(size)))
    clerk.pull()


def hamlets_of(server: Server, username: str) -> list[str]:
    """The hamlet streams that this account reads, in the order of its list."""
    streams = sign_in(server, username).pull().streams
    return [stream for stream in streams if stream.startswith("hamlet:")]


def _send(admin: Account, stream: str, count: int, chance: Random) -> None:
    book = admin.pull()
    for begin in range(0, max(0, count), CHANGESET_CHANGES):
        size = min(CHANGESET_CHANGES, count - begin)
        book.record(*(book.create("household", stream, **_household(chance)) for _ in range(size)))
    admin.pull()


def _filing(chance: Random) -> Json:
    return {
        "applicant_name": _name(chance),
        "applicant_phone": f"09{chance.randrange(10**8):08d}",
        "procedure_name": "Đăng ký khai sinh",
        "file_code": f"000.{chance.randrange(100):02d}.H20-26{chance.randrange(10**4):04d}-"
        f"{chance.randrange(10**4):04d}",
        "outcome": chance.choice(("submitted", "completed", "missing_papers")),
        "level": "full",
    }


def _name(chance: Random) -> str:
    return " ".join(chance.choice(words) for words in (SURNAMES, MIDDLE, GIVEN))


def _household(chance: Random) -> Json:
    return {
        "head_name": _name(chance),
        "phone": f"09{chance.randrange(10**8):08d}",
        "address": f"Tổ {chance.randrange(1, 13)}, rạch {chance.choice(GIVEN)}",
        "cluster": f"Tổ {chance.randrange(1, 13)}",
        "members_count": chance.randrange(1, 8),
    }

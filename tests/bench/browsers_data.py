"""More than the demo has, sent through the API as phones send it: a big hamlet, a whole commune, a
hamlet after a year of visits: what they look like to the app.
"""

from collections import Counter
from random import Random

from tests.e2e.harness import PASSWORD, Account, Server, run_module, sign_in
from tests.phone import Json, Phone

SURNAMES = ("Nguyễn", "Trần", "Lê", "Phạm", "Huỳnh", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ")
MIDDLE = ("Văn", "Thị", "Hữu", "Ngọc", "Minh", "Thanh", "Bé", "Kim")
GIVEN = ("Ba", "Bình", "Cúc", "Dũng", "Đực", "Hoà", "Hùng", "Lan", "Mỹ", "Nga", "Phúc", "Út")
OUTCOMES = ("done", "guided", "already", "declined")
CHANGESET_CHANGES = 100
# Of the same province as the demo's, and nobody records there.
QUIET_COMMUNE = "30073"
VISIT_SESSIONS_MAX = 4
FILINGS_A_SYNC = 2_000


def fill_hamlets(server: Server, wanted: dict[str, int], *, by: str = "xa") -> None:
    """Adds households until each of these hamlets has the wanted number."""
    admin = sign_in(server, by)
    book = admin.pull()
    chance = Random(2026)
    for stream, count in wanted.items():
        missing = count - count_in(book, stream)["household"]
        changes = [
            book.create("household", stream, **_household(chance)) for _ in range(max(0, missing))
        ]
        _send(admin, changes)


def open_hamlet(server: Server, *, admin: str, volunteer: str) -> str:
    """A commune that has just begun, with one hamlet; gives the hamlet's stream."""
    _add_account(server, admin, "commune_admin", QUIET_COMMUNE)
    body = {"name": "Ấp Mỹ Lợi", "type": "ap", "parent_id": QUIET_COMMUNE}
    hamlet = str(sign_in(server, admin).post("/units", body)["id"])
    _add_account(server, volunteer, "volunteer", hamlet)
    return f"hamlet:{hamlet}"


def _add_account(server: Server, username: str, role: str, unit: str) -> None:
    run_module(
        *("backend", "user", "add", "--data", str(server.data), "--username", username),
        *("--password", PASSWORD, "--role", role, "--unit", unit, "--full-name", "Lê Văn Kho"),
    )


def fill_year(server: Server, username: str, *, visits: int, guidance: int) -> None:
    """Adds visits with their guidance to the hamlet of a volunteer until it has that many."""
    account = sign_in(server, username)
    book = account.pull()
    stream = hamlets_in(book)[0]
    chance = Random(2026)
    houses = [each["id"] for each in book.records[stream].values() if each["type"] == "household"]
    topics = [
        each["fields"]["code"]
        for records in book.records.values()
        for each in records.values()
        if each["type"] == "topic"
    ]
    held = count_in(book, stream)
    changes: list[Json] = []
    sessions_left = guidance - held["guidance"]
    for left in range(visits - held["visit"], 0, -1):
        visit = book.create("visit", stream, **_visit(chance, chance.choice(houses)))
        changes.append(visit)
        for _ in range(min(VISIT_SESSIONS_MAX, -(-sessions_left // left))):
            session = _session(chance, visit, chance.choice(topics))
            changes.append(book.create("guidance", stream, **session))
            sessions_left -= 1
    _send(account, changes)


def fill_filings(server: Server, count: int) -> None:
    """A commune's year of filings, from the desk."""
    clerk = sign_in(server, "quay")
    book = clerk.pull()
    stream = next(each for each in book.streams if each.startswith("commune:"))
    chance = Random(2027)
    changes = [book.create("filing", stream, **_filing(chance)) for _ in range(count)]
    # A body holds a few thousand of them.
    for begin in range(0, count, FILINGS_A_SYNC):
        _send(clerk, changes[begin : begin + FILINGS_A_SYNC])


def hamlets_of(server: Server, username: str) -> list[str]:
    """The hamlet streams that this account reads, in the order of its list."""
    return hamlets_in(sign_in(server, username).pull())


def hamlets_in(book: Phone) -> list[str]:
    return [stream for stream in book.streams if stream.startswith("hamlet:")]


def count_in(book: Phone, stream: str) -> Counter[str]:
    """Records of the stream by their type."""
    return Counter(each["type"] for each in book.records.get(stream, {}).values())


def _send(account: Account, changes: list[Json]) -> None:
    book = account.pull()
    for begin in range(0, len(changes), CHANGESET_CHANGES):
        book.record(*changes[begin : begin + CHANGESET_CHANGES])
    account.pull()
    refused = [each for each in book.results.values() if each["status"] != "applied"]
    assert not refused, refused[0]


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


def _visit(chance: Random, household_id: str) -> Json:
    day, minute = chance.randrange(1, 29), chance.randrange(60)
    return {
        "household_id": household_id,
        "visited_at": f"2026-{chance.randrange(1, 11):02d}-{day:02d}T19:{minute:02d}:00+07:00",
        "outcome": "met",
        "channel": "home",
    }


def _session(chance: Random, visit: Json, topic: str) -> Json:
    fields = visit["fields"]
    return {
        "topic": topic,
        "outcome": chance.choice(OUTCOMES),
        "at": fields["visited_at"],
        "visit_id": visit["id"],
        "household_id": fields["household_id"],
        "quantity": 1,
    }

"""What is kept long enough leaves the streams, and nothing else is lost by it."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from random import Random

import pytest

from backend.services.context import Context
from backend.services.syncing.follow_streams import follow_streams
from backend.services.upkeep.check_database import check_database
from backend.services.upkeep.prune import Pruned, prune, prune_if_due
from backend.settings import Retention
from backend.store.facts import FactScope, list_facts
from backend.store.pruning import hide_markers, list_markers
from backend.store.sql import execute, select
from tests.commune import COMMUNE, Commune, build_commune
from tests.conftest import Clock
from tests.lost import Office, given_back, send
from tests.phone import Json, Phone

VISITED_AT = "2026-11-23T09:30:00+07:00"
NOTHING = Pruned(0, 0, 0, 0)


@pytest.fixture
def commune(context: Context) -> Commune:
    return build_commune(context)


def tell(teller: Phone, stream: str, **fields: object) -> str:
    change = teller.create("household", stream, **{"head_name": "Lê Văn Ba", **fields})
    teller.record(change)
    teller.sync()
    return str(change["id"])


def act(phone: Phone, op: str, record_id: str, **more: object) -> None:
    phone.sync()
    phone.record(phone.act(op, record_id, **more))
    phone.sync()


def pull(phone: Phone, stream: str, cursor: str | None) -> Json:
    cursors = [{"stream": stream, "cursor": cursor}]
    part: Json
    [part] = phone.exchange({**phone.request([]), "cursors": cursors})["streams"]
    return part


def ids_in(part: Json) -> set[str]:
    return {record["id"] for record in part["records"]}


def test_a_deletion_is_told_for_180_days_and_then_leaves_its_stream(
    commune: Commune, clock: Clock
) -> None:
    an, hamlet = commune.phone("an"), commune.hamlets[0]
    household = tell(an, hamlet)
    act(an, "delete", household)
    clock.advance(days=180)
    assert prune(commune.context) == NOTHING
    assert ids_in(pull(an, hamlet, None)) == {household}
    clock.advance(seconds=1)
    assert prune(commune.context).markers == 1
    assert ids_in(pull(an, hamlet, None)) == set()
    assert prune(commune.context) == NOTHING
    assert check_database(commune.context) == []


def test_a_phone_that_did_not_hear_of_it_starts_over_and_one_that_did_goes_on(
    commune: Commune, clock: Clock
) -> None:
    an, binh, hamlet = commune.phone("an"), commune.phone("binh"), commune.hamlets[0]
    household, other = tell(an, hamlet), tell(an, hamlet, head_name="Trần Thị Sáu")
    binh.sync()
    act(an, "delete", household)
    clock.advance(days=181)
    prune(commune.context)
    assert pull(an, hamlet, an.cursors[hamlet])["reset"] is False
    late = pull(binh, hamlet, binh.cursors[hamlet])
    assert (late["reset"], ids_in(late)) == (True, {other})
    binh.sync()
    assert set(binh.records[hamlet]) == {other}


def test_a_phone_that_starts_over_in_small_pages_comes_to_the_end(
    commune: Commune, clock: Clock
) -> None:
    an, binh, hamlet = commune.phone("an"), commune.phone("binh"), commune.hamlets[0]
    households = [tell(an, hamlet, head_name=f"Hộ {number}") for number in range(6)]
    binh.sync()
    act(an, "delete", households[0])
    clock.advance(days=181)
    prune(commune.context)
    binh.page = 2
    resets = 0
    for _ in range(6):
        answer = binh.exchange(binh.request())
        resets += sum(part["reset"] for part in answer["streams"])
        binh.take(answer)
    assert resets == 1
    assert set(binh.records[hamlet]) == set(households[1:])


def test_what_is_forgotten_while_a_phone_starts_over_it_never_had(
    commune: Commune, clock: Clock
) -> None:
    an, hamlet = commune.phone("an"), commune.hamlets[0]
    households = [tell(an, hamlet, head_name=f"Hộ {number}") for number in range(4)]
    act(an, "delete", households[0])
    clock.advance(days=179)
    act(an, "delete", households[1])
    new = commune.phone("binh")
    new.page = 1
    new.take(new.exchange(new.request()))
    clock.advance(days=2)
    assert prune(commune.context).markers == 1
    answer = new.exchange(new.request())
    assert [part["reset"] for part in answer["streams"]] == [False] * len(answer["streams"])


def test_a_phone_that_paused_half_way_while_its_half_was_forgotten_starts_over(
    commune: Commune, clock: Clock
) -> None:
    an, hamlet = commune.phone("an"), commune.hamlets[0]
    first = tell(an, hamlet)
    for number in range(3):
        tell(an, hamlet, head_name=f"Hộ {number}")
    begun = pull(an, hamlet, None)
    half = commune.phone("binh")
    half.streams = [hamlet]
    half.page = 2
    half.take(half.exchange(half.request()))
    assert first in half.records[hamlet]
    act(an, "delete", first)
    clock.advance(days=181)
    prune(commune.context)
    assert pull(half, hamlet, half.cursors[hamlet])["reset"] is True
    half.sync()
    assert set(half.records[hamlet]) == ids_in(begun) - {first}


def test_a_leave_marker_goes_too_and_late_work_still_finds_the_record(
    commune: Commune, clock: Clock
) -> None:
    an, xa = commune.phone("an"), commune.phone("xa")
    here, there = commune.hamlets
    household = tell(an, here)
    act(xa, "move", household, to=there)
    clock.advance(days=181)
    assert prune(commune.context).markers == 1
    assert ids_in(pull(an, here, None)) == set()
    xa.sync()
    late = {**xa.update(household, phone="0911000111"), "stream": here}
    changeset = xa.record(late)
    xa.sync()
    assert xa.results[changeset["n"]]["status"] == "applied"
    assert xa.records[there][household]["fields"]["phone"] == "0911000111"


def test_nothing_is_forgotten_of_a_deleted_record(commune: Commune, clock: Clock) -> None:
    """P5, P10: a late edit is a conflict as ever, its parent is known, its id is taken, what a
    phone gives back is known, and the deletion can be taken back."""
    an, binh, hamlet = commune.phone("an"), commune.phone("binh"), commune.hamlets[0]
    household = tell(an, hamlet, phone="0911")
    binh.sync()
    seen = given_back(binh, household)
    late = binh.update(household, phone="0912")
    act(an, "delete", household)
    clock.advance(days=400)
    prune(commune.context)
    send(binh, seen)
    assert Office(commune).items() == []
    edited = binh.record(late)
    visit = binh.create(
        "visit", hamlet, household_id=household, visited_at=VISITED_AT, outcome="met"
    )
    visited = binh.record(visit)
    again = binh.record({**binh.create("household", hamlet, head_name="Khác"), "id": household})
    binh.sync()
    statuses = [binh.results[each["n"]]["status"] for each in (edited, visited, again)]
    assert statuses == ["conflict", "applied", "held"]
    back = {"op": "restore", "type": "household", "id": household, "stream": hamlet, "base": 2}
    an.record(back)
    an.sync()
    assert an.records[hamlet][household]["fields"] == {"head_name": "Lê Văn Ba", "phone": "0911"}
    assert check_database(commune.context) == []


def test_facts_that_were_behind_lose_what_was_deleted_before_it_is_forgotten(
    commune: Commune, clock: Clock
) -> None:
    an, hamlet = commune.phone("an"), commune.hamlets[0]
    session = an.create("guidance", hamlet, topic="APP", outcome="done", at=VISITED_AT, quantity=1)
    an.record(session)
    an.sync()
    follow_streams(commune.context, [COMMUNE])
    act(an, "delete", str(session["id"]))
    clock.advance(days=181)
    prune(commune.context)
    with commune.context.database.read() as connection:
        assert list_facts(connection, FactScope((COMMUNE,))) == []
    assert check_database(commune.context) == []


def test_outcomes_are_told_for_180_days_and_new_ones_follow_the_old_cursor(
    commune: Commune, clock: Clock
) -> None:
    an, hamlet = commune.phone("an"), commune.hamlets[0]
    cursors = []
    for day in range(2):
        clock.advance(days=179 * day)
        an.record(an.create("household", hamlet, head_name=""))
        an.sync()
        [item] = Office(commune).items()
        Office(commune).discard(item)
        cursors.append(an.outcomes_cursor)
    clock.advance(days=2)
    assert prune(commune.context).outcomes == 1
    new = an.exchange({**an.request([]), "outcomes_cursor": None})
    assert [each["n"] for each in new["outcomes"]] == [2]
    an.sync()
    assert [each["n"] for each in an.outcomes] == [1, 2]


def test_expired_tokens_and_old_invitations_are_forgotten(commune: Commune, clock: Clock) -> None:
    user = commune.users["an"]
    with commune.context.database.write() as connection:
        for name, expires in (("old", "2026-11-23T02:00:00.000Z"), ("new", "2027-01-01T00:00Z")):
            execute(
                connection,
                "INSERT INTO token (hash, kind, family, user_id, device_id, state, expires_at, "
                "created_at) VALUES (?, 'refresh', ?, ?, ?, 'live', ?, ?)",
                *(name, name, user, name, expires, expires),
            )
            execute(
                connection,
                "INSERT INTO invitation (id, hash, user_id, created_by, created_at, expires_at) "
                "VALUES (?, ?, ?, ?, ?, ?)",
                *(name, name, user, user, expires, f"2026-{'01' if name == 'old' else '11'}-01"),
            )
    assert prune(commune.context) == Pruned(0, 0, tokens=1, invitations=1)
    with commune.context.database.read() as connection:
        kept = select(connection, "SELECT hash FROM token UNION ALL SELECT id FROM invitation")
    assert [row[0] for row in kept] == ["new", "new"]


def in_batches_of(context: Context, rows: int) -> Context:
    retention = replace(context.settings.retention, batch_rows=rows)
    return replace(context, settings=replace(context.settings, retention=retention))


def test_it_goes_in_small_transactions_and_rests_between_them(
    commune: Commune, clock: Clock
) -> None:
    an = commune.phone("an")
    for number in range(7):
        act(an, "delete", tell(an, commune.hamlets[0], head_name=f"Hộ {number}"))
    clock.advance(days=181)
    rests: list[int] = []
    pruned = prune(in_batches_of(commune.context, 3), rest=lambda: rests.append(1))
    assert (pruned.markers, len(rests)) == (7, 3)


def test_of_several_processes_one_has_the_turn_of_the_day(commune: Commune, clock: Clock) -> None:
    def once() -> int:
        with ThreadPoolExecutor(4) as threads:
            done = list(threads.map(lambda _: prune_if_due(commune.context), range(4)))
        return sum(each is not None for each in done)

    assert once() == 1
    clock.advance(hours=23)
    assert once() == 0
    clock.advance(hours=2)
    assert once() == 1
    clock.advance(days=-300)  # the clock had been wrong, and was put right
    assert once() == 1


def test_two_that_prune_at_once_take_each_marker_once(commune: Commune, clock: Clock) -> None:
    an = commune.phone("an")
    for number in range(12):
        act(an, "delete", tell(an, commune.hamlets[0], head_name=f"Hộ {number}"))
    clock.advance(days=181)
    small = in_batches_of(commune.context, 1)
    with ThreadPoolExecutor(3) as threads:
        done = list(threads.map(lambda _: prune(small).markers, range(3)))
    assert sum(done) == 12
    assert check_database(commune.context) == []


def test_a_record_that_came_back_meanwhile_is_not_hidden(commune: Commune) -> None:
    an, hamlet = commune.phone("an"), commune.hamlets[0]
    household = tell(an, hamlet)
    act(an, "delete", household)
    follow_streams(commune.context, [COMMUNE])
    with commune.context.database.read() as connection:
        found = list_markers(connection, "record", after=None, limit=10)
    an.record({"op": "restore", "type": "household", "id": household, "stream": hamlet, "base": 2})
    an.sync()
    with commune.context.database.write() as connection:
        assert hide_markers(connection, "record", found) == 0
    assert household in ids_in(pull(an, hamlet, None))


@pytest.mark.parametrize("seed", range(8))
def test_a_phone_with_any_cursor_converges_after_prunes(
    commune: Commune, clock: Clock, seed: int
) -> None:
    """Phones that come back after anything from a day to a year, mid-page or not, hold exactly
    what one holds that reads everything from the start (each compares its digest too)."""
    chance = Random(seed)
    context = replace(
        commune.context,
        settings=replace(
            commune.context.settings,
            retention=Retention(marker_days=20, batch_rows=chance.choice([1, 2, 50])),
        ),
    )
    xa = commune.phone("xa")
    phones = [commune.phone(name) for name in ("an", "binh", "cuc", "totruong", "quay")]
    for phone in phones:
        phone.page = chance.choice([1, 2, 3, 500])
    xa.sync()
    for _ in range(60):
        _act_somehow(chance, xa, commune.hamlets)
        if chance.random() < 0.5:
            phone = chance.choice(phones)
            for _ in range(chance.choice([1, 1, 2, 50])):
                phone.take(phone.exchange(phone.request()))
        if chance.random() < 0.3:
            clock.advance(days=chance.choice([1, 5, 15, 30]))
        if chance.random() < 0.3:
            prune(context)
    for phone in phones:
        phone.sync()
        fresh = Phone(exchange=phone.exchange, device=phone.device, streams=list(phone.streams))
        fresh.sync()
        assert phone.records == fresh.records
    assert check_database(context) == []


def _act_somehow(chance: Random, xa: Phone, hamlets: list[str]) -> None:
    known = [each["id"] for each in xa.all_of("household")]
    op = chance.choice(["create", "create", "update", "delete", "delete", "move", "restore"])
    if op == "create" or not known:
        xa.record(xa.create("household", chance.choice(hamlets), head_name="Lê Văn Ba"))
    elif op == "update":
        xa.record(xa.update(chance.choice(known), phone=f"09{chance.randrange(10**8):08}"))
    elif op == "move":
        xa.record(xa.act("move", chance.choice(known), to=chance.choice(hamlets)))
    elif op == "delete":
        xa.record(xa.act("delete", chance.choice(known)))
    else:
        deleted = [
            change
            for each in xa.log
            for change in each["changes"]
            if change["op"] == "delete" and change["id"] not in known
        ]
        for change in deleted[:1]:
            xa.record({**change, "op": "restore", "base": 1_000})
    xa.sync()

"""Syncs that arrive together are answered together, and each as if it were alone."""

import json

import pytest
from sqlalchemy.pool import QueuePool

from backend.core.problems import Problem
from backend.core.scope import Caller
from backend.services.context import Context
from backend.services.people.sessions import issue_session
from backend.services.syncing.sync import sync_together
from backend.store.tokens import TokenOwner
from tests.commune import Commune, build_commune
from tests.phone import Json, Phone


@pytest.fixture
def commune(context: Context) -> Commune:
    return build_commune(context)


class Sent:
    """A request on the wire, and what its phone was told."""

    def __init__(self, authorization: str | None, body: bytes) -> None:
        self.authorization = authorization
        self.told: list[bytes | Exception] = []
        self.asked: list[str] = []
        self.raw = body

    def body(self, caller: Caller) -> bytes:
        self.asked.append(caller.device_id)
        if self.raw == b"broken":
            raise ZeroDivisionError
        return self.raw

    def tell(self, answer: bytes | Exception) -> None:
        self.told.append(answer)

    @property
    def answer(self) -> Json:
        [told] = self.told
        assert isinstance(told, bytes), told
        answer: Json = json.loads(told)
        return answer

    @property
    def failure(self) -> Exception:
        [told] = self.told
        assert isinstance(told, Exception)
        return told

    @property
    def code(self) -> str:
        assert isinstance(self.failure, Problem)
        return self.failure.code


def send(commune: Commune, username: str, phone: Phone, body: bytes | None = None) -> Sent:
    """What the phone would send now, signed in anew."""
    context = commune.context
    owner = TokenOwner(context.new_id(), commune.users[username], phone.device)
    with context.database.write() as connection:
        session = issue_session(context, connection, owner, parent=None)
    plain = json.dumps(phone.request(phone.log)).encode() if body is None else body
    return Sent(f"Bearer {session.access_token}", plain)


def record(phone: Phone, stream: str, name: str) -> None:
    phone.record(phone.create("household", stream, head_name=name))


def test_each_is_told_its_own(commune: Commune) -> None:
    first, second = commune.hamlets
    an, cuc, binh = commune.phone("an"), commune.phone("cuc"), commune.phone("binh")
    record(an, first, "Lê Văn Ba")
    record(cuc, second, "Trần Thị Tư")
    record(cuc, second, "Trần Thị Năm")
    sent = [send(commune, name, phone) for name, phone in (("an", an), ("cuc", cuc))]
    sent.append(send(commune, "binh", binh))
    sync_together(commune.context, sent)
    assert [each.answer["acked"] for each in sent] == [1, 2, 0]
    assert [len(each.answer["results"]) for each in sent] == [1, 2, 0]
    for phone, each in zip((an, cuc, binh), sent, strict=True):
        assert each.asked == [phone.device]
        phone.take(each.answer)
    assert [len(phone.all_of("household")) for phone in (an, cuc, binh)] == [1, 2, 1]


def test_one_that_is_refused_is_refused_alone(commune: Commune) -> None:
    an, binh, cuc = commune.phone("an"), commune.phone("binh"), commune.phone("cuc")
    record(an, commune.hamlets[0], "Lê Văn Ba")
    good = send(commune, "an", an)
    stranger, nobody = Sent("Bearer of-nothing", b"{}"), Sent(None, b"{}")
    malformed = send(commune, "binh", binh, b"{")
    other = json.dumps(binh.request([])).encode()
    not_own = send(commune, "cuc", cuc, other)
    sync_together(commune.context, [stranger, malformed, good, nobody, not_own])
    assert good.answer["acked"] == 1
    assert (stranger.code, nobody.code) == ("not_signed_in", "not_signed_in")
    assert (malformed.code, not_own.code) == ("malformed_json", "device_not_yours")
    assert not stranger.asked


def test_nobody_is_told_before_the_snapshot_is_given_back(commune: Commune) -> None:
    """Whoever has their answer may close the server: no connection is in use any more."""
    pool = commune.context.database.engine.pool
    assert isinstance(pool, QueuePool)
    count_in_use = pool.checkedout
    in_use: list[int] = []

    class Watching(Sent):
        def tell(self, answer: bytes | Exception) -> None:
            in_use.append(count_in_use())
            super().tell(answer)

    an, binh = commune.phone("an"), commune.phone("binh")
    binh.sync()
    record(an, commune.hamlets[0], "Lê Văn Ba")
    asks, pushes = send(commune, "binh", binh), send(commune, "an", an)
    sent = [
        Watching(None, b"{}"),
        *(Watching(each.authorization, each.raw) for each in (asks, pushes)),
    ]
    sync_together(commune.context, sent)
    assert [len(each.told) for each in sent] == [1, 1, 1]
    assert in_use == [0, 0, 0]


def test_one_that_breaks_the_snapshot_breaks_no_other(commune: Commune) -> None:
    an, binh = commune.phone("an"), commune.phone("binh")
    record(an, commune.hamlets[0], "Lê Văn Ba")
    broken = send(commune, "binh", binh, b"broken")
    good = send(commune, "an", an)
    sync_together(commune.context, [broken, good])
    assert isinstance(broken.failure, ZeroDivisionError)
    assert good.answer["acked"] == 1


def test_one_request_twice_at_once_takes_effect_once(commune: Commune) -> None:
    an = commune.phone("an")
    record(an, commune.hamlets[0], "Lê Văn Ba")
    body = json.dumps(an.request(an.log)).encode()
    sent = [send(commune, "an", an, body) for _ in range(3)]
    sync_together(commune.context, sent)
    results = [result for each in sent for result in each.answer["results"]]
    assert [each.get("repeated", False) for each in results] == [False, True, True]
    an.take(sent[2].answer)
    assert len(an.all_of("household")) == 1


def test_a_log_that_diverged_stops_no_other(commune: Commune) -> None:
    an, binh = commune.phone("an"), commune.phone("binh")
    record(an, commune.hamlets[0], "Lê Văn Ba")
    an.sync()
    an.log[0] = {**an.log[0], "at": "2026-11-23T10:00:00+07:00"}
    record(binh, commune.hamlets[0], "Lê Văn Tư")
    diverged, good = send(commune, "an", an), send(commune, "binh", binh)
    sync_together(commune.context, [diverged, good])
    assert diverged.code == "device_log_diverged"
    assert good.answer["acked"] == 1


def test_who_learns_of_a_later_fate_learns_it_beside_others(commune: Commune) -> None:
    """What the one pushes releases what the other waits for; the next answer tells it."""
    an, binh = commune.phone("an"), commune.phone("binh")
    household = an.create("household", commune.hamlets[0], head_name="Lê Văn Ba")
    visit = binh.create(
        "visit",
        commune.hamlets[0],
        household_id=household["id"],
        visited_at="2026-11-23T09:40:11+07:00",
        outcome="met",
    )
    binh.record(visit)
    an.record(household)
    sent = [send(commune, "binh", binh), send(commune, "an", an)]
    sync_together(commune.context, sent)
    assert [each.answer["results"][0]["status"] for each in sent] == ["held", "applied"]
    assert [each["status"] for each in sent[0].answer["outcomes"]] == ["released"]
    assert sent[1].answer["outcomes"] == []

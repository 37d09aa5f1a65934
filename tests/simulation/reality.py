"""Real phones in a world: which of its phones are the app itself, and what happens to them.

The app is ended wherever a transaction of its store begins, opened again from what is on its disk,
set back to a copy and spoilt; its clock and chance are the world's.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from tests.outbox_file import make_key
from tests.phone import Json
from tests.simulation.broken import hold
from tests.simulation.doorway import Doorway
from tests.simulation.ledger import Written
from tests.simulation.node import Node, get_node
from tests.simulation.phone import FieldPhone
from tests.simulation.real_endings import check_that_what_waits_is_shown
from tests.simulation.real_phone import Had, RealPhone

if TYPE_CHECKING:
    from tests.simulation.world import World

SEED_BITS = 53
ENDED_SHARE = 0.06
ENDED_WRITING_SHARE = 0.02
ENDED_AFTER_MAX = 16
CLOSED_SHARE = 0.05
BESIDE_SHARE = 0.15
"""Of what is recorded, and of what is sent: in another tab, while this one exchanges."""
BESIDE_TURNS_MAX = 60
KEPT_DAYS = 29
"""A day less than 30: what counts is the clock of an answer that is not looked at here."""
SIGN_INS_MAX = 3
NEXT_SHARE = 0.25
"""Of the phones that come after one in Python, in a world of real phones."""
SILENT_MAX = timedelta(minutes=66)
"""The longest that the app lets anything keep it from asking, whatever its clock does."""
TOO_LARGE_SHARE = 0.006


class Reality:
    """`phones` are those of the world that run in Node."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.doorway = Doorway(world)
        self.phones: list[RealPhone] = []
        self._node: Node | None = None

    @property
    def node(self) -> Node:
        if self._node is None:
            self._node = get_node()
            self._node.order({"do": "forgetAll", "phone": "", "now_ms": 0, "seed": 0}, _nothing)
        return self._node

    def begin(self, count: int) -> None:
        """So many of the village's phones, by chance, are real from now on."""
        village, chance = self.world.village, self.world.chance
        for place in sorted(chance.sample(range(len(village.phones)), count)):
            village.phones[place] = self._new(village.phones[place].user_id)

    def is_next(self, phone: FieldPhone) -> bool:
        """Whether the phone after this one is real: always after a real one."""
        is_real = isinstance(phone, RealPhone)
        return is_real or (bool(self.phones) and self.world.chance.happens(NEXT_SHARE))

    def add(self, user_id: str) -> None:
        """One more phone, with nothing on it."""
        phone = self._new(user_id)
        self.world.village.phones.append(phone)
        self.world.watch(phone)

    def _new(self, user_id: str) -> RealPhone:
        world = self.world
        key = make_key(world.chance.getrandbits(64))
        phone = RealPhone(user_id, "", key, name=str(len(self.phones)))
        phone.username = world.village.person_of(user_id).name
        self.phones.append(phone)
        self._sign_in_at_once(phone)
        return phone

    def _sign_in_at_once(self, phone: RealPhone) -> None:
        network = self.world.network
        share, network.share = network.share, 0.0
        hold(self._sign_in(phone), "P12", "a phone cannot sign in")
        network.share = share

    # -- commands

    def order(
        self, phone: RealPhone, what: str, *, given: Json | None = None, end_at: int | None = None
    ) -> Json | None:
        """What the app says; None where it was ended meanwhile, and is open again."""
        result: Json | None = self._order_or_reopen(phone, what, given, end_at)["result"]
        return result

    def _order_or_reopen(
        self,
        phone: RealPhone,
        what: str,
        given: Json | None,
        end_at: int | None,
        beside: Json | None = None,
    ) -> Json:
        done = self._order(phone, what, given, end_at, beside)
        if done["result"] is None:
            self.world.count_fault("app ended")
            self.reopen(phone)
        return done

    def reopen(self, phone: RealPhone) -> None:
        """The app is closed; what is on its disk is all that is left of it."""
        self._order(phone, "close", None, None)
        phone.forget()
        done = self._order(phone, "tell", None, None)
        phone.draft = done["opened"]["draft"]

    def reopen_all(self) -> None:
        for phone in self.phones:
            if not phone.is_lost:
                self.reopen(phone)

    def _order(
        self,
        phone: RealPhone,
        what: str,
        given: Json | None,
        end_at: int | None,
        beside: Json | None = None,
    ) -> Json:
        world = self.world
        done = self.node.order(
            {
                "do": what,
                "phone": phone.name,
                "now_ms": world.phone_moment(phone) * 1000,
                "seed": world.chance.getrandbits(SEED_BITS),
                "end_at": end_at,
                "given": given,
                "beside": beside,
            },
            lambda asked: self.doorway.answer(phone, asked),
        )
        if done.get("state"):
            self._take(phone, done["state"])
        return done

    def _take(self, phone: RealPhone, state: Json) -> None:
        """Notes what the app did by itself since it was asked last."""
        self.note_device(phone, state["device"], state["replaces"])
        phone.take_state(state)
        self._note_repairs(phone, state["streams"])
        self._note_void(phone)
        had, has = phone.had, phone.what_it_has()
        self._note_forgotten(
            phone, [each for id_, each in had.entries.items() if id_ not in has.entries]
        )
        check_that_what_waits_is_shown(phone)
        self.world.note_dropped(phone, set(had.records - has.records))
        phone.had = has

    def _note_forgotten(self, phone: RealPhone, gone: list[Json]) -> None:
        """Entries that the app lets go of after 30 days, because a backup has them."""
        if not gone or phone.is_wiped:
            return
        for entry in gone:
            received = entry["received_clock"]
            is_old = received is not None and received < self._days_ago(KEPT_DAYS)
            named = f"{entry['device']} {entry['n']}"
            hold(is_old and entry["n"] <= phone.safe, "P10", f"{named} was forgotten too soon")
        self.world.backups.note_forgotten({entry["wire"]["id"] for entry in gone})

    def _days_ago(self, days: int) -> str:
        return (self.world.clock.moment - timedelta(days=days)).isoformat()

    def _note_void(self, phone: RealPhone) -> None:
        """What cannot be sent stays on the phone, for its owner to give away by hand."""
        self.world.ledger.given_up |= {
            entry["wire"]["id"] for entry in phone.entries.values() if entry["void"] is not None
        }

    def _note_repairs(self, phone: RealPhone, streams: list[Json]) -> None:
        for row in streams:
            stream, day = row["stream"], row["repaired_on"]
            if day is not None and day != phone.repaired.get(stream, day):
                self.world.note_mismatch(phone, stream)
                phone.pulled_anew.add(stream)
            phone.repaired[stream] = day
            if stream in phone.pulled_anew and not row["is_staging"]:
                phone.rotten.discard(stream)
                phone.pulled_anew.discard(stream)

    def note_device(self, phone: RealPhone, device: str, replaces: str | None) -> None:
        """The app goes by another device id."""
        old, world = phone.device, self.world
        if device == old:
            return
        if old and phone.entries:
            world.count_fault("log diverged")
        phone.device, phone.replaces = device, replaces
        if device in world.ledger.chains:
            return
        chain = (*world.ledger.chains[old], old) if old and replaces == old else ()
        world.ledger.open_device(device, chain)
        world.village.note_device(device, old, world.chance)

    # -- recording

    def write(self, phone: RealPhone, changes: list[Json], name: str) -> None:
        """As a screen does: what the person wants goes in, the app makes a changeset of it."""
        world, before = self.world, max(phone.entries, default=0)
        showed = {key: phone.shown(*key) for change in changes for key in phone.concerned(change)}
        wishes = [{key: value for key, value in each.items() if key != "from"} for each in changes]
        done = self._write(phone, {"wishes": wishes})
        new = [entry for k, entry in phone.entries.items() if k > before]
        hold(len(new) <= 1, "P2", f"{phone.device} recorded {len(new)} changesets for one act")
        if done is None and new:
            hold(phone.draft is None, "P5", f"{phone.device} kept the draft of what it recorded")
        if done is not None:
            recorded = bool(done["is_recorded"])
            # What the other tab recorded may have been sent by this one, and wiped on its answer.
            hold(
                recorded == bool(new) or phone.is_wiped,
                "P5",
                f"{phone.device} said recorded: {recorded}",
            )
        for entry in new:
            world.ledger.acts[name] += 1
            changeset = entry["changeset"]
            world.ledger.note(Written(phone.device, entry["n"], phone.user_id, changeset, showed))
            if self._happens(TOO_LARGE_SHARE):
                self.doorway.too_large.add(changeset["id"])

    def _write(self, phone: RealPhone, given: Json) -> Json | None:
        if not self._happens(BESIDE_SHARE):
            end_at = self._end_at(ENDED_WRITING_SHARE, most=4)
            return self.order(phone, "write", given=given, end_at=end_at)
        self.world.count_fault("two tabs")
        beside = self._beside("write", given)
        end_at = self._end_at(ENDED_SHARE, most=ENDED_AFTER_MAX)
        done = self._order_or_reopen(phone, "sync", None, end_at, beside)
        recorded: Json = done["beside"]
        return recorded

    def _happens(self, share: float) -> bool:
        return self.world.network.share > 0 and self.world.chance.happens(share)

    def _beside(self, what: str, given: Json | None = None) -> Json:
        turns = self.world.chance.randrange(BESIDE_TURNS_MAX)
        return {"do": what, "given": given, "turns": turns}

    def _end_at(self, share: float, *, most: int) -> int | None:
        is_ended = self._happens(share * self.world.plan.trouble)
        return 1 + self.world.chance.randrange(most) if is_ended else None

    def seal(self, phone: RealPhone) -> Json | None:
        """The outbox as the app hands it over; None where nothing waits."""
        done = self.order(phone, "seal")
        file: Json | None = done["file"] if done else None
        return file

    # -- exchanging

    def sync(self, phone: RealPhone) -> bool:
        """The person presses "send" and signs in where that is asked for; True where all went
        well."""
        if self._happens(CLOSED_SHARE):
            self.reopen(phone)
        beside = self._beside("sync") if self._happens(BESIDE_SHARE) else None
        for _ in range(SIGN_INS_MAX):
            end_at, asked = self._end_at(ENDED_SHARE, most=ENDED_AFTER_MAX), phone.asked
            done = self._order_or_reopen(phone, "sync", None, end_at, beside)["result"]
            if done is None:
                return False
            if phone.asked == asked:
                self._note_silence(phone)
            if done["problem"] != "sign_in_needed":
                return bool(done["problem"] is None)
            if not self._sign_in(phone):
                return False
        return False

    def _note_silence(self, phone: RealPhone) -> None:
        """Whatever it asks, in whichever tab, ends it."""
        now = self.world.clock.moment
        phone.silent_since = phone.silent_since or now
        lasted = now - phone.silent_since
        hold(lasted < SILENT_MAX, "P12", f"{phone.device} says nothing for {lasted}")

    def waiting(self) -> list[RealPhone]:
        """Those that the server has told to wait, and whose clock may change meanwhile."""
        return [each for each in self.phones if each.is_told_to_wait and not each.is_lost]

    def _sign_in(self, phone: RealPhone) -> bool:
        done = self.order(phone, "signIn", given={"username": phone.username})
        if done is None:
            return False
        problem = done["problem"]
        expected = (None, "offline", "captive", "server_busy")
        hold(problem in expected, "P12", f"{phone.device} may not sign in: {problem}")
        return problem is None

    # -- its disk

    def spoil(self, phone: RealPhone, stream: str, record_id: str, record: Json | None) -> None:
        """A record on the disk is another one, or gone."""
        spoilt = {**record, "stream": stream} if record else None
        given = {"user": phone.user_id, "stream": stream, "id": record_id, "record": spoilt}
        done = self._order(phone, "spoil", given, None)
        assert done["result"]
        self.reopen(phone)

    def empty(self, phone: RealPhone) -> None:
        """All that it kept for its person is gone."""
        self._order(phone, "empty", {"user": phone.user_id}, None)
        phone.begin_anew()
        before = phone.device
        self._sign_in_at_once(phone)
        hold(phone.replaces == before, "P2", f"{phone.device} does not go on for {before}")

    def copy(self, phone: RealPhone) -> None:
        self._order(phone, "copy", None, None)

    def set_back(self, phone: RealPhone) -> None:
        phone.had = Had()
        phone.repaired.clear()
        self._order(phone, "setBack", None, None)
        self.reopen(phone)


def _nothing(_asked: Json) -> None:
    return None

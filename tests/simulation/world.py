"""One world: people record, phones sync through a bad network, things break, all of it heals.

The order of everything comes from the seed; what must hold is checked by `promises`.
"""

import json
from dataclasses import dataclass
from itertools import chain

from backend.core.problems import Problem
from backend.core.scope import Role
from tests.phone import Json
from tests.simulation import promises
from tests.simulation.acts import ACTS, Desk
from tests.simulation.backups import Backups
from tests.simulation.chance import Chance, Clock
from tests.simulation.couriers import Couriers
from tests.simulation.desk_acts import DESK_ACTS
from tests.simulation.ledger import Ledger, Written
from tests.simulation.mishaps import Mishaps
from tests.simulation.network import Deliver, Network, NoAnswer
from tests.simulation.office import Office
from tests.simulation.phone import NEVER_RECOVERED, FieldPhone, PhoneKilled
from tests.simulation.reading import read_all_ids, read_state, texts_since
from tests.simulation.real_phone import RealPhone
from tests.simulation.reality import Reality
from tests.simulation.server import CrashPoint, Op, Server
from tests.simulation.storage import Storage
from tests.simulation.values import texts_in
from tests.simulation.village import Village, add_phone, found_village, sign_in_phone

ROUND_TRIPS_MAX = 1_000
HEALING_ROUNDS_MAX = 30
KILLED_SHARE = 0.01
DESK_SHARES = {Role.COMMUNE_ADMIN: 0.4, Role.LEADER: 0.3, Role.DESK: 0.02, Role.VOLUNTEER: 0.01}
LISTED_SHARE = 0.5
VOID_SHARE = 0.006


@dataclass(frozen=True, slots=True)
class Plan:
    """How long a world lives, in changes, and how much of it goes wrong: of the exchanges, and
    how many times the usual of all else; and the share of worlds that are lived once more, from
    what the server accepted; `real_phones` of its phones are the app itself, which takes Node."""

    changes: int = 1_200
    faulty_share: float = 0.35
    has_restores: bool = True
    replayed_share: float = 0.4
    trouble: float = 1.0
    real_phones: int = 0


class World:
    """Built from a seed; `run` lives it to its end and raises BrokenPromise where one fell."""

    def __init__(self, seed: object, storage: Storage, plan: Plan | None = None) -> None:
        self.seed = seed
        self.plan = plan or Plan()
        self.chance = Chance(seed)
        self.clock = Clock()
        self.ledger = Ledger()
        self.server = Server(storage, seed, self.clock)
        self.network = Network(self.chance, self.count_fault, self.plan.faulty_share)
        self.village: Village = found_village(self.server, self.chance, self.ledger)
        self.office = Office(self)
        self.backups = Backups(self)
        self.couriers = Couriers(self)
        self.mishaps = Mishaps(self)
        self.real = Reality(self)
        self.real.begin(self.plan.real_phones)
        for phone in self.village.phones:
            self.watch(phone)
        self._may_kill = False

    def watch(self, phone: FieldPhone) -> None:
        phone.kill_point = self.kill_point
        phone.note_mismatch = self.note_mismatch
        phone.note_dropped = self.note_dropped

    def note_mismatch(self, phone: FieldPhone, stream: str) -> None:
        """A digest differs only where a disk failed, or in a history whose numbers were used twice:
        its cursors cannot be told apart, and the digest is what finds that out."""
        promises.hold(
            stream in phone.rotten or phone.epoch in self.ledger.doubled,
            "P7",
            f"{phone.device} does not add up, and nothing befell it",
        )

    def note_dropped(self, phone: FieldPhone, record_ids: set[str]) -> None:
        """Of a history whose numbers were used twice nothing is given back: the contract asks for
        it in a new history alone."""
        if phone.epoch in self.ledger.doubled:
            self._excuse(phone, record_ids)

    def _excuse(self, phone: FieldPhone, record_ids: set[str]) -> None:
        """This phone will not bring these back."""
        place = self.village.place_of(phone)
        for record_id in record_ids & self.ledger.still_had.keys():
            self.ledger.still_had[record_id].discard(place)

    def run(self) -> None:
        try:
            while self.ledger.changes < self.plan.changes:
                self.step()
            self.heal()
            promises.check_all(self)
        finally:
            self.server.close()

    def count_fault(self, name: str) -> None:
        self.ledger.faults[name] += 1

    def kill_point(self) -> None:
        if self._may_kill and self.chance.happens(KILLED_SHARE):
            self.count_fault("phone killed")
            raise PhoneKilled

    # -- one step

    def step(self) -> None:
        self.clock.advance(seconds=1 + self.chance.randrange(240))
        self.network.arrive()
        phone = self.chance.pick(self.village.living())
        for _ in range(1 + self.chance.randrange(3)):
            self._record(phone)
        if self.chance.happens(0.6):
            self._may_kill = True
            self.sync(phone)
            self._may_kill = False
        if self.chance.happens(0.08):
            self.office.act()
        if self.chance.happens(0.05):
            self.couriers.act()
        self.mishaps.strike()

    def _record(self, phone: FieldPhone) -> None:
        is_idle = phone.is_wiped or phone.is_retired
        if is_idle or not any(name.startswith("hamlet:") for name in phone.books):
            return
        desk = Desk(phone, self.chance, self.phone_time(phone, "+07:00"))
        share = DESK_SHARES.get(self.village.person_of(phone.user_id).role, 0.0)
        act = self.chance.pick_weighted(DESK_ACTS if self.chance.happens(share) else ACTS)
        changes = act(desk)
        is_real = isinstance(phone, RealPhone)
        if changes and not is_real and self.chance.happens(VOID_SHARE):
            self._give_up(phone)
        elif changes:
            self.write(phone, changes, act.__name__)

    def _give_up(self, phone: FieldPhone) -> None:
        """A changeset that cannot be sent, whose number must not block the rest."""
        numbered = phone.number({"id": self.chance.new_id(), "void": "too_large"})
        self.ledger.acts["void"] += 1
        self.ledger.note(Written(phone.device, numbered["n"], phone.user_id, numbered, {}))

    def write(self, phone: FieldPhone, changes: list[Json], name: str) -> None:
        """Numbers a changeset on the phone and notes in the ledger what its author saw."""
        if isinstance(phone, RealPhone):
            self.real.write(phone, changes, name)
            return
        self.ledger.acts[name] += 1
        showed = {key: phone.shown(*key) for change in changes for key in phone.concerned(change)}
        places = {change.get("stream") or phone.place_of(change["id"]) for change in changes}
        body = {
            "id": self.chance.new_id(),
            "at": self.phone_time(phone, "+07:00"),
            "schema": 1,
            "app": "0.3.0",
            "epoch": phone.epoch_of(places),
            "changes": changes,
        }
        numbered = phone.number(body)
        self.ledger.note(Written(phone.device, numbered["n"], phone.user_id, numbered, showed))

    def phone_time(self, phone: FieldPhone, zone: str) -> str:
        """What the phone's clock says, which may be years off."""
        moment = self.phone_moment(phone)
        shown = type(self.clock.moment).fromtimestamp(moment, self.clock.moment.tzinfo)
        return shown.strftime("%Y-%m-%dT%H:%M:%S") + zone

    def phone_moment(self, phone: FieldPhone) -> float:
        """The same in seconds since 1970."""
        skew_days = self.village.skews.get(phone.device, 0.0)
        return self.clock.moment.timestamp() + 86_400 * skew_days

    # -- exchanging

    def sync(self, phone: FieldPhone) -> bool:
        """Exchanges until nothing is left or the network gives up; True where all went well."""
        if isinstance(phone, RealPhone):
            return self._is_done(phone, self.real.sync(phone))
        for _ in range(ROUND_TRIPS_MAX):
            try:
                if not self._round_trip(phone):
                    return self._is_done(phone, True)
            except (NoAnswer, PhoneKilled):
                return False
        return False

    def _is_done(self, phone: FieldPhone, is_well: bool) -> bool:  # noqa: FBT001
        if is_well and self.chance.happens(LISTED_SHARE):
            self.office.show_held(phone)
        return is_well

    def _round_trip(self, phone: FieldPhone) -> bool:
        request = phone.request(self.phone_time(phone, "Z"))
        self.ledger.declare_first(phone.device, phone.first)
        body = json.dumps(request).encode()
        try:
            raw = self.network.exchange(body, self._delivery(phone))
        except Problem as problem:
            return self._refused(phone, problem)
        answer = read_answer(raw)
        for part in answer["streams"]:
            self.note_seen(phone, part["records"])
        if answer["acked"] > phone.last_n:
            self._diverged(phone)
            return True
        if answer["wipe"]:
            self.note_lost(phone)
        return phone.take(request, answer)

    def note_seen(self, phone: FieldPhone, records: list[Json]) -> None:
        number = phone.last_n + 1
        for record in records:
            for value in record["fields"].values():
                if isinstance(value, str):
                    self.ledger.see(phone.device, value, number)
            if record["type"] == "conflict" and not record["deleted"]:
                for value in texts_in(record["fields"]["current"]["value"]):
                    self.ledger.read[phone.device].setdefault(value, number)

    def _delivery(self, phone: FieldPhone) -> Deliver:
        """Delivers as who the phone is now, also when it arrives late."""
        user_id, device = phone.user_id, phone.device

        return lambda body, point: self.deliver(user_id, device, body, point)

    def deliver(self, user_id: str, device: str, body: bytes, point: CrashPoint | None) -> bytes:
        """The server's answer to a sync, after a look at it."""
        answer, op = self.server.exchange(user_id, device, body, crash_point=point)
        self._look_at(user_id, device, body, answer, op)
        return answer

    def _look_at(self, user_id: str, device: str, body: bytes, answer: bytes, op: Op) -> None:
        request, answered = json.loads(body), json.loads(answer)
        # Repeats under another device are no news, but its log grows by them.
        known = self.ledger.looked_at.get((self.server.generation, device), 0)
        is_new = any("repeated" not in each for each in answered["results"])
        has_effect = is_new or answered["acked"] > known
        self._note_window(answered)
        is_healed = answered["epoch"] != request["epoch"]
        if has_effect or request["recovered"] or is_healed:
            self.server.keep(op)
        promises.check_answer(self, user_id, device, answered)

    def _note_window(self, answer: Json) -> None:
        """Until a phone shows that an old backup was put back, revision numbers are used twice
        in one history; what is written by then may be taken for seen."""
        if self.backups.is_unannounced and answer["epoch"] != self.backups.window_epoch:
            self.close_window()

    def close_window(self) -> None:
        backups = self.backups
        texts = texts_since(read_state(self.server.database), backups.window_from)
        self.ledger.windowed |= dict.fromkeys(texts, backups.window_epoch)
        backups.is_unannounced = False

    def _refused(self, phone: FieldPhone, problem: Problem) -> bool:
        """False: the phone waits; True: it goes on at once."""
        if problem.code == "device_log_diverged":
            self._diverged(phone)
            return True
        if problem.code == "not_signed_in":
            sign_in_phone(self.server, phone)
            return True
        if problem.code in ("malformed_json", "server_busy", "quota"):
            raise NoAnswer
        raise promises.BrokenPromise("P12", f"an honest request was refused: {problem}")

    def _diverged(self, phone: FieldPhone) -> None:
        self.count_fault("log diverged")
        old, new = phone.device, self.chance.new_id()
        self.ledger.open_device(new, (*self.ledger.chains[old], old))
        self.village.skews[new] = self.village.skews[old]
        if old in self.village.revoked:
            self.village.revoked.add(new)
        phone.become(new)
        sign_in_phone(self.server, phone)

    def new_phone(self, name: str, replaced: FieldPhone | None) -> FieldPhone:
        phone = add_phone(
            self.server, self.village, self.chance, self.ledger, name, replaces=replaced
        )
        self.watch(phone)
        return phone

    # -- what is given up

    def note_lost(self, phone: FieldPhone) -> None:
        """What only this phone had is gone with it, or wiped; what is on the server is not."""
        self.ledger.given_up |= {each["id"] for each in phone.log.values()}

    def note_emptied(self, phone: FieldPhone) -> None:
        self.note_lost(phone)
        self._excuse(phone, set(self.ledger.still_had))

    def note_rolled_back(self, phone: FieldPhone, image: FieldPhone) -> None:
        """What it recorded and received since is gone with it."""
        gone = {each["id"] for n, each in phone.log.items() if n > image.last_n}
        self.ledger.given_up |= gone
        if image.epoch != phone.epoch:
            self.ledger.rolled_back.add(phone.device)
        self._excuse(phone, self.ledger.still_had.keys() - held_by(image))

    def note_rotten(self, phone: FieldPhone, stream: str, record_id: str) -> None:
        phone.rotten.add(stream)
        self._excuse(phone, {record_id})

    def note_moved(self, user_id: str) -> None:
        """Whoever has to drop a stream before anybody knows of a restore gives nothing back: the
        contract asks for it in a new history alone."""
        if self.backups.is_unannounced:
            for phone in self.village.phones:
                if phone.user_id == user_id:
                    self._excuse(phone, set(self.ledger.still_had))

    def note_history(self) -> None:
        """What replaced what in the history that ends now, and what the phones have of it."""
        self._note_what_phones_have()
        history = read_state(self.server.database).revisions.values()
        for revision in chain.from_iterable(history):
            for change in revision.changes.values():
                before, after = change["from"], change["to"]
                if isinstance(before, str) and isinstance(after, str):
                    self.ledger.older.setdefault(after, set()).add(before)

    def _note_what_phones_have(self) -> None:
        """Of several restores the last one counts: what a phone gave back before it is not its
        own any more."""
        self.ledger.still_had.clear()
        for phone in self.village.working():
            place = self.village.place_of(phone)
            for record_id in held_by(phone):
                self.ledger.still_had.setdefault(record_id, set()).add(place)

    def note_restored(self) -> None:
        """What the backup holds must still be there at the end."""
        for changeset_id in read_all_ids(self.server.database):
            self.ledger.arrived[changeset_id] = self.server.generation

    # -- the end

    def heal(self) -> None:
        """The network and the server are well again; everybody syncs until nothing moves."""
        self.network.share = 0.0
        self.backups.end_unannounced()
        while self.network.late:
            self.network.arrive()
        for _ in range(HEALING_ROUNDS_MAX):
            self.clock.advance(hours=30)
            before = self.server.news
            are_done = [self.sync(phone) for phone in self.village.living()]
            self.couriers.deliver_all()
            if not all(are_done):
                raise promises.BrokenPromise("P12", "a phone cannot finish its exchange")
            if self.server.news == before:
                self.real.reopen_all()
                return
        raise promises.BrokenPromise("P10", "the world does not come to rest")


def held_by(phone: FieldPhone) -> set[str]:
    """The records that it would give back, or is about to."""
    records = [each for book in phone.books.values() for each in book.records.values()]
    records += phone.recovered
    return {each["id"] for each in records if each["type"] not in NEVER_RECOVERED}


def read_answer(raw: bytes) -> Json:
    """What the phone makes of an answer's bytes. Raises NoAnswer for anything but a whole one."""
    try:
        answer = json.loads(raw)
    except ValueError:
        raise NoAnswer from None
    if not isinstance(answer, dict) or answer.get("protocol") != 1:
        raise NoAnswer
    return answer

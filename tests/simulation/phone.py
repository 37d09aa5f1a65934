"""A phone that follows the contract to the letter: outbox, resets beside what it has, digests,
records given back to a restored server, and a new device id where its log has diverged.

What it keeps is durable; it may be killed wherever a transaction of its store ends.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import chain

from backend.services.outbox.outbox_seal import Jwk
from tests.phone import TAG_MODULUS, Json

NEVER_RECOVERED = frozenset({"conflict", "unit"})
RECOVERED_MAX = 200
RESULT_IS_FINAL = "repeated"


class PhoneKilled(Exception):
    """The app was ended between two transactions of its store."""


@dataclass
class Book:
    """What is known of one stream. `building` is beside `records` until it is complete; `epoch`
    is the history that `records` were received in."""

    records: dict[str, Json] = field(default_factory=dict)
    cursor: str | None = None
    epoch: str | None = None
    building: dict[str, Json] | None = None
    pulled_anew_on: str | None = None


@dataclass
class FieldPhone:
    """`acked` is the highest seen in `epoch`, `goes_on` where the server said to go on;
    `settled` is the last n whose effect the pulled records show; `older` are versions that a
    failing disk may bring back. `exported` is the last n in a file, `exported_from` the first;
    `desk` the held work that an admin's app listed last; `rotten` are streams of which the disk
    failed to keep something, until they were pulled anew."""

    user_id: str
    device: str
    key: Jwk
    replaces: str | None = None
    kill_point: Callable[[], None] = lambda: None
    note_mismatch: Callable[["FieldPhone", str], None] = lambda _phone, _stream: None
    note_dropped: Callable[["FieldPhone", set[str]], None] = lambda _phone, _ids: None
    epoch: str | None = None
    acked: int = 0
    goes_on: int = 0
    settled: int = 0
    first: int = 1
    last_n: int = 0
    safe: int = 0
    exported: int = 0
    exported_from: int | None = None
    outcomes_cursor: str | None = None
    log: dict[int, Json] = field(default_factory=dict)
    books: dict[str, Book] = field(default_factory=dict)
    results: dict[int, Json] = field(default_factory=dict)
    outcomes: list[Json] = field(default_factory=list)
    recovered: list[Json] = field(default_factory=list)
    mine: dict[str, list[tuple[int, Json]]] = field(default_factory=dict)
    older: dict[str, Json] = field(default_factory=dict)
    desk: list[Json] = field(default_factory=list)
    rotten: set[str] = field(default_factory=set)
    is_wiped: bool = False
    is_lost: bool = False
    is_retired: bool = False
    page: int = 500
    batch: int = 100

    # -- what the person sees

    def on_screen(self) -> Iterable[tuple[str, Json]]:
        """The records that its owner may act upon, by their ids."""
        return chain.from_iterable(book.records.items() for book in self.books.values())

    def kept(self) -> list[Json]:
        """Every changeset that is on the phone."""
        return list(self.log.values())

    def keeps(self, _changeset_id: str) -> bool:
        """Whether its author can still be told of this changeset's fate there."""
        return True

    def find(self, record_id: str) -> tuple[str, Json] | None:
        return self.received(record_id)

    def received(self, record_id: str) -> tuple[str, Json] | None:
        """As the server sent it, with the stream in which it lies."""
        for stream, book in self.books.items():
            found = book.records.get(record_id)
            if found is not None:
                return stream, found
        return None

    def concerned(self, change: Json) -> list[tuple[str, str]]:
        """The (record, field) that its author looks at when recording it."""
        record_id, names = change["id"], list(change.get("fields") or ())
        found = self.find(record_id)
        if change["op"] == "delete" and found is not None:
            names = list(found[1]["fields"])
        if change["op"] == "resolve" and found is not None:
            conflict = found[1]["fields"]
            record_id, names = conflict["record_id"], [conflict["field"]]
            if conflict["field"] is None:
                record = self.find(record_id)
                names = list(record[1]["fields"]) if record else []
        return [(record_id, name) for name in names]

    def place_of(self, record_id: str) -> str:
        """The stream in which it lies; of what the phone has not, none."""
        found = self.find(record_id)
        return found[0] if found else ""

    def shown(self, record_id: str, name: str) -> object:
        """The field as the app displays it: what was pulled, with what was recorded since."""
        found = self.find(record_id)
        value = found[1]["fields"].get(name) if found else None
        for n, change in self.mine.get(record_id, ()):
            if n > self.settled and name in (change.get("fields") or {}):
                value = change["fields"][name]
        return value

    @property
    def waiting(self) -> int:
        return max(0, self.last_n - self.goes_on)

    @property
    def unheard(self) -> list[int]:
        """What arrived without this phone, in a file: sent again, because the answer to a repeat
        tells its result."""
        return [n for n in self.log if n <= self.goes_on and n not in self.results]

    # -- recording

    def number(self, changeset: Json) -> Json:
        """Puts a changeset into the log, in the transaction that stores its records."""
        self.last_n += 1
        numbered = {"n": self.last_n, **changeset}
        self.log[self.last_n] = numbered
        for change in changeset.get("changes", ()):
            if "type" in change:
                self.mine.setdefault(change["id"], []).append((self.last_n, change))
        return numbered

    def epoch_of(self, streams: set[str]) -> str | None:
        """The history that the bases of these streams are of: an older one while a stream is
        still being pulled anew."""
        epochs = {self.books[each].epoch for each in streams if each in self.books}
        stale = sorted(str(each) for each in epochs if each is not None and each != self.epoch)
        return stale[0] if stale else self.epoch

    # -- exchanging

    def request(self, clock: str) -> Json:
        numbers = [*self.unheard, *(n for n in self.log if n > self.goes_on)]
        to_send = [self.log[n] for n in sorted(numbers)[: self.batch]]
        unsent = sum(each["n"] > self.goes_on for each in to_send)
        return {
            "protocol": 1,
            "device": self.device,
            "clock": clock,
            "epoch": self.epoch,
            "acked": self.acked,
            "first": self.first,
            "waiting": max(0, self.waiting - unsent),
            "outcomes_cursor": self.outcomes_cursor,
            "changesets": to_send,
            "cursors": [{"stream": name, "cursor": book.cursor} for name, book in self._to_pull()],
            "limit": self.page,
            "recovered": self.recovered[:RECOVERED_MAX],
        }

    def _to_pull(self) -> list[tuple[str, Book]]:
        return [] if self.is_wiped else list(self.books.items())

    def take(self, request: Json, answer: Json) -> bool:
        """Stores an answer; True where there is more to exchange at once. Raises PhoneKilled."""
        self.kill_point()
        self._take_envelope(request, answer)
        for part in answer["streams"]:
            self.kill_point()
            self._take_page(part, answer)
        self.kill_point()
        self._take_scope(answer)
        is_whole = all(part["remaining"] == 0 for part in answer["streams"])
        if is_whole:
            self.settled = self.goes_on
        if answer["wipe"]:
            self._wipe()
        return not is_whole or self.waiting > 0 or bool(self.recovered or self.unheard)

    def _take_envelope(self, request: Json, answer: Json) -> None:
        is_new_epoch = answer["epoch"] != self.epoch
        self.epoch = answer["epoch"]
        self.goes_on = answer["acked"]
        self.acked = answer["acked"] if is_new_epoch else max(self.acked, answer["acked"])
        self.safe = answer["safe"]
        self.settled = min(self.settled, self.goes_on)
        self._forget_results(from_n=self.exported_from if is_new_epoch else None)
        for result in answer["results"]:
            self._take_result(result)
        self._take_outcomes(answer)
        del self.recovered[: len(request["recovered"])]

    def _forget_results(self, *, from_n: int | None) -> None:
        """Those of another history: what a restored server lost, and what a file may have brought
        it meanwhile."""
        least = self.goes_on + 1 if from_n is None else min(self.goes_on + 1, from_n)
        self.results = {n: each for n, each in self.results.items() if n < least}

    def _take_result(self, result: Json) -> None:
        self.results[result["n"]] = result

    def _take_outcomes(self, answer: Json) -> None:
        self.outcomes += answer["outcomes"]
        self.outcomes_cursor = answer["outcomes_cursor"]

    # -- pulling

    def _take_page(self, part: Json, answer: Json) -> None:
        """One transaction: the rows and the cursor behind them."""
        book = self.books.setdefault(part["stream"], Book())
        if part["reset"]:
            book.building = {}
        if book.building is None:
            book.epoch = answer["epoch"]
        target = book.records if book.building is None else book.building
        self._store_rows(target, part["records"])
        self._store_cursor(book, part["cursor"])
        if part["remaining"]:
            return
        if book.building is not None:
            self._swap(part["stream"], book)
        book.epoch = answer["epoch"]
        if not self._adds_up(book, part["digest"]):
            self.note_mismatch(self, part["stream"])
            self._pull_anew(book, answer["clock"][:10])

    def _store_rows(self, target: dict[str, Json], rows: list[Json]) -> None:
        for record in rows:
            mine = target.get(record["id"])
            if mine is not None and mine["rev"] > record["rev"]:
                continue
            if mine is not None:
                self.older[record["id"]] = mine
            if record["deleted"]:
                target.pop(record["id"], None)
            else:
                target[record["id"]] = record

    def _store_cursor(self, book: Book, cursor: str) -> None:
        book.cursor = cursor

    def _swap(self, stream: str, book: Book) -> None:
        """What was built beside takes the place of what was there; before a record is dropped
        that the new history lacks, it is put down to be given back."""
        assert book.building is not None
        if book.epoch != self.epoch:
            self.recovered += [
                {**old, "stream": stream}
                for record_id, old in book.records.items()
                if self._is_lacking(old, book.building.get(record_id))
            ]
        else:
            self.note_dropped(self, book.records.keys() - book.building.keys())
        book.records, book.building = book.building, None
        self.rotten.discard(stream)

    def _is_lacking(self, old: Json, new: Json | None) -> bool:
        if old["type"] in NEVER_RECOVERED:
            return False
        return new is None or new["rev"] < old["rev"] or new["tag"] != old["tag"]

    def _adds_up(self, book: Book, digest: Json) -> bool:
        total = sum(record["tag"] for record in book.records.values()) % TAG_MODULUS
        return bool(digest == {"count": len(book.records), "sum": total})

    def _pull_anew(self, book: Book, day: str) -> None:
        """At most once a day."""
        if book.pulled_anew_on == day:
            return
        book.pulled_anew_on = day
        book.cursor, book.building = None, {}

    def _take_scope(self, answer: Json) -> None:
        if self.is_wiped:
            return
        for stream in answer["gained"]:
            self.books.setdefault(stream, Book())
        waiting = self._streams_waiting()
        for stream in answer["lost"]:
            if stream not in waiting:
                self._drop(stream)

    def _drop(self, stream: str) -> None:
        """What it may not read any more; of an older history, which the server may have lost, it
        is given back first."""
        book = self.books.pop(stream, Book())
        if book.epoch not in (None, self.epoch):
            self.recovered += [
                {**old, "stream": stream}
                for old in book.records.values()
                if old["type"] not in NEVER_RECOVERED
            ]

    def _streams_waiting(self) -> set[str]:
        return {
            change["stream"]
            for n in range(self.goes_on + 1, self.last_n + 1)
            for change in self.log.get(n, {}).get("changes", ())
            if "stream" in change
        }

    def _wipe(self) -> None:
        """A revoked phone removes what has arrived."""
        self.is_wiped = True
        self.books.clear()
        self.recovered.clear()
        self.prune(self.goes_on)

    def prune(self, most: int) -> None:
        for n in [n for n in self.log if n <= most]:
            del self.log[n]
        self.first = max(self.first, most + 1)

    # -- a log that has diverged

    def become(self, device: str) -> dict[int, int]:
        """Takes a new device id and numbers all that it keeps again from 1; old n → new n."""
        self.replaces, self.device = self.device, device
        kept = sorted(self.log)
        renumbered = {old: new for new, old in enumerate(kept, start=1)}
        self.log = {renumbered[n]: {**self.log[n], "n": renumbered[n]} for n in kept}
        self.mine = {
            record_id: [(renumbered[n], change) for n, change in changes if n in renumbered]
            for record_id, changes in self.mine.items()
        }
        self.results = {}
        self.acked = self.goes_on = self.settled = 0
        self.first, self.last_n = 1, len(kept)
        self.exported, self.exported_from = 0, None
        return renumbered

"""What the world knows of a phone that is the app itself: told by it after every command.

The app runs in Node (`node.py`); here is only a mirror, in the shape of the phone that follows the
contract to the letter, so that the same acts and the same checks serve both.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from tests.phone import Json
from tests.simulation.phone import Book, FieldPhone


@dataclass(frozen=True, slots=True)
class Had:
    """What a phone kept when it was last asked, by its ids: also across an opening of the app."""

    entries: Mapping[str, Json] = field(default_factory=dict)
    records: frozenset[str] = frozenset()


@dataclass
class RealPhone(FieldPhone):
    """`name` is what Node calls it, `entries` the device log with all that the app keeps beside it,
    by their place in it; `seen` the records as a person sees them, None where deleted on this
    phone alone; `states` which of them say that they wait, conflict or are held; `pulled_anew`
    are streams that an answer began from the start; `repaired` by stream the day of the last
    time that its digest made the app do so; `asked` counts what it asked of the network,
    `silent_since` is when it was first told to send and did not; `is_told_to_wait` once the
    server was busy."""

    name: str = ""
    username: str = ""
    entries: dict[int, Json] = field(default_factory=dict)
    seen: dict[str, Json] = field(default_factory=dict)
    states: dict[str, str | None] = field(default_factory=dict)
    pulled_anew: set[str] = field(default_factory=set)
    repaired: dict[str, str | None] = field(default_factory=dict)
    asked: int = 0
    silent_since: datetime | None = None
    is_told_to_wait: bool = False
    draft: object = None
    had: Had = field(default_factory=Had)

    # -- what the person sees

    def on_screen(self) -> Iterable[tuple[str, Json]]:
        return self.seen.items()

    def find(self, record_id: str) -> tuple[str, Json] | None:
        found = self.seen.get(record_id)
        return (found["stream"], found) if found else super().find(record_id)

    def shown(self, record_id: str, name: str) -> object:
        found = self.find(record_id)
        return found[1]["fields"].get(name) if found else None

    def kept(self) -> list[Json]:
        """Every changeset that is on the phone, also those of a device that it was before; but for
        what could not be sent by that one."""
        return [
            entry["wire"]
            for entry in self.entries.values()
            if entry["void"] is None or entry["device"] == self.device
        ]

    def keeps(self, _changeset_id: str) -> bool:
        return any(each["id"] == _changeset_id for each in self.kept())

    def what_it_has(self) -> Had:
        return Had(
            {each["wire"]["id"]: each for each in self.entries.values() if not each["is_archived"]},
            frozenset(record_id for book in self.books.values() for record_id in book.records),
        )

    # -- what the app tells

    def forget(self) -> None:
        """What is told next is everything: the app was opened anew."""
        for each in (self.entries, self.books, self.seen, self.states):
            each.clear()

    def begin_anew(self) -> None:
        """There is nothing on it any more."""
        self.forget()
        for each in (self.mine, self.older, self.repaired, self.log, self.results):
            each.clear()
        for marked in (self.rotten, self.pulled_anew):
            marked.clear()
        self.outcomes, self.recovered, self.desk = [], [], []
        self.had, self.draft = Had(), None

    def take_state(self, state: Json) -> None:
        self._take_meta(state)
        self._take_entries(state)
        self._take_books(state)
        for record_id, record, status in state["shown"]:
            self.states[record_id] = status
            if record is None:
                self.seen.pop(record_id, None)
            else:
                self.seen[record_id] = record

    def _take_meta(self, state: Json) -> None:
        self.device, self.replaces = state["device"], state["replaces"]
        self.epoch, self.safe = state["epoch"], state["safe"]
        self.acked = self.goes_on = state["acked"]
        self.first, self.last_n = state["first"], state["last_n"]
        self.is_wiped = state["is_wiped"]
        self.recovered = [dict(each) for each in state["recovered"]]

    def _take_entries(self, state: Json) -> None:
        for k in state["dropped"]:
            self.entries.pop(k, None)
        for entry in state["entries"]:
            self._note_mine(entry)
            self.entries[entry["k"]] = entry
        mine = [each for each in self.entries.values() if each["device"] == self.device]
        self.log = {each["n"]: each["wire"] for each in mine if not each["is_archived"]}
        self.results = {
            each["n"]: {"n": each["n"], "id": each["wire"]["id"], "status": each["status"]}
            for each in mine
            if each["status"] is not None
        }
        self.outcomes = [told for each in self.entries.values() for told in each["outcomes"]]

    def _note_mine(self, entry: Json) -> None:
        if entry["k"] in self.entries:
            return
        for change in entry["changeset"]["changes"]:
            if "type" in change:
                self.mine.setdefault(change["id"], []).append((entry["n"], change))

    def _take_books(self, state: Json) -> None:
        told = {each["stream"]: each for each in state["streams"]}
        for stream in self.books.keys() - told.keys():
            del self.books[stream]
        gone = [*state["gone"], *(each["id"] for each in state["records"])]
        old = {record_id: self._take_out(record_id) for record_id in gone}
        for stream, row in told.items():
            book = self.books.setdefault(stream, Book())
            book.cursor, book.epoch = row["cursor"], row["epoch"]
            book.building = {} if row["is_staging"] else None
        for record in state["records"]:
            before = old[record["id"]]
            if before is not None:
                self.older[record["id"]] = before
            book = self.books[record["stream"]]
            book.records[record["id"]] = {
                name: value for name, value in record.items() if name != "stream"
            }

    def _take_out(self, record_id: str) -> Json | None:
        for book in self.books.values():
            found = book.records.pop(record_id, None)
            if found is not None:
                return found
        return None

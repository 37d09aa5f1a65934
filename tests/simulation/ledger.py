"""What the people of a world recorded and saw, kept beside the server and never shown to it.

It is what the promises are checked against, so it must not learn anything from the server's own
bookkeeping.
"""

from collections import Counter
from dataclasses import dataclass, field

from tests.phone import Json


@dataclass(frozen=True, slots=True)
class Written:
    """One changeset as its author numbered it first. `showed` is what the phone displayed of each
    updated (record, field) at that moment."""

    device: str
    n: int
    user: str
    body: Json
    showed: dict[tuple[str, str], object]


@dataclass
class Ledger:
    """`saw[device][value]` is the next n of the device when it first held that value, `read` the
    same of values that a conflict showed; `arrived`
    the server's generation in which a changeset was last known to be there; `doubled` are the
    histories in which a backup was put back unannounced, so that their numbers were used twice,
    `windowed` the values written until a phone showed it, with that history; `still_had` are
    records that phones held when a backup was put back, with the places of those phones in the
    village;
    `firsts[device]` is the highest `first` that it ever declared;
    `older[value]` are those that it replaced in a history that a restore ended;
    `handed` the changesets of files that were answered, with the server's generation; `tellers`
    who wrote a value first; `deciders` whose decision gives a reason, None for an endpoint's;
    `corrected` what desks would have put in the place of held work."""

    written: dict[str, Written] = field(default_factory=dict)
    saw: dict[str, dict[str, int]] = field(default_factory=dict)
    read: dict[str, dict[str, int]] = field(default_factory=dict)
    chains: dict[str, tuple[str, ...]] = field(default_factory=dict)
    faults: Counter[str] = field(default_factory=Counter)
    acts: Counter[str] = field(default_factory=Counter)
    arrived: dict[str, int] = field(default_factory=dict)
    looked_at: dict[tuple[int, str], int] = field(default_factory=dict)
    looked_safe: dict[tuple[int, str], int] = field(default_factory=dict)
    results: dict[tuple[int, str, int], Json] = field(default_factory=dict)
    given_up: set[str] = field(default_factory=set)
    rolled_back: set[str] = field(default_factory=set)
    doubled: set[str] = field(default_factory=set)
    windowed: dict[str, str] = field(default_factory=dict)
    still_had: dict[str, set[int]] = field(default_factory=dict)
    firsts: dict[str, int] = field(default_factory=dict)
    handed: dict[str, int] = field(default_factory=dict)
    tellers: dict[str, Written] = field(default_factory=dict)
    deciders: dict[str, Written | None] = field(default_factory=dict)
    corrected: dict[str, list[list[Json]]] = field(default_factory=dict)
    older: dict[str, set[str]] = field(default_factory=dict)
    changes: int = 0

    def open_device(self, device: str, chain: tuple[str, ...]) -> None:
        """`chain` are the devices that it replaces, the oldest first."""
        self.chains[device] = chain
        self.saw[device], self.read[device] = {}, {}

    def declare_first(self, device: str, first: int) -> None:
        self.firsts[device] = max(first, self.firsts.get(device, 1))

    def note(self, entry: Written) -> None:
        self.written[entry.body["id"]] = entry
        changes = entry.body.get("changes", ())
        self.changes += len(changes) or 1
        for change in changes:
            values = [*(change.get("fields") or {}).values(), change.get("value")]
            for value in values:
                self.see(entry.device, value, entry.n)
                if isinstance(value, str):
                    self.tellers.setdefault(value, entry)
            if "reason" in change:
                self.deciders[change["reason"]] = entry
            if change.get("changes"):
                self.corrected.setdefault(change["id"], []).append(change["changes"])

    def see(self, device: str, value: object, n: int) -> None:
        if isinstance(value, str):
            self.saw[device].setdefault(value, n)

    def had_seen(self, entry: Written, value: object, *, device: str | None = None) -> bool:
        """Whether the author had ever held the value when they recorded this, on the same device
        or on one that it replaces; `device` is the one under which it took effect, all of whose
        predecessors' changesets count as lower."""
        if not isinstance(value, str):
            return True
        first = self.saw[entry.device].get(value)
        if first is not None and first <= entry.n:
            return True
        return any(value in self.saw[older] for older in self.chains[device or entry.device])

    def had_read(self, entry: Written, value: str) -> bool:
        """Whether a conflict had shown the author this value."""
        first = self.read[entry.device].get(value)
        return first is not None and first <= entry.n

    def may_pass_for_seen(self, entry: Written, value: str) -> bool:
        """The contract tells histories apart by their epochs alone, and bases by their numbers: of
        a history whose numbers were used twice before anybody could know, a base says nothing."""
        epoch = entry.body.get("epoch")
        return epoch is not None and self.windowed.get(value) == epoch

    def came_before(self, entry: Written, value: str, shown: object) -> bool:
        """Whether what the author was shown, or had received under what waited on the same phone,
        had once replaced the value, which a restore brought back: who has seen a later revision
        has seen the earlier ones."""
        received = [each for each, n in self.saw[entry.device].items() if n <= entry.n]
        reached, left = set[str](), [shown, *received]
        while left:
            each = left.pop()
            if each == value:
                return True
            if isinstance(each, str) and each not in reached:
                reached.add(each)
                left += self.older.get(each, ())
        return False

"""Which hamlet a session counts for when hamlets were merged or split, and which part of a split
a household belongs to: pure rules, nothing is looked up.

A session counts for the hamlet that it was recorded in, if that one existed on its day; otherwise
for the hamlet in which its household lay on that day. What was recorded in a hamlet whose making
was taken back counts as if it had been recorded at home: where its household belongs, else its
author.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

HOPS_MAX = 64


@dataclass(frozen=True, slots=True)
class Era:
    """The first and the last day of a hamlet that others became, or that became others."""

    first: str
    last: str

    def holds(self, day: str) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class Part:
    """What a hamlet became: `clusters` whose households go to this one, and whether all goes
    here that nothing else says a place for."""

    unit_id: str
    takes_rest: bool
    clusters: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """A household lay in a hamlet until a day, and from that day on in the next one."""

    household_id: str
    until: str
    unit_id: str
    next_id: str


@dataclass(frozen=True, slots=True)
class UnitHistory:
    """`eras` of the hamlets that ended or came of others, the `parts` that each one became, and
    the `passages` of each household in the order of their days. `homes` has the hamlets whose
    making was taken back, each with the hamlet of every household and person known there."""

    eras: Mapping[str, Era]
    parts: Mapping[str, Sequence[Part]]
    passages: Mapping[str, Sequence[Passage]]
    homes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def unit_of(
        self, unit_id: str, day: str, household_id: str | None, author: str | None = None
    ) -> str:
        """The hamlet that a session counts for which was recorded in `unit_id`."""
        unit_id = self._home(unit_id, household_id, author)
        era = self.eras.get(unit_id)
        if era is None or era.holds(day):
            return unit_id
        passages = self.passages.get(household_id or "", ())
        before = [passage for passage in passages if passage.until <= day]
        if before:
            return before[-1].next_id
        if passages:
            return passages[0].unit_id
        return unit_id if day < era.first else self._became(unit_id, day)

    def _home(self, unit_id: str, *subjects: str | None) -> str:
        """Out of hamlets that were never meant to be, one after the other."""
        for _ in range(HOPS_MAX):
            homes = self.homes.get(unit_id)
            if homes is None:
                break
            found = next((homes[each] for each in subjects if each and each in homes), None)
            unit_id = found or rest_of(self.parts[unit_id])
        return unit_id

    def _became(self, unit_id: str, day: str) -> str:
        """What took the rest, and what took the rest of that, until one existed on the day."""
        for _ in range(HOPS_MAX):
            era, parts = self.eras.get(unit_id), self.parts.get(unit_id, ())
            if era is None or era.holds(day) or not parts:
                break
            unit_id = rest_of(parts)
        return unit_id


def rest_of(parts: Sequence[Part]) -> str:
    """The part that takes what nothing else says a place for."""
    return next((part.unit_id for part in parts if part.takes_rest), parts[0].unit_id)


def part_for(parts: Sequence[Part], cluster: object, *, otherwise: str | None = None) -> str:
    """The part that has the households of this cluster; without one `otherwise`, else the rest."""
    named = (
        part.unit_id for part in parts if isinstance(cluster, str) and cluster in part.clusters
    )
    return next(named, otherwise or rest_of(parts))

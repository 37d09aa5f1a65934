"""All chance of a world comes from its seed: choices, ids, unique values and the clock.

Nothing here may ask the machine for time or randomness, or a seed would not repeat its run.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from random import Random
from typing import TypeVar

T = TypeVar("T")
START = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


class Chance(Random):
    """A seeded source with the few questions that a world asks."""

    def __init__(self, seed: object) -> None:
        super().__init__(str(seed))
        self._words = 0

    def happens(self, share: float) -> bool:
        return self.random() < share

    def pick(self, items: Sequence[T]) -> T:
        return items[int(self.random() * len(items))]

    def pick_weighted(self, weights: Mapping[T, float]) -> T:
        point = self.random() * sum(weights.values())
        for item, weight in weights.items():
            point -= weight
            if point < 0:
                return item
        return item

    def new_id(self) -> str:
        """A UUID of version 7's shape; nothing depends on its time."""
        raw = f"{self.getrandbits(128):032x}"
        return f"{raw[:8]}-{raw[8:12]}-7{raw[13:16]}-8{raw[17:20]}-{raw[20:]}"

    def new_word(self, kind: str) -> str:
        """A value that nobody else writes in this world, so that it says who wrote it."""
        self._words += 1
        return f"{kind} {self._words}"


class Clock:
    """The world's time; it moves only when the world moves it."""

    def __init__(self) -> None:
        self.moment = START

    def __call__(self) -> datetime:
        return self.moment

    def advance(self, **amount: float) -> None:
        """Takes what `timedelta` takes."""
        self.moment += timedelta(**amount)

"""A stream of chance that a seed repeats on every machine and every version of Python."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from hashlib import blake2b
from typing import TypeVar

BLOCK_BYTES = 64
DRAW_BYTES = 6
DRAW_SPAN = 1 << (8 * DRAW_BYTES)

T = TypeVar("T")


class Chance:
    """Draws in order; `child` opens a stream of its own, so that one part of a story can change
    without moving the others."""

    def __init__(self, seed: str) -> None:
        self._seed = seed
        self._block = 0
        self._left = b""

    def child(self, name: str) -> "Chance":
        return Chance(f"{self._seed}/{name}")

    def bytes(self, count: int) -> bytes:
        while len(self._left) < count:
            text = f"{self._seed}#{self._block}".encode()
            self._left += blake2b(text, digest_size=BLOCK_BYTES).digest()
            self._block += 1
        drawn, self._left = self._left[:count], self._left[count:]
        return drawn

    def below(self, bound: int) -> int:
        """An integer from 0 to `bound` - 1."""
        return int.from_bytes(self.bytes(DRAW_BYTES), "big") * bound // DRAW_SPAN

    def between(self, first: int, last: int) -> int:
        """An integer from `first` to `last`, both included."""
        return first + self.below(last - first + 1)

    def happens(self, percent: int) -> bool:
        return self.below(100) < percent

    def pick(self, items: Sequence[T]) -> T:
        return items[self.below(len(items))]

    def weighted(self, items: Sequence[tuple[T, int]]) -> T:
        left = self.below(sum(weight for _, weight in items))
        for item, weight in items:
            left -= weight
            if left < 0:
                return item
        raise ValueError("no weights")

    def shuffled(self, items: Iterable[T]) -> list[T]:
        result = list(items)
        for last in range(len(result) - 1, 0, -1):
            other = self.below(last + 1)
            result[last], result[other] = result[other], result[last]
        return result

    def sample(self, items: Iterable[T], count: int) -> list[T]:
        """`count` different items. Raises ValueError where there are too few."""
        shuffled = self.shuffled(items)
        if len(shuffled) < count:
            raise ValueError(f"{count} of {len(shuffled)}")
        return shuffled[:count]

    def shares(self, total: int, weights: Sequence[int]) -> list[int]:
        """Whole numbers of sum `total`, about in proportion to `weights`."""
        whole = sum(weights)
        parts = [total * weight // whole for weight in weights]
        for index in self.sample(range(len(parts)), total - sum(parts)):
            parts[index] += 1
        return parts

    def id_at(self, moment: datetime) -> str:
        """A UUIDv7 (RFC 9562) of that moment."""
        millis = int(moment.timestamp() * 1000)
        raw = bytearray(millis.to_bytes(6, "big") + self.bytes(10))
        raw[6] = (raw[6] & 0x0F) | 0x70
        raw[8] = (raw[8] & 0x3F) | 0x80
        text = raw.hex()
        return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"

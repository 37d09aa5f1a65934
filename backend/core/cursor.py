"""Opaque cursors: a seq within a history. One of another history is unknown, never misread.

A reader that starts over carries along where the stream ended when it began: markers up to there
that are forgotten meanwhile are of records that it never received.
"""

import base64
import binascii
from dataclasses import dataclass

SEPARATOR = "."
NUMBERS = (1, 2)
DIGITS_MAX = len(str(2**63))


@dataclass(frozen=True, slots=True)
class Position:
    """Where a reader stands: it has read up to `seq`; `begun` is the stream's head when it began
    at the start, 0 where that is behind it."""

    seq: int
    begun: int = 0

    def misses(self, pruned: int) -> bool:
        """Whether a marker up to the seq `pruned` may have been forgotten before it was read."""
        return max(self.seq, self.begun) < pruned

    def is_beyond(self, head: int) -> bool:
        return max(self.seq, self.begun) > head

    def at(self, seq: int) -> "Position":
        return Position(seq, self.begun if self.begun > seq else 0)


def write_cursor(epoch: str, position: Position) -> str:
    numbers = (position.seq, position.begun) if position.begun else (position.seq,)
    text = SEPARATOR.join((epoch, *map(str, numbers)))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read_cursor(cursor: str, epoch: str) -> Position | None:
    """None where the cursor is not one of this history."""
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        text = base64.urlsafe_b64decode(padded.encode("ascii")).decode("ascii")
    except (binascii.Error, UnicodeError, ValueError):
        return None
    name, *numbers = text.split(SEPARATOR)
    if name != epoch or len(numbers) not in NUMBERS or not all(map(_is_number, numbers)):
        return None
    return Position(*map(int, numbers))


def _is_number(text: str) -> bool:
    return text.isdecimal() and len(text) <= DIGITS_MAX

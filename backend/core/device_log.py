"""The device log: which of the changesets that a device sent are new, repeats, or beyond a gap."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from backend.core.erasure import ERASED, is_same_but_erased
from backend.core.validate import Fields
from backend.core.values import is_same


class Numbered(Protocol):
    """Anything with the device's number, such as a changeset that came."""

    @property
    def n(self) -> int: ...


T = TypeVar("T", bound=Numbered)


@dataclass(frozen=True, slots=True)
class Sorted(Generic[T]):
    """`fresh` in the order of n, as far as no gap comes; `known` were logged before; `beyond` a
    gap is not taken. `acked` is where the log stands when `fresh` is done; `lost` the range of
    numbers that the device declared gone just now, if any."""

    known: tuple[T, ...]
    fresh: tuple[T, ...]
    beyond: tuple[T, ...]
    acked: int
    lost: tuple[int, int] | None


def sort_log(
    arrived: Iterable[T], *, acked: int, first: int, known: Mapping[int, object]
) -> Sorted[T]:
    """`acked` as the server has it, `first` as the device says, `known` the logged numbers.

    A number at or below `acked` that is not logged was declared lost once, and still counts now.
    """
    lost = None
    if first - 1 > acked:
        lost = (acked + 1, first - 1)
        acked = first - 1
    already: list[T] = []
    fresh: list[T] = []
    beyond: list[T] = []
    for item in sorted(arrived, key=lambda each: each.n):
        if item.n in known:
            already.append(item)
        elif item.n <= acked:
            fresh.append(item)
        elif item.n == acked + 1:
            fresh.append(item)
            acked = item.n
        else:
            beyond.append(item)
    return Sorted(tuple(already), tuple(fresh), tuple(beyond), acked, lost)


def is_same_changeset(one: Fields, other: Fields) -> bool:
    """Same id and content; the number is not part of the content. `one` may be from the log, with
    values erased since."""
    if is_same(_without_number(one), _without_number(other)):
        return True
    return ERASED in one and is_same_but_erased(one, other)


def _without_number(changeset: Fields) -> Fields:
    return {key: value for key, value in changeset.items() if key != "n"}

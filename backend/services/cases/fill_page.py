"""A page of a list: so many items, and never more bytes than an answer may hold."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from backend.core.validate import Fields

T = TypeVar("T")
# Whole changesets and conflicts are read so many at a time: one may be several MiB.
ITEMS_AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list; `cursor` is None at its end."""

    items: list[Fields]
    cursor: str | None


def fill_page(
    found: Iterable[T], *, limit: int, bytes_max: int, size: Callable[[T], int]
) -> tuple[list[T], bool]:
    """The first `limit` of them, or fewer where they would be larger together than `bytes_max`,
    but one at least; and whether any follow."""
    page: list[T] = []
    used_bytes = 0
    for each in found:
        used_bytes += size(each)
        if page and (len(page) == limit or used_bytes > bytes_max):
            return page, True
        page.append(each)
    return page, False

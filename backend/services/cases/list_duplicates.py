"""Households that may be one and the same, put side by side; those already told apart or merged.

It decides nothing: a merge is an update of `merged_into`, "not the same" one of `apart_from`, both
made by a person and sent like every other change.
"""

from dataclasses import dataclass
from typing import Literal

from backend.core.likeness import LIKE_ADDRESS, LIKE_NAME, LIKE_PHONE, likeness_words
from backend.core.problems import invalid_request
from backend.core.scope import Caller
from backend.core.validate import Fields
from backend.services.cases.fill_page import Page
from backend.services.context import Context
from backend.services.syncing.follow_streams import follow_streams
from backend.store.conflicts import list_partitions
from backend.store.database import Connection
from backend.store.household_keys import Pair, find_households, list_merged, list_pairs

Status = Literal["open", "apart", "merged"]
LIKEST = Pair(LIKE_PHONE + LIKE_NAME + LIKE_ADDRESS + 1, "", "")
LATEST = ("9999", "")
PAIR_PARTS, MERGED_PARTS = 3, 2


@dataclass(frozen=True, slots=True)
class _Found:
    key: str
    first: str
    second: str
    words: list[str]


def list_duplicates(
    context: Context, caller: Caller, *, status: Status, cursor: str | None, limit: int
) -> Page:
    """At most `limit` pairs behind `cursor`, in all that the caller reads. Raises Problem 422."""
    if caller.is_silenced:
        return Page([], None)
    with context.database.read() as connection:
        partitions = list_partitions(connection, caller)
    follow_streams(context, partitions)
    with context.database.read() as connection:
        found = _find(connection, caller, status, cursor, limit + 1)
        page = found[:limit]
        ids = {each for pair in page for each in (pair.first, pair.second)}
        households = find_households(connection, partitions, ids)
    items: list[Fields] = [
        {
            "status": status,
            "alike": pair.words,
            "households": [households[pair.first], households[pair.second]],
        }
        for pair in page
        if pair.first in households and pair.second in households
    ]
    return Page(items, page[-1].key if len(found) > limit else None)


def _find(
    connection: Connection, caller: Caller, status: Status, cursor: str | None, limit: int
) -> list[_Found]:
    parts = cursor.split(" ") if cursor else []
    if status == "merged":
        if cursor and len(parts) != MERGED_PARTS:
            raise invalid_request("cursor", "is of another list")
        after = (parts[0], parts[1]) if parts else LATEST
        merged = list_merged(connection, caller, after=after, limit=limit)
        return [_Found(f"{each.at} {each.merged}", each.stayed, each.merged, []) for each in merged]
    pairs = list_pairs(
        connection, caller, are_apart=status == "apart", after=_after(parts), limit=limit
    )
    return [
        _Found(
            f"{each.score} {each.first} {each.second}",
            each.first,
            each.second,
            likeness_words(each.score),
        )
        for each in pairs
    ]


def _after(parts: list[str]) -> Pair:
    if not parts:
        return LIKEST
    if len(parts) != PAIR_PARTS or not parts[0].isdecimal():
        raise invalid_request("cursor", "is of another list")
    return Pair(int(parts[0][:2]), parts[1], parts[2])

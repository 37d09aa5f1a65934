"""Brings what lies in the stream of a hamlet that ended to the hamlet that it became: households
with their shops, products and tasks, by moves like any other, a bounded number a transaction.

It can be stopped anywhere and begun again: what has moved is no longer found. Visits, sessions and
gatherings stay where they were recorded.
"""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from backend.core.plan import Plan
from backend.core.problems import Problem, server_busy
from backend.core.record import STREAM, Author, Record
from backend.core.scope import FOLLOWING_TYPES, Place
from backend.core.unit_history import Part, Passage, part_for, rest_of
from backend.services.context import Context
from backend.services.syncing.open_plan import MovedMeanwhile, open_plan
from backend.store import records, undone_hamlets, unit_history
from backend.store.database import Connection
from backend.store.places import find_stream_places
from backend.store.unit_history import UNDONE, Follower, Succession

MOVES_A_TRANSACTION = 200
TRIES_MAX = 5
HOUSEHOLD = "household"


@dataclass(frozen=True, slots=True)
class _Ended:
    """A hamlet that ended: its place, what it became, and the first day of that. One that
    `is_undone` should never have been: what it has goes home."""

    place: Place
    successions: Sequence[Succession]

    @property
    def parts(self) -> list[Part]:
        return [each.part for each in self.successions]

    @property
    def effective(self) -> str:
        return self.successions[0].effective

    @property
    def is_undone(self) -> bool:
        return self.successions[0].kind == UNDONE


def settle_arrivals(context: Context, streams: Iterable[str], *, by: str | None = None) -> None:
    """After a commit that put something into these streams: what came late to a hamlet that has
    ended goes on, to the one that is in force. What is hindered now is found by the next one."""
    left = set(streams)
    while left:  # a hamlet becomes new ones, so that this ends
        with context.database.read() as connection:
            closed = unit_history.list_closed(connection, left)
            ended = [stream.removeprefix("hamlet:") for stream in closed]
            became = unit_history.list_successions(connection, ended) if ended else []
        for stream in closed:
            with suppress(Problem):
                settle_hamlet(context, stream, by=by)
        left = {f"hamlet:{each.part.unit_id}" for each in became}


def settle_all(context: Context) -> None:
    """What was cut off by the end of a server goes on when the next one starts."""
    with context.database.read() as connection:
        streams = unit_history.list_unsettled(connection, sorted(FOLLOWING_TYPES))
    settle_arrivals(context, streams)


def settle_hamlet(context: Context, stream: str, *, by: str | None = None) -> int:
    """The number of records that went on; 0 where the hamlet has not ended or nothing is left.
    Raises Problem 503 `server_busy`."""
    moved, tries = 0, 0
    while tries < TRIES_MAX:
        try:
            with context.database.write() as connection:
                count = _settle_some(context, connection, stream, by)
        except MovedMeanwhile:
            tries += 1
            continue
        moved += count
        if count < MOVES_A_TRANSACTION:
            return moved
    raise server_busy()


def _settle_some(context: Context, connection: Connection, stream: str, by: str | None) -> int:
    place = find_stream_places(connection, [stream]).get(stream)
    if place is None or not place.is_closed:
        return 0
    ended = _Ended(place, unit_history.list_successions(connection, [place.unit_id]))
    if not ended.successions:
        return 0
    following = unit_history.list_followers(
        connection,
        place.partition,
        stream,
        sorted(FOLLOWING_TYPES),
        limit=MOVES_A_TRANSACTION,
    )
    targets = _find_targets(connection, ended, following)
    if targets:
        _move(context, connection, ended, targets, by)
    return len(targets)


def _find_targets(
    connection: Connection, ended: _Ended, following: Sequence[Follower]
) -> dict[str, str]:
    """Record → hamlet. A household goes where the change has put it, one that came late where its
    cluster goes, then where its author belongs; all else follows its household or its author, or
    goes where the rest goes."""
    known = _find_next(connection, ended, following)
    late: dict[str, str] = {}
    targets: dict[str, str] = {}
    for each in following:
        authors = known.get(each.author or "")
        if each.type == HOUSEHOLD:
            target = known.get(each.id) or part_for(
                ended.parts, each.fields.get("cluster"), otherwise=authors
            )
            if each.id not in known:
                late[each.id] = target
        else:
            household = known.get(str(each.fields.get("household_id")))
            target = household or authors or rest_of(ended.parts)
        targets[each.id] = target
    _keep_late(connection, ended, late)
    return targets


def _find_next(
    connection: Connection, ended: _Ended, following: Sequence[Follower]
) -> Mapping[str, str]:
    """Household → the hamlet that it passes to from this one; one that passed through hamlets
    which began and ended on one day has a single passage, to the last of them. Of a hamlet that
    was taken back also person → the hamlet that is theirs."""
    place, unit_id = ended.place.partition, ended.place.unit_id
    households = {
        each.id if each.type == HOUSEHOLD else str(each.fields.get("household_id"))
        for each in following
    }
    if ended.is_undone:
        subjects = {*households, *(each.author for each in following if each.author)}
        return undone_hamlets.list_homes(connection, place, [unit_id], subjects=subjects)[unit_id]
    passages = unit_history.list_passages(connection, place, households)
    later = _list_later(connection, ended)
    return {
        household: passage.next_id
        for household, passed in passages.items()
        for passage in passed
        if passage.unit_id == unit_id
        or (passage.until == ended.effective and passage.next_id in later)
    }


def _list_later(connection: Connection, ended: _Ended) -> set[str]:
    """What the hamlet became, at any remove."""
    later, left = set[str](), {each.part.unit_id for each in ended.successions}
    while left:
        later |= left
        became = unit_history.list_successions(connection, left)
        left = {each.part.unit_id for each in became} - later
    return later


def _keep_late(connection: Connection, ended: _Ended, late: Mapping[str, str]) -> None:
    """Of households that came late, so that their figures go with them."""
    place, unit_id = ended.place.partition, ended.place.unit_id
    if ended.is_undone:
        undone_hamlets.keep_homes(connection, place, unit_id, late)
        return
    passages = [
        Passage(household, ended.effective, unit_id, next_id) for household, next_id in late.items()
    ]
    unit_history.keep_passages(connection, place, passages)


def _move(
    context: Context,
    connection: Connection,
    ended: _Ended,
    targets: Mapping[str, str],
    by: str | None,
) -> None:
    streams = {f"hamlet:{unit_id}" for unit_id in targets.values()}
    plan = open_plan(
        context,
        connection,
        [],
        also=targets,
        partitions=[ended.place.partition],
        streams={*streams, ended.place.stream},
    )
    author = Author(by, None, None, plan.world.epoch)
    for record_id, unit_id in targets.items():
        record = plan.world.records.get(record_id)
        if record is not None and record.place.stream == ended.place.stream:
            _put(plan, record, plan.world.places[f"hamlet:{unit_id}"], author)
    records.write_plan(connection, plan)


def _put(plan: Plan, record: Record, target: Place, author: Author) -> None:
    mark = author.mark(record.rev + 1, plan.world.epoch)
    marks = {**record.marks, STREAM: mark}
    plan.put(replace(record, place=target, marks=marks), "move", author)

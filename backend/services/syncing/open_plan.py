"""Reads and locks all that changesets name: the world that a plan decides on."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta

from sqlalchemy import Connection

from backend.core.deletions import Deletions
from backend.core.facts import LOCAL_TIME
from backend.core.merge import World
from backend.core.plan import Plan
from backend.core.record import Record
from backend.core.scope import Place
from backend.core.validate import Fields
from backend.services.context import Context, time_text
from backend.services.syncing.changeset_body import created_ids, ids_of, said_of, streams_of
from backend.store import records
from backend.store.conflicts import count_open_conflicts
from backend.store.deletions import count_deleted
from backend.store.epochs import list_epochs
from backend.store.places import find_stream_places
from backend.store.sql import is_sqlite

MERGE_ROUNDS_MAX = 32
MOVE_ROUNDS_MAX = 4
FRESH = timedelta(days=1)


class MovedMeanwhile(Exception):
    """A record lies in a stream that was not locked; the transaction must be tried again."""


def open_plan(
    context: Context,
    connection: Connection,
    bodies: Sequence[Fields],
    *,
    known: Iterable[Place] = (),
    also: Iterable[str] = (),
    partitions: Iterable[str] = (),
    streams: Iterable[str] = (),
    said: Mapping[str, str] | None = None,
) -> Plan:
    """A plan over all that these changesets name, the `streams` and the records `also`, which lie
    there or in the `partitions`; `known` are places that need no look-up, `said` the stream that
    was named of a record. Raises MovedMeanwhile."""
    ids = set(also).union(*(ids_of(body) for body in bodies))
    named = set(streams).union(*(streams_of(body) for body in bodies))
    said = {**said_of(bodies), **(said or {})}
    places = {place.stream: place for place in known}
    places |= find_stream_places(connection, sorted(named - places.keys()))
    where = {place.partition for place in places.values()}.union(partitions)
    moved = _find_moved(connection, ids - created_ids(bodies), named, places, where)
    where |= {place.partition for place in moved}
    world = _read_world(connection, where, ids, places, said)
    wanted = (named & places.keys()) | _streams_in(world)
    heads = records.lock_streams(connection, [places[stream] for stream in wanted])
    if not is_sqlite(connection):
        world = _read_world(connection, where, ids, places, said)
        if not _streams_in(world) <= heads.keys():
            raise MovedMeanwhile
    world.epoch = len(list_epochs(connection))
    return Plan(
        world,
        heads,
        context.new_id,
        context.new_tags(),
        context.now_text(),
        context.settings.limits.fields_bytes_max,
        lambda user: count_open_conflicts(connection, user),
        context.settings.limits.conflicts_open_max,
        context.settings.limits.conflict_bytes_max,
        _deletions(context, connection),
    )


def _deletions(context: Context, connection: Connection) -> Deletions:
    today = context.now().astimezone(LOCAL_TIME).date().isoformat()
    return Deletions(
        context.settings.limits.deletions_a_day_max,
        lambda user: count_deleted(connection, user, day=today),
        fresh_since=time_text(context.now() - FRESH),
        day=today,
    )


def _find_moved(
    connection: Connection,
    sought: set[str],
    named: set[str],
    places: dict[str, Place],
    partitions: set[str],
) -> list[Place]:
    """The places outside these partitions where records lie that left the named streams; a device
    that has not heard of the move still names the old one."""
    found: list[Place] = []
    for _ in range(MOVE_ROUNDS_MAX):
        targets = records.find_moves(connection, partitions, named, sought) if sought else set()
        new = find_stream_places(connection, sorted(targets - places.keys()))
        if not new:
            break
        places |= new
        found += new.values()
        named, partitions = set(new), {place.partition for place in new.values()}
    return found


def _streams_in(world: World) -> set[str]:
    return {record.place.stream for record in world.records.values()}


def _read_world(
    connection: Connection,
    partitions: set[str],
    ids: set[str],
    places: dict[str, Place],
    said: Mapping[str, str],
) -> World:
    twins: set[tuple[str, str]] = set()
    found = records.find_records(connection, partitions, ids, places, said=said, twins=twins)
    _follow_merges(connection, partitions, found, places)
    contested = [record.id for record in found.values() if record.type != "conflict"]
    still_open, every = records.find_conflicts(connection, partitions, contested, places)
    if twins:
        still_open = {
            (record_id, name): conflict
            for (record_id, name), conflict in still_open.items()
            if conflict.place.partition == found[record_id].place.partition
        }
    found.update({conflict.id: conflict for conflict in every})
    erased = records.find_erased(connection, partitions, ids)
    return World(0, found, places, erased, still_open, frozenset(twins))


def _follow_merges(
    connection: Connection, partitions: set[str], found: dict[str, Record], places: dict[str, Place]
) -> None:
    """Adds the households that merged-away ones became part of."""
    for _ in range(MERGE_ROUNDS_MAX):
        targets = {
            str(record.fields["merged_into"])
            for record in found.values()
            if record.fields.get("merged_into")
        } - found.keys()
        more = records.find_records(connection, partitions, targets, places) if targets else {}
        if not more:
            return
        found.update(more)

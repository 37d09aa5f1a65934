"""The indicators of a unit and a period, counted by the province's catalogue from the facts.

The facts catch up with their streams first, so that a report holds all that was committed when it
was asked for.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from backend.core.facts import CountedTopic, counted_topic, follow_merges, roll_up
from backend.core.problems import invalid_request, not_found
from backend.core.scope import Caller, Place
from backend.core.targets import sum_targets, target_of_record
from backend.core.validate import is_date
from backend.services.context import Context, time_text
from backend.services.figures.unit_figures import facts_of_unit
from backend.services.syncing.follow_streams import follow_streams
from backend.store.catalogue import list_live, list_partitions
from backend.store.completeness import Completeness, read_completeness
from backend.store.database import Connection
from backend.store.facts import count_indicator_parts
from backend.store.household_keys import find_merged
from backend.store.places import find_places, find_stream_places
from backend.store.unit_history import find_name_on

SILENT_DAYS = 3

Catalogue = tuple[tuple[CountedTopic, ...], tuple[Mapping[str, object], ...]]


@dataclass(frozen=True, slots=True)
class IndicatorValue:
    """`parts` are the codes that the topics name under this one; `target` is None without one."""

    code: str
    label_vi: str
    label_en: str | None
    unit_vi: str | None
    value: int
    target: float | None
    parts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class IndicatorReport:
    """`first` and `last` are local days, both included; None where the period is open. The place
    has the name of the last day."""

    as_of: str
    place: Place
    first: str | None
    last: str | None
    items: tuple[IndicatorValue, ...]
    completeness: Completeness


def report_indicators(
    context: Context,
    caller: Caller,
    *,
    unit_id: str | None = None,
    first: str | None = None,
    last: str | None = None,
) -> IndicatorReport:
    """Raises Problem 404 `not_found` for a unit out of the caller's scope, 422 for a wrong day."""
    for name, day in (("from", first), ("to", last)):
        if day is not None and not is_date(day):
            raise invalid_request(name, "must be a day, YYYY-MM-DD")
    with context.database.read() as connection:
        place = _get_place(connection, caller, unit_id)
        name_then = find_name_on(connection, place.unit_id, last) if last else None
        partitions = list_partitions(connection, place)
    as_of = context.now()
    follow_streams(context, partitions)
    with context.database.read() as connection:
        scope = facts_of_unit(connection, place, partitions, first=first, last=last)
        topics, indicators = _read_catalogue(connection, place)
        stayed = follow_merges(find_merged(connection, partitions))
        parts = count_indicator_parts(connection, scope, topics, stayed)
        targets = _find_targets(connection, place, first, last)
        silent_since = time_text(as_of - timedelta(days=SILENT_DAYS))
        completeness = read_completeness(connection, place.unit_id, silent_since=silent_since)
    return IndicatorReport(
        as_of=time_text(as_of),
        place=replace(place, name=name_then or place.name),
        first=first,
        last=last,
        items=tuple(_values(indicators, parts, targets)),
        completeness=completeness,
    )


def _get_place(connection: Connection, caller: Caller, unit_id: str | None) -> Place:
    """One of the caller's own units, or below, or the commune above; never the province above.
    Hamlets that ended are reported like others."""
    if unit_id is None:
        if not caller.places:
            raise not_found()
        unit_id = caller.places[0].unit_id
    ended = find_stream_places(connection, [f"hamlet:{unit_id}"]).get(f"hamlet:{unit_id}")
    place = ended or find_places(connection, [unit_id]).get(unit_id)
    if place is None or not caller.may_read(place):
        raise not_found()
    if place.level == "province" and place not in caller.places:
        raise not_found()
    return place


def _read_catalogue(connection: Connection, place: Place) -> Catalogue:
    """The topics that count, one for each code, and the indicators in their order."""
    topics: dict[str, CountedTopic] = {}
    indicators: dict[str, Mapping[str, object]] = {}
    found = list_live(
        connection, place.province, f"province:{place.province}", ("topic", "indicator")
    )
    for record_type, fields in found:
        if record_type == "indicator":
            indicators[str(fields.get("code"))] = fields
        elif (topic := counted_topic(fields)) is not None:
            topics[topic.code] = topic
    order = sorted(indicators, key=lambda code: (len(code), code))
    return tuple(topics.values()), tuple(indicators[code] for code in order)


def _find_targets(
    connection: Connection, place: Place, first: str | None, last: str | None
) -> Mapping[str, float]:
    """Targets are set for months: a period that is open on a side is held against none."""
    if first is None or last is None or place.commune is None:
        return {}
    found = list_live(connection, place.commune, f"commune:{place.commune}", ("target",))
    targets = [each for _, fields in found if (each := target_of_record(fields)) is not None]
    if place.level == "hamlet":
        targets = [target for target in targets if target.unit_id == place.unit_id]
    return sum_targets(targets, place.unit_id, first=first, last=last)


def _values(
    indicators: Iterable[Mapping[str, object]],
    parts: Mapping[str, int],
    targets: Mapping[str, float],
) -> Iterable[IndicatorValue]:
    wanted = {str(fields["code"]): fields for fields in indicators}
    rolled = roll_up(parts, wanted)
    for code, fields in wanted.items():
        label_en, unit_vi = fields.get("label_en"), fields.get("unit_vi")
        yield IndicatorValue(
            code=code,
            label_vi=str(fields.get("label_vi")),
            label_en=label_en if isinstance(label_en, str) else None,
            unit_vi=unit_vi if isinstance(unit_vi, str) else None,
            value=sum(rolled[code].values()),
            target=targets.get(code),
            parts=rolled[code],
        )

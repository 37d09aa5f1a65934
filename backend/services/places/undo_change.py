"""Takes a merge or a split of hamlets back, as if it had never been: the hamlets that ended are
there again, and what was recorded in those that were made counts for them.

The hamlets that were made keep their streams like any that ended, because phones may still hold
what they recorded there; nothing is moved that was not moved by the change. It can be taken back
for a time, and as long as no later change rests on it.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from backend.core.people import Unit
from backend.core.problems import stale
from backend.core.scope import Caller, Place
from backend.core.unit_history import Part
from backend.services.context import Context, time_text
from backend.services.places.hamlet_desk import (
    Grounds,
    check_names,
    list_teams,
    move_teams,
    open_desk,
    tell_units,
    today_of,
    try_again,
    write_down,
)
from backend.services.syncing.settle_hamlets import settle_arrivals
from backend.store import undone_hamlets, unit_history, units, users
from backend.store.database import Connection
from backend.store.revisions import list_revisions
from backend.store.unit_history import MERGED, UNDONE, Succession

WHY_NOT = {
    "nothing": "No merge or split made this hamlet.",
    "too_late": "The change was made too long ago.",
    "changed_since": "What the change made was itself merged or split: take that back first.",
    "same_day": "The hamlets that ended had begun on that very day, by another change.",
}


@dataclass(frozen=True, slots=True)
class _Change:
    """One merge or split as it stands: what ended, and what it made."""

    successions: Sequence[Succession]

    @property
    def is_merge(self) -> bool:
        return self.successions[0].kind == MERGED

    @property
    def grounds(self) -> Grounds:
        return Grounds(self.successions[0].effective, self.successions[0].legal_ref)

    @property
    def old_ids(self) -> list[str]:
        return sorted({each.old_id for each in self.successions})

    @property
    def new_ids(self) -> list[str]:
        return sorted({each.new_id for each in self.successions})


@dataclass(frozen=True, slots=True)
class _Home:
    """Where it all belongs: each household that passed, each person who came from one hamlet
    alone, and what nothing is known of (`rest`, where most households came from)."""

    households: Mapping[str, str]
    people: Mapping[str, set[str]]
    rest: str


def undo_until(context: Context, origin: Succession) -> str | None:
    """Until when a change can be taken back; None where nobody knows when it was made."""
    if origin.made_at == "":
        return None
    days = timedelta(days=context.settings.retention.undo_days)
    return time_text(datetime.fromisoformat(origin.made_at) + days)


def undo_change(context: Context, caller: Caller, unit_id: str) -> tuple[Unit, ...]:
    """The hamlets that are there again. `unit_id` is one that the change made.

    Raises Problems 403, 404, 409 `name_taken` where another hamlet has an old name now, 409
    `stale` with a `reason` of `WHY_NOT`.
    """
    change, again = try_again(
        context, lambda connection: _undo(context, connection, caller, unit_id)
    )
    settle_arrivals(context, [f"hamlet:{each}" for each in change.new_ids], by=caller.user_id)
    return tuple(again)


def _undo(
    context: Context, connection: Connection, caller: Caller, unit_id: str
) -> tuple[_Change, list[Unit]]:
    change = _find_change(connection, unit_id)
    today = today_of(context)
    also = [*change.old_ids, *change.new_ids] if change else []
    leaving = [] if change is None else change.new_ids
    desk = open_desk(
        connection,
        caller,
        [unit_id],
        today=today,
        from_day=today,
        also=also,
        leaving=leaving,
    )
    if change is None or _find_change(connection, unit_id) != change:
        raise _refused("nothing")
    _check(context, connection, change)
    again = _list_units(connection, change.old_ids)
    made = _list_units(connection, change.new_ids)
    names = [unit.name for unit in again]
    check_names(connection, desk.commune, names, but=change.new_ids)
    home = _find_home(connection, desk.commune, change)
    _take_back(context, connection, desk.commune, change, home)
    _move_people(connection, change, home, at=context.now_text())
    again = [replace(unit, valid_to=None) for unit in again]
    made = [replace(unit, valid_to=change.grounds.day_before) for unit in made]
    tell_units(context, connection, caller, desk.commune, [*again, *made])
    _move_teams(context, connection, caller, desk.commune, change, home)
    write_down(
        context,
        connection,
        caller,
        desk.commune,
        action="units_merge_undone" if change.is_merge else "unit_split_undone",
        subject=(change.new_ids if change.is_merge else change.old_ids)[0],
        said={"units": change.old_ids, "undone": change.new_ids, **change.grounds.said},
    )
    return change, again


def _find_change(connection: Connection, unit_id: str) -> _Change | None:
    origins = unit_history.list_origins(connection, [unit_id])
    if not origins:
        return None
    if origins[0].kind == MERGED:
        return _Change(origins)
    return _Change(unit_history.list_successions(connection, [origins[0].old_id]))


def _list_units(connection: Connection, unit_ids: Sequence[str]) -> list[Unit]:
    found = (units.find_unit(connection, each) for each in unit_ids)
    return [unit for unit in found if unit is not None]


def _refused(reason: str) -> Exception:
    return stale(WHY_NOT[reason], reason=reason)


def _check(context: Context, connection: Connection, change: _Change) -> None:
    until = undo_until(context, change.successions[0])
    if until is None or until < context.now_text():
        raise _refused("too_late")
    if any(unit.valid_to is not None for unit in _list_units(connection, change.new_ids)):
        raise _refused("changed_since")
    before = unit_history.list_origins(connection, change.old_ids)
    # Their households passed on at once, and nobody kept through which of them.
    if any(each.effective == change.grounds.effective for each in before):
        raise _refused("same_day")


def _find_home(connection: Connection, commune: Place, change: _Change) -> _Home:
    old, new = change.old_ids, change.new_ids
    passed = undone_hamlets.list_passed(connection, commune.partition, old, new)
    most = Counter(passed.values()).most_common(1)
    rest = most[0][0] if most else old[0]
    if not change.is_merge:
        return _Home({}, {}, rest)
    return _Home(passed, undone_hamlets.list_came_from(connection, old, new[0]), rest)


def _take_back(
    context: Context, connection: Connection, commune: Place, change: _Change, home: _Home
) -> None:
    old, new, grounds = change.old_ids, change.new_ids, change.grounds
    clusters = _clusters_of(connection, commune, change, home)
    undone_hamlets.forget_change(connection, commune.partition, old, new)
    undone_hamlets.reopen_units(connection, old)
    unit_history.close_units(connection, new, last_day=grounds.day_before)
    unit_history.insert_successions(
        connection,
        [
            Succession(
                *(made, each, UNDONE, grounds.effective, grounds.legal_ref),
                part=Part(each, each == home.rest, clusters.get(each, ())),
                made_at=context.now_text(),
            )
            for made in new
            for each in old
        ],
    )
    known = {user: next(iter(own)) for user, own in home.people.items() if len(own) == 1}
    for made in new:
        undone_hamlets.keep_homes(connection, commune.partition, made, {**home.households, **known})


def _clusters_of(
    connection: Connection, commune: Place, change: _Change, home: _Home
) -> dict[str, tuple[str, ...]]:
    """Clusters that lay in one of the hamlets alone: a new house of theirs belongs there."""
    streams = [f"hamlet:{each}" for each in (*change.old_ids, *change.new_ids)]
    lay_in: dict[str, set[str]] = defaultdict(set)
    for houses in unit_history.list_houses(connection, commune.partition, streams).values():
        for house in houses:
            if house.cluster and house.id in home.households:
                lay_in[house.cluster].add(home.households[house.id])
    found: dict[str, list[str]] = defaultdict(list)
    for cluster, hamlets in sorted(lay_in.items()):
        if len(hamlets) == 1:
            found[next(iter(hamlets))].append(cluster)
    return {hamlet: tuple(clusters) for hamlet, clusters in found.items()}


def _move_people(connection: Connection, change: _Change, home: _Home, *, at: str) -> None:
    """Back to where each came from; who came later belongs to all that are there again."""
    made = set(change.new_ids)
    for user_id, own in users.list_members(connection, made).items():
        back = home.people.get(user_id) or change.old_ids
        users.move_user(connection, user_id, old=own, new=[*(set(own) - made), *back], at=at)


def _move_teams(
    context: Context,
    connection: Connection,
    caller: Caller,
    commune: Place,
    change: _Change,
    home: _Home,
) -> None:
    """Back to their own hamlets; one founded since goes where the rest goes."""
    target_of = dict.fromkeys(change.new_ids, home.rest)
    for team_id, fields in list_teams(connection, commune):
        if change.is_merge and fields.get("unit_id") in change.new_ids:
            came_from = _team_came_from(connection, commune, team_id, change)
            if came_from is not None:
                target_of[team_id] = came_from
    move_teams(context, connection, caller, commune, target_of)


def _team_came_from(
    connection: Connection, commune: Place, team_id: str, change: _Change
) -> str | None:
    for revision in reversed(list_revisions(connection, commune.partition, team_id)):
        changed = revision["fields"]
        assert isinstance(changed, dict)
        unit = changed.get("unit_id")
        if unit is not None and unit["from"] in change.old_ids:
            return str(unit["from"])
    return None

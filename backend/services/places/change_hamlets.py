"""Hamlets end and others begin: what a merge and a split have in common. People and teams change
with the act, households then follow in bounded steps; what was recorded before stays.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from backend.core.people import Unit
from backend.core.problems import invalid_request
from backend.core.scope import Caller
from backend.core.unit_history import Part, Passage, part_for
from backend.services.context import Context
from backend.services.places.hamlet_desk import (
    Desk,
    Grounds,
    check_names,
    move_teams,
    new_hamlet,
    open_desk,
    tell_units,
    today_of,
    try_again,
    write_down,
)
from backend.services.syncing.settle_hamlets import settle_arrivals
from backend.store import unit_history, units, users
from backend.store.database import Connection
from backend.store.unit_history import MERGED, SPLIT, Succession


@dataclass(frozen=True, slots=True)
class NewPart:
    """What goes to one part: clusters, single households, people and teams by id. The first part
    takes all else; people who are named nowhere go to every part."""

    name: str
    type: str
    clusters: Sequence[str] = ()
    households: Sequence[str] = ()
    users: Sequence[str] = ()
    teams: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """The hamlets that end, by id, and what they become: one (a merge) or several (a split)."""

    hamlets: Sequence[str]
    parts: Sequence[NewPart]
    grounds: Grounds

    @property
    def kind(self) -> str:
        return MERGED if len(self.parts) == 1 else SPLIT


@dataclass(frozen=True, slots=True)
class _Made:
    """The change in one commune, and the units made for its parts."""

    change: Change
    desk: Desk
    units: tuple[Unit, ...]

    def named(self, what: str) -> dict[str, str]:
        """Whoever a part names → its unit."""
        pairs = zip(self.units, self.change.parts, strict=True)
        return {each: unit.id for unit, part in pairs for each in getattr(part, what)}


def change_hamlets(context: Context, caller: Caller, change: Change) -> tuple[Unit, ...]:
    """The new hamlets in their order. Raises Problems 403, 404, 409 `name_taken`, and 422 also for
    households and people that do not belong to those that end."""
    made = try_again(context, lambda connection: _change(context, connection, caller, change))
    settle_arrivals(context, made.desk.streams, by=caller.user_id)
    return made.units


def _change(context: Context, connection: Connection, caller: Caller, change: Change) -> _Made:
    effective, ids, today = change.grounds.effective, list(change.hamlets), today_of(context)
    desk = open_desk(connection, caller, ids, today=today, from_day=effective, leaving=ids)
    check_names(connection, desk.commune, [part.name for part in change.parts], but=ids)
    units_made = tuple(
        new_hamlet(context, desk.commune, part.name, part.type, effective) for part in change.parts
    )
    made = _Made(change, desk, units_made)
    _end(connection, made, at=context.now_text())
    _move_people(connection, made, at=context.now_text())
    _tell(context, connection, caller, made)
    return made


def _end(connection: Connection, made: _Made, *, at: str) -> None:
    change, desk, grounds = made.change, made.desk, made.change.grounds
    for unit in made.units:
        units.insert_unit(connection, unit)
    unit_history.close_units(connection, change.hamlets, last_day=grounds.day_before)
    became = [
        Part(unit.id, takes_rest=unit is made.units[0], clusters=tuple(part.clusters))
        for unit, part in zip(made.units, change.parts, strict=True)
    ]
    unit_history.insert_successions(
        connection,
        [
            Succession(
                *(old, part.unit_id, change.kind, grounds.effective, grounds.legal_ref),
                part=part,
                made_at=at,
            )
            for old in change.hamlets
            for part in became
        ],
    )
    houses = unit_history.list_houses(connection, desk.commune.partition, desk.streams)
    passages = _passages(houses, became, made.named("households"), grounds.effective)
    unit_history.keep_passages(connection, desk.commune.partition, passages)


def _passages(
    houses: Mapping[str, Sequence[unit_history.House]],
    became: Sequence[Part],
    by_name: Mapping[str, str],
    effective: str,
) -> list[Passage]:
    here = {house.id for found in houses.values() for house in found}
    if by_name.keys() - here:
        raise invalid_request("households", "must lie in the hamlet")
    return [
        Passage(
            *(house.id, effective, stream.removeprefix("hamlet:")),
            next_id=by_name.get(house.id) or part_for(became, house.cluster),
        )
        for stream, found in houses.items()
        for house in found
    ]


def _move_people(connection: Connection, made: _Made, *, at: str) -> None:
    ended = set(made.change.hamlets)
    members = users.list_members(connection, ended)
    if made.named("users").keys() - members.keys():
        raise invalid_request("users", "must belong to the hamlet")
    every = [unit.id for unit in made.units]
    pairs = list(zip(made.units, made.change.parts, strict=True))
    for user_id, own in members.items():
        named = [unit.id for unit, part in pairs if user_id in part.users]
        new = [*(set(own) - ended), *(named or every)]
        users.move_user(connection, user_id, old=own, new=new, at=at)


def _tell(context: Context, connection: Connection, caller: Caller, made: _Made) -> None:
    """To the phones, to the teams, and to the audit log."""
    change, commune, first = made.change, made.desk.commune, made.units[0]
    ended = [replace(each, valid_to=change.grounds.day_before) for each in made.desk.hamlets]
    tell_units(context, connection, caller, commune, [*ended, *made.units])
    target_of = dict.fromkeys(change.hamlets, first.id) | made.named("teams")
    move_teams(context, connection, caller, commune, target_of)
    is_merge = change.kind == MERGED
    others = list(change.hamlets) if is_merge else [unit.id for unit in made.units]
    write_down(
        context,
        connection,
        caller,
        commune,
        action="units_merged" if is_merge else "unit_split",
        subject=first.id if is_merge else change.hamlets[0],
        said={"units": others, **change.grounds.said},
    )

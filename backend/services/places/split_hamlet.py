"""One hamlet becomes several from a day on: each household goes to one part, by name or by its
cluster, its people and teams to the parts that are said.
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
    write_down,
)
from backend.services.syncing.settle_hamlets import settle_arrivals
from backend.store import unit_history, units, users
from backend.store.database import Connection
from backend.store.unit_history import Succession

PARTS_MIN, PARTS_MAX = 2, 20


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


def split_hamlet(
    context: Context, caller: Caller, unit_id: str, parts: Sequence[NewPart], grounds: Grounds
) -> tuple[Unit, ...]:
    """The parts in their order. Raises Problems as `merge_hamlets`, and 422 for what is said to
    go to two parts, or does not belong to the hamlet."""
    _check(parts)
    with context.database.write() as connection:
        today = today_of(context)
        desk = open_desk(connection, caller, [unit_id], today=today, from_day=grounds.effective)
        names = [part.name for part in parts]
        check_names(connection, desk.commune, names, but=[unit_id])
        made = tuple(
            new_hamlet(context, desk.commune, part.name, part.type, grounds.effective)
            for part in parts
        )
        _end(connection, desk, made, parts, grounds)
        _move_people(connection, unit_id, made, parts, at=context.now_text())
        ended = replace(desk.hamlets[0], valid_to=grounds.day_before)
        tell_units(context, connection, caller, desk.commune, [ended, *made])
        by_team = {
            team: unit.id for unit, part in zip(made, parts, strict=True) for team in part.teams
        }
        target_of = {unit_id: made[0].id, **by_team}
        move_teams(context, connection, caller, desk.commune, target_of)
        said: dict[str, object] = {"units": [unit.id for unit in made]}
        write_down(
            context,
            connection,
            caller,
            desk.commune,
            action="unit_split",
            subject=unit_id,
            said=said | {"from": grounds.effective, "legal_ref": grounds.legal_ref},
        )
    settle_arrivals(context, desk.streams, by=caller.user_id)
    return made


def _check(parts: Sequence[NewPart]) -> None:
    if not PARTS_MIN <= len(parts) <= PARTS_MAX:
        raise invalid_request("parts", f"a hamlet becomes {PARTS_MIN} to {PARTS_MAX}")
    for name in ("clusters", "households", "teams"):
        named = [each for part in parts for each in getattr(part, name)]
        if len(set(named)) != len(named):
            raise invalid_request(name, "must go to one part each")


def _end(
    connection: Connection,
    desk: Desk,
    made: Sequence[Unit],
    parts: Sequence[NewPart],
    grounds: Grounds,
) -> None:
    (ended,) = desk.hamlets
    for unit in made:
        units.insert_unit(connection, unit)
    unit_history.close_units(connection, [ended.id], last_day=grounds.day_before)
    became = [
        Part(unit.id, takes_rest=unit is made[0], clusters=tuple(part.clusters))
        for unit, part in zip(made, parts, strict=True)
    ]
    unit_history.insert_successions(
        connection,
        [
            Succession(ended.id, part.unit_id, "part", grounds.effective, grounds.legal_ref, part)
            for part in became
        ],
    )
    by_name = {
        house: unit.id for unit, part in zip(made, parts, strict=True) for house in part.households
    }
    houses = unit_history.list_houses(connection, desk.commune.partition, desk.streams)
    here = houses.get(desk.streams[0], [])
    if by_name.keys() - {house.id for house in here}:
        raise invalid_request("households", "must lie in the hamlet")
    unit_history.keep_passages(
        connection,
        desk.commune.partition,
        _passages(ended.id, grounds.effective, by_name, became, here),
    )


def _passages(
    ended: str,
    effective: str,
    by_name: Mapping[str, str],
    became: Sequence[Part],
    houses: Sequence[unit_history.House],
) -> list[Passage]:
    return [
        Passage(
            house.id,
            effective,
            ended,
            by_name.get(house.id) or part_for(became, house.cluster),
        )
        for house in houses
    ]


def _move_people(
    connection: Connection,
    ended: str,
    made: Sequence[Unit],
    parts: Sequence[NewPart],
    *,
    at: str,
) -> None:
    members = users.list_members(connection, [ended])
    asked = {user for part in parts for user in part.users}
    if asked - members.keys():
        raise invalid_request("users", "must belong to the hamlet")
    for user_id, own in members.items():
        named = [unit.id for unit, part in zip(made, parts, strict=True) if user_id in part.users]
        new = [*(set(own) - {ended}), *(named or [unit.id for unit in made])]
        users.move_user(connection, user_id, old=own, new=new, at=at)

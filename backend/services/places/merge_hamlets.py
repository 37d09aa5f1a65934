"""Several hamlets become one from a day on: its people and teams at once, its households then in
bounded steps. What was recorded before stays with the hamlets that were.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from backend.core.people import Unit
from backend.core.problems import invalid_request
from backend.core.scope import Caller
from backend.core.unit_history import Part, Passage
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

MERGED_MIN, MERGED_MAX = 2, 20


@dataclass(frozen=True, slots=True)
class Merger:
    """The hamlets by id, and the name and type of the one that they become."""

    hamlets: Sequence[str]
    name: str
    type: str


def merge_hamlets(context: Context, caller: Caller, merger: Merger, grounds: Grounds) -> Unit:
    """The new hamlet. Raises Problems 403, 404, 409 `name_taken`, 422."""
    ids = list(dict.fromkeys(merger.hamlets))
    if not MERGED_MIN <= len(ids) <= MERGED_MAX:
        raise invalid_request("units", f"{MERGED_MIN} to {MERGED_MAX} hamlets become one")
    with context.database.write() as connection:
        today = today_of(context)
        desk = open_desk(connection, caller, ids, today=today, from_day=grounds.effective)
        check_names(connection, desk.commune, [merger.name], but=ids)
        unit = new_hamlet(context, desk.commune, merger.name, merger.type, grounds.effective)
        _end(connection, desk, unit, grounds)
        _move_people(connection, desk, unit, at=context.now_text())
        ended = [replace(each, valid_to=grounds.day_before) for each in desk.hamlets]
        tell_units(context, connection, caller, desk.commune, [*ended, unit])
        move_teams(context, connection, caller, desk.commune, dict.fromkeys(ids, unit.id))
        said = {"units": ids, "from": grounds.effective, "legal_ref": grounds.legal_ref}
        write_down(
            context,
            connection,
            caller,
            desk.commune,
            action="units_merged",
            subject=unit.id,
            said=said,
        )
    settle_arrivals(context, desk.streams, by=caller.user_id)
    return unit


def _end(connection: Connection, desk: Desk, unit: Unit, grounds: Grounds) -> None:
    ids = [each.id for each in desk.hamlets]
    units.insert_unit(connection, unit)
    unit_history.close_units(connection, ids, last_day=grounds.day_before)
    part = Part(unit.id, takes_rest=True)
    unit_history.insert_successions(
        connection,
        [
            Succession(each, unit.id, "whole", grounds.effective, grounds.legal_ref, part)
            for each in ids
        ],
    )
    houses = unit_history.list_houses(connection, desk.commune.partition, desk.streams)
    passages = [
        Passage(house.id, grounds.effective, stream.removeprefix("hamlet:"), unit.id)
        for stream, found in houses.items()
        for house in found
    ]
    unit_history.keep_passages(connection, desk.commune.partition, passages)


def _move_people(connection: Connection, desk: Desk, unit: Unit, *, at: str) -> None:
    ended = {each.id for each in desk.hamlets}
    members = users.list_members(connection, ended)
    for user_id, own in members.items():
        users.move_user(connection, user_id, old=own, new=[*(set(own) - ended), unit.id], at=at)

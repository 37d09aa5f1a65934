"""A hamlet under another name from a day on; the old one stays in its history, and the change can
be taken back.
"""

from collections.abc import Mapping
from dataclasses import replace

from backend.core.people import Unit
from backend.core.problems import invalid_request, stale
from backend.core.scope import Caller
from backend.services.context import Context
from backend.services.places.hamlet_desk import (
    Desk,
    Grounds,
    check_names,
    open_desk,
    tell_units,
    today_of,
    write_down,
)
from backend.store import unit_history
from backend.store.database import Connection
from backend.store.unit_history import FormerName


def rename_hamlet(
    context: Context, caller: Caller, unit_id: str, *, name: str, grounds: Grounds
) -> Unit:
    """The unit under its new name. Raises Problems 403, 404, 409 `name_taken`, 422."""
    with context.database.write() as connection:
        today = today_of(context)
        desk = open_desk(connection, caller, [unit_id], today=today, from_day=grounds.effective)
        (unit,) = desk.hamlets
        check_names(connection, desk.commune, [name], but=())
        former = unit_history.list_former_names(connection, [unit_id])
        if former and grounds.effective <= former[-1].until:
            raise invalid_request("from", "is before the last change of the name")
        unit_history.rename_unit(
            connection,
            unit.id,
            name,
            former=FormerName(unit.id, grounds.effective, unit.name, grounds.legal_ref),
        )
        said = {"from": grounds.effective, "legal_ref": grounds.legal_ref}
        return _tell(context, connection, caller, desk, name, action="unit_renamed", said=said)


def undo_rename(context: Context, caller: Caller, unit_id: str) -> Unit:
    """The unit under the name that it had before. Raises Problems 403, 404, 409 `name_taken`
    where another hamlet has it now, 409 `stale` where there is none."""
    with context.database.write() as connection:
        today = today_of(context)
        desk = open_desk(connection, caller, [unit_id], today=today, from_day=today)
        former = unit_history.list_former_names(connection, [unit_id])
        if not former:
            raise stale("This hamlet has had no other name.")
        last = former[-1]
        check_names(connection, desk.commune, [last.name], but=[unit_id])
        unit_history.take_back_name(connection, last)
        said = {"from": last.until}
        action = "unit_rename_undone"
        return _tell(context, connection, caller, desk, last.name, action=action, said=said)


def _tell(
    context: Context,
    connection: Connection,
    caller: Caller,
    desk: Desk,
    name: str,
    *,
    action: str,
    said: Mapping[str, object],
) -> Unit:
    unit = replace(desk.hamlets[0], name=name)
    tell_units(context, connection, caller, desk.commune, [unit])
    write_down(context, connection, caller, desk.commune, action=action, subject=unit.id, said=said)
    return unit

"""Adding a hamlet to a commune, with its `unit` record in the commune's stream."""

from backend.core.facts import LOCAL_TIME
from backend.core.people import Unit
from backend.core.problems import name_taken, not_allowed, not_found
from backend.core.scope import Caller
from backend.services.context import Context
from backend.services.people.user_changes import covers
from backend.services.server_records import put_records
from backend.store import audit, records, units
from backend.store.places import find_places


def create_hamlet(
    context: Context, caller: Caller | None, *, name: str, unit_type: str, parent_id: str
) -> Unit:
    """The unit made, in force from today. Without a caller it is the server itself that asks.

    Raises Problem 404 `not_found` for a commune that is unknown or out of scope, 403
    `not_allowed` for who reads it and is no admin of it, 409 `name_taken`.
    """
    with context.database.write() as connection:
        commune = find_places(connection, [parent_id]).get(parent_id)
        if commune is None or commune.level != "commune":
            raise not_found()
        if caller is not None and not covers(caller, commune):
            raise not_allowed() if caller.may_read(commune) else not_found()
        if caller is not None and not caller.is_admin:
            raise not_allowed()
        # Whoever adds or renames one here waits, so that a name is looked for only when it is free.
        records.lock_streams(connection, [commune])
        if units.find_hamlet_named(connection, commune.unit_id, name) is not None:
            raise name_taken()
        unit = Unit(
            id=context.new_id(),
            code=None,
            level="hamlet",
            type=unit_type,
            name=name,
            parent_id=commune.unit_id,
            province=commune.province,
            commune=commune.unit_id,
            valid_from=context.now().astimezone(LOCAL_TIME).date().isoformat(),
            valid_to=None,
        )
        units.insert_unit(connection, unit)
        put_records(context, connection, commune, [("unit", unit.id, unit_fields(unit))])
        audit.append(
            connection,
            commune.partition,
            at=context.now_text(),
            by=caller.user_id if caller else None,
            device=caller.device_id if caller else None,
            action="unit_created",
            subject=unit.id,
        )
    return unit


def unit_fields(unit: Unit) -> dict[str, object]:
    """The fields of the `unit` record, which are those of `GET /units` without the id."""
    return {
        "code": unit.code,
        "level": unit.level,
        "type": unit.type,
        "name": unit.name,
        "parent_id": unit.parent_id,
        "valid_from": unit.valid_from,
        "valid_to": unit.valid_to,
    }

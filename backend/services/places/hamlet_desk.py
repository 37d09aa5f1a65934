"""What every change of a commune's hamlets shares: who may make it, from which day, under which
name, and how it is told to the phones and written down.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from backend.core.facts import LOCAL_TIME
from backend.core.people import Unit
from backend.core.problems import invalid_request, name_taken, not_allowed, not_found, server_busy
from backend.core.record_types import YEAR_MIN
from backend.core.scope import Caller, Place
from backend.core.validate import Fields
from backend.services.context import Context
from backend.services.people.user_changes import covers
from backend.services.places.create_hamlet import unit_fields
from backend.services.server_records import put_records
from backend.services.syncing.open_plan import MovedMeanwhile
from backend.store import audit, records, units, users
from backend.store.catalogue import list_by_type
from backend.store.database import Connection
from backend.store.places import find_places, find_stream_places

Made = TypeVar("Made")
TRIES_MAX = 5
FIRST_DAY = f"{YEAR_MIN}-01-01"
"""The day before a change is a day of records, too."""


@dataclass(frozen=True, slots=True)
class Grounds:
    """From which day a change holds, and the decision that it rests on."""

    effective: str
    legal_ref: str

    @property
    def day_before(self) -> str:
        return (date.fromisoformat(self.effective) - timedelta(days=1)).isoformat()

    @property
    def said(self) -> dict[str, object]:
        """As the audit log has it."""
        return {"from": self.effective, "legal_ref": self.legal_ref}


@dataclass(frozen=True, slots=True)
class Desk:
    """The commune whose hamlets change, and those of them that do."""

    commune: Place
    hamlets: Sequence[Unit]

    @property
    def streams(self) -> list[str]:
        return [f"hamlet:{hamlet.id}" for hamlet in self.hamlets]


def open_desk(
    connection: Connection,
    caller: Caller,
    hamlet_ids: Sequence[str],
    *,
    today: str,
    from_day: str,
    also: Iterable[str] = (),
    leaving: Sequence[str] = (),
) -> Desk:
    """The hamlets, in force, of one commune whose admin the caller is; their streams are locked,
    and in the same turn those of the hamlets `also`. Before them the people of the hamlets
    `leaving` are locked, and the hamlets, so that nobody else moves them or comes there.

    Raises MovedMeanwhile where somebody came there just now, Problem 404 `not_found` for what is
    unknown or out of scope, 403 `not_allowed` for who is no admin, 422 for hamlets that have
    ended, of several communes, or that began after the day.
    """
    commune = _find_commune(connection, caller, hamlet_ids)
    _lock_people(connection, leaving)
    streams = [f"hamlet:{each}" for each in (*hamlet_ids, *also)]
    own = find_stream_places(connection, streams)
    records.lock_streams(connection, [commune, *own.values()])
    # Read under the lock: somebody else may have ended them a moment ago.
    hamlets = _find_hamlets(connection, hamlet_ids)
    if any(unit.valid_to is not None for unit in hamlets):
        raise invalid_request("units", "has ended already")
    check_day(from_day, today=today, hamlets=hamlets)
    return Desk(commune, hamlets)


def _lock_people(connection: Connection, hamlet_ids: Sequence[str]) -> None:
    """Accounts before units before streams (docs/architecture.md, "What keeps it safe")."""
    if not hamlet_ids:
        return
    locked = users.list_members(connection, hamlet_ids).keys()
    users.lock_users(connection, locked)
    units.lock_units(connection, hamlet_ids)
    if not users.list_members(connection, hamlet_ids).keys() <= locked:
        raise MovedMeanwhile


def try_again(context: Context, act: Callable[[Connection], Made]) -> Made:
    """What the act gives, in a transaction of its own, begun anew (bounded) where it raised
    MovedMeanwhile. Raises Problem 503 `server_busy` after that."""
    for _ in range(TRIES_MAX):
        try:
            with context.database.write() as connection:
                return act(connection)
        except MovedMeanwhile:
            continue
    raise server_busy()


def _find_commune(connection: Connection, caller: Caller, hamlet_ids: Sequence[str]) -> Place:
    hamlets = _find_hamlets(connection, hamlet_ids)
    places = find_places(connection, {str(unit.parent_id) for unit in hamlets})
    commune = next(iter(places.values()), None)
    if commune is None or len(hamlets) != len(hamlet_ids) or not covers(caller, commune):
        raise not_found()
    if not caller.is_admin:
        raise not_allowed()
    if len(places) > 1:
        raise invalid_request("units", "must lie in one commune")
    return commune


def _find_hamlets(connection: Connection, hamlet_ids: Iterable[str]) -> list[Unit]:
    found = [units.find_unit(connection, each) for each in hamlet_ids]
    return [unit for unit in found if unit is not None and unit.level == "hamlet"]


def check_day(day: str, *, today: str, hamlets: Iterable[Unit]) -> None:
    """Raises Problem 422 for a day that is still to come, or before a hamlet began."""
    if day > today:
        raise invalid_request("from", "must not be later than today")
    if day <= FIRST_DAY or any(day < (unit.valid_from or "") for unit in hamlets):
        raise invalid_request("from", "is before the hamlet began")


def check_names(
    connection: Connection, commune: Place, names: Sequence[str], *, but: Iterable[str]
) -> None:
    """Raises Problem 409 `name_taken` for a name twice, or one that another hamlet has."""
    taken = {units.find_hamlet_named(connection, commune.unit_id, name) for name in names}
    if len(set(names)) != len(names) or taken - {None, *but}:
        raise name_taken()


def new_hamlet(context: Context, commune: Place, name: str, kind: str, first_day: str) -> Unit:
    return Unit(
        id=context.new_id(),
        code=None,
        level="hamlet",
        type=kind,
        name=name,
        parent_id=commune.unit_id,
        province=commune.province,
        commune=commune.unit_id,
        valid_from=first_day,
        valid_to=None,
    )


def today_of(context: Context) -> str:
    """The day in Vietnam."""
    return context.now().astimezone(LOCAL_TIME).date().isoformat()


def tell_units(
    context: Context,
    connection: Connection,
    caller: Caller,
    commune: Place,
    changed: Iterable[Unit],
) -> None:
    """The `unit` records of the commune's stream."""
    items = [("unit", unit.id, unit_fields(unit)) for unit in changed]
    put_records(context, connection, commune, items, by=caller.user_id)


def move_teams(
    context: Context,
    connection: Connection,
    caller: Caller,
    commune: Place,
    target_of: Mapping[str, str],
) -> None:
    """Teams belong to the hamlet that theirs became; `target_of` leads from team to unit."""
    items: list[tuple[str, str, Fields]] = []
    for team_id, fields in list_teams(connection, commune):
        target = target_of.get(team_id) or target_of.get(str(fields.get("unit_id")))
        if target is not None:
            items.append(("team", team_id, {**fields, "unit_id": target}))
    put_records(context, connection, commune, items, by=caller.user_id)


def list_teams(connection: Connection, commune: Place) -> list[tuple[str, Fields]]:
    """Id and fields of the commune's teams."""
    teams: list[tuple[str, Fields]] = []
    for _, record in list_by_type(connection, commune.partition, ("team",)):
        fields = record["fields"]
        assert isinstance(fields, dict)
        teams.append((str(record["id"]), fields))
    return teams


def write_down(
    context: Context,
    connection: Connection,
    caller: Caller,
    commune: Place,
    *,
    action: str,
    subject: str,
    said: Mapping[str, object],
) -> None:
    audit.append(
        connection,
        commune.partition,
        at=context.now_text(),
        by=caller.user_id,
        device=caller.device_id,
        action=action,
        subject=subject,
        detail=json.dumps(said, ensure_ascii=False, sort_keys=True),
    )

"""Opens the demo commune: its hamlets, the province's catalogue, accounts and their phones.

In one transaction with the mark of a demo database, so that it is there whole or not at all.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from backend.core.people import Device, Unit, User
from backend.core.scope import Place
from backend.services.context import Context
from backend.services.demo.places import COMMUNE, PROVINCE
from backend.services.demo.staff import PASSWORD, Crew, Hamlet, Staff
from backend.services.people.passwords import hash_password
from backend.services.places.create_hamlet import unit_fields
from backend.services.seed_catalogue import ensure_catalogue
from backend.services.server_records import put_records
from backend.store import audit, devices, units, users
from backend.store.catalogue import has_accounts
from backend.store.database import Connection
from backend.store.places import find_places
from backend.store.server_facts import find_fact, keep_fact

FACT = "demo"


class DemoRefused(RuntimeError):
    """The database holds other people's work, or no units yet."""


@dataclass(frozen=True, slots=True)
class DemoMark:
    """What makes a database a demo; `is_complete` once all of the history is in."""

    seed: int
    today: date
    is_complete: bool = False

    def as_text(self) -> str:
        return json.dumps(
            {"seed": self.seed, "today": self.today.isoformat(), "complete": self.is_complete}
        )


def find_mark(connection: Connection) -> DemoMark | None:
    """Raises DemoRefused where there are accounts but no mark."""
    text = find_fact(connection, FACT)
    if text is not None:
        told = json.loads(text)
        return DemoMark(told["seed"], date.fromisoformat(told["today"]), told["complete"])
    if has_accounts(connection):
        raise DemoRefused("This database has accounts of its own; a demo needs a new one.")
    return None


def keep_mark(context: Context, mark: DemoMark) -> None:
    with context.database.write() as connection:
        keep_fact(connection, FACT, mark.as_text())


def open_commune(context: Context, crew: Crew, mark: DemoMark) -> None:
    """The context's clock must stand before the history begins."""
    password_hash = hash_password(context, PASSWORD)
    with context.database.write() as connection:
        if find_mark(connection) is not None:
            return
        places = find_places(connection, [PROVINCE, COMMUNE])
        if len(places) != len({PROVINCE, COMMUNE}):
            raise DemoRefused("The units of the country are not loaded.")
        ensure_catalogue(context, connection, places[PROVINCE])
        _add_hamlets(context, connection, places[COMMUNE], crew)
        for staff in crew.everybody:
            _add_account(context, connection, staff, password_hash)
        keep_fact(connection, FACT, mark.as_text())
        _audit(context, connection, crew)


def _add_hamlets(context: Context, connection: Connection, commune: Place, crew: Crew) -> None:
    made = list(_units(context, crew.hamlets))
    for unit in made:
        units.insert_unit(connection, unit)
    records = [("unit", unit.id, unit_fields(unit)) for unit in made]
    put_records(context, connection, commune, records)


def _units(context: Context, hamlets: tuple[Hamlet, ...]) -> Iterator[Unit]:
    for hamlet in hamlets:
        yield Unit(
            id=hamlet.id,
            code=None,
            level="hamlet",
            type="ap",
            name=hamlet.name,
            parent_id=COMMUNE,
            province=PROVINCE,
            commune=COMMUNE,
            valid_from=context.now().date().isoformat(),
            valid_to=None,
        )


def _add_account(
    context: Context, connection: Connection, staff: Staff, password_hash: str
) -> None:
    place = PROVINCE if staff.unit_id == PROVINCE else COMMUNE
    now = context.now_text()
    user = User(
        id=staff.user_id,
        place=place,
        username=staff.username,
        full_name=staff.who.full_name,
        phone=None,
        role=staff.role,
        is_active=True,
        units=(staff.unit_id,),
    )
    users.insert_user(connection, user, password_hash=password_hash, at=now, by=None)
    device = Device(
        id=staff.device_id,
        place=place,
        user_id=staff.user_id,
        name=staff.device_name,
        key=None,
        replaces=None,
        lineage=staff.device_id,
        ancestors=(),
        created_at=now,
        last_seen_at=now,
    )
    devices.insert_device(connection, device)


def _audit(context: Context, connection: Connection, crew: Crew) -> None:
    audit.append(
        connection,
        COMMUNE,
        at=context.now_text(),
        by=None,
        device=None,
        action="demo_opened",
        subject=COMMUNE,
        detail=json.dumps({"accounts": len(crew.everybody)}),
    )

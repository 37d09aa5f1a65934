"""The hamlets of a commune now and then, with what a change of them would move."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from backend.core.people import Unit
from backend.core.problems import not_allowed, not_found
from backend.core.scope import Caller
from backend.services.context import Context
from backend.services.people.user_changes import covers
from backend.services.places.undo_change import undo_until
from backend.services.syncing.settle_hamlets import settle_arrivals
from backend.store import unit_history, units, users
from backend.store.database import Connection
from backend.store.places import find_places
from backend.store.unit_history import FormerName, House, Succession

NO_CLUSTER = ""


@dataclass(frozen=True, slots=True)
class HamletNow:
    """A hamlet with the names it had and what it became; `clusters` counts its live households by
    cluster ('' for those without one), `users` are the people who belong to it now. `undo_until`
    is until when the merge or split that made it can be taken back, None where there was none."""

    unit: Unit
    names: Sequence[FormerName]
    became: Sequence[Succession]
    clusters: Mapping[str, int]
    users: Sequence[str]
    undo_until: str | None


def show_hamlets(context: Context, caller: Caller, commune: str) -> tuple[HamletNow, ...]:
    """Those in force first, then those that ended. What a change left half done goes on first.

    Raises Problem 404 `not_found` for a commune that is unknown or out of scope, 403
    `not_allowed` for who is no admin of it.
    """
    with context.database.read() as connection:
        place = find_places(connection, [commune]).get(commune)
        if place is None or place.level != "commune" or not covers(caller, place):
            raise not_found()
        if not caller.is_admin:
            raise not_allowed()
        found = units.list_hamlets(connection, commune)
    settle_arrivals(context, [f"hamlet:{unit.id}" for unit in found if unit.valid_to])
    with context.database.read() as connection:
        ends = {
            each.new_id: undo_until(context, each)
            for each in unit_history.list_origins(connection, [unit.id for unit in found])
        }
        return _show(connection, commune, units.list_hamlets(connection, commune), ends)


def _show(
    connection: Connection,
    commune: str,
    found: Sequence[Unit],
    ends: Mapping[str, str | None],
) -> tuple[HamletNow, ...]:
    ids = [unit.id for unit in found]
    names = unit_history.list_former_names(connection, ids)
    became = unit_history.list_successions(connection, ids)
    houses = unit_history.list_houses(connection, commune, [f"hamlet:{each}" for each in ids])
    members = users.list_members(connection, ids)
    return tuple(
        HamletNow(
            unit=unit,
            names=[each for each in names if each.unit_id == unit.id],
            became=[each for each in became if each.old_id == unit.id],
            clusters=_clusters(houses.get(f"hamlet:{unit.id}", ())),
            users=[user for user, own in members.items() if unit.id in own],
            undo_until=ends.get(unit.id),
        )
        for unit in found
    )


def _clusters(houses: Iterable[House]) -> Mapping[str, int]:
    counted = Counter(house.cluster or NO_CLUSTER for house in houses)
    return dict(sorted(counted.items()))

"""Which facts are a unit's: those of its streams, and those of its own days for a hamlet that
others became, or that became others.
"""

from backend.core.scope import Place
from backend.core.unit_history import Era, UnitHistory
from backend.store import undone_hamlets, unit_history
from backend.store.database import Connection
from backend.store.facts import FIRST_DAY, LAST_DAY, FactScope, list_strays

ALWAYS = Era(FIRST_DAY, LAST_DAY)


def facts_of_unit(
    connection: Connection,
    place: Place,
    partitions: list[str],
    *,
    first: str | None,
    last: str | None,
) -> FactScope:
    """The facts of a unit in a period; the days are local, both included, None is open."""
    period = Era(first or FIRST_DAY, last or LAST_DAY)
    if place.hamlet is None:
        return FactScope(tuple(partitions), first=period.first, last=period.last)
    eras = unit_history.list_eras(connection, place.partition)
    own = eras.get(place.hamlet, ALWAYS)
    return FactScope(
        tuple(partitions),
        stream=place.stream,
        first=max(period.first, own.first),
        last=min(period.last, own.last),
        also=_strays_of(connection, place, eras, period),
    )


def _strays_of(
    connection: Connection, place: Place, eras: dict[str, Era], period: Era
) -> tuple[str, ...]:
    """What was recorded in the stream of a hamlet on a day when that one did not exist, and
    belongs to this one."""
    days = {f"hamlet:{unit_id}": (era.first, era.last) for unit_id, era in eras.items()}
    strays = [
        stray for stray in list_strays(connection, place.partition, days) if period.holds(stray.day)
    ]
    if not strays:
        return ()
    households = {stray.household_id for stray in strays if stray.household_id}
    successions = unit_history.list_successions(connection, eras)
    history = UnitHistory(
        eras,
        {old: [each.part for each in successions if each.old_id == old] for old in eras},
        unit_history.list_passages(connection, place.partition, households),
        undone_hamlets.list_homes(
            connection,
            place.partition,
            [each.old_id for each in successions if each.kind == unit_history.UNDONE],
            subjects={*households, *(stray.author for stray in strays if stray.author)},
        ),
    )
    return tuple(
        stray.id
        for stray in strays
        if place.hamlet
        == history.unit_of(
            stray.stream.removeprefix("hamlet:"), stray.day, stray.household_id, stray.author
        )
    )

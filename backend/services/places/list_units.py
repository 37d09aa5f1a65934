"""The country's units, now or on a day of the past. They are no secret: any user may list them."""

from backend.core.people import Unit
from backend.core.problems import not_found
from backend.services.context import Context
from backend.store import units


def list_units(
    context: Context, parent: str | None, *, on: str | None, after: str, limit: int
) -> tuple[Unit, ...]:
    """At most `limit` parts of `parent` (an id, or the code of a unit of that day; the provinces
    where None) by id, from beyond `after`. `on` is a day `YYYY-MM-DD`, None is now.

    Raises Problem 404 `not_found` for an unknown parent.
    """
    with context.database.read() as connection:
        if parent is not None:
            found = units.find_unit(connection, parent, on=on)
            if found is None:
                raise not_found()
            # The parts of a unit that no longer exists are those of its last day.
            parent, on = found.id, on or found.valid_to
        return units.list_units(connection, parent, on=on, after=after, limit=limit)

"""One hamlet becomes several from a day on: each household goes to one part, by name or by its
cluster, its people and teams to the parts that are said.
"""

from collections.abc import Sequence

from backend.core.people import Unit
from backend.core.problems import invalid_request
from backend.core.scope import Caller
from backend.services.context import Context
from backend.services.places.change_hamlets import Change, NewPart, change_hamlets
from backend.services.places.hamlet_desk import Grounds

PARTS_MIN, PARTS_MAX = 2, 20


def split_hamlet(
    context: Context, caller: Caller, unit_id: str, parts: Sequence[NewPart], grounds: Grounds
) -> tuple[Unit, ...]:
    """The parts in their order. Raises Problems as `merge_hamlets`, and 422 for what is said to
    go to two parts, or does not belong to the hamlet."""
    if not PARTS_MIN <= len(parts) <= PARTS_MAX:
        raise invalid_request("parts", f"a hamlet becomes {PARTS_MIN} to {PARTS_MAX}")
    for name in ("clusters", "households", "teams"):
        named = [each for part in parts for each in getattr(part, name)]
        if len(set(named)) != len(named):
            raise invalid_request(name, "must go to one part each")
    return change_hamlets(context, caller, Change([unit_id], parts, grounds))

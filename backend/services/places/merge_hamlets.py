"""Several hamlets become one from a day on."""

from collections.abc import Sequence
from dataclasses import dataclass

from backend.core.people import Unit
from backend.core.problems import invalid_request
from backend.core.scope import Caller
from backend.services.context import Context
from backend.services.places.change_hamlets import Change, NewPart, change_hamlets
from backend.services.places.hamlet_desk import Grounds

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
    whole = NewPart(merger.name, merger.type)
    (unit,) = change_hamlets(context, caller, Change(ids, [whole], grounds))
    return unit

"""The country's units, and the hamlets that admins add, rename, merge and split."""

from typing import Annotated

from fastapi import APIRouter, Query

from backend.api.account_types import Day, HamletIn, UnitId, UnitOut
from backend.api.hamlet_types import HamletOut, MergeIn, RenameIn, SplitIn
from backend.api.http import Acting, FormRoute, Given, Page, Paged, SignedIn
from backend.core.people import USERNAME_LENGTH_MAX, Unit
from backend.core.problems import not_found
from backend.core.values import is_storable_text
from backend.services.places import create_hamlet as creating
from backend.services.places import list_units as listing
from backend.services.places import merge_hamlets as merging
from backend.services.places import rename_hamlet as renaming
from backend.services.places import split_hamlet as splitting
from backend.services.places import undo_change as undoing
from backend.services.places.show_hamlets import show_hamlets

router = APIRouter(prefix="/units", tags=["units"], route_class=FormRoute)


def known_unit(text: str) -> str:
    """An id of a path. Raises Problem 404 for what no store could ask for."""
    if len(text) > USERNAME_LENGTH_MAX or not is_storable_text(text):
        raise not_found()
    return text


def _id(unit: Unit) -> str:
    return unit.id


@router.get("")
def list_units(
    context: Given,
    _caller: SignedIn,
    page: Paged,
    parent: Annotated[UnitId | None, Query()] = None,
    at: Annotated[Day | None, Query()] = None,
) -> Page[UnitOut]:
    """The parts of `parent` (without it the provinces) in force now, or on the day `at`."""
    found = listing.list_units(context, parent, on=at, after=page.after, limit=page.one_more)
    items, cursor = page.cut(found, _id)
    return Page(items=[UnitOut.of(unit) for unit in items], cursor=cursor)


@router.post("", status_code=201)
def create_hamlet(context: Given, caller: Acting, body: HamletIn) -> UnitOut:
    """A hamlet of a commune, by its admins; 409 `name_taken` where the commune has that name."""
    return UnitOut.of(
        creating.create_hamlet(
            context, caller, name=body.name, unit_type=body.type, parent_id=body.parent_id
        )
    )


@router.get("/{commune}/hamlets")
def list_hamlets(context: Given, caller: Acting, commune: str) -> Page[HamletOut]:
    """A commune's hamlets, those in force first, with their history and what a change would move;
    for its admins. Problems: 403, 404."""
    found = show_hamlets(context, caller, known_unit(commune))
    return Page(items=[HamletOut.of_now(each) for each in found], cursor=None)


@router.post("/merge", status_code=201)
def merge_hamlets(context: Given, caller: Acting, body: MergeIn) -> UnitOut:
    """Hamlets of one commune become one from a day on, which is today or before; their
    households, people and teams go there. Problems: 403, 404, 409 `name_taken`, 422."""
    merger = merging.Merger(body.units, body.name, body.type)
    return UnitOut.of(merging.merge_hamlets(context, caller, merger, body.grounds))


@router.post("/{unit_id}/split", status_code=201)
def split_hamlet(context: Given, caller: Acting, unit_id: str, body: SplitIn) -> Page[UnitOut]:
    """A hamlet becomes several from a day on; the first part takes what is not said to go to
    another. Problems: 403, 404, 409 `name_taken`, 422."""
    parts = [each.as_part() for each in body.parts]
    made = splitting.split_hamlet(context, caller, known_unit(unit_id), parts, body.grounds)
    return Page(items=[UnitOut.of(unit) for unit in made], cursor=None)


@router.post("/{unit_id}/undo")
def undo_change(context: Given, caller: Acting, unit_id: str) -> Page[UnitOut]:
    """Takes back the merge or split that made this hamlet, within the limit `undo_days`; the
    hamlets that are there again. Problems: 403, 404, 409 `name_taken`, and 409 `stale` whose
    `reason` is `nothing`, `too_late`, `changed_since` or `same_day`."""
    again = undoing.undo_change(context, caller, known_unit(unit_id))
    return Page(items=[UnitOut.of(unit) for unit in again], cursor=None)


@router.post("/{unit_id}/rename")
def rename_hamlet(context: Given, caller: Acting, unit_id: str, body: RenameIn) -> UnitOut:
    """Another name from a day on; the old one stays in the history. Problems: 403, 404, 409
    `name_taken`, 422."""
    return UnitOut.of(
        renaming.rename_hamlet(
            context, caller, known_unit(unit_id), name=body.name, grounds=body.grounds
        )
    )


@router.post("/{unit_id}/rename/undo")
def undo_rename(context: Given, caller: Acting, unit_id: str) -> UnitOut:
    """The name that it had before. Problems: 403, 404, 409 `name_taken`, `stale`."""
    return UnitOut.of(renaming.undo_rename(context, caller, known_unit(unit_id)))

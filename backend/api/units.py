"""The country's units, and the hamlets that admins add to them."""

from typing import Annotated

from fastapi import APIRouter, Query

from backend.api.account_types import Day, HamletIn, UnitId, UnitOut
from backend.api.http import Acting, FormRoute, Given, Page, Paged, SignedIn
from backend.core.people import Unit
from backend.services import create_hamlet as creating
from backend.services import list_units as listing

router = APIRouter(prefix="/units", tags=["units"], route_class=FormRoute)


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

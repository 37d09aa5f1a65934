"""People within the caller's units: listing, creating and changing them."""

from typing import Annotated

from fastapi import APIRouter, Query

from backend.api.account_types import UnitId, UserIn, UserOut, UserPatchIn
from backend.api.http import Acting, FormRoute, Given, Page, Paged, known_id
from backend.core.people import User
from backend.core.scope import Role
from backend.services.people import change_user as changing
from backend.services.people import create_user as creating
from backend.services.people import list_users as listing

router = APIRouter(prefix="/users", tags=["users"], route_class=FormRoute)
_COLUMNS = ("username", "full_name", "phone")


def _id(user: User) -> str:
    return user.id


@router.get("")
def list_users(
    context: Given,
    caller: Acting,
    page: Paged,
    unit: Annotated[UnitId | None, Query()] = None,
) -> Page[UserOut]:
    """Users by id; with `unit` only those of that unit and below."""
    found = listing.list_users(context, caller, unit=unit, after=page.after, limit=page.one_more)
    items, cursor = page.cut(found, _id)
    return Page(items=[UserOut.of(user) for user in items], cursor=cursor)


@router.post("", status_code=201)
def create_user(context: Given, caller: Acting, body: UserIn) -> UserOut:
    """403 for a role above one's own, 404 for units out of scope, 409 `name_taken`."""
    new = creating.NewUser(
        username=body.username,
        full_name=body.full_name,
        role=Role(body.role),
        units=body.units,
        phone=body.phone,
        password=body.password,
        is_active=body.active,
    )
    return UserOut.of(creating.create_user(context, caller, new))


@router.get("/{user_id}")
def get_user(context: Given, caller: Acting, user_id: str) -> UserOut:
    """404 for who does not exist or is out of scope."""
    return UserOut.of(listing.get_user(context, caller, known_id(user_id)))


@router.patch("/{user_id}")
def change_user(context: Given, caller: Acting, user_id: str, body: UserPatchIn) -> UserOut:
    """Effective at once; moving keeps the history of units."""
    given = body.model_dump(exclude_unset=True)
    change = changing.UserChange(
        columns={name: given[name] for name in _COLUMNS if name in given},
        role=Role(given["role"]) if "role" in given else None,
        units=given.get("units"),
        is_active=given.get("active"),
        password=given.get("password"),
    )
    return UserOut.of(changing.change_user(context, caller, known_id(user_id), change))

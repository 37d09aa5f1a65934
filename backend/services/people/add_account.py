"""Adding an account from the server's own command line, which opens the account's province."""

from backend.core.people import User
from backend.core.problems import invalid_request, not_found
from backend.core.values import is_storable_text
from backend.services.context import Context
from backend.services.people.create_user import NewUser, create_user
from backend.services.seed_catalogue import ensure_catalogue
from backend.store.places import find_places


def add_account(context: Context, new: NewUser) -> User:
    """The user made, in a province that has its catalogue. Raises Problems as `create_user`."""
    if not all(is_storable_text(text) for text in (new.username, new.full_name)):
        raise invalid_request("username", "holds a character that is not allowed")
    if not new.username.strip() or not new.full_name.strip():
        raise invalid_request("username", "must not be blank")
    with context.database.write() as connection:
        places = find_places(connection, new.units)
        provinces = find_places(connection, {place.province for place in places.values()})
        if len(places) != len(set(new.units)):
            raise not_found()
        for province in provinces.values():
            ensure_catalogue(context, connection, province)
    return create_user(context, None, new)

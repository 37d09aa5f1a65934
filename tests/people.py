"""People for tests: made through the real use case, signed in through the real endpoint."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count

from starlette.testclient import TestClient

from backend.core.people import User
from backend.core.scope import Role
from backend.services.context import Context
from backend.services.people.create_user import NewUser, create_user
from backend.services.places.create_hamlet import create_hamlet

PASSWORD = "mat-khau-cho-test"
PROVINCE = "82"
COMMUNE = "30076"
OTHER_COMMUNE = "28249"
API = "/api/v1"
_devices = count(1)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A user at a device. `headers` go with each request."""

    user_id: str
    device_id: str
    access_token: str
    refresh_token: str

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.access_token}"}


def new_device_id() -> str:
    """A UUIDv7 that no other device of the run has."""
    return f"01980000-0000-7000-8000-{next(_devices):012x}"


def add_hamlet(context: Context, name: str, *, commune: str = COMMUNE) -> str:
    """The id of a new hamlet."""
    return create_hamlet(context, None, name=name, unit_type="ap", parent_id=commune).id


def add_user(
    context: Context, username: str, role: Role, units: Sequence[str], *, password: str = PASSWORD
) -> User:
    new = NewUser(
        username=username,
        full_name=f"Nguyễn Văn {username}",
        role=role,
        units=units,
        password=password,
    )
    return create_user(context, None, new)


def login_body(username: str, device_id: str, *, password: str = PASSWORD) -> dict[str, object]:
    return {
        "username": username,
        "password": password,
        "device": {"id": device_id, "name": "Điện thoại thử"},
    }


def sign_in(client: TestClient, username: str, *, device_id: str | None = None) -> SignedIn:
    device = device_id or new_device_id()
    response = client.post(f"{API}/auth/login", json=login_body(username, device))
    assert response.status_code == 200, response.text
    answer = response.json()
    return SignedIn(answer["user"]["id"], device, answer["access_token"], answer["refresh_token"])


def add_and_sign_in(
    context: Context, client: TestClient, username: str, role: Role, units: Sequence[str]
) -> SignedIn:
    """A new user, signed in at a new device."""
    add_user(context, username, role, units)
    return sign_in(client, username)

"""The wire types of people, units, devices and sign-ins. Strict: "5" is not 5, and a text holds
nothing that a store cannot carry. Names and shapes are those of the contract.
"""

import json
from collections.abc import Callable
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from backend.core.people import (
    NAME_LENGTH_MAX,
    PHONE_LENGTH_MAX,
    USERNAME_LENGTH_MAX,
    Device,
    DeviceClaim,
    Session,
    StreamListing,
    Unit,
    User,
    has_unseen,
    is_line,
    shown_text,
)
from backend.core.scope import Access
from backend.core.validate import is_date
from backend.core.values import clean_text
from backend.services.outbox.outbox_seal import read_public_key

PASSWORD_LENGTH_MAX = 256
TOKEN_LENGTH_MAX = 200
UNITS_MAX = 64
UUID_PATTERN = "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"
COORDINATE_PATTERN = "^[A-Za-z0-9_-]{43}$"

RoleName = Literal["volunteer", "desk", "leader", "commune_admin", "province_admin"]


def line(least: int, most: int) -> Callable[[str], str]:
    """One line of text within these lengths in code points, as it is stored."""

    def check(text: str) -> str:
        if not is_line(text, length_max=len(text)):
            raise ValueError("holds a character that is not allowed")
        cleaned = clean_text(text)
        if not least <= len(cleaned) <= most:
            raise ValueError(f"must have {least} to {most} characters")
        return cleaned

    return check


def _day(text: str) -> str:
    if not is_date(text):
        raise ValueError("must be a day YYYY-MM-DD")
    return text


def no_null(*, default: object) -> Callable[[object], object]:
    """An optional member that is null is as if it were left out."""

    def fill(value: object) -> object:
        return default if value is None else value

    return fill


def not_blank(text: str) -> str:
    shown = shown_text(text)
    if not shown:
        raise ValueError("must not be blank")
    return shown


def as_it_looks(text: str) -> str:
    if has_unseen(text):
        raise ValueError("holds a character that is not allowed")
    return text


Name = Annotated[str, AfterValidator(line(1, NAME_LENGTH_MAX)), AfterValidator(not_blank)]
Username = Annotated[
    str,
    AfterValidator(line(1, USERNAME_LENGTH_MAX)),
    AfterValidator(not_blank),
    AfterValidator(as_it_looks),
]
AnyUsername = Annotated[str, AfterValidator(line(0, NAME_LENGTH_MAX)), AfterValidator(shown_text)]
Password = Annotated[str, AfterValidator(line(0, PASSWORD_LENGTH_MAX))]
Phone = Annotated[str, AfterValidator(line(0, PHONE_LENGTH_MAX)), AfterValidator(shown_text)]
Token = Annotated[str, AfterValidator(line(0, TOKEN_LENGTH_MAX))]
Uuid = Annotated[str, Field(pattern=UUID_PATTERN)]
UnitId = Annotated[str, AfterValidator(line(1, USERNAME_LENGTH_MAX))]
Day = Annotated[str, AfterValidator(_day)]
UnitIds = Annotated[list[UnitId], Field(max_length=UNITS_MAX)]


class StrictIn(BaseModel):
    """What clients send: no coercion; names that the server does not know are passed over."""

    model_config = ConfigDict(strict=True, extra="ignore", frozen=True)


class KeyIn(StrictIn):
    """The public half of a device's P-256 signing key as a JWK (RFC 7517)."""

    kty: Literal["EC"]
    crv: Literal["P-256"]
    x: Annotated[str, Field(pattern=COORDINATE_PATTERN)]
    y: Annotated[str, Field(pattern=COORDINATE_PATTERN)]
    d: None = Field(default=None, description="The private half, which nobody may send.")

    @model_validator(mode="after")
    def lies_on_the_curve(self) -> "KeyIn":
        """What is no point of the curve could verify nothing later."""
        read_public_key(self.model_dump())
        return self


class DeviceIn(StrictIn):
    """What a device says of itself; `replaces` names an older device of the same user."""

    id: Uuid
    name: Name
    key: KeyIn | None = None
    replaces: Uuid | None = None

    def as_claim(self) -> DeviceClaim:
        key = None
        if self.key is not None:
            key = json.dumps(self.key.model_dump(exclude={"d"}), sort_keys=True)
        return DeviceClaim(self.id, self.name, key, self.replaces)


class LoginIn(StrictIn):
    """With `cookie` the refresh token comes as a cookie and not in the answer."""

    username: AnyUsername
    password: Password
    device: DeviceIn
    cookie: Annotated[bool, BeforeValidator(no_null(default=False))] = False


class InvitedIn(StrictIn):
    """The token of an invitation; `cookie` as in a login."""

    token: Token
    device: DeviceIn
    cookie: Annotated[bool, BeforeValidator(no_null(default=False))] = False


class RefreshIn(StrictIn):
    """Without a token the cookie counts; `device` may be a new one that replaces the present."""

    refresh_token: Token | None = None
    device: DeviceIn | None = None


class LogoutIn(StrictIn):
    """Without a token the cookie or the Authorization header counts."""

    refresh_token: Token | None = None


class SignedInUserOut(BaseModel):
    """Who is signed in."""

    id: str
    username: str
    full_name: str
    role: RoleName
    units: list[str]


class StreamOut(BaseModel):
    """A stream that the caller's device pulls; `head` is the last sequence number in it."""

    stream: str
    name: str
    access: Access
    head: int

    @classmethod
    def of(cls, listing: StreamListing) -> "StreamOut":
        return cls(
            stream=listing.stream, name=listing.name, access=listing.access, head=listing.head
        )


class SessionOut(BaseModel):
    """A sign-in; `refresh_token` is null where it came as a cookie, `expires_in` is in seconds."""

    access_token: str
    refresh_token: str | None
    expires_in: int
    user: SignedInUserOut
    streams: list[StreamOut]

    @classmethod
    def of(cls, session: Session, *, by_cookie: bool) -> "SessionOut":
        user = session.user
        return cls(
            access_token=session.access_token,
            refresh_token=None if by_cookie else session.refresh_token,
            expires_in=session.expires_in,
            user=SignedInUserOut(
                id=user.id,
                username=user.username,
                full_name=user.full_name,
                role=user.role.value,
                units=list(user.units),
            ),
            streams=[StreamOut.of(listing) for listing in session.streams],
        )


class UserIn(StrictIn):
    """A new user; without a password they cannot sign in until one is set."""

    username: Username
    full_name: Name
    role: RoleName
    units: UnitIds
    phone: Phone | None = None
    password: Password | None = None
    active: bool = True


class UserPatchIn(StrictIn):
    """What to change; a name that is absent stays as it is. Only `phone` may be null."""

    username: Username = ""
    full_name: Name = ""
    phone: Phone | None = None
    role: RoleName = "volunteer"
    units: UnitIds = Field(default_factory=list)
    active: bool = True
    password: Password = ""


class UserOut(BaseModel):
    """A user as people within the same units see them."""

    id: str
    username: str
    full_name: str
    phone: str | None
    role: RoleName
    units: list[str]
    active: bool

    @classmethod
    def of(cls, user: User) -> "UserOut":
        return cls(
            id=user.id,
            username=user.username,
            full_name=user.full_name,
            phone=user.phone,
            role=user.role.value,
            units=list(user.units),
            active=user.is_active,
        )


class HamletIn(StrictIn):
    """A hamlet to be: `type` is ap, khom, khu-pho or what else people call it there."""

    name: Name
    type: Name
    parent_id: UnitId


class UnitOut(BaseModel):
    """A unit; `valid_from` and `valid_to` are its first and last day, null where open."""

    id: str
    code: str | None
    level: str
    type: str
    name: str
    parent_id: str | None
    valid_from: str | None
    valid_to: str | None

    @classmethod
    def of(cls, unit: Unit) -> "UnitOut":
        return cls(
            id=unit.id,
            code=unit.code,
            level=unit.level,
            type=unit.type,
            name=unit.name,
            parent_id=unit.parent_id,
            valid_from=unit.valid_from,
            valid_to=unit.valid_to,
        )


class DeviceOut(BaseModel):
    """A device as of its last contact; `waiting` is what it said was still unsent."""

    id: str
    user_id: str
    name: str
    app: str | None
    acked: int
    waiting: int | None
    replaces: str | None
    created_at: str
    last_seen_at: str | None
    revoked_at: str | None

    @classmethod
    def of(cls, device: Device) -> "DeviceOut":
        return cls(
            id=device.id,
            user_id=device.user_id,
            name=device.name,
            app=device.app,
            acked=device.acked,
            waiting=device.waiting,
            replaces=device.replaces,
            created_at=device.created_at,
            last_seen_at=device.last_seen_at,
            revoked_at=device.revoked_at,
        )

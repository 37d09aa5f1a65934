"""Who signs in, from what, and where they belong: what the account side of the store gives."""

import unicodedata
from dataclasses import dataclass

from backend.core.scope import Access, Role
from backend.core.values import is_storable_text

NAME_LENGTH_MAX = 200
USERNAME_LENGTH_MAX = 64
PHONE_LENGTH_MAX = 50
"""Of one line, in code points after NFC."""

_UNSEEN = dict.fromkeys(map(ord, "\u00ad\u200b\u2060\ufeff"))


def shown_text(text: str) -> str:
    """Without the invisible characters that copying from elsewhere brings, and without spaces
    around it: two names that look the same are the same."""
    return text.translate(_UNSEEN).strip()


def is_line(text: str, *, length_max: int) -> bool:
    """Whether a store takes it as one line of at most this length."""
    is_one = not any(end in text for end in "\t\r\n")
    return is_one and len(text) <= length_max and is_storable_text(text)


def has_unseen(text: str) -> bool:
    """Whether something in it shows nothing and makes it another text than it looks like."""
    return any(unicodedata.category(letter) == "Cf" for letter in text)


@dataclass(frozen=True, slots=True)
class User:
    """`units` are the present ones; `place` is the partition of the user's devices for good."""

    id: str
    place: str
    username: str
    full_name: str
    phone: str | None
    role: Role
    is_active: bool
    units: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a sign-in is checked against."""

    user_id: str
    place: str
    is_active: bool
    password_hash: str | None


@dataclass(frozen=True, slots=True)
class Device:
    """A phone or a browser. `ancestors` are the devices it replaced, the first of them first."""

    id: str
    place: str
    user_id: str
    name: str
    key: str | None
    replaces: str | None
    lineage: str
    ancestors: tuple[str, ...]
    created_at: str
    revoked_at: str | None = None
    last_seen_at: str | None = None
    app: str | None = None
    acked: int = 0
    waiting: int | None = None


@dataclass(frozen=True, slots=True)
class DeviceClaim:
    """What a device says of itself at a sign-in; `key` is its public JWK as JSON text."""

    id: str
    name: str
    key: str | None = None
    replaces: str | None = None


@dataclass(frozen=True, slots=True)
class Unit:
    """`valid_from` and `valid_to` are the first and the last day, None where not known or open."""

    id: str
    code: str | None
    level: str
    type: str
    name: str
    parent_id: str | None
    province: str | None
    commune: str | None
    valid_from: str | None
    valid_to: str | None


@dataclass(frozen=True, slots=True)
class StreamListing:
    """One line of the caller's list of streams."""

    stream: str
    name: str
    access: Access
    head: int


@dataclass(frozen=True, slots=True)
class Session:
    """The answer to a sign-in: the tokens in clear, this once."""

    access_token: str
    refresh_token: str
    expires_in: int
    user: User
    streams: tuple[StreamListing, ...]


@dataclass(frozen=True, slots=True)
class Invitation:
    """A link that signs a user in once; `device` is the one that used it."""

    id: str
    user_id: str
    created_by: str
    created_at: str
    expires_at: str
    device: str | None = None
    used_at: str | None = None

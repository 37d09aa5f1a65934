"""When two households look like the same one: the keys by which they are compared.

A key is equal where a person would say "that is the same, only written differently". Nothing is
ever decided by it: it only puts two households before somebody who knows.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from backend.core.text import fold
from backend.core.validate import Fields

PHONE_DIGITS_MIN = 9
LIKE_PHONE, LIKE_NAME, LIKE_ADDRESS = 4, 2, 1

_SPELLINGS = (
    ("tr", "ch"),
    ("gi", "d"),
    ("ng", "n"),
    ("nh", "n"),
    ("s", "x"),
    ("r", "d"),
    ("v", "d"),
    ("y", "i"),
    ("c", "t"),
)
"""Letters that southern ears do not tell apart; applied in this order to the folded name."""


@dataclass(frozen=True, slots=True)
class HouseholdKeys:
    """Empty where the household says too little to be compared by it."""

    phone: str
    name: str
    address: str


def household_keys(fields: Mapping[str, object]) -> HouseholdKeys:
    return HouseholdKeys(
        _phone_key(_text(fields, "phone")),
        _name_key(_text(fields, "head_name")),
        _address_key(_text(fields, "address")),
    )


def likeness_words(score: int) -> list[str]:
    """What two households have in common, by the sum of `LIKE_…`."""
    parts = (("phone", LIKE_PHONE), ("name", LIKE_NAME), ("address", LIKE_ADDRESS))
    return [word for word, weight in parts if score & weight]


def apart_ids(fields: Mapping[str, object]) -> list[str]:
    """Households that somebody has said are not this one."""
    ids = fields.get("apart_from")
    return [each for each in ids if isinstance(each, str)] if isinstance(ids, list) else []


def merged_into(fields: Fields) -> str:
    return _text(fields, "merged_into")


def _phone_key(phone: str) -> str:
    digits = "".join(letter for letter in phone if letter.isdecimal())
    digits = digits.removeprefix("84") if phone.lstrip().startswith("+84") else digits
    digits = digits.removeprefix("0")
    return digits if len(digits) >= PHONE_DIGITS_MIN else ""


def _name_key(name: str) -> str:
    key = fold(name)
    for spelling, heard in _SPELLINGS:
        key = key.replace(spelling, heard)
    return key


def _address_key(address: str) -> str:
    bare = (letter if letter.isalnum() else " " for letter in fold(address))
    return " ".join("".join(bare).split())


def _text(fields: Mapping[str, object], name: str) -> str:
    value = fields.get(name)
    return value if isinstance(value, str) else ""

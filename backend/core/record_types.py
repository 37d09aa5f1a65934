"""The one declaration of every record type of schema 1.

Validation, the merge rule, wire types, TypeScript types, the limits of forms and the docs all read
it. Source: the changeset API, "Record types of schema 1". To add a type see docs/recipes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

SCHEMA = 1
NAME_CHARS_MAX = 200
TEXT_CHARS_MAX = 500
NOTE_CHARS_MAX = 4_000
SET_ITEMS_MAX = 5_000
INTEGER_MAX = 2**53
YEAR_MIN, YEAR_MAX = 1900, 2100
PHOTO_BYTES_MAX = 300 * 1024
PHOTO_SIDE_MAX = 2_048


class Kind(StrEnum):
    """How a value is checked; SET and COUNTERS also say how it merges, LOCATION is one group."""

    # Enum's own is a function of Python, asked for every field of a push.
    __hash__ = str.__hash__

    TEXT = "text"
    WORD = "word"
    ID = "id"
    BOOLEAN = "boolean"
    INTEGER = "integer"
    NUMBER = "number"
    DATE = "date"
    TIME = "time"
    SET = "set"
    COUNTERS = "counters"
    LOCATION = "location"
    CONSENT = "consent"
    HASH = "hash"


@dataclass(frozen=True, slots=True)
class Field:
    """One field. `chars_max` in code points after NFC; `words` is a closed enumeration;
    `parent` is the record type that an id must name and that must exist."""

    kind: Kind
    is_required: bool = False
    chars_max: int = TEXT_CHARS_MAX
    words: frozenset[str] = frozenset()
    minimum: int = -INTEGER_MAX
    maximum: int = INTEGER_MAX
    parent: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class RecordType:
    """`levels` are the streams that may hold it; fields not listed are kept as they came. Each
    declaration is itself and like no other, so that what is made of it can be kept."""

    name: str
    levels: frozenset[str]
    fields: Mapping[str, Field]
    parents: tuple[tuple[str, str], ...]
    required: tuple[str, ...]


def _name(*, required: bool = False) -> Field:
    return Field(Kind.TEXT, required, NAME_CHARS_MAX)


def _text(*, required: bool = False) -> Field:
    return Field(Kind.TEXT, required)


def _note(*, required: bool = False) -> Field:
    return Field(Kind.TEXT, required, NOTE_CHARS_MAX)


def _word(*words: str, required: bool = False) -> Field:
    return Field(Kind.WORD, required, words=frozenset(words))


def _id(parent: str | None = None, *, required: bool = False) -> Field:
    return Field(Kind.ID, required, parent=parent)


def _integer(minimum: int = 0, maximum: int = INTEGER_MAX, *, required: bool = False) -> Field:
    return Field(Kind.INTEGER, required, minimum=minimum, maximum=maximum)


def _of(kind: Kind, *, required: bool = False) -> Field:
    return Field(kind, required)


def _type(name: str, levels: str, /, **fields: Field) -> RecordType:
    return RecordType(
        name,
        frozenset(levels.split()),
        MappingProxyType(fields),
        tuple((key, field.parent) for key, field in fields.items() if field.parent),
        tuple(key for key, field in fields.items() if field.is_required),
    )


DATE, TIME, BOOLEAN, SET = Kind.DATE, Kind.TIME, Kind.BOOLEAN, Kind.SET
HASH = Kind.HASH

_DECLARED = (
    _type(
        "household",
        "hamlet",
        head_name=_name(required=True),
        phone=_text(),
        address=_text(),
        cluster=_text(),
        members_count=_integer(),
        producing=_of(BOOLEAN),
        shop=_of(BOOLEAN),
        location=_of(Kind.LOCATION),
        note=_note(),
        consent=_of(Kind.CONSENT),
        merged_into=_id(),
        apart_from=_of(SET),
    ),
    _type(
        "visit",
        "hamlet",
        household_id=_id("household", required=True),
        visited_at=_of(TIME, required=True),
        outcome=_word("met", "absent", "refused", "moved", required=True),
        channel=_text(),
        team_id=_id(),
        follow_up_on=_of(DATE),
        note=_note(),
    ),
    _type(
        "guidance",
        "hamlet commune",
        topic=_text(required=True),
        outcome=_word("done", "guided", "already", "declined", "failed", required=True),
        at=_of(TIME, required=True),
        visit_id=_id("visit"),
        activity_id=_id("activity"),
        filing_id=_id("filing"),
        household_id=_id("household"),
        person_name=_name(),
        birth_year=_integer(YEAR_MIN, YEAR_MAX),
        age_band=_text(),
        gender=_text(),
        quantity=_integer(1, required=True),
        team_id=_id(),
        member_id=_id(),
        shop_id=_id("shop"),
        product_id=_id("product"),
        note=_note(),
    ),
    _type(
        "filing",
        "commune",
        procedure_code=_text(),
        procedure_name=_name(required=True),
        level=_word("full", "partial"),
        applicant_name=_name(),
        applicant_phone=_text(),
        household_id=_id("household"),
        from_commune=_text(),
        portal=_text(),
        file_code=_text(),
        submitted_at=_of(TIME),
        due_on=_of(DATE),
        outcome=_word(
            "submitted",
            "missing_papers",
            "no_vneid",
            "system_error",
            "referred",
            "looked_up",
            "completed",
            "returned",
            required=True,
        ),
        own_phone=_of(BOOLEAN),
        self_reliance=_integer(0, 3),
        started_at=_of(TIME),
        finished_at=_of(TIME),
        follow_up_on=_of(DATE),
        note=_note(),
    ),
    _type(
        "activity",
        "hamlet commune",
        kind=_word(
            "party_cell",
            "farmers_club",
            "cooperative",
            "crowd",
            "training",
            "team_meeting",
            required=True,
        ),
        title=_name(required=True),
        starts_at=_of(TIME, required=True),
        place=_text(),
        partners=_of(SET),
        attendees=_integer(),
        counts=_of(Kind.COUNTERS),
        plan_id=_id("plan"),
        note=_note(),
    ),
    *(
        _type(
            name,
            "hamlet",
            name=_name(required=True),
            household_id=_id("household"),
            platform=_text(),
            url=_text(),
            accepts=_of(SET),
            ocop_stars=_integer(),
            listed_on=_of(DATE),
            note=_note(),
        )
        for name in ("shop", "product")
    ),
    _type(
        "photo",
        "hamlet",
        shop_id=_id("shop"),
        product_id=_id("product"),
        sha256=_of(HASH, required=True),
        bytes=_integer(1, PHOTO_BYTES_MAX, required=True),
        width=_integer(1, PHOTO_SIDE_MAX, required=True),
        height=_integer(1, PHOTO_SIDE_MAX, required=True),
        taken_at=_of(TIME),
        note=_note(),
    ),
    _type(
        "plan",
        "hamlet commune",
        title=_name(required=True),
        starts_on=_of(DATE, required=True),
        ends_on=_of(DATE, required=True),
        aims=_text(),
        team_id=_id(),
        household_ids=_of(SET),
        member_ids=_of(SET),
        partners=_of(SET),
        note=_note(),
    ),
    _type(
        "target",
        "hamlet commune",
        indicator=_text(required=True),
        unit_id=_text(required=True),
        team_id=_id(),
        period_start=_of(DATE, required=True),
        period_end=_of(DATE, required=True),
        value=_of(Kind.NUMBER, required=True),
    ),
    _type(
        "task",
        "hamlet commune",
        title=_name(required=True),
        household_id=_id("household"),
        member_id=_id(),
        due_on=_of(DATE),
        done_at=_of(TIME),
        note=_note(),
    ),
    _type("notice", "hamlet commune", title=_name(required=True), body=_note(required=True)),
    _type(
        "topic",
        "province",
        code=_text(required=True),
        label_vi=_text(required=True),
        label_en=_text(),
        indicator=_text(),
        counts_when=_of(SET),
        dedupe_by=_text(),
        active=_of(BOOLEAN),
    ),
    _type(
        "indicator",
        "province",
        code=_text(required=True),
        label_vi=_text(required=True),
        label_en=_text(),
        unit_vi=_text(),
    ),
    _type(
        "procedure",
        "province",
        code=_text(),
        label_vi=_text(required=True),
        note=_note(),
        active=_of(BOOLEAN),
    ),
    _type(
        "learning_item",
        "province",
        title=_name(required=True),
        body=_note(required=True),
        topic=_text(),
    ),
    _type("partner", "province", name=_name(required=True), kind=_text()),
    _type("consent_text", "province", version=_text(required=True), body=_note(required=True)),
    _type(
        "unit",
        "province commune",
        code=_text(),
        level=_text(required=True),
        type=_text(),
        name=_name(required=True),
        parent_id=_text(),
        valid_from=_of(DATE),
        valid_to=_of(DATE),
    ),
    _type(
        "team",
        "commune",
        name=_name(required=True),
        kind=_text(required=True),
        level=_text(),
        unit_id=_text(required=True),
        founding_no=_text(),
        founded_on=_of(DATE),
    ),
    _type(
        "membership",
        "commune",
        team_id=_id(required=True),
        user_id=_id(),
        full_name=_name(required=True),
        role=_word("leader", "deputy", "member", required=True),
        organisation=_text(),
        from_on=_of(DATE, required=True),
        to_on=_of(DATE),
    ),
)

RECORD_TYPES: Mapping[str, RecordType] = MappingProxyType({each.name: each for each in _DECLARED})

"""Builders with valid defaults for the pure core: places, people, records, changes, drafts."""

from dataclasses import asdict, replace
from itertools import count

from backend.core.changes import Change, read_changes
from backend.core.merge import Draft, World
from backend.core.plan import Plan, StreamHead
from backend.core.record import WHOLE, Author, Mark, Record
from backend.core.scope import Access, Caller, Place, Role
from backend.core.validate import Fields

EPOCH = 1
NOW = "2026-11-23T03:00:00.000Z"
PROVINCE = Place("province", "Đồng Tháp", "82")
COMMUNE = Place("commune", "Mỹ Thọ", "82", "30076")


def make_id(number: int) -> str:
    return f"01980000-0000-7000-8000-{number:012d}"


HAMLET = Place("hamlet", "Ấp 1", "82", "30076", make_id(1))
OTHER_HAMLET = Place("hamlet", "Ấp 2", "82", "30076", make_id(2))
FAR_HAMLET = Place("hamlet", "Ấp 9", "82", "30077", make_id(9))
PLACES = {p.stream: p for p in (PROVINCE, COMMUNE, HAMLET, OTHER_HAMLET, FAR_HAMLET)}
HOUSE_ID, VISIT_ID = make_id(10), make_id(11)


def make_caller(
    role: Role = Role.VOLUNTEER,
    *,
    writes: tuple[Place, ...] = (HAMLET, OTHER_HAMLET),
    reads: tuple[Place, ...] = (COMMUNE, PROVINCE),
    user_id: str = "user-a",
) -> Caller:
    listed: list[tuple[Place, Access]] = [(place, "write") for place in writes]
    listed += [(place, "read") for place in reads]
    return Caller(
        user_id=user_id,
        username=user_id,
        full_name=user_id,
        role=role,
        partition="30076",
        places=writes,
        listed=tuple(listed),
        device_id="a",
    )


def make_author(device: str | None = "a", n: int | None = 1, *, epoch: int | None = 1) -> Author:
    return Author(f"user-{device}", device, n, epoch, "2026-11-23T10:00:00+07:00", 0)


def make_record(
    fields: Fields | None = None,
    *,
    record_type: str = "household",
    record_id: str = HOUSE_ID,
    place: Place = HAMLET,
    rev: int = 1,
) -> Record:
    """A record that device `a` created in its changeset 1."""
    return Record(
        type=record_type,
        id=record_id,
        place=place,
        fields=fields or {"head_name": "Nguyễn Văn Ba", "phone": "0911000111"},
        marks={WHOLE: Mark(1, "a", 1, EPOCH, "user-a", NOW, 0)},
        rev=rev,
        tag=7,
        seq=1,
        created_by="user-a",
        created_at=NOW,
    )


def make_world(*records: Record) -> World:
    return World(epoch=EPOCH, records={record.id: record for record in records}, places=PLACES)


def make_change(
    op: str = "update",
    fields: Fields | None = None,
    *,
    record: Record | None = None,
    saw: Fields | None = None,
    base: int = 0,
    to: Place | None = None,
) -> Change:
    about = record or make_record()
    return Change(
        index=0,
        op=op,
        type=about.type,
        id=about.id,
        stream=about.place.stream,
        base=base,
        saw=saw or {},
        fields=fields or {},
        to=to.stream if to else None,
    )


def merge(
    world: World, *changes: Change, author: Author | None = None, judge: Caller | None = None
) -> Draft:
    draft = Draft(world, author or make_author("b"), judge or make_caller(user_id="user-b"), NOW)
    for index, change in enumerate(changes):
        draft.apply(_as_read(replace(change, index=index)))
    return draft


def _as_read(change: Change) -> Change:
    """The change as it is when it came over the wire: its fields cleaned, or found wrong."""
    raw = {**asdict(change), "from": change.saw}
    (read, *_), reasons = read_changes([*[{}] * change.index, raw])
    assert isinstance(read, Change)
    assert len(reasons) == change.index
    return read


def make_plan(world: World) -> Plan:
    """A plan whose digests count what is in the world; tags and ids are counted up."""
    numbers = count(1)
    plan = Plan(
        world=world,
        heads={stream: StreamHead(place) for stream, place in PLACES.items()},
        new_id=lambda: make_id(1_000 + next(numbers)),
        new_tag=lambda: 1_000_000 + next(numbers),
        now=NOW,
    )
    for record in world.records.values():
        head = plan.heads[record.place.stream]
        head.head = max(head.head, record.seq)
        head.count(None, record)
    return plan


def codes(draft: Draft) -> list[tuple[str | None, str]]:
    return [(reason.field, reason.code) for reason in draft.reasons]

"""What the office's own app records, without any network, in the same log as everything else:
decisions, and what becomes of held work, alone or together with changes in one changeset.
"""

from collections.abc import Callable

from tests.phone import Json
from tests.simulation.acts import Desk

CHOICES = ("current", "incoming", "value")
NO_TEXTS = (None, "stream", "location", "members_count", "merged_into")


def resolve(desk: Desk) -> list[Json]:
    conflict = _pick_conflict(desk, "open")
    if conflict is None:
        return []
    chance, fields = desk.chance, conflict["fields"]
    choice = chance.pick(CHOICES)
    if choice == "value" and fields["field"] in NO_TEXTS:
        choice = "incoming"
    found = desk.phone.find(fields["record_id"])
    act = {
        "op": "resolve",
        "id": conflict["id"],
        "choice": choice,
        "rev": found[1]["rev"] if found else fields["current"]["rev"],
        "side": chance.randrange(len(fields["incoming"])),
        "reason": chance.new_word("đã gọi hỏi"),
    }
    return [{**act, "value": chance.new_word("decided")} if choice == "value" else act]


def undo(desk: Desk) -> list[Json]:
    conflict = _pick_conflict(desk, "resolved")
    return [] if conflict is None else [{"op": "undo", "id": conflict["id"]}]


def release(desk: Desk) -> list[Json]:
    """As it came, or with the offending fields taken out."""
    held = _pick_held(desk)
    if held is None:
        return []
    act: Json = {"op": "release", "id": held["id"]}
    is_wrong = any(each["code"] == "invalid_field" for each in held["reasons"])
    changes = mended(held) if is_wrong or desk.chance.happens(0.2) else None
    return [act if changes is None else {**act, "changes": changes}]


def discard(desk: Desk) -> list[Json]:
    held = _pick_held(desk)
    if held is None:
        return []
    return [{"op": "discard", "id": held["id"], "reason": desk.chance.new_word("trùng")}]


def several(desk: Desk) -> list[Json]:
    """Acts and changes of one moment; some of it may wait for a household."""
    parts = [
        desk.chance.pick((Desk.visit, Desk.edit_household, Desk.orphan, Desk.new_household))(desk),
        desk.chance.pick((resolve, undo, release))(desk),
    ]
    if desk.chance.happens(0.3):
        parts.append(desk.edit_household())
    if desk.chance.happens(0.3):
        parts.reverse()
    return [change for part in parts for change in part]


DESK_ACTS: dict[Callable[[Desk], list[Json]], float] = {
    resolve: 6,
    undo: 2,
    release: 4,
    discard: 0.7,
    several: 1.5,
}


def _pick_conflict(desk: Desk, status: str) -> Json | None:
    found = [
        record
        for book in desk.phone.books.values()
        for record in book.records.values()
        if record["type"] == "conflict" and record["fields"]["status"] == status
    ]
    return desk.chance.pick(found) if found else None


def _pick_held(desk: Desk) -> Json | None:
    return desk.chance.pick(desk.phone.desk) if desk.phone.desk else None


def mended(held: Json) -> list[Json] | None:
    """The changes without the fields that the reasons name."""
    wrong = {(reason["change"], reason["field"]) for reason in held["reasons"]}
    changes = held["changeset"].get("changes")
    if not isinstance(changes, list):
        return None
    return [
        {**change, "fields": _without(change["fields"], index, wrong)}
        if "fields" in change
        else change
        for index, change in enumerate(changes)
    ]


def _without(fields: Json, index: int, wrong: set[tuple[object, object]]) -> Json:
    return {name: value for name, value in fields.items() if (index, name) not in wrong}

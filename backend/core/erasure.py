"""What an erasure at its subject's request takes with it, and what stays of a changeset.

Ids and the shape of what was done stay, so that numbers, repeats and the audit log hold; every
value that was recorded goes.
"""

from collections.abc import Collection, Mapping
from types import MappingProxyType

from backend.core.record_types import RECORD_TYPES, RecordType
from backend.core.validate import Fields
from backend.core.values import is_same

ERASED = "erased"
"""The member of a logged changeset that names the records whose values were taken out of it, or
is true where nothing of it was ever stored."""


def subject_links(declared: Mapping[str, RecordType]) -> Mapping[str, tuple[str, ...]]:
    """By type the fields through which a record is about the same subject as the one it names:
    each parent that is a household or, at any remove, the child of one. A gathering or a plan is
    about nobody, so what names only these stays."""
    links: dict[str, tuple[str, ...]] = {"household": ("merged_into",)}
    while True:
        found = {
            each.name: fields
            for each in declared.values()
            if (fields := tuple(name for name, parent in each.parents if parent in links))
        }
        if found.keys() <= links.keys():
            return MappingProxyType({**found, **links})
        links |= found


SUBJECT_LINKS = subject_links(RECORD_TYPES)

_KEPT_OF_CHANGESET = ("n", "id", "at", "schema", "epoch")
_KEPT_OF_CHANGE = ("op", "type", "id", "stream", "base", "to")


def is_about(record_type: str, fields: Fields, ids: Collection[str]) -> bool:
    """Whether the record goes with one of these."""
    return any(fields.get(name) in ids for name in SUBJECT_LINKS.get(record_type, ()))


def ids_erased_in(body: Fields, ids: Collection[str]) -> list[str]:
    """Which of the ids the changes of a changeset concern, also those that an act releases."""
    found = dict.fromkeys(str(change["id"]) for change in _changes(body) if change.get("id") in ids)
    for change in _changes(body):
        found.update(dict.fromkeys(ids_erased_in(change, ids)))
    return list(found)


def redact(body: Fields, ids: Collection[str]) -> Fields:
    """The changeset without any value of these records, and without what it need not have."""
    kept = {name: body[name] for name in _KEPT_OF_CHANGESET if name in body}
    changes = [_redact_change(change, ids) for change in _changes(body)]
    before = body.get(ERASED)
    erased = {*ids_erased_in(body, ids), *(before if isinstance(before, list) else ())}
    return {**kept, "changes": changes, ERASED: sorted(erased)}


def nothing_of(changeset: Fields) -> Fields:
    """What the log keeps of a changeset of which nothing may be stored."""
    return {"n": changeset.get("n"), "id": changeset.get("id"), ERASED: True}


def is_same_but_erased(logged: Fields, other: Fields) -> bool:
    """Whether `other` is what was logged before values were taken out of it; neither is compared
    by its number."""
    erased = logged.get(ERASED)
    if erased is True:
        return logged.get("id") == other.get("id")
    if not isinstance(erased, list):
        return False
    return is_same(_unnumbered(logged), _unnumbered(redact(other, erased)))


def _redact_change(change: Fields, ids: Collection[str]) -> Fields:
    if change.get("id") in ids:
        return {name: change[name] for name in _KEPT_OF_CHANGE if name in change}
    if "changes" not in change:
        return change
    return {**change, "changes": [_redact_change(each, ids) for each in _changes(change)]}


def _changes(body: Fields) -> list[Fields]:
    changes = body.get("changes")
    return [each for each in changes if isinstance(each, dict)] if isinstance(changes, list) else []


def _unnumbered(body: Fields) -> Fields:
    return {name: value for name, value in body.items() if name != "n"}

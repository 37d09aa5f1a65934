"""The checks of the phones that are the app itself: what their screens show when all has healed.

Each was closed and opened again before, so that what is looked at comes from its disk.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tests.phone import Json
from tests.simulation.broken import hold
from tests.simulation.reading import State
from tests.simulation.real_phone import RealPhone

if TYPE_CHECKING:
    from tests.simulation.world import World


def check_p7_screens_show_what_the_server_has(world: World, state: State) -> None:
    """But for what is held or cannot be sent: that stays laid over it until somebody decides."""
    for phone in _receiving(world):
        kept_over = _touched_by_what_is_kept(phone)
        there = {
            record_id: (stream, record["rev"], record["fields"])
            for stream, book in phone.books.items()
            for record_id, record in book.records.items()
            if record_id not in kept_over
        }
        seen = {
            record_id: (record["stream"], record["rev"], record["fields"])
            for record_id, record in phone.seen.items()
            if record_id not in kept_over
        }
        differing = [
            each for each in there.keys() | seen.keys() if there.get(each) != seen.get(each)
        ]
        hold(not differing, "P7", f"{phone.device} shows {differing} otherwise than the server")


def _touched_by_what_is_kept(phone: RealPhone) -> set[str]:
    """Records that an entry is laid over which the server holds, or which could not be sent."""
    return {
        change["id"]
        for entry in phone.entries.values()
        if not entry["settled"] and (entry["status"] == "held" or entry["void"] is not None)
        for change in entry["changeset"]["changes"]
    }


def check_p14_what_arrived_does_not_wait(world: World, state: State) -> None:
    """Nobody reads "waiting" of an act that is on the server, whose streams have been read."""
    for phone in _receiving(world):
        waiting = [
            entry["n"]
            for entry in phone.entries.values()
            if not entry["settled"] and entry["status"] in ("applied", "conflict")
        ]
        hold(not waiting, "P14", f"{phone.device} says of {waiting} that they are on their way")


def check_that_what_waits_is_shown(phone: RealPhone) -> None:
    """P5 at any moment: a person sees what they have recorded, whatever the server says."""
    laid = [phone.entries[k] for k in sorted(phone.entries) if not phone.entries[k]["settled"]]
    changes = [change for entry in laid for change in _changes_of(entry)]
    gone = {each["id"] for each in changes if each["op"] in ("delete", "restore")}
    made = {
        change["id"]
        for entry in laid
        for change in _changes_of(entry)
        if entry["status"] is None and change["op"] == "create"
    }
    unseen = made - gone - phone.seen.keys()
    hold(not unseen, "P5", f"{phone.device} does not show {unseen}")
    last = {
        (change["id"], name): value
        for change in changes
        for name, value in change.get("fields", {}).items()
        if change["op"] == "update"
    }
    for (record_id, name), value in last.items():
        record = phone.seen.get(record_id)
        is_text = record is not None and isinstance(value, str)
        shown = record["fields"].get(name) if record and is_text else value
        hold(shown == value, "P5", f"{phone.device} shows {record_id}.{name} as {shown!r}")


def _changes_of(entry: Json) -> list[Json]:
    return [change for change in entry["changeset"]["changes"] if "type" in change]


def _receiving(world: World) -> Iterator[RealPhone]:
    """Who is disabled or revoked pulls nothing."""
    for phone in world.real.phones:
        is_there = not phone.is_lost and not phone.is_wiped
        if is_there and world.village.readable(phone.user_id, phone.device):
            yield phone


CHECKS = (
    check_p7_screens_show_what_the_server_has,
    check_p14_what_arrived_does_not_wait,
)

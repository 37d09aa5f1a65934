"""The promises P1 to P14 as questions to a world; each check is named after its promise.

`check_answer` looks at each answer as it leaves the server, `check_all` at the healed world. They
compare with the ledger, which knows what people did and saw, and not with the server's own rules.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.phone import Json
from tests.simulation import endings
from tests.simulation.broken import BrokenPromise, hold
from tests.simulation.ledger import Written
from tests.simulation.reading import read_arrived, read_conflicts, read_lost, read_state

if TYPE_CHECKING:
    from tests.simulation.world import World

__all__ = ["BrokenPromise", "check_all", "check_answer", "hold"]


def check_answer(world: World, user_id: str, device: str, answer: Json) -> None:
    check_p1_what_is_acknowledged_is_on_disk(world, device, answer["acked"])
    check_p10_what_is_safe_is_in_a_verified_backup(world, device, answer["safe"])
    check_p2_a_repeat_gets_the_same_result(world, device, answer)
    check_p6_nothing_conflicts_that_was_seen(world, device, answer)
    check_p8_no_stream_that_may_not_be_read(world, user_id, device, answer)
    check_p12_a_page_keeps_its_bound(answer)


def check_p1_what_is_acknowledged_is_on_disk(world: World, device: str, acked: int) -> None:
    """Asked of another connection, at the moment the answer leaves."""
    key = (world.server.generation, device)
    known = world.ledger.looked_at.get(key, 0)
    if acked <= known:
        return
    arrived = read_arrived(world.server.database, device, known)
    missing = [n for n in range(known + 1, acked + 1) if n not in arrived]
    if missing:
        lost = read_lost(world.server.database, device)
        missing = [n for n in missing if not any(low <= n <= high for low, high in lost)]
    hold(not missing, "P1", f"{device} is acknowledged to {acked}, but {missing} are not there")
    world.ledger.looked_at[key] = acked
    for changeset_id in arrived.values():
        world.ledger.arrived[changeset_id] = world.server.generation


def check_p10_what_is_safe_is_in_a_verified_backup(world: World, device: str, safe: int) -> None:
    """Of what phones may forget nothing is lost by putting the last verified backup back. What a
    phone has declared gone is not its to forget: a file may bring it after the backup."""
    key = (world.server.generation, device)
    known = world.ledger.looked_safe.get(key, 0)
    if safe <= known:
        return
    logged = read_arrived(world.server.database, device, known)
    first, held = world.ledger.firsts.get(device, 1), world.backups.safe
    unsafe = [n for n, each in logged.items() if first <= n <= safe and each not in held]
    hold(not unsafe, "P10", f"{device} was told that {unsafe} is safe, and no backup has it")
    world.ledger.looked_safe[key] = safe


def check_p2_a_repeat_gets_the_same_result(world: World, device: str, answer: Json) -> None:
    for result in answer["results"]:
        key = (world.server.generation, device, result["n"])
        plain = {name: value for name, value in result.items() if name != "repeated"}
        first = world.ledger.results.setdefault(key, plain)
        hold(first == plain, "P2", f"{device} {result['n']} got {first}, then {plain}")


def check_p6_nothing_conflicts_that_was_seen(world: World, device: str, answer: Json) -> None:
    for result in answer["results"]:
        entry = world.ledger.written.get(result["id"])
        if not result["conflicts"] or "repeated" in result or entry is None:
            continue
        for conflict in read_conflicts(world.server.database, result["conflicts"]):
            current = conflict["current"]["value"]
            side = next((each for each in conflict["incoming"] if each["n"] == entry.n), None)
            if side is None or side["device"] != device or not isinstance(current, str):
                continue
            named = f"{conflict['type']}.{conflict['field']} of {device} {entry.n}"
            hold(current != side["value"], "P6", f"{named} conflicts with its own value")
            record_id = _changed_by(entry, side["value"], conflict)
            showed = entry.showed.get((record_id, conflict["field"]))
            was_blind = side["from"] is None
            hold(was_blind or current != showed, "P6", f"{named} conflicts with what it showed")


def _changed_by(entry: Written, value: object, conflict: Json) -> str:
    """The record that its author changed: another one, where that was merged into this one. A
    decision in the same changeset may have shown them this one too."""
    found: str = conflict["record_id"]
    for change in entry.body["changes"]:
        if change["op"] == "update" and change["fields"].get(conflict["field"], ...) == value:
            found = change["id"]
    return found


def check_p8_no_stream_that_may_not_be_read(
    world: World, user_id: str, device: str, answer: Json
) -> None:
    readable = world.village.readable(user_id, device)
    sent = {part["stream"] for part in answer["streams"]} | set(answer["gained"])
    hold(sent <= readable, "P8", f"{device} got {sorted(sent - readable)}")


def check_p12_a_page_keeps_its_bound(answer: Json) -> None:
    rows = sum(len(part["records"]) for part in answer["streams"])
    hold(rows <= 2_000, "P12", f"an answer of {rows} records")


def check_all(world: World) -> None:
    state = read_state(world.server.database)
    for check in endings.CHECKS:
        check(world, state)

"""The checks of a world that has healed: what the server holds, what the phones hold, and what the
people had recorded must be one and the same.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from backend.core.record_types import RECORD_TYPES, Kind
from backend.services.upkeep.check_database import check_database
from tests.phone import Json
from tests.simulation import hamlets, office_endings, real_endings, values
from tests.simulation.broken import hold
from tests.simulation.ledger import Written
from tests.simulation.reading import (
    LogLine,
    RecordLine,
    RevisionLine,
    State,
    dump_tables,
    fields_at,
)
from tests.simulation.server import Server

if TYPE_CHECKING:
    from tests.simulation.world import World

TOOK_EFFECT = ("applied", "conflict")
MERGING = (Kind.SET, Kind.COUNTERS)


def check_p1_all_that_was_recorded_has_arrived(world: World, state: State) -> None:
    """Also P10: what a restore took away came back from the phones."""
    arrived = {line.changeset_id for line in state.log.values()}
    kept = {changeset["id"] for phone in world.village.living() for changeset in phone.kept()}
    for changeset_id, entry in world.ledger.written.items():
        if changeset_id in arrived:
            continue
        named = f"{entry.device} {entry.n} ({changeset_id})"
        hold(changeset_id not in kept, "P10", f"{named} lies on a phone and not on the server")
        was_there = world.ledger.arrived.get(changeset_id) == world.server.generation
        hold(not was_there, "P1", f"{named} had been acknowledged")
        hold(changeset_id in world.ledger.given_up, "P5", f"{named} was lost")


def check_p10_what_a_phone_still_had_came_back(world: World, state: State) -> None:
    """Whoever recorded it: it is a record again, or lies before the office."""
    village = world.village
    working = {phone.device for phone in village.working()}
    # Who is disabled or revoked pulls nothing, so that their phone has nothing to compare with.
    reading = {
        place
        for place, phone in enumerate(village.phones)
        if phone.device in working and village.readable(phone.user_id, phone.device)
    }
    there_again = state.records.keys() | state.given_back | _held_creations(state)
    for record_id, holders in world.ledger.still_had.items():
        there = record_id in there_again
        hold(there or not holders & reading, "P10", f"{record_id} of {holders} did not come back")


def _held_creations(state: State) -> set[str]:
    """Records that their author's own changeset makes, which lies before the office: a restore may
    have taken the hamlet away for which they were recorded."""
    return {
        change["id"]
        for line in state.log.values()
        if (line.device, line.n) in state.held
        for change in line.body.get("changes", ())
        if change["op"] == "create"
    }


def check_p1_what_came_in_a_file_has_arrived(world: World, state: State) -> None:
    """Or lies there until the gap before it closes."""
    arrived = {line.changeset_id for line in state.log.values()} | state.kept
    for changeset_id, generation in world.ledger.handed.items():
        is_here = changeset_id in arrived or generation != world.server.generation
        hold(is_here, "P1", f"{changeset_id} came in a file and is nowhere")


def check_p2_each_changeset_counts_once(world: World, state: State) -> None:
    firsts: set[tuple[str, str]] = set()
    for line in state.log.values():
        if line.is_repeat:
            continue
        key = (line.user, line.changeset_id)
        hold(key not in firsts, "P2", f"{key} is logged twice")
        firsts.add(key)
    for record_id, revisions in state.revisions.items():
        seen = Counter(
            (revision.device, revision.n)
            for revision in revisions
            if revision.device is not None and revision.n is not None
        )
        for key_of, times in seen.items():
            most = 1 if times == 1 else _parts_of(state.log.get(key_of))
            hold(times <= most, "P2", f"{key_of} changed {record_id} {times} times")


def _parts_of(line: LogLine | None) -> int:
    """Acts of the office part a changeset: what comes after one is a revision of its own."""
    changes = line.body.get("changes", ()) if line else ()
    return 1 + sum("type" not in change for change in changes)


def check_p3_logs_have_no_gaps(world: World, state: State) -> None:
    numbers: dict[str, set[int]] = defaultdict(set)
    for device, n in state.log:
        numbers[device].add(n)
    for device, first, last in state.lost:
        numbers[device] |= set(range(first, last + 1))
    for device, found in numbers.items():
        hold(found == set(range(1, max(found) + 1)), "P3", f"the log of {device} has a gap")


def check_p3_only_what_a_device_declared_gone_is_passed(world: World, state: State) -> None:
    for device, first, last in state.lost:
        declared = world.ledger.firsts.get(device, 1)
        hold(last < declared, "P3", f"{first} to {last} of {device} were passed, first {declared}")


def check_p3_a_device_takes_effect_in_its_order(world: World, state: State) -> None:
    """Of one record's revisions, those of one device rise, but for what was held meanwhile, and
    for numbers that were passed as gone: a file may bring one later."""
    passed = {(device, n) for device, first, last in state.lost for n in range(first, last + 1)}
    for record_id, revisions in state.revisions.items():
        highest: dict[str, int] = {}
        for revision in revisions:
            if revision.device is None or revision.n is None:
                continue
            key = (revision.device, revision.n)
            if key in state.held or key in passed:
                continue
            before = highest.get(revision.device, 0)
            hold(before <= revision.n, "P3", f"{record_id}: {revision.n} after {before}")
            highest[revision.device] = revision.n


def check_p4_held_leaves_no_trace(world: World, state: State) -> None:
    for record in state.records.values():
        for mark in record.marks.values():
            key = (mark[1], mark[2])
            hold(state.held.get(key) not in ("open", "discarded"), "P4", f"held {key} was written")
    for revisions in state.revisions.values():
        for revision in revisions:
            key = (revision.device or "", revision.n or 0)
            hold(state.held.get(key) not in ("open", "discarded"), "P4", f"held {key} was written")


def check_p4_applied_is_applied_whole(world: World, state: State) -> None:
    for line in state.log.values():
        if line.status not in TOOK_EFFECT:
            continue
        named = {change["id"] for change in line.body["changes"] if "type" in change}
        there = named & state.records.keys()
        hold(named == there, "P4", f"{line.device} {line.n}: {named - there} are not there")
        revs = [touched["id"] for touched in line.result["records"]]
        hold(len(revs) == len(set(revs)), "P4", f"{line.device} {line.n} touched a record twice")


def check_p6_nothing_was_overwritten_unseen(world: World, state: State) -> None:
    """Each revision replaced only what its author had held when they recorded it."""
    for record_id, revisions in state.revisions.items():
        for revision in revisions:
            entry = _entry_of(world, state, revision)
            if entry is None or state.records[record_id].type == "conflict":
                continue
            for name, change in revision.changes.items():
                before = change["from"]
                ledger, shown = world.ledger, entry.showed.get((record_id, name))
                if not isinstance(before, str) or ledger.may_pass_for_seen(entry, before):
                    continue
                hold(
                    name == "stream"
                    or ledger.had_seen(entry, before, device=revision.device)
                    or ledger.came_before(entry, before, shown),
                    "P6",
                    f"{record_id}.{name}: {entry.device} {entry.n} wrote {change['to']!r} over "
                    f"{before!r}, which it had not seen",
                )


def _entry_of(world: World, state: State, revision: RevisionLine) -> Written | None:
    if revision.device is None or revision.n is None:
        return None
    line = state.log.get((revision.device, revision.n))
    return world.ledger.written.get(line.changeset_id) if line else None


def check_p6_a_group_is_one_value(world: World, state: State) -> None:
    """In this world a place's longitude is its latitude and a hundred."""
    for record in state.records.values():
        place = record.fields.get("location")
        if isinstance(place, dict):
            whole = place["lon"] == 100 + place["lat"]
            hold(whole, "P6", f"{record.id}: nobody recorded the place {place}")


def check_p6_sets_and_counters_move_by_their_difference(world: World, state: State) -> None:
    for record_id, revisions in state.revisions.items():
        for revision in revisions:
            line = state.log.get((revision.device or "", revision.n or 0))
            if line is None:
                continue
            changes = [each for each in line.body.get("changes", ()) if each["id"] == record_id]
            if len(changes) == 1 and changes[0]["op"] == "update":
                _check_difference(state.records[record_id], revision, changes[0])


def _check_difference(record: RecordLine, revision: RevisionLine, change: Json) -> None:
    for name, moved in revision.changes.items():
        declared = RECORD_TYPES[record.type].fields.get(name)
        if declared is None or declared.kind not in MERGING:
            continue
        saw, sent = (change.get("from") or {}).get(name), change["fields"].get(name)
        if declared.kind is Kind.COUNTERS:
            same = _moved(moved["from"], moved["to"]) == _moved(saw, sent)
        else:
            added, removed = set(sent) - set(saw or ()), set(saw or ()) - set(sent)
            same = set(moved["to"]) == (set(moved["from"] or ()) - removed) | added
        hold(same, "P6", f"{record.id}.{name} moved by {moved}, its author meant {saw} → {sent}")


def _moved(before: dict[str, int] | None, after: dict[str, int] | None) -> dict[str, int]:
    one, two = before or {}, after or {}
    moved = {key: two.get(key, 0) - one.get(key, 0) for key in one.keys() | two.keys()}
    return {key: amount for key, amount in moved.items() if amount}


def check_p7_phones_hold_exactly_their_streams(world: World, state: State) -> None:
    live = {stream: state.live(stream) for stream in _streams(world)}
    for phone in world.village.living():
        if not world.village.readable(phone.user_id, phone.device):
            continue  # silenced: it pulls nothing and keeps what it had
        for stream, book in phone.books.items():
            there = {each.id: each.wire for each in live[stream].values()}
            missing, extra = there.keys() - book.records.keys(), book.records.keys() - there.keys()
            hold(not missing, "P7", f"{phone.device} lacks {sorted(missing)} of {stream}")
            hold(not extra, "P7", f"{phone.device} has {sorted(extra)} too much in {stream}")
            stale = [key for key, wire in there.items() if book.records[key] != wire]
            hold(not stale, "P7", f"{phone.device} has old versions of {stale}")


def _streams(world: World) -> set[str]:
    return {stream for phone in world.village.living() for stream in phone.books}


def check_p8_phones_hold_only_what_may_be_read(world: World, state: State) -> None:
    for phone in world.village.living():
        readable = world.village.readable(phone.user_id, phone.device)
        is_silenced = not readable and not phone.is_wiped
        hold(
            is_silenced or phone.books.keys() <= readable,
            "P8",
            f"{phone.device} still holds {sorted(phone.books.keys() - readable)}",
        )


def check_p11_a_quiet_phone_needs_one_request(world: World, state: State) -> None:
    for phone in world.village.living():
        before = world.server.requests
        world.sync(phone)
        made = world.server.requests - before
        hold(made == 1, "P11", f"{phone.device} needed {made} requests for nothing")


def check_p4_what_waited_was_released(world: World, state: State) -> None:
    there = state.awaited & state.records.keys()
    hold(not there, "P4", f"held work still waits for {sorted(there)}, which are there")


def check_p6_nothing_was_deleted_unseen(world: World, state: State) -> None:
    for record_id, revisions in state.revisions.items():
        for index, revision in enumerate(revisions):
            entry = _entry_of(world, state, revision)
            if revision.op != "delete" or entry is None:
                continue
            for name, value in fields_at(state.records[record_id], revisions[index + 1 :]).items():
                is_field = name != "stream" and isinstance(value, str)
                if not is_field or world.ledger.may_pass_for_seen(entry, value):
                    continue
                shown = entry.showed.get((record_id, name))
                hold(
                    world.ledger.had_seen(entry, value, device=revision.device)
                    or world.ledger.came_before(entry, value, shown),
                    "P6",
                    f"{record_id}: {entry.device} {entry.n} deleted {name} = {value!r} unseen",
                )


def check_p14_the_author_knows_what_became_of_it(world: World, state: State) -> None:
    fates = _fates(state)
    for phone in world.village.living():
        heard = Counter(json.dumps(each, sort_keys=True) for each in phone.outcomes)
        due = Counter(
            json.dumps(outcome, sort_keys=True)
            for device in state.chain_of(phone.device)
            for outcome in fates[device]
            if phone.keeps(outcome["id"])
        )
        missed = [
            {key: json.loads(each)[key] for key in ("device", "n", "status")}
            for each in due - heard
        ]
        hold(not missed, "P14", f"{phone.device} never heard of {missed}")
        for n, changeset in phone.log.items():
            line = state.log.get((phone.device, n))
            # A copy of a phone from before a restore brings results of another history with it,
            # and `acked` of the present one: nothing in the contract tells it which are stale.
            if line is not None and phone.device not in world.ledger.rolled_back:
                _check_result(phone.device, phone.results.get(n), line, changeset)


def _fates(state: State) -> dict[str, list[Json]]:
    """By device what its changesets met later; `telling` looks whether that is all."""
    fates: dict[str, list[Json]] = defaultdict(list)
    for outcome in (each for each in state.outcomes if each["n"] > 0):
        fates[outcome["device"]].append(outcome)
    return fates


def _check_result(device: str, result: Json | None, line: LogLine, changeset: Json) -> None:
    hold(result is not None, "P14", f"{device} {line.n} never got a result")
    assert result is not None
    hold(line.changeset_id == changeset["id"], "P2", f"{device} {line.n} is another changeset")
    same = (result["id"], result["status"]) == (line.changeset_id, line.result["status"])
    hold(same, "P14", f"{device} {line.n} heard {result}, the server has {line.result}")


def check_the_server_agrees_with_itself(world: World, state: State) -> None:
    wrong = check_database(world.server.context)
    hold(not wrong, "P7", "; ".join(wrong))


def check_a_replay_gives_the_same_state(world: World, state: State) -> None:
    """All that was refused, repeated or broken off left no trace: the accepted history alone,
    given to an empty server, makes the same bytes."""
    if not world.chance.happens(world.plan.replayed_share):
        return
    other = Server(world.server.storage.another(), world.seed, type(world.clock)())
    try:
        world.server.replay(other)
        mine, replayed = dump_tables(world.server.database), dump_tables(other.database)
    finally:
        other.close()
    for table, rows in mine.items():
        differing = [row for row in rows if row not in replayed[table]][:1]
        hold(rows == replayed[table], "P4", f"replayed, the table {table} differs: {differing}")


CHECKS = (
    check_p1_all_that_was_recorded_has_arrived,
    check_p1_what_came_in_a_file_has_arrived,
    check_p10_what_a_phone_still_had_came_back,
    check_p2_each_changeset_counts_once,
    check_p3_logs_have_no_gaps,
    check_p3_only_what_a_device_declared_gone_is_passed,
    check_p3_a_device_takes_effect_in_its_order,
    check_p4_held_leaves_no_trace,
    check_p4_applied_is_applied_whole,
    check_p4_what_waited_was_released,
    *values.CHECKS,
    *office_endings.CHECKS,
    *real_endings.CHECKS,
    *hamlets.CHECKS,
    check_p6_nothing_was_overwritten_unseen,
    check_p6_nothing_was_deleted_unseen,
    check_p6_a_group_is_one_value,
    check_p6_sets_and_counters_move_by_their_difference,
    check_p7_phones_hold_exactly_their_streams,
    check_p8_phones_hold_only_what_may_be_read,
    check_p11_a_quiet_phone_needs_one_request,
    check_p14_the_author_knows_what_became_of_it,
    check_the_server_agrees_with_itself,
    check_a_replay_gives_the_same_state,
)

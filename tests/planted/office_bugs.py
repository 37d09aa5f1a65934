"""Mistakes in what the office does, in carried files, merged households and backups, each with the
test that goes through it step by step and asks for every promise at its end.
"""

from tests.planted.planting import Patch, bug

ACTS = "backend.services.syncing.take_office_acts:OfficeActs"
DECIDING = "backend.core.deciding"
DELIVER = "backend.services.outbox.deliver_outbox"
PHONE = "tests.simulation.phone:FieldPhone"
ONE_OFFICE = "tests/simulation/test_one_office.py"
OFFICE_TESTS = "tests/services/test_office_acts.py"
TOLD = f"{ONE_OFFICE}::test_a_decision_made_without_a_network_and_its_undo_are_told_to_both"
FILES = f"{ONE_OFFICE}::test_files_that_come_in_the_wrong_order_wait_for_each_other"
CONFLICT_PAGES = (
    "tests/services/test_spoilt_records.py::"
    "test_the_pages_of_conflicts_go_on_behind_one_that_cannot_be_read"
)

OFFICE_BUGS = (
    bug(
        "a decision counts twice",
        "an act of the office is carried out once and told and logged twice",
        Patch(
            f"{ACTS}._tell",
            "conflict = verdict.conflict\n",
            "conflict = verdict.conflict\n"
            "    told = _Told(verdict.told, status, judge.user_id, reason, conflict.id)\n"
            "    self._effects.told.append(told)\n",
        ),
        tests=TOLD,
    ),
    bug(
        "an undo forgets to tell",
        "who was told of a decision never hears that it was taken back",
        Patch(
            f"{ACTS}._tell",
            "conflict = verdict.conflict\n",
            "conflict = verdict.conflict\n"
            "    if status == 'undone':\n"
            "        return [_touched(conflict), _touched(verdict.record)]\n",
        ),
        tests=TOLD,
    ),
    bug(
        "a decision forgets who stood",
        "only the sides of a conflict are told, and not who wrote what stood",
        Patch(
            "backend.core.conflicts:parties_of",
            "for mark in (*marks, current):",
            "for mark in ():",
        ),
        tests=TOLD,
    ),
    bug(
        "a decision is never stale",
        "the office decides over a value that it has not seen",
        Patch(f"{DECIDING}:_refuse_stale", "raise stale()", "return"),
        tests=f"{ONE_OFFICE}::test_a_decision_over_a_value_that_its_author_never_saw_is_stale",
    ),
    bug(
        "a history that is gone is the present one",
        "a decision names a history that a restore took away, and its revision counts as of now",
        Patch(
            "backend.services.syncing.decide_changeset:author_of",
            "epochs.get(epoch, UNKNOWN_EPOCH)",
            "epochs.get(epoch)",
        ),
        tests=f"{OFFICE_TESTS}::"
        "test_a_decision_that_was_made_in_a_history_that_is_gone_is_stale[sqlite]",
    ),
    bug(
        "a held act is told",
        "a changeset is held, and what its act would have told is sent all the same",
        Patch(
            "backend.services.syncing.decide_changeset:_decide_acts",
            "for go_back in ways_back:",
            "for go_back in ways_back[:1]:",
        ),
        tests=f"{ONE_OFFICE}::test_a_decision_is_held_with_the_wrong_change_of_its_changeset",
    ),
    bug(
        "a discarded author is not told",
        "only a release is told",
        Patch(f"{ACTS}._close", "if owner is None:", "if owner is None or reason:"),
        tests=f"{ONE_OFFICE}::test_what_is_discarded_without_a_network_is_told_to_its_author",
    ),
    bug(
        "an act that waited is not found",
        "what an act is about is not looked up where its changeset waited for a household",
        Patch(
            "backend.services.syncing.release_waiting:gather",
            "targets = find_targets(connection, [*bodies, *bodies_of(waiting)])",
            "targets = find_targets(connection, bodies)",
        ),
        tests=f"{OFFICE_TESTS}::"
        "test_work_that_waits_and_holds_an_act_is_carried_out_when_its_household_comes[sqlite]",
    ),
    bug(
        "a merged household is overwritten",
        "the base of the household that was merged away counts for the one that stayed",
        Patch(
            "backend.core.merge:Draft._change",
            "record, base = self._stayed(record), NOTHING_SEEN",
            "record = self._stayed(record)",
        ),
        tests=f"{ONE_OFFICE}::test_an_edit_of_a_merged_away_household_asks_where_it_lands",
    ),
    bug(
        "an edit stays with what was merged away",
        "who edits a household that became part of another one changes what nobody looks at",
        Patch(
            "backend.core.merge:Draft._change",
            "if not is_about_merging and record.fields.get(MERGED_INTO):",
            "if False:",
        ),
        tests=f"{ONE_OFFICE}::test_an_edit_of_a_merged_away_household_asks_where_it_lands",
    ),
    bug(
        "a file passes a gap",
        "a file that begins beyond a gap has the numbers before it passed as gone",
        Patch(
            "backend.services.syncing.outbox_content:OutboxContent.passes_below",
            "return 1 if self.first >= lowest else self.first",
            "return lowest",
        ),
        tests=FILES,
    ),
    bug(
        "a file beyond a gap is not kept",
        "what cannot be taken yet is thrown away, and its bearer is told that all is well",
        Patch(f"{DELIVER}:deliver_outbox", "_keep(context, author, bearer, packed)", "pass"),
        tests=f"{ONE_OFFICE}::test_what_a_lost_phone_wrote_to_a_file_stays_until_its_gap_closes",
    ),
    bug(
        "a kept file is forgotten",
        "the gap closes, and the file that waited for it is not looked at again",
        Patch(
            "backend.services.syncing.take_log:_with_kept_files",
            "if pushed.has_kept_files",
            "if False",
        ),
        tests=FILES,
    ),
    bug(
        "what a file brought is not asked for",
        "a phone never hears the results of what arrived without it",
        Patch(f"{PHONE}.request", "[*self.unheard, ", "["),
        Patch(f"{PHONE}.take", "bool(self.recovered or self.unheard)", "bool(self.recovered)"),
        tests=FILES,
    ),
    bug(
        "safe before it is verified",
        "phones are told what is safe before the backup has its name",
        Patch(
            "backend.services.upkeep.back_up:back_up",
            "row_count = _verify(context, partial)",
            "_note_safe(context, acked)\n        row_count = _verify(context, partial)",
        ),
        tests=f"{ONE_OFFICE}::test_what_phones_forgot_because_it_is_safe_is_there_after_a_restore",
    ),
    bug(
        "safe beyond the backup",
        "one more than the backup holds is called safe",
        Patch(
            "backend.store.safe_numbers:raise_safe",
            "[(n, device, n) for device, n in sorted(acked.items())]",
            "[(n + 1, device, n + 1) for device, n in sorted(acked.items())]",
        ),
        tests=f"{ONE_OFFICE}::test_what_phones_forgot_because_it_is_safe_is_there_after_a_restore",
    ),
    bug(
        "a restore keeps the old epoch",
        "after a restore numbers are used again in the same history",
        Patch(
            "backend.services.upkeep.restore_backup:restore_backup",
            "open_epoch(connection, epoch_id=epoch, at=context.now_text(), reason=reason)",
            "pass",
        ),
        tests=f"{ONE_OFFICE}::test_what_phones_forgot_because_it_is_safe_is_there_after_a_restore",
    ),
    bug(
        "conflicts are read once",
        "one that cannot be read leaves the page short, and what comes after it is in no page",
        Patch(
            "backend.services.cases.list_conflicts:_present",
            "        if len(keys) < ITEMS_AT_ONCE:\n            return\n",
            "        return\n",
        ),
        tests=CONFLICT_PAGES,
    ),
    bug(
        "an unreadable conflict ends the list",
        "what comes after one that cannot be read is in no page",
        Patch(
            "backend.services.cases.list_conflicts:_present",
            "            if key.id in found:\n",
            "            if key.id not in found:\n                return\n"
            "            if key.id in found:\n",
        ),
        tests=CONFLICT_PAGES,
    ),
)

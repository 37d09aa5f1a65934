"""Mistakes of the server that simulated worlds must catch. The numbers are those of the list of
faults and abuse; what has none was made up for the harness.
"""

from tests.planted.planting import Patch, bug

MERGE = "backend.core.merge:Draft"
RECORD = "backend.core.record"
PLAN = "backend.core.plan"
PUSH = "backend.services.syncing.push"
BATCH = "backend.services.syncing.apply_changesets"
SYNC = "backend.services.syncing.sync"
PULL = "backend.services.syncing.pull"
LOG = "backend.store.log"
OUTCOMES = "backend.store.outcomes"
SYNC_TESTS = "tests/services/test_sync.py"

SERVER_BUGS = (
    bug(
        "a forgotten deletion is not noticed",
        "a phone that was away goes on where deletions were pruned that it never heard of",
        Patch(f"{PULL}:_position", " or position.misses(head.pruned)", ""),
        tests="tests/services/test_prune.py",
    ),
    bug(
        "a record that came back is hidden",
        "pruning hides what is no deletion any more",
        Patch(
            "backend.store.pruning:hide_markers", "AND id = ? AND seq = ?", "AND id = ? AND ? <> 0"
        ),
        tests="tests/services/test_prune.py",
    ),
    bug(
        "15 epoch not compared",
        "revision numbers used again after a restore are taken for the same",
        Patch(
            f"{RECORD}:was_seen_by_base",
            "epoch is not None and mark.epoch <= epoch and mark.rev <= base",
            "mark.rev <= base",
        ),
    ),
    bug(
        "16 late release overwrites",
        "held work released later overwrites a newer value of its own device",
        Patch(
            f"{RECORD}:Author.wrote_before",
            "return self.n is not None and mark.n is not None and mark.n <= self.n",
            "return True",
        ),
        Patch(
            f"{RECORD}:Author.wrote_after",
            "return self.n is not None and mark.n is not None and mark.n > self.n",
            "return False",
        ),
        tests="tests/core/test_merge_rule.py",
    ),
    bug(
        "20 gap never passed",
        "what the device declares gone is not passed",
        Patch("backend.core.device_log:sort_log", "if first - 1 > acked:", "if False:"),
        Patch(f"{PUSH}:_write_acked", "max(each.before, each.part.first - 1)", "each.before"),
    ),
    bug(
        "21 weak tags",
        "a digest of small numbers: a missed update is not noticed",
        Patch(
            "backend.services.context:Context.new_tags",
            'yield int.from_bytes(drawn[at : at + TAG_BYTES], "big")',
            "yield 1",
        ),
        tests=f"{SYNC_TESTS}::test_the_digest_tells_an_old_version_of_a_record_from_the_new_one",
    ),
    bug(
        "24 latitude alone",
        "latitude and longitude merge separately: a place that nobody recorded",
        Patch(
            f"{MERGE}._conflict",
            "self.unseen.append",
            "if name == 'location' and isinstance(record.fields.get(name), dict):\n"
            "        mixed = {**record.fields['location'], 'lat': value['lat']}\n"
            "        self._put('update', record, fields={'location': mixed})\n"
            "    self.unseen.append",
        ),
    ),
    bug(
        "acknowledged before the commit",
        "the answer is made before the commit, and sent although it failed",
        Patch(
            f"{PUSH}:_take_alone",
            "                return _take(context, connection, [part])[0]\n",
            "                taken = _take(context, connection, [part])[0]\n"
            "            return taken\n"
            "        except BaseException:\n"
            "            if 'taken' in vars():\n"
            "                return taken\n"
            "            raise\n"
            "        try:\n"
            "            pass\n",
        ),
    ),
    bug(
        "the loser is forgotten",
        "a value that loses is kept nowhere",
        Patch(f"{MERGE}._conflict", "self.unseen.append(", "("),
    ),
    bug(
        "last writer wins",
        "every value counts as seen",
        Patch(f"{MERGE}._has_seen", "mark = record.mark_of(name)", "return True"),
    ),
    bug(
        "the clock decides",
        "the later time wins, and clocks are years off",
        Patch(
            f"{MERGE}._has_seen",
            "mark = record.mark_of(name)",
            "mark = record.mark_of(name)\n"
            "    if (self.author.at or '') > (mark.at or ''):\n        return True",
        ),
    ),
    bug(
        "own chain conflicts",
        "a lower number of the same device is not seen, nor what its author was shown",
        Patch(
            f"{MERGE}._has_seen",
            "if saw is not _Absent and is_same(current, saw):",
            "if False:",
        ),
        Patch(f"{RECORD}:Author.wrote_before", "if self.device is None", "if True"),
    ),
    bug(
        "deletes unseen",
        "a deletion takes with it what its author had not seen",
        Patch(
            f"{MERGE}._delete",
            "if all(self._has_seen(record, name, _Absent, base) for name in names):",
            "if names:",
        ),
    ),
    bug(
        "deletes in the digest",
        "the digest goes on counting what is deleted",
        Patch(
            f"{PLAN}:StreamHead.count",
            "if after is not None and not after.is_deleted:",
            "if after is not None:",
        ),
    ),
    bug(
        "digest forgets what left",
        "a record that moved still counts where it was",
        Patch(f"{PLAN}:Plan._count", "left.count(before, None)", "pass"),
    ),
    bug(
        "held blocks the queue",
        "a changeset that is held is not acknowledged, and nothing after it is taken",
        Patch(
            f"{BATCH}:_Session._take",
            'if decided.status == "held" and not self._has_room():\n'
            "        self.applied.is_over_quota = True\n",
            'if decided.status == "held":\n',
        ),
        tests=f"{SYNC_TESTS}::test_a_bad_changeset_is_held_and_the_others_applied",
    ),
    bug(
        "held leaves a trace",
        "what is right in a changeset is applied although the whole is held",
        Patch(
            "backend.services.syncing.decide_changeset:_take_changes",
            "    reasons = draft.reasons or",
            "    if draft.reasons:\n        plan.commit(draft)\n    reasons = draft.reasons or",
        ),
    ),
    bug(
        "a repeat answers differently",
        "a repeat is always told that it was applied",
        Patch(
            f"{BATCH}:repeated",
            '"repeated": True}',
            '"repeated": True, "status": "applied", "reasons": []}',
        ),
    ),
    bug(
        "a repeat counts again",
        "numbers that the log has are taken as if they were new",
        Patch(f"{PUSH}:_find_known", "if not numbers:", "if numbers or True:"),
    ),
    bug(
        "another device, another effect",
        "the same changeset under another device of the user is taken again",
        Patch(f"{LOG}:find_elsewhere", "return {row[:2]:", "return {} if rows else {row[:2]:"),
        tests="tests/services/test_pushes_together.py::"
        "test_a_changeset_that_comes_again_from_another_phone_of_a_person_counts_once",
    ),
    bug(
        "a gap is skipped",
        "what lies beyond a gap is taken",
        Patch(
            "backend.core.device_log:sort_log",
            "            beyond.append(item)",
            "            fresh.append(item)\n            acked = item.n",
        ),
    ),
    bug(
        "a waiting visit is forgotten",
        "work that waits for its household is not looked at again",
        Patch(
            "backend.services.syncing.release_waiting:Releaser.release",
            "for _ in range(ROUNDS_MAX):",
            "for _ in range(0):",
        ),
    ),
    bug(
        "nobody is told of a release",
        "the outcome of a release is not written",
        Patch(f"{OUTCOMES}:append_outcomes", "    rows = []\n", "    outcomes, rows = [], []\n"),
    ),
    bug(
        "an outcome is stepped over",
        "the cursor of the outcomes skips one",
        Patch(f"{OUTCOMES}:list_outcomes", "after,\n", "after + 1 if after else 0,\n"),
    ),
    bug(
        "late work goes one hamlet on",
        "what arrives after two changes of its hamlet stays in the one between, which ended too",
        Patch(
            "backend.services.syncing.settle_hamlets:settle_arrivals",
            'left = {f"hamlet:{each.part.unit_id}" for each in became}',
            "left = set()",
        ),
        tests="tests/services/test_late_arrivals.py",
    ),
    bug(
        "a split forgets the names",
        "a split on the day of a merge puts every household into the first part",
        Patch(
            "backend.services.syncing.settle_hamlets:_find_next",
            "or (passage.until == ended.effective and passage.next_id in later)",
            "",
        ),
        tests="tests/services/test_split_hamlet.py",
    ),
    bug(
        "a chain is not joined",
        "who named a lost device before it came back stays apart from its chain",
        Patch(
            "backend.services.people.device_chains:_joined",
            "return (*device.ancestors, *successor.ancestors)",
            "return successor.ancestors",
        ),
        tests="tests/services/test_replaced_devices.py",
    ),
    bug(
        "pages with a hole",
        "the cursor goes to the head although rows remain",
        Patch(f"{PULL}:_page", "if remaining == 0:\n        reached", "if True:\n        reached"),
    ),
    bug(
        "reads what it may not",
        "a stream that is asked for is given, whoever asks",
        Patch(
            f"{PULL}:_readable",
            "for stream, place in places.items() if caller.may_read(place)",
            "for stream, place in places.items()",
        ),
    ),
    bug(
        "lost is not said",
        "a phone is not told that it may not read a stream any more",
        Patch(
            f"{PULL}:pull_streams",
            "lost = [stream for stream in named if stream not in readable]",
            "lost = []",
        ),
    ),
    bug(
        "the disabled are turned away",
        "a closed account is refused, and its unsent work lies on the phone for ever",
        Patch(
            f"{SYNC}:_begin",
            "if request.device != caller.device_id:",
            "if request.device != caller.device_id or not caller.is_active:",
        ),
    ),
    bug(
        "counters are overwritten",
        "the last counter that arrives wins",
        Patch(
            "backend.core.values:merge_counters",
            "now, before, after = current or {}, saw or {}, incoming or {}",
            "return dict(incoming or {})",
        ),
    ),
    bug(
        "sets are overwritten",
        "the last list that arrives wins",
        Patch(
            "backend.core.values:merge_set",
            "seen, wanted = set(saw or ()), set(incoming or ())",
            "return list(incoming or ())",
        ),
    ),
    bug(
        "unknown fields are dropped",
        "what this version does not know is not kept",
        Patch(
            "backend.core.validate:clean_fields",
            "    return cleaned, reasons",
            "    known = {k: v for k, v in cleaned.items() if k in record_type.fields}\n"
            "    return known, reasons",
        ),
    ),
    bug(
        "half a changeset",
        "only the first change of a changeset is applied",
        Patch(
            "backend.services.syncing.decide_changeset:_take_changes",
            "for change in part:",
            "for change in list(part)[:1]:",
        ),
    ),
    bug(
        "history is not written",
        "the value that was replaced is gone",
        Patch(
            "backend.store.records:write_plan",
            "[_revision_row(each) for each in plan.revisions]",
            "[_revision_row(each) for each in plan.revisions[:0]]",
        ),
    ),
    bug(
        "decided and not written",
        "what was decided is logged, but every third time the records are not written",
        Patch(
            f"{BATCH}:_write",
            "    records.write_plan(connection, plan)\n",
            "    if sessions[0].entries and sessions[0].entries[0].n % 3 == 0:\n"
            "        plan.written.clear()\n"
            "    records.write_plan(connection, plan)\n",
        ),
    ),
)

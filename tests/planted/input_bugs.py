"""Mistakes in reading what comes, in the databases and at the doors, each with the tests that must
fail for it.
"""

import re

from tests.planted.planting import Constant, Patch, bug

VALUES = "backend.core.values"
VALIDATE = "backend.core.validate"
STORE = "backend.store.database"
HOSTILE = "tests/api/test_hostile_values.py"
VALIDATION = "tests/core/test_validation.py"
BODIES = "tests/api/test_bodies.py"
TRANSACTIONS = "tests/store/test_transactions.py"
LOCKS = "tests/crash/test_stream_locks.py"

INPUT_BUGS = (
    bug(
        "1 savepoints outlive their transaction",
        "the driver begins and ends transactions by itself",
        Patch(f"{STORE}:_prepare_sqlite", "isolation_level = None", 'isolation_level = ""'),
        Patch(
            f"{STORE}:_begin_sqlite",
            "execute(connection",
            "False and execute(connection",
        ),
        tests=f"{TRANSACTIONS}::test_a_row_under_a_savepoint_goes_with_the_transaction[sqlite]",
    ),
    bug(
        "2 deferred transactions",
        "a writer begins as a reader, and no turn is kept between processes",
        Patch(
            f"{STORE}:Database.__init__",
            "WriterLock(_file_of(url)) if self.is_sqlite else None",
            "None",
        ),
        Patch(f"{STORE}:Database.write", '"BEGIN IMMEDIATE"', '"BEGIN"'),
        tests=f"{TRANSACTIONS}::test_a_writer_that_reads_first_waits_for_the_one_before_it[sqlite]",
    ),
    bug(
        "3 any SQLite will do",
        "a version that can lose its write-ahead log is not refused",
        Constant(f"{STORE}:SQLITE_VERSION_MIN", (3, 0, 0)),
        tests=f"{TRANSACTIONS}::test_a_sqlite_that_can_lose_its_log_is_refused",
    ),
    bug(
        "4 numbers outside the lock",
        "a stream's numbers are read without its lock",
        Patch("backend.store.records:_read_heads", "ORDER BY id FOR UPDATE", "ORDER BY id"),
        tests=f"{LOCKS}::test_a_number_that_another_process_took_is_not_taken_again[postgres]",
    ),
    bug(
        "5 lone surrogates",
        "a lone surrogate is taken for a text",
        Constant(f"{VALUES}:_FORBIDDEN", re.compile("[\x00-\x08]")),
        tests=f"{HOSTILE}::test_a_value_that_cannot_be_stored_holds_its_changeset_alone",
    ),
    bug(
        "6 NaN and 2^63",
        "a number beyond ±2^53 or that is none is stored",
        Patch(
            f"{VALUES}:clean",
            "if not -NUMBER_MAX <= value <= NUMBER_MAX:",
            "if False:",
        ),
        tests=VALIDATION,
    ),
    bug(
        "7 NUL",
        "a NUL is taken for a character",
        Constant(f"{VALUES}:_FORBIDDEN", re.compile("[\x01-\x08\ud800-\udfff]")),
        tests=HOSTILE,
    ),
    bug(
        "8 length not enforced",
        "a text may be as long as it likes",
        Patch(f"{VALIDATE}:_clean_text", "if len(text) > field.chars_max:", "if False:"),
        tests=VALIDATION,
    ),
    bug(
        "9 lenient values",
        "true is taken for 1",
        Patch(
            f"{VALIDATE}:_clean_integer",
            "if isinstance(value, bool) or not isinstance(value, int):",
            "if not isinstance(value, int):",
        ),
        tests=VALIDATION,
    ),
    bug(
        "9 duplicate keys",
        "of two values under one name the last one counts",
        Patch("backend.core.strict_json:_object", "if len(found) != len(pairs):", "if False:"),
        tests=f"{BODIES}::test_what_is_not_strict_json_is_malformed",
    ),
    bug(
        "10 a bomb is unpacked",
        "the decoded bytes are not counted",
        Patch(
            "backend.services.gunzip:Gunzip.decode",
            "self._inflate.decompress(chunk, self._left + 1)",
            "self._inflate.decompress(chunk, 20 * 1024 * 1024)\n        self._left += len(piece)",
        ),
        tests=f"{BODIES}::test_a_gzip_bomb_of_1_gib_is_too_large_and_costs_no_memory",
    ),
    bug(
        "10 a body of any size",
        "the bytes that were sent are not counted",
        Patch(
            "backend.api.http:receive_body",
            "most: int = getattr(limits, limit)",
            "most = 10**12",
        ),
        tests=f"{BODIES}::test_a_body_of_50_mb_is_too_large_and_is_not_kept",
    ),
    bug(
        "11 the year 20000",
        "a time of any year is stored",
        Patch(
            f"{VALIDATE}:is_time",
            "return YEAR_MIN <= datetime.fromisoformat(value).year <= YEAR_MAX",
            "return bool(datetime.fromisoformat(value))",
        ),
        tests=VALIDATION,
    ),
    bug(
        "12 foreign keys off",
        "SQLite does not look whether a row is there",
        Patch(f"{STORE}:_prepare_sqlite", '"foreign_keys=ON"', '"foreign_keys=OFF"'),
        tests=f"{TRANSACTIONS}::test_a_row_must_name_a_row_that_is_there[sqlite]",
    ),
    bug(
        "19 an unsigned outbox file",
        "a file that is sealed is believed, whoever sealed it",
        Patch(
            "backend.services.outbox.deliver_outbox:_get_signed_box",
            "if not is_signed(box, signature, key):",
            "if False:",
        ),
        tests="tests/api/test_deliver.py::"
        "test_what_is_not_signed_by_its_device_is_refused_and_not_stored",
    ),
    bug(
        "22 streams locked as they come",
        "the streams of a push are locked one by one, in an order that is not the one of all",
        Patch(
            "backend.store.records:lock_streams",
            "heads = _read_heads(connection, by_stream, ordered)",
            "heads = {}\n"
            "    for each in reversed(ordered):\n"
            "        heads.update(_read_heads(connection, by_stream, [each]))",
        ),
        tests=f"{LOCKS}::test_a_push_that_waits_for_a_stream_holds_none_that_comes_after_it"
        "[postgres]",
    ),
    bug(
        "23 a schema of tomorrow is guessed",
        "what a newer app sends is taken as if it were of today",
        Patch(
            "backend.core.changes:read_envelope", "elif schema > HISTORY.current:", "elif False:"
        ),
        tests=VALIDATION,
    ),
    bug(
        "25 a revoked phone is not signed in",
        "a revoked phone gets 401, and its unsent work is gone",
        Patch(
            "backend.store.callers:find_signed_in",
            "        found[token_hash] =",
            "        if not caller.is_revoked:\n            found[token_hash] =",
        ),
        tests="tests/api/test_devices.py",
    ),
    bug(
        "26 one audit chain for all",
        "every writer waits for every other",
        Patch(
            "backend.store.audit:append", "seq, previous =", 'place = "all"\n    seq, previous ='
        ),
        tests="tests/store/test_audit.py",
    ),
    bug(
        "id and epoch confused",
        "a cursor of another history is read as if it were of this one",
        Patch(
            "backend.core.cursor:read_cursor",
            "if name != epoch or len(numbers)",
            "if len(numbers)",
        ),
        tests="tests/core/test_cursor.py",
    ),
    bug(
        "an unannounced restore is not seen",
        "a device that was acknowledged more than the server has shows nothing",
        Patch(
            "backend.services.syncing.sync:_is_ahead",
            "return request.epoch == seen.epoch and request.acked > seen.contact.acked",
            "return False",
        ),
        tests="tests/services/test_restored_server.py",
    ),
    bug(
        "a conflict among the same values",
        "a value that is already there conflicts",
        Patch(
            f"{VALUES}:is_same",
            "if a is b:",
            "if a is not None and type(a) is str:\n        return False\n    if a is b:",
        ),
        tests="tests/core/test_merge_rule.py::"
        "test_the_same_value_from_both_sides_is_no_conflict_and_no_change",
    ),
    bug(
        "two households of one changeset as one",
        "a value meant for a merged-away household replaces the other's, written just before it",
        Patch(
            "backend.core.merge:Draft._has_seen",
            "is_of_this = self.written.get((record.id, name), self.about) == self.about",
            "is_of_this = True",
        ),
        tests="tests/core/test_merge_rule.py::TestMergedHouseholds::"
        "test_values_of_two_households_that_are_one_by_now_do_not_replace_each_other",
    ),
)

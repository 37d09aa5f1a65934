"""Mistakes of the app's own store and exchange: worlds of real phones must fall for each of them.

Each is planted in the TypeScript as it is bundled for the worlds; the sources stay as they are.
"""

from tests.planted.planting import SourcePatch, app_bug

STORE = "src/store"
ANSWERS = f"{STORE}/answers.ts"
ONE_PHONE = "tests/crash/test_one_real_phone.py"

APP_BUGS = (
    app_bug(
        "app: cursor before its rows",
        "the cursors are stored in a transaction before the rows",
        SourcePatch(
            ANSWERS,
            "  const meta = await write(answer, asked, taken, writes);",
            "  await getDatabase().streams.bulkPut([...taken.rows.values()]);\n"
            "  const meta = await write(answer, asked, taken, writes);",
        ),
        test=f"{ONE_PHONE}::test_ended_at_any_transaction_of_an_exchange_the_app_skips_nothing",
    ),
    app_bug(
        "app: sent is thrown away",
        "an entry leaves the outbox when it is sent, before its result has come",
        SourcePatch(
            "src/sync/exchange.ts",
            "  const asked_ms = performance.now();",
            "  await getDatabase().log.bulkDelete(batch.entries.map(({ k }) => k));\n"
            "  const asked_ms = performance.now();",
        ),
    ),
    app_bug(
        "app: overlay dropped after a reset",
        "what waits is not laid over a stream that was received anew",
        SourcePatch(
            ANSWERS,
            "  book.layEntries(fates.changed, fates.dropped);",
            "  const unsent = book.entries().filter(isWaiting).map(({ k }) => k);\n"
            "  book.layEntries(fates.changed, taken.swapped.size > 0 ? unsent : fates.dropped);",
        ),
    ),
    app_bug(
        "app: an act before its number",
        "an act is stored in a transaction before the one that counts its number",
        SourcePatch(
            f"{STORE}/acts.ts",
            "  const names = ['meta', 'log', 'drafts', 'rescue'] as const;",
            "  await getDatabase().log.put(row);\n"
            "  const names = ['meta', 'log', 'drafts', 'rescue'] as const;",
        ),
        SourcePatch(f"{STORE}/acts.ts", "      tables.log.add(row),\n", ""),
    ),
    app_bug(
        "app: acknowledged is thrown away",
        "what is acknowledged is forgotten: a restored server gets nothing back",
        SourcePatch(
            "src/core/retention.ts",
            "!(entry.n <= safe && isOld(entry, clock))",
            "!(entry.n <= safe || isOld(entry, clock) || entry.status !== null)",
        ),
    ),
    app_bug(
        "app: digest not looked at",
        "a phone that lost a row never finds out",
        SourcePatch(f"{STORE}/pages.ts", "if (!digest || ", "if (digest || "),
        test=f"{ONE_PHONE}::test_an_app_that_lost_a_row_finds_it_out_by_the_digest",
    ),
    app_bug(
        "app: lost streams stay",
        "what may not be read any more is kept",
        SourcePatch(ANSWERS, "  dropLost(answer.lost, ", "  dropLost([], "),
    ),
    app_bug(
        "app: silent after the clock was set back",
        "a wait that the server asked for lasts until the clock has come so far",
        SourcePatch(
            "src/core/pace.ts",
            "return wait_ms > wait_max_ms ? 0 : wait_ms;",
            "return Math.min(wait_ms, wait_max_ms);",
        ),
    ),
    app_bug(
        "app: the log before is left behind",
        "a new device takes along what waits alone: a restored server lost the rest for good",
        SourcePatch(
            f"{STORE}/devices.ts",
            "function goesAlong({ is_archived, void: refused }: Entry): boolean {\n"
            "  return !is_archived && refused === null;",
            "function goesAlong({ status, void: refused }: Entry): boolean {\n"
            "  return status === null && refused === null;",
        ),
        test=f"{ONE_PHONE}::test_a_restored_server_gets_what_the_app_was_told_as_another_device",
    ),
    app_bug(
        "app: what was told is forgotten",
        "a new device takes what it has yet to send for lost in a restore: outcomes come only once",
        SourcePatch(
            "src/core/judge.ts",
            "if (doubtful === null) return n > acked && n <= heard;",
            "if (doubtful === null) return n > acked;",
        ),
        test=f"{ONE_PHONE}::test_what_was_told_stays_while_the_next_device_sends_the_log_in_parts",
    ),
    app_bug(
        "app: two tabs take one number",
        "nobody looks whether another tab has taken the number meanwhile",
        SourcePatch(f"{STORE}/acts.ts", "    if (!isSameTurn(now, before)) return null;\n", ""),
        SourcePatch(
            f"{STORE}/acts.ts", "      tables.log.add(row),\n", "      tables.log.put(row),\n"
        ),
    ),
    app_bug(
        "app: other tabs are not told",
        "what is recorded in one tab is not heard of in another",
        SourcePatch(
            f"{STORE}/acts.ts",
            "    book.tell();\n    tellOtherTabs({ streams: [], log: true });\n",
            "    book.tell();\n",
        ),
    ),
)

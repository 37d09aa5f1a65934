"""Mistakes of a phone, planted in the simulated one: the promises must fall for them too."""

from tests.planted.planting import Patch, bug

PHONE = "tests.simulation.phone:FieldPhone"
WORLD = "tests.simulation.world"
ONE_PHONE = "tests/simulation/test_one_phone.py"

PHONE_BUGS = (
    bug(
        "14 base from a result",
        "the revision in a result is taken for one that was received",
        Patch(
            f"{PHONE}._take_result",
            'self.results[result["n"]] = result',
            'self.results[result["n"]] = result\n'
            '    for touched in result["records"]:\n'
            '        found = self.find(touched["id"])\n'
            "        if found is not None:\n"
            '            found[1]["rev"] = touched["rev"]',
        ),
        tests=f"{ONE_PHONE}::test_what_was_pushed_is_no_base_until_its_record_has_been_pulled",
    ),
    bug(
        "17 a new id after a lost answer",
        "the device begins a new log whenever an answer is lost",
        Patch(
            f"{WORLD}:World.sync",
            "            return False\n    return False",
            "            phone.log = {\n"
            "                n: {**each, 'id': self.chance.new_id()}\n"
            "                for n, each in phone.log.items() if n > phone.goes_on\n"
            "            }\n"
            "            self._diverged(phone)\n"
            "            return False\n    return False",
        ),
    ),
    bug(
        "cursor before its rows",
        "the cursor is stored in a transaction before the rows",
        Patch(
            f"{PHONE}._take_page",
            '    self._store_rows(target, part["records"])\n'
            '    self._store_cursor(book, part["cursor"])\n',
            '    self._store_cursor(book, part["cursor"])\n'
            "    self.kill_point()\n"
            '    self._store_rows(target, part["records"])\n',
        ),
    ),
    bug(
        "digest not looked at",
        "a phone that lost a row never finds out",
        Patch(f"{PHONE}._adds_up", "total = ", "return True\n    total = "),
        tests=f"{ONE_PHONE}::test_a_phone_that_lost_a_row_finds_it_out_by_the_digest",
    ),
    bug(
        "acknowledged is thrown away",
        "the log is emptied as soon as it is acknowledged: a restored server gets nothing back",
        Patch(
            f"{PHONE}._take_envelope",
            "self.settled = min",
            "self.prune(self.goes_on)\n    self.settled = min",
        ),
    ),
    bug(
        "a reset over what was there",
        "what comes again from the start is mixed with what the old history left",
        Patch(f"{PHONE}._take_page", "book.building = {}", "pass"),
        Patch(f"{PHONE}._pull_anew", "book.cursor, book.building = None, {}", "pass"),
    ),
    bug(
        "18 a reset drops",
        "what only this phone still had is dropped without giving it back",
        Patch(
            f"{PHONE}._is_lacking",
            'return new is None or new["rev"]',
            'return new is not None and new["rev"]',
        ),
    ),
    bug(
        "numbers from memory",
        "after a kill the phone gives a number a second time",
        Patch(
            f"{PHONE}.number",
            "self.last_n += 1",
            "self.last_n = max([*self.log, 0]) + (0 if len(self.log) == 7 else 1)",
        ),
    ),
    bug(
        "epoch of now for bases of before",
        "a changeset names the new history, its bases are of the old one",
        Patch(f"{PHONE}.epoch_of", "return stale[0] if stale else self.epoch", "return self.epoch"),
        tests=f"{ONE_PHONE}::test_what_is_recorded_while_a_stream_is_pulled_anew_names_the_history_of"
        "_its_bases",
    ),
    bug(
        "outcomes are dropped",
        "what became of a changeset later is read and forgotten",
        Patch(f"{PHONE}._take_outcomes", 'self.outcomes += answer["outcomes"]', "pass"),
    ),
    bug(
        "lost streams stay",
        "what may not be read any more is kept",
        Patch(f"{PHONE}._take_scope", "if stream not in waiting:", "if False:"),
    ),
    bug(
        "a portal is believed",
        "an answer without the protocol's mark is taken for one",
        Patch(
            f"{WORLD}:read_answer",
            'if not isinstance(answer, dict) or answer.get("protocol") != 1:',
            "if not isinstance(answer, dict):",
        ),
        tests=f"{ONE_PHONE}::test_what_a_portal_says_is_no_answer",
    ),
)

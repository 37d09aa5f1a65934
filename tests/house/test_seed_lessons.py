"""The lessons that come with the app name topics and results as the phone has them."""

import csv
import re

from tests.house.tracked import ROOT

DATA = ROOT / "backend" / "data"
RESULTS = "Ghi kết quả:"
LESSONS_MIN = 3


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _outcome_words() -> set[str]:
    words = (ROOT / "pwa" / "src" / "i18n" / "phone.vi.ts").read_text(encoding="utf-8")
    return set(re.findall(r"'outcome\.(?:done|guided|already|declined|failed)': '([^']+)'", words))


def test_each_lesson_has_a_topic_and_tells_to_press_what_stands_on_the_phone() -> None:
    codes = {row["code"] for row in _rows("topics.csv")}
    outcomes = _outcome_words()
    assert len(outcomes) == 5
    told = 0
    lessons = _rows("learning_items.csv")
    for lesson in lessons:
        assert lesson["topic"] in codes, lesson["title"]
        for line in lesson["body"].splitlines():
            if not line.startswith(RESULTS):
                continue
            for quoted in re.findall("“([^”]+)”", line):
                told += 1
                assert quoted.rpartition(": ")[2] in outcomes, f"{lesson['title']}: {quoted}"
    assert len(lessons) >= LESSONS_MIN
    assert told >= LESSONS_MIN

"""Vietnam's working days, as data/days_off.csv says them, and which day it is there now."""

import csv
from datetime import date
from functools import cache
from importlib.resources import files
from io import StringIO

from backend.core.facts import LOCAL_TIME
from backend.core.legal_clock import WorkCalendar
from backend.services.context import Context


@cache
def work_calendar() -> WorkCalendar:
    """Each row of the file names its source. A year is added there before it begins, first with
    the days that are off whatever is chosen (tests/services/test_days_off.py derives them from the
    law), then as it is announced: a due date may be a day early, never late."""
    text = (files("backend.data") / "days_off.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(StringIO(text, newline="")))

    def days(kind: str) -> frozenset[date]:
        return frozenset(date.fromisoformat(row["day"]) for row in rows if row["kind"] == kind)

    return WorkCalendar(off=days("off"), worked=days("work"))


def local_today(context: Context) -> date:
    return context.now().astimezone(LOCAL_TIME).date()

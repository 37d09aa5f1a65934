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
    """Each row of the file names its source; a year is added there before it begins."""
    text = (files("backend.data") / "days_off.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(StringIO(text, newline="")))

    def days(kind: str) -> frozenset[date]:
        return frozenset(date.fromisoformat(row["day"]) for row in rows if row["kind"] == kind)

    return WorkCalendar(off=days("off"), worked=days("work"))


def local_today(context: Context) -> date:
    return context.now().astimezone(LOCAL_TIME).date()

"""Every problem has a status of its kind, a stable code of its own, and a plain title."""

import inspect

from backend.core import problems
from backend.core.problems import Problem

ARGUMENTS: dict[str, object] = {
    "why": "nested too deeply",
    "conflict": {},
    "limit": "body_bytes_max",
    "most": 5,
    "where": "limit",
    "reason": "too_late",
    "reasons": [],
    "offset": 100,
    "title": "The conflict is open.",
    "retry_after_seconds": 7,
}


def _list_problems() -> dict[str, Problem]:
    made = {}
    for name, make in inspect.getmembers(problems, inspect.isfunction):
        wanted = inspect.signature(make).parameters
        made[name] = make(**{key: ARGUMENTS[key] for key in wanted})
    return made


def test_codes_are_unique_words_and_statuses_are_errors() -> None:
    made = _list_problems().values()
    assert len({each.code for each in made}) == len(made)
    assert all(each.code.replace("_", "").isalpha() for each in made)
    assert all(400 <= each.status <= 503 and each.title for each in made)


def test_who_has_to_wait_is_told_how_long() -> None:
    waiting = [each for each in _list_problems().values() if each.status in (429, 503)]
    assert waiting
    assert all(each.retry_after_seconds for each in waiting)

"""Which targets a figure is held against."""

from backend.core.targets import Target, sum_targets, target_of_record

MONTH = ("2026-11-01", "2026-11-30")


def _target(unit_id: str, value: float, period: tuple[str, str] = MONTH) -> Target:
    return Target("I1", unit_id, period[0], period[1], value)


def test_a_unit_has_the_sum_of_its_parts_where_it_has_no_target_of_its_own() -> None:
    parts = [_target("a", 10), _target("b", 20)]
    assert sum_targets(parts, "xa", first=MONTH[0], last=MONTH[1]) == {"I1": 30}
    own = [*parts, _target("xa", 50)]
    assert sum_targets(own, "xa", first=MONTH[0], last=MONTH[1]) == {"I1": 50}


def test_only_periods_within_the_days_asked_for_count() -> None:
    october = _target("xa", 7, ("2026-10-01", "2026-10-31"))
    both = [october, _target("xa", 8)]
    assert sum_targets(both, "xa", first="2026-10-01", last="2026-11-30") == {"I1": 15}
    assert sum_targets(both, "xa", first="2026-10-02", last="2026-11-30") == {"I1": 8}
    assert sum_targets(both, "xa", first="2026-10-01", last="2026-11-29") == {"I1": 7}


def test_a_record_that_says_too_little_is_no_target() -> None:
    whole = {
        "indicator": "I1",
        "unit_id": "a",
        "period_start": MONTH[0],
        "period_end": MONTH[1],
        "value": 5,
    }
    assert target_of_record(whole) == _target("a", 5)
    for missing in whole:
        assert target_of_record({**whole, missing: None}) is None

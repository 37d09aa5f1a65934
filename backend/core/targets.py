"""Which targets a figure of a unit and a period is held against."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Target:
    """`period_start` and `period_end` are days, both included."""

    indicator: str
    unit_id: str
    period_start: str
    period_end: str
    value: float


def target_of_record(fields: Mapping[str, object]) -> Target | None:
    """None for a record that says too little."""
    value = fields.get("value")
    texts = [fields.get(name) for name in ("indicator", "unit_id", "period_start", "period_end")]
    if not isinstance(value, int | float) or not all(isinstance(text, str) for text in texts):
        return None
    indicator, unit_id, period_start, period_end = map(str, texts)
    return Target(indicator, unit_id, period_start, period_end, value)


def sum_targets(
    targets: Iterable[Target], unit_id: str, *, first: str, last: str
) -> dict[str, float]:
    """Indicator → target of the unit over the targets' periods that lie within these days.

    A unit without a target of its own has the sum of its parts'; `targets` are those of the unit
    and of what lies below it.
    """
    own: dict[str, float] = {}
    parts: dict[str, float] = {}
    for target in targets:
        if first <= target.period_start and target.period_end <= last:
            sums = own if target.unit_id == unit_id else parts
            sums[target.indicator] = sums.get(target.indicator, 0) + target.value
    return {**parts, **own}

"""What a guidance session counts for: the fact it makes and how facts become figures.

Only live guidance records make facts, and the topics of the province's catalogue decide what they
count towards; nothing here knows a topic or an indicator by name.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from hashlib import blake2b
from types import MappingProxyType
from typing import Literal

from backend.core.text import fold

LOCAL_TIME = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")
KEY_BYTES = 12
NO_MERGES: Mapping[str, str] = MappingProxyType({})

Channel = Literal["home", "desk", "activity", "other"]


@dataclass(frozen=True, slots=True)
class Fact:
    """One live guidance session. `day` is the local day; `person_key` tells people of one
    household apart: a digest, never a name, and None where nobody is known: then each counts."""

    id: str
    day: str
    topic: str
    outcome: str
    quantity: int
    household_id: str | None
    person_key: str | None
    shop_id: str | None
    product_id: str | None
    member_id: str | None
    team_id: str | None
    channel: Channel
    created_by: str | None


@dataclass(frozen=True, slots=True)
class CountedTopic:
    """How a topic of the catalogue counts: these outcomes, towards this indicator or part."""

    code: str
    indicator: str
    counts_when: frozenset[str]
    dedupe_by: str | None


def fact_of_guidance(
    fields: Mapping[str, object], *, record_id: str, created_by: str | None
) -> Fact | None:
    """None for a session that says too little to be counted (a release of the office may)."""
    topic, outcome = _text(fields, "topic"), _text(fields, "outcome")
    day = local_day(_text(fields, "at"))
    if topic is None or outcome is None or day is None:
        return None
    quantity = fields.get("quantity")
    return Fact(
        id=record_id,
        day=day,
        topic=topic,
        outcome=outcome,
        quantity=quantity if isinstance(quantity, int) else 1,
        household_id=_text(fields, "household_id"),
        person_key=person_key_of(fields),
        shop_id=_text(fields, "shop_id"),
        product_id=_text(fields, "product_id"),
        member_id=_text(fields, "member_id"),
        team_id=_text(fields, "team_id"),
        channel=channel_of(fields),
        created_by=created_by,
    )


def local_day(moment: str | None) -> str | None:
    """The day in Vietnam of an RFC 3339 time; None where there is no such time."""
    if moment is None:
        return None
    try:
        parsed = datetime.fromisoformat(moment)
        return parsed.astimezone(LOCAL_TIME).date().isoformat() if parsed.tzinfo else None
    except (ValueError, OverflowError):
        return None


def channel_of(fields: Mapping[str, object]) -> Channel:
    if fields.get("visit_id"):
        return "home"
    if fields.get("filing_id"):
        return "desk"
    return "activity" if fields.get("activity_id") else "other"


def person_key_of(fields: Mapping[str, object]) -> str | None:
    """The person within the household: folded name and year of birth; without a name the
    household as a whole. Which household that is now, a merge may change (`distinct_key`)."""
    name = fold(_text(fields, "person_name") or "")
    if not name and not _text(fields, "household_id"):
        return None
    year = fields.get("birth_year") if name else None
    spoken = "\n".join((name, "" if year is None else str(year)))
    return blake2b(spoken.encode(), digest_size=KEY_BYTES).hexdigest()


def distinct_key(
    fact: Fact, dedupe_by: str | None, stayed: Mapping[str, str] = NO_MERGES
) -> str | None:
    """What counts once; None where the session counts by its quantity. A shop that has no record
    of its own is known by its household, a household has many products. `stayed` leads from
    households that were merged away to those that stayed."""
    household = stayed.get(fact.household_id or "", fact.household_id)
    if dedupe_by == "person":
        return None if fact.person_key is None else f"{household or ''} {fact.person_key}"
    if dedupe_by == "shop":
        return fact.shop_id or household
    return fact.product_id if dedupe_by == "product" else None


def follow_merges(merged: Mapping[str, str]) -> dict[str, str]:
    """From each household that was merged away to the one that stayed at the end of its chain;
    of a ring, which two phones can make, the first by id stays."""
    return {household: _end_of(household, merged) for household in merged}


def _end_of(household: str, merged: Mapping[str, str]) -> str:
    passed: list[str] = []
    while household in merged and household not in passed:
        passed.append(household)
        household = merged[household]
    if household in passed:
        return min(passed[passed.index(household) :])
    return household


def counted_topic(fields: Mapping[str, object]) -> CountedTopic | None:
    """A topic of the catalogue as it counts; None where it counts towards nothing."""
    code, indicator = _text(fields, "code"), _text(fields, "indicator")
    outcomes = fields.get("counts_when")
    if code is None or indicator is None or not isinstance(outcomes, list):
        return None
    words = frozenset(word for word in outcomes if isinstance(word, str))
    return CountedTopic(code, indicator, words, _text(fields, "dedupe_by"))


def count_parts(
    facts: Iterable[Fact],
    topics: Iterable[CountedTopic],
    stayed: Mapping[str, str] = NO_MERGES,
) -> dict[str, int]:
    """The value of each indicator or part that the topics name, whatever the order of the facts.

    The counting query of the store gives the same; this one is the rule in words.
    """
    counting = list(topics)
    by_code = {topic.code: topic for topic in counting}
    sums = {topic.indicator: 0 for topic in counting}
    seen: set[tuple[str, str, str]] = set()
    for fact in facts:
        topic = by_code.get(fact.topic)
        if topic is None or fact.outcome not in topic.counts_when:
            continue
        key = distinct_key(fact, topic.dedupe_by, stayed)
        if key is None:
            sums[topic.indicator] += fact.quantity
        elif (once := (topic.indicator, topic.dedupe_by or "", key)) not in seen:
            seen.add(once)
            sums[topic.indicator] += 1
    return sums


def roll_up(parts: Mapping[str, int], indicators: Iterable[str]) -> dict[str, dict[str, int]]:
    """The parts under each indicator: its own code, or its code and letters (I5a under I5)."""
    return {
        code: {part: value for part, value in sorted(parts.items()) if _is_part(part, code)}
        for code in indicators
    }


def _is_part(part: str, indicator: str) -> bool:
    rest = part.removeprefix(indicator)
    return part == indicator or (part.startswith(indicator) and rest.isalpha())


def _text(fields: Mapping[str, object], name: str) -> str | None:
    value = fields.get(name)
    return value if isinstance(value, str) and value else None

"""Gatherings: what was shown to many at once, counted by heads and never by names, since a list of
a Party-cell meeting would show who is a Party member.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from backend.services.demo.book import Book, create, local_text
from backend.services.demo.calendar import Calendar, busy_days, busyness
from backend.services.demo.chance import Chance
from backend.services.demo.doors import by
from backend.services.demo.figures import Quota
from backend.services.demo.places import COMMUNE
from backend.services.demo.staff import Crew, Hamlet, Staff

A_HAMLET = 15
OF_THE_COMMUNE = 6
LAST_DAYS_AGO = 2
WITH_INSTALLS, WITH_WALLETS, WITH_ACCOUNTS, WITH_GUIDING = 30, 26, 48, 74
ATTENDEES_LEAST = 18
ROOM_FOR_OTHERS = 25

KINDS = (
    ("party_cell", 26),
    ("farmers_club", 22),
    ("cooperative", 14),
    ("crowd", 24),
    ("training", 14),
)
TITLES = {
    "party_cell": ("Họp chi bộ {hamlet}", "Sinh hoạt chi bộ chuyên đề chuyển đổi số"),
    "farmers_club": ("Hội quán xoài {hamlet}", "Sinh hoạt hội quán nông dân {hamlet}"),
    "cooperative": ("Họp hợp tác xã nông nghiệp {hamlet}", "Họp tổ hợp tác xoài {hamlet}"),
    "crowd": ("Ngày hội chuyển đổi số {hamlet}", "Phiên chợ không tiền mặt {hamlet}"),
    "training": ("Lớp kỹ năng số {hamlet}", "Lớp bán hàng trên mạng {hamlet}"),
}
PLACES = {
    "party_cell": ("Trụ sở ấp", "Nhà văn hóa ấp"),
    "farmers_club": ("Hội quán", "Nhà văn hóa ấp", "Vườn xoài mẫu"),
    "cooperative": ("Trụ sở hợp tác xã", "Trụ sở ấp"),
    "crowd": ("Chợ", "Đình", "Trường tiểu học", "Sân nhà văn hóa ấp"),
    "training": ("Nhà văn hóa ấp", "Trường tiểu học"),
}
PARTNERS = (
    "Đoàn Thanh niên xã",
    "Công an xã",
    "Trạm y tế xã",
    "Hội Liên hiệp Phụ nữ",
    "Hội Nông dân",
    "Doanh nghiệp viễn thông",
    "Ngân hàng",
)
ALSO_SHOWN = ("SAFE", "BASIC", "FARM", "VNEID2", "HEALTH")


@dataclass(slots=True)
class Gathering:
    """`counts` are heads by topic."""

    at: datetime
    kind: str
    title: str
    stream: str
    by: Staff
    weight: int
    counts: dict[str, int] = field(default_factory=dict)


def hold_gatherings(
    book: Book, chance: Chance, calendar: Calendar, crew: Crew, quota: Quota
) -> None:
    """All gatherings with their head-counts; the sums are the quota's."""
    held = [each for hamlet in crew.hamlets for each in _of_hamlet(chance, calendar, crew, hamlet)]
    held += _of_commune(chance, calendar, crew)
    held.sort(key=lambda gathering: (gathering.at, gathering.title))
    _share(chance, held, "APP", quota.installs, WITH_INSTALLS)
    _share(chance, held, "WALLET", quota.wallets, WITH_WALLETS)
    _share(chance, held, "DVC-ACC", quota.accounts, WITH_ACCOUNTS)
    _share(chance, held, "DVC-GUIDE", quota.guided, WITH_GUIDING)
    for gathering in held:
        gathering.counts[chance.pick(ALSO_SHOWN)] = chance.between(8, 40)
        _record(book, chance, gathering)


def _of_hamlet(chance: Chance, calendar: Calendar, crew: Crew, hamlet: Hamlet) -> list[Gathering]:
    held = []
    for days_ago in busy_days(chance, A_HAMLET, last=LAST_DAYS_AGO):
        kind = chance.weighted(KINDS)
        at = calendar.at(days_ago, time(7 + chance.below(3), 30), minutes=chance.below(40))
        held.append(
            Gathering(
                at=at,
                kind=kind,
                title=chance.pick(TITLES[kind]).format(hamlet=hamlet.name.removeprefix("Ấp ")),
                stream=hamlet.stream,
                by=crew.leader_of(hamlet),
                weight=busyness(days_ago) + chance.below(60),
            )
        )
    return held


def _of_commune(chance: Chance, calendar: Calendar, crew: Crew) -> list[Gathering]:
    return [
        Gathering(
            at=calendar.at(days_ago, time(8, 0), minutes=chance.below(30)),
            kind="crowd",
            title="Ngày hội Chuyển đổi số xã Mỹ Thọ",
            stream=f"commune:{COMMUNE}",
            by=crew.commune_admin,
            weight=busyness(days_ago) + 90,
        )
        for days_ago in busy_days(chance, OF_THE_COMMUNE, last=LAST_DAYS_AGO)
    ]


def _share(
    chance: Chance, held: Sequence[Gathering], topic: str, total: int, gatherings: int
) -> None:
    """Whole heads, at least one each."""
    chosen = chance.sample(held, gatherings)
    shares = chance.shares(total - gatherings, [each.weight for each in chosen])
    for gathering, share in zip(chosen, shares, strict=True):
        gathering.counts[topic] = share + 1


def _record(book: Book, chance: Chance, gathering: Gathering) -> None:
    most = max(ATTENDEES_LEAST, *gathering.counts.values())
    activity_id = chance.id_at(gathering.at)
    activity = create(
        "activity",
        activity_id,
        gathering.stream,
        kind=gathering.kind,
        title=gathering.title,
        starts_at=local_text(gathering.at),
        place=chance.pick(PLACES[gathering.kind]),
        partners=sorted(chance.sample(PARTNERS, chance.between(1, 3))),
        attendees=most + chance.below(ROOM_FOR_OTHERS),
        counts=dict(sorted(gathering.counts.items())),
    )
    ends = gathering.at + timedelta(minutes=95)
    guidance = [
        create(
            "guidance",
            chance.id_at(ends),
            gathering.stream,
            topic=topic,
            outcome="done" if topic in {"APP", "WALLET", "DVC-ACC"} else "guided",
            at=local_text(ends),
            activity_id=activity_id,
            quantity=heads,
            **by(gathering.by),
        )
        for topic, heads in sorted(gathering.counts.items())
    ]
    book.add(gathering.by, ends, activity, *guidance)

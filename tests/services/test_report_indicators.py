"""The indicator report: who may ask, what it counts by, targets and completeness."""

import pytest

from backend.core.problems import Problem
from backend.core.scope import Caller
from backend.services.context import Context
from backend.services.figures.report_indicators import IndicatorReport, report_indicators
from backend.services.seed_catalogue import ensure_catalogue, seed_id
from backend.store.places import find_places
from backend.store.sql import execute
from tests.commune import COMMUNE, PROVINCE, Commune, build_commune
from tests.phone import Json, Phone

AT = "2026-11-23T09:30:00+07:00"


@pytest.fixture
def commune(context: Context) -> Commune:
    with context.database.write() as connection:
        places = find_places(connection, [PROVINCE])
        ensure_catalogue(context, connection, places[PROVINCE])
    return build_commune(context)


def report(commune: Commune, username: str, **asked: str) -> IndicatorReport:
    phone = commune.phone(username)
    with commune.context.database.read() as connection:
        caller = commune.caller(connection, username, phone.device)
    return report_indicators(commune.context, caller, **asked)


def values(told: IndicatorReport) -> dict[str, int]:
    return {item.code: item.value for item in told.items}


def guidance(phone: Phone, stream: str, topic: str, **fields: object) -> Json:
    told = {"topic": topic, "outcome": "done", "at": AT, "quantity": 1, **fields}
    return phone.create("guidance", stream, **told)


def record(commune: Commune, username: str, *changes: Json) -> None:
    phone = commune.phone(username)
    phone.record(*changes)
    phone.sync()
    assert phone.results[1]["status"] == "applied"


def hamlet_ids(commune: Commune) -> list[str]:
    return [stream.removeprefix("hamlet:") for stream in commune.hamlets]


def test_a_catalogue_is_given_once_and_an_edit_of_it_stays(
    commune: Commune, context: Context
) -> None:
    office = commune.phone("tinh")
    office.sync()
    app = seed_id(PROVINCE, "topic", "APP")
    office.record(office.update(app, label_vi="Cài ứng dụng mới"))
    office.sync()
    with context.database.write() as connection:
        province = find_places(connection, [PROVINCE])[PROVINCE]
        assert ensure_catalogue(context, connection, province) is False
        execute(connection, "DELETE FROM server WHERE key = ?", f"catalogue:{PROVINCE}")
        assert ensure_catalogue(context, connection, province) is False
    office.sync()
    assert office.find(app)[1]["fields"]["label_vi"] == "Cài ứng dụng mới"
    assert len(office.all_of("topic")) == 23
    assert len(office.all_of("indicator")) == 5
    assert len(office.all_of("procedure")) == 36
    assert len(office.all_of("unit")) == 103


def test_an_empty_unit_has_all_indicators_at_zero(commune: Commune) -> None:
    told = report(commune, "an")
    assert values(told) == {"I1": 0, "I2": 0, "I3": 0, "I4": 0, "I5": 0}
    assert told.place.stream == commune.hamlets[0]
    assert told.items[0].label_vi.startswith("Lượt người dân cài đặt")
    assert told.items[2].unit_vi == "cửa hàng"


def test_figures_add_up_from_hamlet_to_province(commune: Commune) -> None:
    an = commune.phone("an")
    record(commune, "an", guidance(an, commune.hamlets[0], "DVC-ACC", quantity=2))
    record(commune, "cuc", guidance(an, commune.hamlets[1], "DVC-GUIDE", outcome="guided"))
    record(commune, "quay", guidance(an, commune.stream, "DVC-FILE"))
    first, second = hamlet_ids(commune)
    assert values(report(commune, "xa"))["I5"] == 4
    assert values(report(commune, "xa", unit_id=first))["I5"] == 2
    assert values(report(commune, "xa", unit_id=second))["I5"] == 1
    told = report(commune, "tinh")
    assert values(told)["I5"] == 4
    assert told.items[4].parts == {"I5a": 2, "I5b": 1, "I5c": 1}


def test_a_period_holds_its_first_and_its_last_local_day(commune: Commune) -> None:
    an = commune.phone("an")
    late, early = "2026-11-20T23:59:59+07:00", "2026-11-21T00:00:00+07:00"
    for at in (late, early):
        record(commune, "an", guidance(an, commune.hamlets[0], "DVC-ACC", at=at))
    assert values(report(commune, "an", first="2026-11-20", last="2026-11-20"))["I5"] == 1
    assert values(report(commune, "an", first="2026-11-21"))["I5"] == 1
    assert values(report(commune, "an", last="2026-11-21"))["I5"] == 2


def test_the_catalogue_decides_what_counts(commune: Commune) -> None:
    an = commune.phone("an")
    record(commune, "an", guidance(an, commune.hamlets[0], "SAFE", outcome="guided", quantity=6))
    assert sum(values(report(commune, "an")).values()) == 0
    office = commune.phone("tinh")
    office.sync()
    safe = seed_id(PROVINCE, "topic", "SAFE")
    office.record(
        office.update(safe, indicator="I9", counts_when=["guided"]),
        office.create(
            "indicator", f"province:{PROVINCE}", code="I9", label_vi="Lượt cảnh báo lừa đảo"
        ),
    )
    office.sync()
    assert values(report(commune, "an"))["I9"] == 6


def household(commune: Commune, username: str, stream: str) -> str:
    phone = commune.phone(username)
    made = phone.create("household", stream, head_name="Nguyễn Văn Bảy")
    phone.record(made)
    phone.sync()
    return str(made["id"])


def merge(commune: Commune, away: str, into: str | None) -> None:
    office = commune.phone("xa")
    office.sync()
    office.record(office.update(away, merged_into=into))
    office.sync()
    assert office.results[1]["status"] == "applied"


def test_a_person_guided_at_two_households_that_were_merged_counts_once(commune: Commune) -> None:
    an, quay = commune.phone("an"), commune.phone("quay")
    first, second = (household(commune, "an", commune.hamlets[0]) for _ in range(2))
    who = {"person_name": "Lê Thị Gấm", "birth_year": 1961}
    record(commune, "an", guidance(an, commune.hamlets[0], "APP", household_id=first, **who))
    record(commune, "quay", guidance(quay, commune.stream, "APP", household_id=second, **who))
    record(commune, "an", guidance(an, commune.hamlets[0], "APP", household_id=second))
    assert values(report(commune, "xa"))["I1"] == 3
    merge(commune, first, second)
    assert values(report(commune, "xa"))["I1"] == 2
    assert values(report(commune, "tinh"))["I1"] == 2
    merge(commune, first, None)
    assert values(report(commune, "xa"))["I1"] == 3


def test_a_shop_without_a_record_is_that_of_the_household_that_stayed(commune: Commune) -> None:
    an = commune.phone("an")
    houses = [household(commune, "an", commune.hamlets[0]) for _ in range(3)]
    for house in houses:
        record(commune, "an", guidance(an, commune.hamlets[0], "QR-SHOP", household_id=house))
    assert values(report(commune, "an"))["I3"] == 3
    merge(commune, houses[0], houses[1])
    merge(commune, houses[1], houses[2])
    assert values(report(commune, "an"))["I3"] == 1


def test_what_a_topic_counts_is_recomputed_for_what_was_recorded_before(commune: Commune) -> None:
    an, office = commune.phone("an"), commune.phone("tinh")
    for outcome in ("done", "guided", "guided"):
        record(commune, "an", guidance(an, commune.hamlets[0], "APP", outcome=outcome))
    assert values(report(commune, "an"))["I1"] == 1
    office.sync()
    app = seed_id(PROVINCE, "topic", "APP")
    office.record(office.update(app, counts_when=["done", "guided"]))
    office.sync()
    assert values(report(commune, "an"))["I1"] == 3
    office.record(office.update(app, indicator="I4"))
    office.sync()
    told = values(report(commune, "an"))
    assert (told["I1"], told["I4"]) == (0, 3)


def test_a_volunteer_reads_their_hamlet_and_commune_only(commune: Commune) -> None:
    first, second = hamlet_ids(commune)
    assert report(commune, "an", unit_id=first).place.hamlet == first
    assert report(commune, "an", unit_id=COMMUNE).place.unit_id == COMMUNE
    for unit in (second, PROVINCE, "30085", "no-such-unit", "31~2025-06-30"):
        with pytest.raises(Problem) as refused:
            report(commune, "an", unit_id=unit)
        assert (refused.value.status, refused.value.code) == (404, "not_found")


def test_another_communes_admin_does_not_see_that_it_exists(commune: Commune) -> None:
    for unit in (COMMUNE, hamlet_ids(commune)[0]):
        with pytest.raises(Problem) as refused:
            report(commune, "xakhac", unit_id=unit)
        assert refused.value.status == 404


@pytest.mark.parametrize("day", ["2026-13-01", "23/11/2026", "", "2026-02-30"])
def test_a_day_that_is_none_is_refused(commune: Commune, day: str) -> None:
    with pytest.raises(Problem) as refused:
        report(commune, "an", first=day)
    assert (refused.value.status, refused.value.code) == (422, "invalid_request")


def test_targets_of_the_month_stand_beside_the_figures(commune: Commune) -> None:
    leader = commune.phone("totruong")
    for unit, value in zip(hamlet_ids(commune), (40, 60), strict=True):
        record(commune, "totruong", _target(leader, commune.stream, unit, value))
    november = {"first": "2026-11-01", "last": "2026-11-30"}
    assert report(commune, "an", **november).items[0].target == 40
    assert report(commune, "xa", **november).items[0].target == 100
    assert report(commune, "xa", **november).items[1].target is None
    assert report(commune, "xa").items[0].target is None


def _target(phone: Phone, stream: str, unit: str, value: int) -> Json:
    return phone.create(
        "target",
        stream,
        indicator="I1",
        unit_id=unit,
        period_start="2026-11-01",
        period_end="2026-11-30",
        value=value,
    )


def test_completeness_names_silent_phones_and_what_waits(commune: Commune) -> None:
    an, cuc = commune.phone("an"), commune.phone("cuc")
    for phone, stream in ((an, commune.hamlets[0]), (cuc, commune.hamlets[1])):
        phone.record(guidance(phone, stream, "APP"))
        phone.sync()
    assert report(commune, "xa").completeness.percent == 100
    with commune.context.database.write() as connection:
        execute(
            connection,
            "UPDATE device SET last_seen_at = '2026-11-19T00:00:00.000Z', waiting = 12 "
            "WHERE id = ?",
            cuc.device,
        )
    told = report(commune, "xa").completeness
    assert (told.devices, told.silent, told.waiting, told.percent) == (2, 1, 12, 50)
    assert report(commune, "an").completeness.percent == 100


def test_a_silenced_caller_reads_nothing(commune: Commune) -> None:
    phone = commune.phone("an")
    with commune.context.database.write() as connection:
        execute(
            connection, "UPDATE account SET is_active = ? WHERE id = ?", False, commune.users["an"]
        )
        caller: Caller = commune.caller(connection, "an", phone.device)
    with pytest.raises(Problem) as refused:
        report_indicators(commune.context, caller)
    assert refused.value.status == 404

"""A hamlet under another name from a day on: the old one stays in its history."""

import pytest

from backend.core.people import Unit
from backend.core.problems import Problem
from backend.services.context import Context
from backend.services.figures.report_indicators import report_indicators
from backend.services.places.hamlet_desk import Grounds
from backend.services.places.list_units import list_units
from backend.services.places.rename_hamlet import rename_hamlet, undo_rename
from backend.services.places.show_hamlets import show_hamlets
from tests.commune import COMMUNE, Commune, build_commune
from tests.hamlets import GROUNDS, TODAY, caller_of, id_of

OLD, NEW = "Ấp Mỹ Phú", "Ấp Mỹ Phú Cù Lao"


@pytest.fixture
def commune(context: Context) -> Commune:
    return build_commune(context)


def rename(commune: Commune, name: str = NEW, *, grounds: Grounds = GROUNDS) -> Unit:
    unit = id_of(commune.hamlets[0])
    caller = caller_of(commune, "xa")
    return rename_hamlet(commune.context, caller, unit, name=name, grounds=grounds)


def names_on(commune: Commune, day: str | None) -> set[str]:
    found = list_units(commune.context, COMMUNE, on=day, after="", limit=9)
    return {unit.name for unit in found} - {"Ấp Mỹ Hòa"}


def test_lists_and_reports_show_the_name_of_the_day(commune: Commune) -> None:
    unit = rename(commune)
    assert names_on(commune, None) == names_on(commune, TODAY) == {NEW}
    assert names_on(commune, "2026-11-22") == {OLD}
    caller = caller_of(commune, "xa")
    for last, name in (("2026-11-22", OLD), (TODAY, NEW), (None, NEW)):
        told = report_indicators(commune.context, caller, unit_id=unit.id, last=last)
        assert told.place.name == name


def test_phones_hear_of_the_new_name(commune: Commune) -> None:
    unit = rename(commune)
    phone = commune.phone("an")
    phone.sync()
    assert phone.find(unit.id)[1]["fields"]["name"] == NEW
    (shown,) = [
        each
        for each in show_hamlets(commune.context, caller_of(commune, "xa"), COMMUNE)
        if each.unit.id == unit.id
    ]
    assert [(each.name, each.until, each.legal_ref) for each in shown.names] == [
        (OLD, TODAY, GROUNDS.legal_ref)
    ]


def test_a_change_of_the_name_can_be_taken_back_once(commune: Commune) -> None:
    unit = rename(commune)
    caller = caller_of(commune, "xa")
    assert undo_rename(commune.context, caller, unit.id).name == OLD
    assert names_on(commune, "2026-11-22") == names_on(commune, None) == {OLD}
    with pytest.raises(Problem) as refused:
        undo_rename(commune.context, caller, unit.id)
    assert refused.value.code == "stale"


def test_names_follow_each_other_in_the_order_of_their_days(commune: Commune) -> None:
    rename(commune, grounds=Grounds("2026-11-10", "NQ 1"))
    with pytest.raises(Problem) as refused:
        rename(commune, "Ấp Khác", grounds=Grounds("2026-11-10", "NQ 2"))
    assert refused.value.extra["field"] == "from"
    rename(commune, "Ấp Khác", grounds=Grounds("2026-11-20", "NQ 2"))
    days = ("2026-11-09", "2026-11-10", "2026-11-19", "2026-11-20")
    assert [names_on(commune, day) for day in days] == [{OLD}, {NEW}, {NEW}, {"Ấp Khác"}]


def test_a_name_that_another_hamlet_has_is_refused(commune: Commune) -> None:
    for name in (OLD, "Ấp Mỹ Hòa"):
        with pytest.raises(Problem) as refused:
            rename(commune, name)
        assert refused.value.code == "name_taken"

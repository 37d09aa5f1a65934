"""Pushes that arrive together are taken in one transaction, and each as if it were alone."""

import json
from collections.abc import Sequence

import pytest

from backend.core.problems import Problem
from backend.core.validate import Fields, Reason
from backend.services.context import Context
from backend.services.syncing import apply_changesets
from backend.services.syncing.decide_changeset import over_limits
from backend.services.syncing.office_targets import Targets
from backend.services.syncing.push import Part, Pushed, take_parts
from backend.services.syncing.release_waiting import gather
from backend.services.syncing.sync_request import Incoming, read_sync_request
from backend.settings import Limits
from backend.store.database import Connection
from backend.store.log import Held
from tests.commune import Commune, build_commune
from tests.phone import Json, Phone


@pytest.fixture
def commune(context: Context) -> Commune:
    return build_commune(context)


def take(commune: Commune, *sent: tuple[str, Phone, Sequence[Json]]) -> list[Pushed | Exception]:
    """Takes what these people's phones sent in one turn."""
    parts = []
    for username, phone, changesets in sent:
        with commune.context.database.read() as connection:
            caller = commune.caller(connection, username, phone.device)
        body = json.dumps(phone.request(changesets)).encode()
        request = read_sync_request(body, commune.context.settings.limits)
        parts.append(Part(caller, request.changesets, request.first, None))
    return list(take_parts(commune.context, parts))


def statuses(pushed: Pushed | Exception) -> list[object]:
    assert isinstance(pushed, Pushed)
    return [result["status"] for result in pushed.results]


def test_each_has_its_own_results_and_its_own_log(commune: Commune) -> None:
    an, binh = commune.phone("an"), commune.phone("binh")
    for phone, count in ((an, 2), (binh, 1)):
        for _ in range(count):
            phone.record(phone.create("household", commune.hamlets[0], head_name="Lê Văn Ba"))
    first, second = take(commune, ("an", an, an.log), ("binh", binh, binh.log))
    assert (statuses(first), statuses(second)) == (["applied", "applied"], ["applied"])
    an.sync()
    binh.sync()
    assert (an.acked, binh.acked) == (2, 1)
    assert len(binh.all_of("household")) == 3


def test_the_later_one_has_not_seen_what_the_earlier_one_wrote(commune: Commune) -> None:
    an, binh = commune.phone("an"), commune.phone("binh")
    an.record(an.create("household", commune.hamlets[0], head_name="Lê Văn Ba", phone="1"))
    an.sync()
    binh.sync()
    (household,) = (each["id"] for each in an.all_of("household"))
    an.record(an.update(household, phone="2"))
    binh.record(binh.update(household, phone="3", note="gần đình"))
    first, second = take(commune, ("an", an, an.log[1:]), ("binh", binh, binh.log))
    assert (statuses(first), statuses(second)) == (["applied"], ["conflict"])
    an.sync()
    fields = an.find(household)[1]["fields"]
    assert (fields["phone"], fields["note"]) == ("2", "gần đình")


def test_a_log_that_diverged_fails_alone_and_changes_nothing(commune: Commune) -> None:
    an, binh = commune.phone("an"), commune.phone("binh")
    for phone in (an, binh):
        phone.record(phone.create("household", commune.hamlets[0], head_name="Lê Văn Ba"))
    an.sync()
    other = {**an.log[0], "at": "2026-11-23T10:00:00+07:00"}
    new = an.record(an.create("household", commune.hamlets[0], head_name="Lê Văn Tư"))
    refused, taken = take(commune, ("an", an, [other, new]), ("binh", binh, binh.log))
    assert isinstance(refused, Problem)
    assert (refused.code, statuses(taken)) == ("device_log_diverged", ["applied"])
    binh.sync()
    assert len(binh.all_of("household")) == 2


def test_one_changeset_from_two_phones_of_a_person_counts_once(commune: Commune) -> None:
    old, new = commune.phone("an"), commune.phone("an")
    changeset = old.record(old.create("household", commune.hamlets[0], head_name="Lê Văn Ba"))
    first, second = take(commune, ("an", old, [changeset]), ("an", new, [changeset]))
    assert isinstance(first, Pushed)
    assert isinstance(second, Pushed)
    assert second.results == [{**first.results[0], "repeated": True}]


def test_a_changeset_that_comes_again_from_another_phone_of_a_person_counts_once(
    commune: Commune,
) -> None:
    old, new = commune.phone("an"), commune.phone("an")
    changeset = old.record(old.create("household", commune.hamlets[0], head_name="Lê Văn Ba"))
    (first,) = take(commune, ("an", old, [changeset]))
    (second,) = take(commune, ("an", new, [changeset]))
    assert isinstance(first, Pushed)
    assert isinstance(second, Pushed)
    assert second.results == [{**first.results[0], "repeated": True}]
    new.sync()
    assert [record["rev"] for record in new.all_of("household")] == [1]


def test_an_id_that_two_people_used_is_a_repeat_for_each_of_them(commune: Commune) -> None:
    """Also where both come again at once, each from another phone."""
    changesets = {}
    for username in ("an", "binh"):
        phone = commune.phone(username)
        changeset = phone.record(phone.create("household", commune.hamlets[0], head_name=username))
        changesets[username] = {**changeset, "id": "01980000-0000-4000-8000-00000000000a"}
        take(commune, (username, phone, [changesets[username]]))
    again = take(
        commune,
        ("an", commune.phone("an"), [changesets["an"]]),
        ("binh", commune.phone("binh"), [changesets["binh"]]),
    )
    for username, pushed in zip(("an", "binh"), again, strict=True):
        assert isinstance(pushed, Pushed)
        (result,) = pushed.results
        made = changesets[username]["changes"][0]["id"]
        assert result["repeated"] is True
        assert result["records"] == [{"type": "household", "id": made, "rev": 1}]


def test_other_content_under_the_id_of_another_phone_is_a_log_that_diverged(
    commune: Commune,
) -> None:
    old, new = commune.phone("an"), commune.phone("an")
    changeset = old.record(old.create("household", commune.hamlets[0], head_name="Lê Văn Ba"))
    other = {**changeset, "at": "2026-11-23T10:00:00+07:00"}
    first, second = take(commune, ("an", old, [changeset]), ("an", new, [other]))
    assert statuses(first) == ["applied"]
    assert isinstance(second, Problem)
    assert second.code == "device_log_diverged"


def test_an_id_that_two_people_take_at_once_is_the_first_ones(commune: Commune) -> None:
    an, binh = commune.phone("an"), commune.phone("binh")
    change = an.create("household", commune.hamlets[0], head_name="Lê Văn Ba")
    an.record(change)
    binh.record({**change, "fields": {"head_name": "Lê Văn Tư"}})
    first, second = take(commune, ("an", an, an.log), ("binh", binh, binh.log))
    assert (statuses(first), statuses(second)) == (["applied"], ["held"])


def test_a_visit_follows_the_household_that_came_with_it_in_the_wrong_order(
    commune: Commune,
) -> None:
    an = commune.phone("an")
    household = an.create("household", commune.hamlets[0], head_name="Lê Văn Ba")
    an.record(
        an.create(
            "visit",
            commune.hamlets[0],
            household_id=household["id"],
            visited_at="2026-11-23T09:30:00+07:00",
            outcome="met",
        )
    )
    an.record(household)
    an.sync()
    assert [an.results[n]["status"] for n in (1, 2)] == ["held", "applied"]
    assert [each["status"] for each in an.outcomes] == ["released"]
    assert len(an.all_of("visit")) == 1


@pytest.mark.postgres
@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
def test_a_household_finds_the_visit_that_another_process_holds_while_it_is_brought(
    commune: Commune, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The turn that brings it has looked already for what waits when the visit is held."""
    an, binh = commune.phone("an"), commune.phone("binh")
    household = an.create("household", commune.hamlets[0], head_name="Lê Văn Ba")
    an.record(household)
    binh.record(
        binh.create(
            "visit",
            commune.hamlets[0],
            household_id=household["id"],
            visited_at="2026-11-23T09:30:00+07:00",
            outcome="met",
        )
    )
    meanwhile = [binh]

    def gather_first(
        connection: Connection, bodies: Sequence[Fields], created: set[str]
    ) -> tuple[Targets, list[Held]]:
        found = gather(connection, bodies, created)
        while meanwhile:
            held = take(commune, ("binh", meanwhile.pop(), binh.log))
            assert [statuses(each) for each in held] == [["held"]]
        return found

    monkeypatch.setattr(apply_changesets, "gather", gather_first)
    an.sync()
    binh.sync()
    assert [each["status"] for each in binh.outcomes] == ["released"]
    assert len(binh.all_of("visit")) == 1


def test_a_defect_that_one_push_meets_fails_that_one_alone(
    commune: Commune, monkeypatch: pytest.MonkeyPatch
) -> None:
    an, binh = commune.phone("an"), commune.phone("binh")
    for phone, name in ((an, "Lê Văn Ba"), (binh, "Lê Văn Tư")):
        phone.record(phone.create("household", commune.hamlets[0], head_name=name))

    def broken(limits: Limits, incoming: Incoming) -> Reason | None:
        if incoming.id == an.log[0]["id"]:
            raise ZeroDivisionError
        return over_limits(limits, incoming)

    monkeypatch.setattr("backend.services.syncing.apply_changesets.over_limits", broken)
    failed, taken = take(commune, ("an", an, an.log), ("binh", binh, binh.log))
    assert isinstance(failed, ZeroDivisionError)
    assert statuses(taken) == ["applied"]
    binh.sync()
    assert [each["fields"]["head_name"] for each in binh.all_of("household")] == ["Lê Văn Tư"]

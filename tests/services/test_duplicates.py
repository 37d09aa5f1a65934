"""Households that look like one: found across the commune, merged, taken back, told apart."""

from time import perf_counter

import pytest

from backend.core.scope import Caller
from backend.services.cases.list_duplicates import Status, list_duplicates
from backend.services.context import Context
from backend.store.sql import execute_many
from tests.commune import COMMUNE, Commune, build_commune
from tests.phone import Json, Phone, new_id

LIST_SECONDS_MAX = 1.0
HOUSEHOLDS = 11_000
Pair = tuple[frozenset[str], tuple[str, ...]]


@pytest.fixture
def commune(context: Context) -> Commune:
    return build_commune(context)


def caller_of(commune: Commune, username: str) -> Caller:
    device = commune.phone(username).device
    with commune.context.database.read() as connection:
        return commune.caller(connection, username, device)


def pairs_of(commune: Commune, username: str, status: Status = "open") -> list[Pair]:
    found = list_duplicates(
        commune.context, caller_of(commune, username), status=status, cursor=None, limit=100
    )
    return [
        (frozenset(each["id"] for each in item["households"]), tuple(item["alike"]))  # type: ignore[attr-defined,arg-type]
        for item in found.items
    ]


def house(of: Phone, stream: str, name: str, **fields: object) -> str:
    change = of.create("household", stream, head_name=name, **fields)
    of.record(change)
    of.sync()
    return str(change["id"])


def test_the_same_phone_is_found_across_hamlets_and_only_within_the_callers_scope(
    commune: Commune,
) -> None:
    an, cuc = commune.phone("an"), commune.phone("cuc")
    here = house(an, commune.hamlets[0], "Nguyễn Văn Bảy", phone="0912 345 678")
    there = house(cuc, commune.hamlets[1], "nguyen van bay", phone="+84912345678")
    expected = [(frozenset({here, there}), ("phone", "name"))]
    assert pairs_of(commune, "xa") == expected
    assert pairs_of(commune, "tinh") == expected
    assert pairs_of(commune, "quay") == expected
    for outside in ("xakhac", "an", "cuc"):
        assert pairs_of(commune, outside) == []


def test_a_name_as_it_is_heard_at_the_same_address_is_found(commune: Commune) -> None:
    an = commune.phone("an")
    first = house(an, commune.hamlets[0], "Trần Thị Xuân", address="Tổ 4, rạch Cái Bèo")
    second = house(an, commune.hamlets[0], "Chần thị Suân", address="tổ 4 rạch Cái Bèo")
    house(an, commune.hamlets[0], "Trần Thị Xuân", address="Tổ 5")
    house(an, commune.hamlets[0], "Lê Văn Tư", address="Tổ 4, rạch Cái Bèo")
    assert pairs_of(commune, "xa") == [(frozenset({first, second}), ("name", "address"))]


def test_the_likest_pair_comes_first_and_pages_go_on_where_the_last_one_ended(
    commune: Commune,
) -> None:
    an = commune.phone("an")
    for phone, name in (
        ("0911000111", "Lê Văn Ba"),
        ("0911000111", "Võ Thị Sáu"),
        ("0911000222", "Huỳnh Văn Út"),
        ("0911000222", "Huỳnh văn út"),
    ):
        house(an, commune.hamlets[0], name, phone=phone)
    xa = caller_of(commune, "xa")
    first = list_duplicates(commune.context, xa, status="open", cursor=None, limit=1)
    assert first.items[0]["alike"] == ["phone", "name"]
    rest = list_duplicates(commune.context, xa, status="open", cursor=first.cursor, limit=5)
    assert [item["alike"] for item in rest.items] == [["phone"]]
    assert rest.cursor is None


def test_a_number_that_many_households_give_says_nothing(commune: Commune) -> None:
    an = commune.phone("an")
    for number in range(7):
        house(an, commune.hamlets[0], f"Hộ số {number}", phone="02773999888")
    assert pairs_of(commune, "xa") == []


def test_not_the_same_is_remembered_and_can_be_taken_back(commune: Commune) -> None:
    an, xa = commune.phone("an"), commune.phone("xa")
    first = house(an, commune.hamlets[0], "Lê Văn Ba", phone="0911000111")
    second = house(an, commune.hamlets[0], "Lê Văn Bá", phone="0911000111")
    xa.sync()
    xa.record(xa.update(first, apart_from=[second]))
    xa.sync()
    assert pairs_of(commune, "xa") == []
    assert [ids for ids, _ in pairs_of(commune, "xa", "apart")] == [frozenset({first, second})]
    xa.record(xa.update(first, apart_from=[]))
    xa.sync()
    assert len(pairs_of(commune, "xa")) == 1


def test_a_merge_is_one_act_and_taking_it_back_gives_both_again(commune: Commune) -> None:
    an, xa = commune.phone("an"), commune.phone("xa")
    stays = house(an, commune.hamlets[0], "Lê Văn Ba", phone="0911000111")
    goes = house(an, commune.hamlets[0], "Lê Văn Bá", phone="0911000111", note="có ghe")
    xa.sync()
    xa.record(xa.update(stays, note="có ghe"), xa.update(goes, merged_into=stays))
    xa.sync()
    assert pairs_of(commune, "xa") == []
    assert [ids for ids, _ in pairs_of(commune, "xa", "merged")] == [frozenset({stays, goes})]
    late: Json = an.update(goes, phone="0911000222")
    an.record(late)
    an.sync()
    assert an.find(stays)[1]["fields"]["phone"] == "0911000222"
    xa.record(xa.update(stays, note=None), xa.update(goes, merged_into=None))
    xa.sync()
    an.sync()
    assert an.find(goes)[1]["fields"].get("merged_into") is None
    assert an.find(goes)[1]["fields"]["note"] == "có ghe"
    assert pairs_of(commune, "xa", "merged") == []


def test_a_commune_of_eleven_thousand_households_is_compared_within_a_second(
    commune: Commune,
) -> None:
    rows = [
        (
            *(COMMUNE, commune.hamlets[number % 2], new_id(), f"9{number % 9_000:08}"),
            *(f"name {number % 4_000}", f"to {number % 600}", "", "", "2026-11-23T03:00:00.000Z"),
        )
        for number in range(HOUSEHOLDS)
    ]
    with commune.context.database.write() as connection:
        execute_many(
            connection,
            "INSERT INTO household_key (place, stream, id, phone_key, name_key, address_key, "
            "apart, merged_into, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            rows,
        )
    xa = caller_of(commune, "xa")
    began = perf_counter()
    list_duplicates(commune.context, xa, status="open", cursor=None, limit=200)
    assert perf_counter() - began < LIST_SECONDS_MAX

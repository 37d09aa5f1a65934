"""The country's units: complete, with the history of the reform of 2025."""

from backend.store.database import Database
from backend.store.places import find_places, find_stream_places
from backend.store.sql import select
from backend.store.unit_history import list_successions
from backend.store.unit_seed import seed_units
from backend.store.units import find_unit, list_units

BEFORE = "2025-06-30"


def count(database: Database, condition: str) -> int:
    with database.read() as connection:
        return int(select(connection, f"SELECT count(*) FROM unit WHERE {condition}")[0][0])


def test_all_units_in_force_are_there(database: Database) -> None:
    assert count(database, "level = 'province' AND valid_to IS NULL") == 34
    assert count(database, "level = 'commune' AND valid_to IS NULL") == 3_321


def test_the_units_before_the_reform_are_there_with_their_districts(database: Database) -> None:
    assert count(database, f"valid_to = '{BEFORE}' AND level = 'district'") == 23
    assert count(database, f"valid_to = '{BEFORE}' AND level = 'commune'") == 305
    assert count(database, f"valid_to = '{BEFORE}' AND level = 'province'") == 2


def test_every_unit_lies_in_a_unit_that_exists(database: Database) -> None:
    assert count(database, "parent_id NOT IN (SELECT id FROM unit)") == 0
    assert count(database, "level <> 'province' AND parent_id IS NULL") == 0


def test_loading_again_changes_nothing(database: Database) -> None:
    with database.write() as connection:
        assert seed_units(connection) is False
    assert count(database, "1 = 1") == 34 + 3_321 + 330


def test_a_code_means_another_province_before_the_reform(database: Database) -> None:
    with database.read() as connection:
        now, then = find_unit(connection, "82"), find_unit(connection, "82", on=BEFORE)
    assert now is not None
    assert now.name == "Tỉnh Đồng Tháp"
    assert then is not None
    assert then.name == "Tỉnh Tiền Giang"
    assert then.id == "82~2025-06-30"


def test_a_former_province_lists_its_districts(database: Database) -> None:
    with database.read() as connection:
        found = list_units(connection, "87~2025-06-30", on=BEFORE, after="", limit=100)
    assert len(found) == 12
    assert {unit.level for unit in found} == {"district"}


def test_a_former_commune_names_what_became_of_it(database: Database) -> None:
    with database.read() as connection:
        (became,) = list_successions(connection, ["28252~2025-06-30"])
    assert (became.new_id, became.kind, became.effective) == ("28249", "whole", "2025-07-01")


def test_a_place_knows_its_province_and_its_stream(database: Database) -> None:
    with database.read() as connection:
        place = find_places(connection, ["30076"])["30076"]
    assert (place.stream, place.province, place.partition) == ("commune:30076", "82", "30076")


def test_only_streams_that_exist_have_a_place(database: Database) -> None:
    asked = ["commune:30076", "province:82", "hamlet:30076", "commune:82~2025-06-30", "x", ""]
    with database.read() as connection:
        assert set(find_stream_places(connection, asked)) == {"commune:30076", "province:82"}

"""Restore drills: a server goes back to an older backup, and the phones make it whole again."""

import json
from pathlib import Path
from random import Random

import pytest

from backend.services.context import Context
from backend.services.upkeep.back_up import back_up
from backend.services.upkeep.check_database import check_database
from backend.services.upkeep.restore_backup import restore_backup
from backend.store.backup_files import open_backup
from backend.store.epochs import list_epochs
from backend.store.sql import select
from backend.store.table_rows import clear_tables, list_tables, lock_tables
from tests.commune import Commune, build_commune
from tests.lost import Office
from tests.phone import Phone

AT = "2026-11-23T09:30:00+07:00"
ROUNDS = 3


@pytest.fixture
def commune(context: Context) -> Commune:
    return build_commune(context)


class Village:
    """Phones that work by chance, each in its own time."""

    def __init__(self, commune: Commune, seed: int) -> None:
        self.commune = commune
        self.chance = Random(seed)
        names = ("an", "binh", "cuc", "totruong", "quay", "xa")
        self.phones = {name: commune.phone(name) for name in names}

    def work(self, acts: int) -> None:
        for _ in range(acts):
            name = self.chance.choice(sorted(self.phones))
            phone = self.phones[name]
            households = [
                each for each in phone.all_of("household") if self.writes(name, phone, each["id"])
            ]
            if not households or self.chance.random() < 0.4:
                self.found(name, phone)
            elif self.chance.random() < 0.5:
                house = self.chance.choice(households)
                digits = f"09{self.chance.randrange(10**8):08}"
                phone.record(phone.update(house["id"], phone=digits))
            elif name in ("an", "binh", "cuc"):
                self.visit(phone, self.chance.choice(households)["id"])
            if self.chance.random() < 0.5:
                phone.sync()

    def writes(self, name: str, phone: Phone, record_id: str) -> bool:
        return name == "cuc" or phone.find(record_id)[0] == self.commune.hamlets[0]

    def found(self, name: str, phone: Phone) -> None:
        hamlet = self.commune.hamlets[1 if name == "cuc" else 0]
        phone.record(phone.create("household", hamlet, head_name=f"Hộ {self.chance.random()}"))

    def visit(self, phone: Phone, household: str) -> None:
        hamlet = phone.find(household)[0]
        visit = phone.create("visit", hamlet, household_id=household, visited_at=AT, outcome="met")
        session = phone.create(
            "guidance",
            hamlet,
            household_id=household,
            visit_id=visit["id"],
            topic="EWALLET",
            outcome="done",
            at=AT,
            quantity=1,
        )
        phone.record(visit, session)

    def settle(self) -> None:
        """Everybody syncs until nobody has anything to say."""
        for _ in range(ROUNDS):
            for name in sorted(self.phones, key=lambda _: self.chance.random()):
                self.phones[name].sync()


def alive(context: Context) -> dict[str, tuple[str, str, object]]:
    """Type, stream and fields of every live record that a person wrote, by id."""
    found = {}
    with context.database.read() as connection:
        rows = select(
            connection,
            "SELECT id, type, stream, wire FROM record WHERE NOT is_deleted "
            "AND type IN ('household', 'visit', 'guidance')",
        )
    for record_id, record_type, stream, raw in rows:
        found[record_id] = (record_type, stream, json.loads(bytes(raw))["fields"])
    return found


def phone_numbers(village: Village) -> list[str]:
    """Each value that a phone ever sent is unlike any other."""
    return [
        change["fields"]["phone"]
        for phone in village.phones.values()
        for changeset in phone.log
        for change in changeset["changes"]
        if "phone" in change["fields"]
    ]


def kept_values(context: Context) -> str:
    """Records, conflicts with all their sides, and history; not the logs, which have everything."""
    with context.database.read() as connection:
        rows = select(connection, "SELECT wire FROM record UNION ALL SELECT changes FROM revision")
    return "".join(bytes(row[0]).decode() for row in rows)


def accept_all(commune: Commune) -> int:
    """The office accepts what came back, parents first; the number accepted."""
    office = Office(commune)
    items = office.items()
    order = {"household": 0, "visit": 1, "guidance": 2}
    items.sort(key=lambda item: order[item["changeset"]["changes"][0]["type"]])
    for item in items:
        office.release(item)
    return len(items)


def go_back_silently(context: Context, path: Path) -> None:
    """As somebody who copies old files over the database: no new history."""
    with open_backup(path) as backup, context.database.write() as connection:
        tables = list_tables(connection)
        lock_tables(connection, tables)
        clear_tables(connection, tables)
        backup.load(connection)


@pytest.mark.parametrize("is_announced", [True, False], ids=["announced", "unannounced"])
@pytest.mark.parametrize("seed", [1, 2])
def test_phones_give_back_all_that_a_restore_lost(
    commune: Commune, tmp_path: Path, seed: int, *, is_announced: bool
) -> None:
    context, village = commune.context, Village(commune, seed)
    village.work(25)
    village.settle()
    back_up(context, tmp_path / "backup")
    village.work(40)
    village.settle()
    before = alive(context)
    (restore_backup if is_announced else go_back_silently)(context, tmp_path / "backup")
    assert alive(context) != before
    village.settle()
    after = alive(context)
    assert after.keys() == before.keys()
    numbers = phone_numbers(village)
    assert len(numbers) > 5
    assert [number for number in numbers if number not in kept_values(context)] == []
    assert check_database(context) == []
    with context.database.read() as connection:
        assert len(list_epochs(connection)) == 2
    assert [item for item in Office(commune).items() if item["n"]] == [], "what waited has followed"


def test_what_only_a_lost_phone_had_sent_comes_back_from_its_neighbours(
    commune: Commune, tmp_path: Path
) -> None:
    context, village = commune.context, Village(commune, 3)
    village.work(20)
    village.settle()
    back_up(context, tmp_path / "backup")
    village.work(30)
    an = village.phones["an"]
    village.found("an", an)
    an.sync()
    village.visit(an, an.all_of("household")[-1]["id"])
    village.settle()
    before = alive(context)
    restore_backup(context, tmp_path / "backup")
    del village.phones["an"]
    village.settle()
    assert alive(context).keys() < before.keys()
    assert accept_all(commune) > 0
    village.settle()
    assert alive(context).keys() == before.keys()
    assert Office(commune).items() == []
    assert check_database(context) == []


def test_two_restores_in_a_row_double_nothing(commune: Commune, tmp_path: Path) -> None:
    context, village = commune.context, Village(commune, 4)
    village.work(15)
    village.settle()
    back_up(context, tmp_path / "one")
    village.work(15)
    village.settle()
    back_up(context, tmp_path / "two")
    village.work(15)
    village.settle()
    before = alive(context)
    restore_backup(context, tmp_path / "two")
    village.work(5)
    restore_backup(context, tmp_path / "one")
    village.settle()
    assert before.keys() <= alive(context).keys()
    made = [
        change["id"]
        for phone in village.phones.values()
        for changeset in phone.log
        for change in changeset["changes"]
        if change["op"] == "create"
    ]
    assert sorted(made) == sorted(alive(context))
    assert check_database(context) == []


def test_a_phone_that_has_only_pulled_more_proves_a_restore_too(
    commune: Commune, tmp_path: Path
) -> None:
    """It would otherwise drop, at a mere reset, what it alone still has."""
    an, binh = commune.phone("an"), commune.phone("binh")
    back_up(commune.context, tmp_path / "backup")
    household = an.create("household", commune.hamlets[0], head_name="Lê Văn Ba")
    an.record(household)
    an.sync()
    binh.sync()
    go_back_silently(commune.context, tmp_path / "backup")
    binh.sync()
    with commune.context.database.read() as connection:
        assert len(list_epochs(connection)) == 2
    assert accept_all(commune) == 1
    binh.sync()
    assert binh.find(household["id"])[1]["created_by"] == commune.users["an"]

"""Hamlets change while people are moved, by two processes on one PostgreSQL: nobody ends up where
nobody put them, and nobody comes to a hamlet that has just ended.
"""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace

import pytest

from backend.core.people import Unit, User
from backend.core.problems import Problem
from backend.core.scope import Role
from backend.services.context import Context
from backend.services.people.change_user import UserChange, change_user
from backend.services.places.create_hamlet import create_hamlet
from backend.services.places.merge_hamlets import Merger, merge_hamlets
from backend.services.places.undo_change import undo_change
from backend.services.tables.import_rows import Consent, import_rows
from backend.services.tables.preview_import import Upload
from backend.store.database import Connection, Database
from backend.store.unit_history import close_units
from backend.store.units import keep_units, lock_units
from backend.store.users import insert_user, list_units_of, lock_user, move_user
from tests.commune import COMMUNE, Commune, build_commune
from tests.crash.waiting import wait_until_waiting
from tests.hamlets import GROUNDS, caller_of, id_of
from tests.phone import new_id
from tests.xlsx import make_xlsx

ANSWERS_SECONDS = 30
AT = "2026-11-23T03:00:00.000Z"

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.parametrize("database_url", ["postgres"], indirect=True),
]


@pytest.fixture
def commune(context: Context) -> Commune:
    return build_commune(context)


@pytest.fixture
def third(commune: Commune) -> str:
    """A hamlet that stays as it is."""
    caller = caller_of(commune, "xa")
    return create_hamlet(
        commune.context, caller, name="Ấp Ba", unit_type="ap", parent_id=COMMUNE
    ).id


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(1) as opened:
        yield opened


def _merge(commune: Commune) -> Unit:
    merger = Merger([id_of(stream) for stream in commune.hamlets], "Ấp Mới", "ap")
    return merge_hamlets(commune.context, caller_of(commune, "xa"), merger, GROUNDS)


def _move(connection: Connection, user_id: str, old: str, new: str) -> None:
    """As `change_user` does."""
    lock_user(connection, user_id)
    keep_units(connection, [new])
    move_user(connection, user_id, old=[old], new=[new], at=AT)


def _units_of(commune: Commune, username: str) -> tuple[str, ...]:
    user_id = commune.users[username]
    with commune.context.database.read() as connection:
        return list_units_of(connection, [user_id])[user_id]


def test_who_is_moved_away_while_hamlets_merge_does_not_come_along(
    commune: Commune, elsewhere: Database, third: str, pool: ThreadPoolExecutor
) -> None:
    second = id_of(commune.hamlets[1])
    with elsewhere.write() as connection:
        _move(connection, commune.users["cuc"], second, third)
        merging = pool.submit(_merge, commune)
        wait_until_waiting(elsewhere)
    made = merging.result(ANSWERS_SECONDS)
    assert _units_of(commune, "cuc") == (third,)
    assert _units_of(commune, "an") == (made.id,)


def test_who_comes_while_hamlets_merge_comes_to_what_they_become(
    commune: Commune, elsewhere: Database, third: str, pool: ThreadPoolExecutor
) -> None:
    commune.add_user("dung", "volunteer", third)
    with elsewhere.write() as connection:
        _move(connection, commune.users["dung"], third, id_of(commune.hamlets[0]))
        merging = pool.submit(_merge, commune)
        wait_until_waiting(elsewhere)
    made = merging.result(ANSWERS_SECONDS)
    assert _units_of(commune, "dung") == (made.id,)


def test_who_is_moved_away_while_a_merge_is_taken_back_does_not_come_along(
    commune: Commune, elsewhere: Database, third: str, pool: ThreadPoolExecutor
) -> None:
    made = _merge(commune)
    caller = caller_of(commune, "xa")
    with elsewhere.write() as connection:
        _move(connection, commune.users["cuc"], made.id, third)
        undoing = pool.submit(undo_change, commune.context, caller, made.id)
        wait_until_waiting(elsewhere)
    undoing.result(ANSWERS_SECONDS)
    assert _units_of(commune, "cuc") == (third,)
    assert _units_of(commune, "an") == (id_of(commune.hamlets[0]),)


def test_nobody_is_put_into_a_hamlet_that_ends_at_this_moment(
    commune: Commune, elsewhere: Database, third: str, pool: ThreadPoolExecutor
) -> None:
    first, caller = id_of(commune.hamlets[0]), caller_of(commune, "xa")
    commune.add_user("dung", "volunteer", third)
    with elsewhere.write() as connection:
        lock_units(connection, [first])
        moving: Future[User] = pool.submit(
            change_user,
            *(commune.context, caller, commune.users["dung"]),
            UserChange({}, units=[first]),
        )
        wait_until_waiting(elsewhere)
        close_units(connection, [first], last_day="2026-11-22")
    with pytest.raises(Problem, match="not_found"):
        moving.result(ANSWERS_SECONDS)
    assert _units_of(commune, "dung") == (third,)


def test_two_tables_with_the_same_new_names_do_not_wait_for_each_other(
    commune: Commune, elsewhere: Database, pool: ThreadPoolExecutor
) -> None:
    """The other one has them the other way round; it comes first, and this one is told so."""
    header = ("Tên đăng nhập", "Họ và tên", "Vai trò", "Ấp")
    rows = [(name, f"Lê Thị {name}", "thành viên", "Ấp Mỹ Phú") for name in ("tam", "bay")]
    upload = Upload("users", COMMUNE, make_xlsx([header, *rows]))
    caller = caller_of(commune, "xa")
    bay = User(
        *(new_id(), COMMUNE, "bay", "Lê Thị bay"),
        phone=None,
        role=Role.VOLUNTEER,
        is_active=True,
        units=(id_of(commune.hamlets[0]),),
    )
    with elsewhere.write() as connection:
        insert_user(connection, bay, password_hash=None, at=AT, by=None)
        importing = pool.submit(
            import_rows,
            *(commune.context, caller, upload),
            import_id=new_id(),
            consent=Consent(),
        )
        wait_until_waiting(elsewhere)
        tam = replace(bay, id=new_id(), username="tam")
        insert_user(connection, tam, password_hash=None, at=AT, by=None)
    with pytest.raises(Problem, match="name_taken"):
        importing.result(ANSWERS_SECONDS)

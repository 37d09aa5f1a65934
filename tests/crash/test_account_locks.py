"""What is one person's is locked in one order, the account first: two that came the other way
round would wait for each other on PostgreSQL, and one of them would be refused.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace

import pytest
from starlette.testclient import TestClient

from backend.core.people import DeviceClaim, User
from backend.core.problems import Problem
from backend.core.scope import Caller, Role
from backend.services.context import Context
from backend.services.people.attempts import Attempts
from backend.services.people.change_user import UserChange, change_user
from backend.services.people.passwords import hash_password
from backend.services.people.refresh_session import refresh_session
from backend.services.people.sessions import hash_token
from backend.services.people.sign_in import sign_in
from backend.services.people.sign_out import sign_out
from backend.services.tables.import_rows import Consent, import_rows
from backend.services.tables.preview_import import Upload
from backend.services.upkeep.prune import prune
from backend.store import audit
from backend.store.callers import find_caller
from backend.store.database import Connection, Database
from backend.store.sql import select
from backend.store.tokens import NewToken, TokenOwner, insert_tokens
from backend.store.users import find_user, insert_user, lock_user, update_user
from tests.crash.waiting import wait_until_waiting
from tests.people import COMMUNE, PASSWORD, SignedIn, add_and_sign_in, add_hamlet, new_device_id
from tests.xlsx import make_xlsx

ANSWERS_SECONDS = 30
LONG_AGO, NEVER = "2026-01-01T00:00:00.000Z", "2036-01-01T00:00:00.000Z"

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.parametrize("database_url", ["postgres"], indirect=True),
]


@dataclass(frozen=True)
class People:
    """A volunteer of the first hamlet, and who manages them."""

    context: Context
    hamlets: tuple[str, ...]
    volunteer: SignedIn
    admin: SignedIn

    def change(self, change: UserChange) -> object:
        return change_user(self.context, self.caller, self.volunteer.user_id, change)

    @property
    def caller(self) -> Caller:
        with self.context.database.read() as connection:
            caller = find_caller(connection, self.admin.user_id, self.admin.device_id)
        assert caller is not None
        return caller

    @property
    def user(self) -> User:
        with self.context.database.read() as connection:
            user = find_user(connection, self.volunteer.user_id)
        assert user is not None
        return user


@pytest.fixture
def people(context: Context, client: TestClient) -> People:
    hamlets = tuple(add_hamlet(context, name) for name in ("Ấp Một", "Ấp Hai", "Ấp Ba"))
    volunteer = add_and_sign_in(context, client, "an", Role.VOLUNTEER, hamlets[:1])
    admin = add_and_sign_in(context, client, "xa", Role.COMMUNE_ADMIN, [COMMUNE])
    return People(context, hamlets, volunteer, admin)


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(2) as opened:
        yield opened


def _add_refresh_token(people: People, token: str, *, expires_at: str = NEVER) -> str:
    """One more of the sign-in of the volunteer's phone, as a lost answer leaves it; its hash."""
    with people.context.database.write() as connection:
        family = select(
            connection, "SELECT family FROM token WHERE user_id = ?", people.volunteer.user_id
        )[0][0]
        owner = TokenOwner(family, people.volunteer.user_id, people.volunteer.device_id)
        insert_tokens(
            connection, NewToken(hash_token(token), "refresh", owner, expires_at, LONG_AGO)
        )
    return hash_token(token)


def _lock_token(connection: Connection, token_hash: str) -> None:
    select(connection, "SELECT 1 FROM token WHERE hash = ? FOR UPDATE", token_hash)


def _hashed_in_order(*, falling: bool) -> tuple[str, str]:
    """Two tokens whose hashes rise or fall."""
    pair = sorted(("mot", "hai"), key=hash_token, reverse=falling)
    return pair[0], pair[1]


def _refresh(people: People, token: str) -> object:
    """A phone whose book is gone signs in anew with what it has, as the next of its user."""
    claim = DeviceClaim(new_device_id(), "Máy mới", replaces=people.volunteer.device_id)
    return refresh_session(people.context, token, device=claim)


_ENDS: dict[str, Callable[[People, str], object]] = {
    "password": lambda people, _: people.change(UserChange({}, password="mat-khau-khac")),
    "sign_out": lambda people, token: sign_out(people.context, token),
}


@pytest.mark.promise("F27")
@pytest.mark.parametrize("end", sorted(_ENDS))
def test_a_device_is_registered_while_its_sign_in_is_ended_and_neither_is_refused(
    people: People, elsewhere: Database, pool: ThreadPoolExecutor, end: str
) -> None:
    """The refresh takes the tokens of the sign-in in the order of their hashes, the end as they
    lie in the table."""
    last, first = (_add_refresh_token(people, each) for each in _hashed_in_order(falling=True))
    token = _hashed_in_order(falling=True)[1]
    assert first < last
    with elsewhere.write() as connection:
        _lock_token(connection, first)
        refreshed = pool.submit(_refresh, people, token)
        wait_until_waiting(elsewhere)
        ended = pool.submit(_ENDS[end], people, token)
        wait_until_waiting(elsewhere, count=2)
    refreshed.result(ANSWERS_SECONDS)
    ended.result(ANSWERS_SECONDS)


def test_two_admins_who_move_one_person_put_them_where_the_later_says(
    people: People, elsewhere: Database, pool: ThreadPoolExecutor
) -> None:
    moved: list[Future[object]] = []
    with elsewhere.write() as connection:
        select(
            connection,
            "SELECT 1 FROM account_unit WHERE user_id = ? FOR UPDATE",
            people.volunteer.user_id,
        )
        for number, hamlet in enumerate(people.hamlets[1:], start=1):
            moved.append(pool.submit(people.change, UserChange({}, units=[hamlet])))
            wait_until_waiting(elsewhere, count=number)
    for each in moved:
        each.result(ANSWERS_SECONDS)
    assert people.user.units == people.hamlets[2:]


def test_what_is_pruned_waits_for_nobody(people: People, elsewhere: Database) -> None:
    expired = [
        _add_refresh_token(people, token, expires_at=LONG_AGO) for token in ("mot", "hai", "ba")
    ]
    with elsewhere.write() as connection:
        _lock_token(connection, expired[1])
        prune(people.context)
        left = select(connection, "SELECT hash FROM token WHERE expires_at = ?", LONG_AGO)
    assert [row[0] for row in left] == [expired[1]]
    prune(people.context)
    with elsewhere.read() as connection:
        assert not select(connection, "SELECT 1 FROM token WHERE expires_at = ?", LONG_AGO)


def test_an_import_that_waits_for_a_name_does_not_hold_the_audit_log(
    people: People, elsewhere: Database, pool: ThreadPoolExecutor
) -> None:
    """Who makes the person of that name meanwhile writes it down, and only then lets go of it."""
    header = ("Tên đăng nhập", "Họ và tên", "Vai trò", "Ấp")
    rows = [(name, f"Lê Thị {name}", "thành viên", "Ấp Một") for name in ("bay", "tam")]
    upload = Upload("users", COMMUNE, make_xlsx([header, *rows]))
    user = replace(people.user, id=new_device_id(), username="tam")
    with elsewhere.write() as connection:
        insert_user(connection, user, password_hash=None, at=LONG_AGO, by=None)
        importing = pool.submit(
            import_rows,
            people.context,
            people.caller,
            upload,
            import_id=new_device_id(),
            consent=Consent(),
        )
        wait_until_waiting(elsewhere)
        audit.append(
            *(connection, user.place),
            at=LONG_AGO,
            by=None,
            device=None,
            action="user_created",
            subject=user.id,
        )
    with pytest.raises(Problem, match="name_taken"):
        importing.result(ANSWERS_SECONDS)


def test_a_password_that_is_changed_while_the_old_one_is_looked_at_lets_nobody_in(
    people: People, elsewhere: Database, pool: ThreadPoolExecutor
) -> None:
    with elsewhere.write() as connection:
        lock_user(connection, people.volunteer.user_id)
        entering = pool.submit(_enter, people)
        wait_until_waiting(elsewhere)
        new = hash_password(people.context, "mat-khau-khac")
        update_user(connection, people.volunteer.user_id, {"password_hash": new})
    with pytest.raises(Problem, match="bad_credentials"):
        entering.result(ANSWERS_SECONDS)


def _enter(people: People) -> object:
    return sign_in(
        people.context,
        Attempts(people.context),
        username="an",
        password=PASSWORD,
        device=DeviceClaim(new_device_id(), "Máy mới"),
        address="192.0.2.1",
    )

"""Two of the office do the same at the same moment, on one PostgreSQL: it is done once, and the
other hears so.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import pytest

from backend.core.legal_clock import RequestKind
from backend.core.problems import Problem
from backend.core.subject_request import Person
from backend.services.context import Context
from backend.services.subjects.subject_requests import NewRequest, open_request
from backend.services.tables.import_rows import Consent, Imported, import_rows
from backend.services.tables.preview_import import Upload
from backend.store import subject_requests
from backend.store.database import Database
from backend.store.sql import execute, select
from tests.commune import COMMUNE, Commune, build_commune
from tests.crash.waiting import wait_until_waiting
from tests.hamlets import caller_of
from tests.phone import new_id
from tests.xlsx import make_xlsx

ANSWERS_SECONDS = 30

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.parametrize("database_url", ["postgres"], indirect=True),
]


@pytest.fixture
def commune(context: Context) -> Commune:
    built = build_commune(context)
    phone = built.phone("xa")
    phone.record(phone.create("household", built.hamlets[0], head_name="Có trước"))
    phone.sync()
    return built


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(2) as opened:
        yield opened


def _import(commune: Commune) -> Imported:
    header, row = ("Chủ hộ", "Điện thoại", "Ấp"), ("Lê Văn Ba", "0912345678", "Ấp Mỹ Phú")
    upload = Upload("households", COMMUNE, make_xlsx([header, row]))
    caller = caller_of(commune, "xa")
    return import_rows(commune.context, caller, upload, import_id=new_id(), consent=Consent())


def test_the_same_table_from_two_desks_makes_each_household_once(
    commune: Commune, elsewhere: Database, pool: ThreadPoolExecutor
) -> None:
    with elsewhere.write() as connection:
        for stream in (commune.stream, commune.hamlets[0]):
            execute(connection, "UPDATE stream SET head = head WHERE id = ?", stream)
        importing = [pool.submit(_import, commune) for _ in range(2)]
        wait_until_waiting(elsewhere, count=2)
    errors = [each.exception(ANSWERS_SECONDS) for each in importing]
    [refused] = [error for error in errors if error is not None]
    assert isinstance(refused, Problem)
    assert (refused.code, refused.extra) == ("import_has_errors", {"bad": 0, "doubles": 1})
    with elsewhere.read() as connection:
        found = select(connection, "SELECT id FROM record WHERE type = 'household'")
    assert len(found) == 2


def test_a_request_that_is_sent_twice_at_once_is_kept_once(
    commune: Commune, elsewhere: Database, pool: ThreadPoolExecutor
) -> None:
    caller = caller_of(commune, "xa")
    received, person = date(2026, 11, 20), Person(name="Lê Văn Ba")
    new = NewRequest(new_id(), COMMUNE, RequestKind.SEE, "counter", received, person)
    first = open_request(commune.context, caller, replace(new, id=new_id()))
    with elsewhere.write() as connection:
        subject_requests.insert_request(connection, replace(first, id=new.id))
        opening = pool.submit(open_request, commune.context, caller, new)
        wait_until_waiting(elsewhere)
    assert opening.result(ANSWERS_SECONDS) == replace(first, id=new.id)

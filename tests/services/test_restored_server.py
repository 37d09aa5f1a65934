"""A server that an old backup was put back into: a phone shows it, and a new history begins."""

import pytest

from backend.services.context import Context
from tests.commune import Commune, build_commune
from tests.conftest import Clock
from tests.phone import Phone

AHEAD = 5


@pytest.fixture
def commune(context: Context) -> Commune:
    return build_commune(context)


def _phone_that_is_ahead(commune: Commune) -> Phone:
    """It was acknowledged more than the server, after the restore, has."""
    phone = commune.phone("an")
    phone.sync()
    phone.acked = AHEAD
    return phone


def test_a_phone_that_is_ahead_of_the_server_opens_a_new_history(commune: Commune) -> None:
    phone = _phone_that_is_ahead(commune)
    before = phone.epoch
    answer = phone.exchange(phone.request())
    assert answer["epoch"] != before
    assert answer["acked"] == 0
    assert all(part["reset"] for part in answer["streams"])


def test_one_phone_opens_a_new_history_at_most_once_a_day(commune: Commune, clock: Clock) -> None:
    phone = _phone_that_is_ahead(commune)
    phone.epoch = phone.exchange(phone.request())["epoch"]
    assert phone.exchange(phone.request())["epoch"] == phone.epoch
    clock.advance(days=1, seconds=1)
    assert phone.exchange(phone.request())["epoch"] != phone.epoch


def test_a_phone_of_another_history_opens_none(commune: Commune) -> None:
    phone = _phone_that_is_ahead(commune)
    now = phone.epoch
    phone.epoch = "a history that is gone"
    assert phone.exchange(phone.request())["epoch"] == now

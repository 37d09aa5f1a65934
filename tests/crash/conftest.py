"""What several tests of crashes and of several processes need."""

from collections.abc import Iterator

import pytest

from backend.store.database import Database
from tests.simulation.node import bundled_once


@pytest.fixture(scope="session")
def bundled_app() -> Iterator[None]:
    """The app's store and exchange, for worlds in which real phones take part."""
    with bundled_once():
        yield


@pytest.fixture
def elsewhere(database_url: str) -> Iterator[Database]:
    """The same database as another process has it open."""
    opened = Database(database_url)
    yield opened
    opened.close()

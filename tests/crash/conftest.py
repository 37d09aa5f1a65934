"""What takes seconds to make and is the same for all tests here."""

from collections.abc import Iterator

import pytest

from tests.simulation.node import bundled_once


@pytest.fixture(scope="session")
def bundled_app() -> Iterator[None]:
    """The app's store and exchange, for worlds in which real phones take part."""
    with bundled_once():
        yield

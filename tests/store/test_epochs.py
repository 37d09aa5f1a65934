"""The server's histories."""

from backend.store.database import Database
from backend.store.epochs import get_epoch, list_epochs, open_epoch


def test_a_prepared_database_is_in_its_first_epoch(database: Database) -> None:
    with database.read() as connection:
        assert list_epochs(connection) == (get_epoch(connection),)


def test_a_new_epoch_becomes_the_current_one_and_the_old_ones_stay_known(
    database: Database,
) -> None:
    with database.write() as connection:
        first = get_epoch(connection)
        open_epoch(connection, epoch_id="second", at="2026-11-23T03:00:00.000Z", reason="restore")
    with database.read() as connection:
        assert get_epoch(connection) == "second"
        assert list_epochs(connection) == (first, "second")

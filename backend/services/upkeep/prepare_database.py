"""Makes a database ready to serve: the newest schema, the units of the country, an epoch."""

from backend.services.context import Context
from backend.services.syncing.release_newer import release_newer
from backend.services.syncing.settle_hamlets import settle_all
from backend.store.epochs import open_first_epoch
from backend.store.migrate import upgrade
from backend.store.tokens import delete_all_expired
from backend.store.unit_seed import seed_units


def prepare_database(context: Context) -> None:
    """Safe to run again and at each start; what is ready costs a few milliseconds."""
    upgrade(context.database)
    with context.database.write() as connection:
        seed_units(connection)
        delete_all_expired(connection, now=context.now_text())
        open_first_epoch(connection, epoch_id=context.new_id(), at=context.now_text())
    release_newer(context)
    settle_all(context)

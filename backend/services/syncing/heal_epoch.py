"""Opens a new history where a device proves that the server was restored without anybody saying so:
it was acknowledged more, or has pulled more, than the server has in the history that both name.
"""

from datetime import timedelta

from backend.core.scope import Caller
from backend.services.context import Context, time_text
from backend.store.contacts import get_contact, note_healed
from backend.store.epochs import get_epoch, open_epoch


def heal_epoch(context: Context, caller: Caller, lost: str) -> None:
    """Ends the history `lost`, if it is still the current one; at most once a day for a device,
    so that a false one does not keep all phones reading anew."""
    day_ago = time_text(context.now() - timedelta(days=context.settings.epoch_heal_days))
    with context.database.write() as connection:
        contact = get_contact(connection, caller.device_id)
        if contact.healed_at is not None and contact.healed_at > day_ago:
            return
        if lost == get_epoch(connection):
            now = context.now_text()
            open_epoch(connection, epoch_id=context.new_id(), at=now, reason="unannounced restore")
            note_healed(connection, caller.device_id, at=now)

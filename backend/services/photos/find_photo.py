"""Finds a photo's record and its bytes for whoever may see them."""

from backend.core.problems import not_found, photo_on_its_way
from backend.core.record import Record
from backend.core.scope import Caller
from backend.services.context import Context
from backend.store import photos, records
from backend.store.conflicts import list_partitions
from backend.store.database import Connection
from backend.store.photos import PhotoKey


def get_photo(context: Context, caller: Caller, photo_id: str) -> bytes:
    """The picture, a JPEG. Raises Problem 404 `not_found` where the record is deleted or not for
    the caller, `photo_on_its_way` where only its bytes are missing."""
    with context.database.read() as connection:
        record = find_record(connection, caller, photo_id)
        if record is None or not caller.may_read(record.place):
            raise not_found()
        body = photos.find_photo(connection, key_of(record))
    if body is None:
        raise photo_on_its_way()
    return body


def find_record(connection: Connection, caller: Caller, photo_id: str) -> Record | None:
    """The live record, wherever it lies in the places that the caller may have to do with."""
    places = {place.stream: place for place, _ in caller.listed}
    partitions = {*list_partitions(connection, caller), caller.partition}
    record = records.find_records(connection, partitions, [photo_id], places).get(photo_id)
    if record is None or record.type != "photo" or record.is_deleted:
        return None
    return record


def key_of(record: Record) -> PhotoKey:
    return PhotoKey(record.place.partition, record.id, str(record.fields["sha256"]))

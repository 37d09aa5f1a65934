"""Several records at once: only what the caller reads, whatever else is asked for."""

from backend.services.cases.read_record import list_records
from backend.services.context import Context
from tests.commune import build_commune
from tests.phone import new_id


def test_only_records_of_the_callers_streams_are_told(context: Context) -> None:
    commune = build_commune(context)
    an, cuc = commune.phone("an"), commune.phone("cuc")
    ids = []
    for phone, stream in ((an, commune.hamlets[0]), (cuc, commune.hamlets[1])):
        change = phone.create("household", stream, head_name="Lê Văn Ba")
        phone.record(change)
        phone.sync()
        ids.append(change["id"])
    asked = [*ids, new_id()]
    for username, expected in (
        ("an", {ids[0]}),
        ("xa", set(ids)),
        ("tinh", set(ids)),
        ("xakhac", set()),
    ):
        with context.database.read() as connection:
            caller = commune.caller(connection, username, commune.phone(username).device)
        found = list_records(context, caller, asked)
        assert {each["id"] for each in found} == expected
        assert {each["stream"] for each in found} <= set(commune.hamlets)

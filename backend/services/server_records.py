"""Records that the server itself writes (units, catalogues), in the streams like any other."""

from collections.abc import Sequence

from sqlalchemy import Connection

from backend.core.merge import World
from backend.core.plan import Plan
from backend.core.record import WHOLE, Author, Mark, Record
from backend.core.scope import Place
from backend.core.validate import Fields
from backend.services.context import Context
from backend.store import records
from backend.store.epochs import number_epochs


def put_records(
    context: Context,
    connection: Connection,
    place: Place,
    items: Sequence[tuple[str, str, Fields]],
    *,
    by: str | None = None,
) -> None:
    """Creates records (type, id, fields) in the stream of `place` in the caller's transaction;
    one that exists with other fields gets a new revision, one that is the same is left alone.
    `by` is the user whose act it is."""
    heads = records.lock_streams(connection, [place])
    places = {place.stream: place}
    found = records.find_records(
        connection, [place.partition], [record_id for _, record_id, _ in items], places
    )
    epoch = max(number_epochs(connection).values())
    plan = Plan(
        World(epoch, found, places), heads, context.new_id, context.new_tags(), context.now_text()
    )
    author = Author(by, None, None, epoch)
    for record_type, record_id, fields in items:
        _put(plan, author, place, Record(record_type, record_id, place, fields, {}))
    records.write_plan(connection, plan)


def _put(plan: Plan, author: Author, place: Place, wanted: Record) -> None:
    existing = plan.world.records.get(wanted.id)
    rev = existing.rev + 1 if existing else 1
    mark = author.mark(rev, plan.world.epoch)
    if existing is None:
        created = Record(
            wanted.type,
            wanted.id,
            place,
            wanted.fields,
            {WHOLE: mark},
            created_by=author.user_id,
            created_at=plan.now,
        )
        plan.put(created, "create", author)
    elif existing.fields != wanted.fields or existing.is_deleted:
        changed_names = [
            name for name, value in wanted.fields.items() if existing.fields.get(name) != value
        ]
        marks: dict[str, Mark] = {**existing.marks, **dict.fromkeys(changed_names, mark)}
        changed = Record(
            existing.type,
            existing.id,
            existing.place,
            wanted.fields,
            marks,
            rev=existing.rev,
            tag=existing.tag,
            created_by=existing.created_by,
            created_at=existing.created_at,
        )
        plan.put(changed, "update", author)

"""Releases what newer apps sent before this server knew their schema, once it has learned it."""

from collections.abc import Sequence

from backend.core.changes import schema_of
from backend.core.upcast import HISTORY
from backend.services.context import Context
from backend.services.syncing.changeset_body import created_ids, parse_body
from backend.services.syncing.open_plan import MovedMeanwhile
from backend.services.syncing.release_waiting import bodies_of, find_waiting, release_held_now
from backend.store import log
from backend.store.database import Connection
from backend.store.log import Held
from backend.store.server_facts import find_fact, keep_fact

FACT = "schema"
PAGE = 200
TRIES_MAX = 5


def release_newer(context: Context) -> None:
    """Nothing where the server has the schema that it had at its last start."""
    current = str(HISTORY.current)
    with context.database.read() as connection:
        before = find_fact(connection, FACT)
    if before == current:
        return
    after: str | None = ""
    while after is not None:
        after = _release_page(context, after, above=int(before or 0))
    with context.database.write() as connection:
        keep_fact(connection, FACT, current)


def _release_page(context: Context, after: str, *, above: int) -> str | None:
    """The id to go on from, None at the end."""
    for _ in range(TRIES_MAX):
        try:
            with context.database.write() as connection:
                page = log.list_open(connection, after=after, limit=PAGE)
                _release(context, connection, [each for each in page if _is_newer(each, above)])
                return page[-1].id if len(page) == PAGE else None
        except MovedMeanwhile:
            continue
    return None


def _is_newer(held: Held, above: int) -> bool:
    return above < schema_of(parse_body(held.body)) <= HISTORY.current


def _release(context: Context, connection: Connection, held: Sequence[Held]) -> None:
    if held:
        waiting = find_waiting(connection, created_ids(bodies_of(held)))
        order = sorted({each.id: each for each in [*held, *waiting]}.values(), key=_by_number)
        release_held_now(context, connection, order)


def _by_number(held: Held) -> tuple[str, int]:
    return held.device, held.n

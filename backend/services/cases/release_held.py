"""The repair desk: held work is seen, mended, released or discarded by the admins it concerns."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection

from backend.core.office_acts import Act, Discard, Release
from backend.core.problems import not_allowed, not_found
from backend.core.scope import Caller
from backend.core.validate import Fields
from backend.core.values import displayable
from backend.services.cases.fill_page import ITEMS_AT_ONCE, Page, fill_page
from backend.services.cases.office_desk import act_at_once
from backend.services.context import Context
from backend.services.syncing.changeset_body import parse_body
from backend.services.syncing.see_held import may_see_held
from backend.store.held import HeldItem, find_held_item, list_held


@dataclass(frozen=True, slots=True)
class Repair:
    """What the desk does: `changes` replace the changeset's own (None leaves them)."""

    status: Literal["released", "discarded"]
    changes: list[object] | None = None
    reason: str | None = None


def list_held_work(
    context: Context, caller: Caller, *, status: str | None, cursor: str | None, limit: int
) -> Page:
    """Held work that the caller may release, fewer than `limit` where it is together larger than
    `list_bytes_max`. Raises Problem 403 for those who are not admins."""
    if not caller.is_admin or caller.is_silenced:
        raise not_allowed()
    with context.database.read() as connection:
        items, more = fill_page(
            _visible(connection, caller, status, cursor or ""),
            limit=limit,
            bytes_max=context.settings.limits.list_bytes_max,
            size=lambda item: len(item.body),
        )
    return Page([present_held(item) for item in items], items[-1].id if more else None)


def _visible(
    connection: Connection, caller: Caller, status: str | None, after: str
) -> Iterator[HeldItem]:
    while True:
        rows = list_held(connection, caller, status=status, after=after, limit=ITEMS_AT_ONCE)
        yield from (row for row in rows if may_see_held(connection, caller, row))
        if len(rows) < ITEMS_AT_ONCE:
            return
        after = rows[-1].id


def present_held(item: HeldItem) -> Fields:
    return {
        "id": item.id,
        "status": item.status,
        "author": item.author,
        "device": item.device,
        "n": item.n,
        "changeset": displayable(parse_body(item.body)),
        "reasons": item.reasons,
        "received_at": item.received_at,
    }


def repair_held(context: Context, caller: Caller, held_id: str, repair: Repair) -> Fields:
    """The held work, released or discarded. Raises Problems 403, 404, 409 `already_resolved`,
    422 `still_held` with reasons."""
    act: Act = Release(held_id, repair.changes)
    if repair.status == "discarded":
        act = Discard(held_id, repair.reason or "")
    act_at_once(context, caller, act)
    with context.database.read() as connection:
        item = find_held_item(connection, held_id)
    if item is None:
        raise not_found()
    return present_held(item)

"""Writes an uploaded table, all of it or nothing: households as the changesets of a device of its
own, so that they pass the same rules, history and log as a push; people as an admin makes them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from sqlalchemy.exc import IntegrityError

from backend.core.import_tables import TableRow
from backend.core.people import Device
from backend.core.problems import Problem, device_not_yours, server_busy
from backend.core.record_types import SCHEMA
from backend.core.scope import Caller, Role
from backend.services.context import Context
from backend.services.people.create_user import NewUser, add_users
from backend.services.syncing.apply_changesets import Batch, apply_batches
from backend.services.syncing.open_plan import MovedMeanwhile
from backend.services.syncing.sync_request import Incoming
from backend.services.tables.preview_import import (
    Preview,
    Upload,
    find_last_import,
    preview_import,
    unit_of,
)
from backend.store import audit, devices, log, records, wire
from backend.store.database import Connection
from backend.store.epochs import list_epochs

TRIES_MAX = 5
DEVICE_NAME = "Excel"


@dataclass(frozen=True, slots=True)
class Consent:
    """What the admin has seen in the preview and leaves out on purpose."""

    leaves_out_bad: bool = False
    leaves_out_doubles: bool = False


@dataclass(frozen=True, slots=True)
class Imported:
    """`is_repeat`: this import was written before; nothing was done now."""

    created: int
    left_out: int
    is_repeat: bool = False


def import_rows(
    context: Context, caller: Caller, upload: Upload, *, import_id: str, consent: Consent
) -> Imported:
    """Raises Problems as `preview_import`, and 422 `import_has_errors` for rows that cannot be
    taken or are there already and that the admin did not leave out; nothing is written then."""
    for _ in range(TRIES_MAX):
        preview = preview_import(context, caller, upload)
        if _find_before(context, caller, import_id):
            return Imported(0, 0, is_repeat=True)
        _check_consent(preview, consent)
        try:
            with context.database.write() as connection:
                _write(context, connection, caller, preview, upload.kind, import_id)
        except (IntegrityError, MovedMeanwhile):
            if _find_before(context, caller, import_id):
                return Imported(0, 0, is_repeat=True)
            continue
        return Imported(len(preview.ready), len(preview.bad) + len(preview.doubles))
    raise server_busy()


def _find_before(context: Context, caller: Caller, import_id: str) -> bool:
    """Whether this import is there; its id is the id of its device."""
    with context.database.read() as connection:
        device = devices.find_device(connection, import_id)
    if device is not None and device.user_id != caller.user_id:
        raise device_not_yours()
    return device is not None


def _check_consent(preview: Preview, consent: Consent) -> None:
    bad = 0 if consent.leaves_out_bad else len(preview.bad)
    doubles = 0 if consent.leaves_out_doubles else len(preview.doubles)
    if not preview.ready:
        bad, doubles = len(preview.bad), len(preview.doubles)
    if bad or doubles or not preview.ready:
        raise import_has_errors(bad=bad, doubles=doubles)


def import_has_errors(*, bad: int, doubles: int) -> Problem:
    return Problem(
        422,
        "import_has_errors",
        "Some rows cannot be taken, so none was.",
        extra={"bad": bad, "doubles": doubles},
    )


def _write(
    context: Context,
    connection: Connection,
    caller: Caller,
    preview: Preview,
    kind: str,
    import_id: str,
) -> None:
    now = context.now_text()
    device = _device(caller, import_id, now)
    if not devices.insert_device(connection, device):
        raise MovedMeanwhile
    if kind == "households":
        _wait_for_others(connection, preview)
        _write_households(context, connection, caller, preview.ready, import_id)
    else:
        new = [_new_user(row, preview) for row in preview.ready]
        add_users(context, connection, caller, new)
    # It has nothing more to say, and must not count among the phones that are waited for.
    devices.revoke_device(connection, import_id, at=now)
    audit.append(
        connection,
        preview.place.partition,
        at=now,
        by=caller.user_id,
        device=caller.device_id,
        action=f"{kind}_imported",
        subject=import_id,
        detail=str(len(preview.ready)),
    )


def _wait_for_others(connection: Connection, preview: Preview) -> None:
    """One table of a commune after the other; raises MovedMeanwhile where one came since the
    preview, which may hold the same households."""
    records.lock_streams(connection, [preview.place])
    if find_last_import(connection, preview.place) != preview.last_import:
        raise MovedMeanwhile


def _device(caller: Caller, import_id: str, now: str) -> Device:
    return Device(
        id=import_id,
        place=caller.partition,
        user_id=caller.user_id,
        name=DEVICE_NAME,
        key=None,
        replaces=None,
        lineage=import_id,
        ancestors=(),
        created_at=now,
        last_seen_at=now,
    )


def _new_user(row: TableRow, preview: Preview) -> NewUser:
    phone = row.fields["phone"]
    return NewUser(
        username=str(row.fields["username"]),
        full_name=str(row.fields["full_name"]),
        role=Role(str(row.fields["role"])),
        units=(unit_of(row, preview.place),),
        phone=phone if isinstance(phone, str) else None,
    )


def _write_households(
    context: Context,
    connection: Connection,
    caller: Caller,
    rows: Sequence[TableRow],
    import_id: str,
) -> None:
    """Raises Problem 422 `import_has_errors` where the rules hold any of them."""
    as_device = replace(
        caller,
        device_id=import_id,
        lineage=import_id,
        ancestors=frozenset(),
        successors=frozenset(),
    )
    epoch = list_epochs(connection)[-1]
    incoming = list(_changesets(context, rows, epoch))
    log.lock_devices(connection, [import_id])
    batch = Batch(as_device, 0, {}, incoming)
    (applied,) = apply_batches(context, connection, [batch])
    wrong = sum(1 for result in applied.results if result["status"] != "applied")
    if wrong or applied.is_over_quota:
        raise import_has_errors(bad=wrong, doubles=0)
    log.set_acked(connection, [(import_id, len(incoming))])


def _changesets(context: Context, rows: Sequence[TableRow], epoch: str) -> Iterator[Incoming]:
    remaining = iter(rows)
    now, number = context.now_text(), 0
    while part := list(islice(remaining, context.settings.limits.changes_max)):
        number += 1
        body = {
            "n": number,
            "id": context.new_id(),
            "at": now,
            "schema": SCHEMA,
            "app": DEVICE_NAME,
            "epoch": epoch,
            "changes": [
                {
                    "op": "create",
                    "type": "household",
                    "id": context.new_id(),
                    "stream": f"hamlet:{row.hamlet}",
                    "fields": dict(row.fields),
                }
                for row in part
            ],
        }
        yield Incoming(number, str(body["id"]), body, wire.encode(body))

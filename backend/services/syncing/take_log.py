"""Takes part of a device log, whoever brought it, and then what was kept of it beyond a gap."""

from collections.abc import Sequence

from backend.core.problems import Problem
from backend.core.scope import Caller
from backend.services.context import Context
from backend.services.syncing.outbox_content import read_outbox
from backend.services.syncing.push import Pushed, push
from backend.services.syncing.release_waiting import release_what_waits
from backend.services.syncing.settle_hamlets import settle_arrivals
from backend.services.syncing.sync_request import Incoming
from backend.store import audit, outbox_files
from backend.store.contacts import NewContact
from backend.store.outbox_files import KeptFile

ROUNDS_MAX = 100
DIVERGED = "device_log_diverged"


def take_log(
    context: Context,
    caller: Caller,
    incoming: Sequence[Incoming],
    *,
    first: int,
    offset_ms: int | None,
    contact: NewContact | None = None,
) -> Pushed:
    """`caller` is the device's own user; `contact` is kept with what is taken. Raises Problems as
    `push` does; a log that diverged is also an entry of the audit log."""
    try:
        pushed = _push(context, caller, incoming, first=first, offset_ms=offset_ms, contact=contact)
    except Problem as problem:
        if problem.code == DIVERGED:
            _audit_diverged(context, caller)
        raise
    return _with_kept_files(context, caller, pushed)


def _push(
    context: Context,
    caller: Caller,
    incoming: Sequence[Incoming],
    *,
    first: int,
    offset_ms: int | None,
    contact: NewContact | None = None,
) -> Pushed:
    pushed = push(context, caller, incoming, first=first, offset_ms=offset_ms, contact=contact)
    if pushed.missed:
        release_what_waits(context, pushed.missed)
    settle_arrivals(context, pushed.arrivals)
    return pushed


def _with_kept_files(context: Context, caller: Caller, pushed: Pushed) -> Pushed:
    """Goes on with files that were delivered too early, until none fits; the results of what they
    held are the device's to know too."""
    for _ in range(ROUNDS_MAX if pushed.has_kept_files else 0):
        with context.database.read() as connection:
            files = outbox_files.list_files(connection, caller.partition, caller.device_id)
        if not any(_take_file(context, caller, file, pushed) for file in files):
            break
    return pushed


def _take_file(context: Context, caller: Caller, file: KeptFile, pushed: Pushed) -> bool:
    """Whether the log has grown by it."""
    before = pushed.acked
    try:
        content = read_outbox(file.packed, caller.device_id, context.settings.limits)
        more = _push(
            context, caller, content.changesets, first=content.passes_below(), offset_ms=None
        )
    except Problem as problem:
        if problem.code == DIVERGED:
            _refuse_file(context, caller, file)
        return False
    new = [each for each in more.results if "repeated" not in each]
    pushed.acked = more.acked
    pushed.results = sorted([*pushed.results, *new], key=lambda each: int(str(each["n"])))
    if all(each.n <= more.acked for each in content.changesets):
        with context.database.write() as connection:
            outbox_files.drop_file(connection, caller.partition, caller.device_id, file.digest)
    return more.acked > before


def _refuse_file(context: Context, caller: Caller, file: KeptFile) -> None:
    with context.database.write() as connection:
        outbox_files.refuse_file(
            connection, caller.partition, caller.device_id, file.digest, at=context.now_text()
        )
    _audit_diverged(context, caller)


def _audit_diverged(context: Context, caller: Caller) -> None:
    with context.database.write() as connection:
        audit.append(
            connection,
            caller.partition,
            at=context.now_text(),
            by=caller.user_id,
            device=caller.device_id,
            action=DIVERGED,
            subject=caller.device_id,
        )

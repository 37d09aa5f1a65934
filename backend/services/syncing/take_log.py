"""Takes part of a device log, whoever brought it, and then what was kept of it beyond a gap."""

from collections.abc import Sequence

from backend.core.problems import Problem
from backend.core.scope import Caller
from backend.services.context import Context
from backend.services.syncing.outbox_content import read_outbox
from backend.services.syncing.push import Part, Pushed, push
from backend.services.syncing.release_waiting import release_what_waits
from backend.services.syncing.settle_hamlets import settle_arrivals
from backend.store import audit, outbox_files
from backend.store.outbox_files import KeptFile

ROUNDS_MAX = 100
DIVERGED = "device_log_diverged"


def take_log(context: Context, part: Part) -> Pushed:
    """The caller of the part is the device's own user. Raises Problems as `push` does; a log that
    diverged is also an entry of the audit log."""
    [taken] = take_logs(context, [part])
    if isinstance(taken, Exception):
        raise taken
    return taken


def take_logs(context: Context, parts: Sequence[Part]) -> list[Pushed | Exception]:
    """As `take_log`, for several devices together."""
    done = push(context, parts)
    return [_follow(context, part, each) for part, each in zip(parts, done, strict=True)]


def _follow(context: Context, part: Part, pushed: Pushed | Exception) -> Pushed | Exception:
    """What follows from a push that is committed, or from one that was refused."""
    try:
        if isinstance(pushed, Pushed):
            _settle(context, pushed)
            return _with_kept_files(context, part.caller, pushed)
        if isinstance(pushed, Problem) and pushed.code == DIVERGED:
            _audit_diverged(context, part.caller)
    except Exception as error:  # noqa: BLE001 - it is this device's answer, and no other's
        return error
    return pushed


def _settle(context: Context, pushed: Pushed) -> None:
    if pushed.missed:
        release_what_waits(context, pushed.missed)
    settle_arrivals(context, pushed.arrivals)


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
        part = Part(caller, content.changesets, content.passes_below(), None)
        [more] = push(context, [part])
        if isinstance(more, Exception):
            raise more
        _settle(context, more)
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

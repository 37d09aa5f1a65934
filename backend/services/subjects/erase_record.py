"""Erases a record, and all that was recorded about the same subject, at that subject's request.

Every value goes: from the record and its history, from conflicts, from the device logs and held
work. The record leaves its stream as a deletion, so that the phones forget it; its id stays known,
so that it never comes back. What was counted stays counted.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b

from backend.core.erasure import SUBJECT_LINKS, ids_erased_in, is_about, redact
from backend.core.plan import Plan
from backend.core.problems import server_busy
from backend.core.record import WHOLE, Author, Mark, Record
from backend.core.scope import SERVER_TYPES
from backend.services.context import Context
from backend.services.syncing.changeset_body import parse_body
from backend.services.syncing.open_plan import MovedMeanwhile, open_plan
from backend.store import audit, erasures, log, photos, records, subject_requests, wire
from backend.store.database import Connection
from backend.store.devices import find_device
from backend.store.erasures import Subject
from backend.store.facts import project
from backend.store.outcomes import Outcome, append_outcomes

TRIES_MAX = 5
ROUNDS_MAX = 16
KEY_BYTES = 12
SALT_BYTES = 32
REASON = "erased"


@dataclass(frozen=True, slots=True)
class Erased:
    """How many records went, how many of them still count, how many logged changesets changed."""

    record_count: int
    fact_count: int
    changeset_count: int


def erase_record(context: Context, record_type: str, record_id: str) -> Erased:
    """Erasing again changes nothing.

    Raises LookupError for a record that does not exist, is of another type or is the server's own.
    """
    for _ in range(TRIES_MAX):
        try:
            with context.database.write() as connection:
                erasures.overwrite_deleted(connection)
                erased = _erase_once(context, connection, record_type, record_id)
        except MovedMeanwhile:
            continue
        erasures.forget_old_pages(context.database)
        return erased
    raise server_busy()


def erase_again(context: Context, connection: Connection, erased: Sequence[tuple[str, str]]) -> int:
    """After a restore, what had been erased (place and id) and is there again; their number."""
    count = 0
    for place, record_id in erased:
        if erasures.is_erased(connection, record_id):
            continue
        subject = erasures.find_subject(connection, record_id)
        if subject is None:
            now = context.now_text()
            erasures.note_erased(connection, [place], [record_id], at=now)
            subject_requests.forget_requests(connection, [record_id], at=now)
            continue
        count += _erase(context, connection, subject, record_id).record_count
    return count


def _erase_once(
    context: Context, connection: Connection, record_type: str, record_id: str
) -> Erased:
    subject = erasures.find_subject(connection, record_id)
    if subject is None or subject.type != record_type or record_type in SERVER_TYPES:
        raise LookupError(f"There is no {record_type} with this id.")
    if erasures.is_erased(connection, record_id):
        return Erased(0, 0, 0)
    return _erase(context, connection, subject, record_id)


def _erase(context: Context, connection: Connection, subject: Subject, record_id: str) -> Erased:
    partitions = subject.partitions
    ids = _find_related(connection, partitions, record_id)
    plan = open_plan(context, connection, [], also=ids, partitions=partitions)
    erased = [each for each in plan.world.records.values() if _goes(each, ids)]
    fact_count = _keep_facts(context, connection, plan, partitions, ids)
    for record in erased:
        _blank(plan, record)
    records.write_plan(connection, plan)
    all_ids = {record.id for record in erased} | ids
    erasures.blank_history(connection, partitions, all_ids)
    photos.drop_photos(connection, partitions, all_ids)
    forgotten = subject_requests.forget_requests(connection, all_ids, at=plan.now)
    erasures.note_erased(connection, partitions, {*all_ids, *forgotten}, at=plan.now)
    changeset_count = _clean_logs(connection, all_ids, at=plan.now)
    _project_all(connection, plan)
    audit.append(
        connection,
        min(partitions),
        at=plan.now,
        by=None,
        device=None,
        action="erase",
        subject=record_id,
    )
    return Erased(len(ids), fact_count, changeset_count)


def _find_related(connection: Connection, partitions: Collection[str], record_id: str) -> set[str]:
    """The record and all that are about the same subject, at any remove."""
    ids = {record_id}
    candidates = list(erasures.list_fields(connection, partitions, SUBJECT_LINKS))
    for _ in range(ROUNDS_MAX):
        more = {
            each
            for each, record_type, fields in candidates
            if each not in ids and is_about(record_type, fields, ids)
        }
        if not more:
            break
        ids |= more
    return ids


def _goes(record: Record, ids: Collection[str]) -> bool:
    about = record.fields.get("record_id") if record.type == "conflict" else record.id
    return about in ids


def _blank(plan: Plan, record: Record) -> None:
    """A deletion without a value; a conflict keeps what finds it until that is gone too."""
    fields = {}
    if record.type == "conflict":
        fields = {name: record.fields.get(name) for name in ("record_id", "field")}
        fields["status"] = "resolved"
    by_nobody = Author(None, None, None, plan.world.epoch)
    marks = {WHOLE: Mark(record.rev + 1, None, None, plan.world.epoch)}
    plan.put(replace(record, fields=fields, marks=marks, is_deleted=True), "erase", by_nobody)


def _keep_facts(
    context: Context,
    connection: Connection,
    plan: Plan,
    partitions: Collection[str],
    ids: Collection[str],
) -> int:
    _project_all(connection, plan)
    salt = context.random_bytes(SALT_BYTES)

    def new_key(key: str) -> str:
        return blake2b(key.encode(), digest_size=KEY_BYTES, key=salt).hexdigest()

    return erasures.keep_facts(connection, partitions, ids, new_key=new_key)


def _project_all(connection: Connection, plan: Plan) -> None:
    for stream, head in sorted(plan.heads.items()):
        while project(connection, head.place.partition, stream):
            pass


def _clean_logs(connection: Connection, ids: Collection[str], *, at: str) -> int:
    logged = []
    for each in erasures.find_logged_about(connection, sorted(ids)):
        body = parse_body(each.body)
        if ids_erased_in(body, ids):
            logged.append(replace(each, body=wire.encode(redact(body, ids))))
    erasures.rewrite_logged(connection, logged)
    returned = {
        held_id: wire.encode({**redact(body, ids), "recovered": None})
        for held_id, raw in erasures.find_returned_about(connection, sorted(ids)).items()
        if _is_returned_about(body := parse_body(raw), ids)
    }
    erasures.rewrite_returned(connection, returned)
    held_ids = [*erasures.find_held_of(connection, logged), *returned]
    erasures.blank_reasons(connection, logged, held_ids)
    _close_held(connection, held_ids, at=at)
    return len(logged)


def _is_returned_about(body: dict[str, object], ids: Collection[str]) -> bool:
    item = body.get("recovered")
    return bool(ids_erased_in(body, ids)) or (isinstance(item, dict) and item.get("id") in ids)


def _close_held(connection: Connection, held_ids: Sequence[str], *, at: str) -> None:
    """Nobody releases it any more; its author is told."""
    outcomes = []
    for held_id in held_ids:
        held = log.find_held(connection, held_id)
        if held is None or not log.close_held(
            connection, held, status="discarded", by=None, at=at, why=REASON
        ):
            continue
        device = find_device(connection, held.device)
        if device is None or held.is_recovered:
            continue
        outcomes.append(
            Outcome(
                place=device.place,
                device=device.id,
                n=held.n,
                changeset_id=str(parse_body(held.body).get("id")),
                status="discarded",
                by=None,
                reason=REASON,
                conflicts=(),
            )
        )
    if outcomes:
        append_outcomes(connection, outcomes, at=at)

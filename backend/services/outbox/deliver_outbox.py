"""Takes an outbox file that somebody brought: its author's signature counts, not the bearer's.

Source: the changeset API, "Outbox files". Nothing is stored before the signature is proven.
"""

import json
from dataclasses import dataclass
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey

from backend.core.problems import bad_signature, held_quota, invalid_request, malformed_json
from backend.core.scope import Caller
from backend.core.strict_json import parse_json
from backend.core.validate import Fields, is_uuid
from backend.services.context import Context
from backend.services.outbox.outbox_seal import from_base64, is_signed, open_box, read_public_key
from backend.services.outbox.server_key import get_server_key
from backend.services.syncing.outbox_content import OutboxContent, read_outbox
from backend.services.syncing.push import Part, Pushed
from backend.services.syncing.take_log import take_log
from backend.store import audit, outbox_files
from backend.store.callers import find_caller
from backend.store.devices import find_device
from backend.store.outbox_files import KeptFile

VERSION = 1
BEGINNINGS = frozenset((b"{", b"[", b'"', b""))
RETRY_SECONDS = 3_600


@dataclass(frozen=True, slots=True)
class Delivered:
    """How far the device's log has come, and how many changesets of the file are new in it."""

    device: str
    acked: int
    taken: int


def deliver_outbox(context: Context, bearer: Caller, body: bytes) -> Delivered:
    """`body` is the file. Raises Problem 403 `bad_signature`, 400 `malformed_json`, 413
    `too_large`, 422 `invalid_request`, and those of `push`."""
    file = _read_file(context, body)
    author, key = _get_author(context, str(file["device"]))
    box = _get_signed_box(file, key)
    packed = _open(context, file, box)
    content = read_outbox(packed, author.device_id, context.settings.limits)
    pushed = take_log(context, Part(author, content.changesets, content.passes_below(), None))
    if any(each.n > pushed.acked for each in content.changesets):
        _keep(context, author, bearer, packed)
    taken = _count_new(content, pushed)
    if taken:
        _audit(context, author, bearer, taken)
    return Delivered(author.device_id, pushed.acked, taken)


def _read_file(context: Context, body: bytes) -> Fields:
    plain = body if body.lstrip()[:1] in BEGINNINGS else _unwrapped(body)
    file = parse_json(plain, depth_max=context.settings.limits.depth_max)
    if not isinstance(file, dict):
        raise invalid_request("body", "must be an object")
    version = file.get("v")
    if isinstance(version, bool) or version != VERSION:
        raise invalid_request("v", f"must be {VERSION}")
    if not is_uuid(file.get("device")):
        raise invalid_request("device", "must be a lower-case UUID")
    return file


def _unwrapped(body: bytes) -> bytes:
    """The file as a message carries it: the whole of it once more in base64."""
    try:
        return from_base64(body.decode("ascii").strip())
    except (UnicodeDecodeError, ValueError) as error:
        raise malformed_json("it is neither an object nor one in base64") from error


def _get_author(context: Context, device_id: str) -> tuple[Caller, EllipticCurvePublicKey]:
    """Who wrote the file, and the key that they sign with; a device that never named a key has
    none, and nobody can write in its name."""
    with context.database.read() as connection:
        device = find_device(connection, device_id)
        author = find_caller(connection, device.user_id, device_id) if device else None
    if device is None or author is None or device.key is None:
        raise bad_signature()
    try:
        return author, read_public_key(json.loads(device.key))
    except ValueError as error:
        raise bad_signature() from error


def _get_signed_box(file: Fields, key: EllipticCurvePublicKey) -> bytes:
    try:
        signature = from_base64(file.get("signature"))
    except ValueError as error:
        raise bad_signature() from error
    try:
        box = from_base64(file.get("box"))
    except ValueError as error:
        raise invalid_request("box", str(error)) from error
    if not is_signed(box, signature, key):
        raise bad_signature()
    return box


def _open(context: Context, file: Fields, box: bytes) -> bytes:
    try:
        ephemeral = read_public_key(file.get("ephemeral"))
    except ValueError as error:
        raise invalid_request("ephemeral", str(error)) from error
    private = get_server_key(context)
    try:
        return open_box(box, from_base64(file.get("iv")), ephemeral=ephemeral, private=private)
    except ValueError as error:
        raise invalid_request("box", str(error)) from error


def _keep(context: Context, author: Caller, bearer: Caller, packed: bytes) -> None:
    file = KeptFile(sha256(packed).hexdigest(), packed)
    place, device = author.partition, author.device_id
    most = context.settings.limits.kept_files_max
    with context.database.write() as connection:
        known = outbox_files.list_digests(connection, place, device)
        if file.digest in known:
            return
        if len(known) >= most:
            raise held_quota(RETRY_SECONDS)
        outbox_files.keep_file(
            connection,
            place=place,
            device=device,
            file=file,
            by=bearer.user_id,
            at=context.now_text(),
        )


def _count_new(content: OutboxContent, pushed: Pushed) -> int:
    numbers = {each.n for each in content.changesets}
    return sum(
        1 for result in pushed.results if result["n"] in numbers and "repeated" not in result
    )


def _audit(context: Context, author: Caller, bearer: Caller, taken: int) -> None:
    with context.database.write() as connection:
        audit.append(
            connection,
            author.partition,
            at=context.now_text(),
            by=bearer.user_id,
            device=bearer.device_id,
            action="outbox_delivered",
            subject=author.device_id,
            detail=str(taken),
        )

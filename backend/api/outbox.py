"""Outbox files: the key that they are sealed to, and their delivery by whoever has a network."""

from typing import Annotated, Any

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel, Field

from backend.api.http import Given, SignedIn, read_body
from backend.services.outbox import server_key
from backend.services.outbox.deliver_outbox import deliver_outbox
from backend.services.outbox.outbox_seal import public_part, thumbprint

router = APIRouter(tags=["outbox files"])


class PublicKeyOut(BaseModel):
    """A public P-256 key (RFC 7517)."""

    kty: str
    crv: str
    x: str
    y: str


class ServerKeyOut(BaseModel):
    """`id` is the key's thumbprint (RFC 7638)."""

    id: str
    key: PublicKeyOut


class OutboxFileIn(BaseModel):
    """A sealed device log; `iv`, `box` and `signature` are base64."""

    v: int
    device: str
    ephemeral: dict[str, Any]
    iv: str
    box: str
    signature: str


class DeliveredOut(BaseModel):
    """How far the device's log has come, and how many changesets of the file are new in it."""

    device: str
    acked: int
    taken: Annotated[int, Field(ge=0)]


_SCHEMA = {"application/json": {"schema": OutboxFileIn.model_json_schema()}}


@router.get("/server-key")
def get_server_key(context: Given, _caller: SignedIn) -> ServerKeyOut:
    """The same on every app server and for good."""
    key = server_key.get_server_key(context)
    return ServerKeyOut(id=thumbprint(key), key=PublicKeyOut(**public_part(key)))


@router.post(
    "/deliver",
    openapi_extra={"requestBody": {"required": True, "content": _SCHEMA}},
)
async def deliver(request: Request, context: Given, caller: SignedIn) -> DeliveredOut:
    """403 `bad_signature` where it is not signed by its device: nothing is stored."""
    body = await read_body(request, context.settings.limits)
    done = await run_in_threadpool(deliver_outbox, context, caller, body)
    return DeliveredOut(device=done.device, acked=done.acked, taken=done.taken)

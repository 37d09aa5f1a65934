"""POST /sync: bytes in, bytes out; the work is in services.sync."""

from fastapi import APIRouter, Request, Response, Security
from fastapi.concurrency import run_in_threadpool

from backend.api.http import BEARER, Given, receive_body, unpack
from backend.api.sync_types import SyncOut
from backend.services.sync import sync_signed_in

router = APIRouter()

_SCHEMA = {"application/json": {"schema": {"$ref": "#/components/schemas/SyncIn"}}}


@router.post(
    "/sync",
    operation_id="sync",
    response_model=None,
    responses={200: {"model": SyncOut, "description": "What the device has not seen yet."}},
    dependencies=[Security(BEARER)],
    openapi_extra={"requestBody": {"required": True, "content": _SCHEMA}},
)
async def post_sync(request: Request, context: Given) -> Response:
    """Takes the changesets of a device into its log, then answers every stream's news."""
    limits = context.settings.limits
    packed = await receive_body(request, limits)
    answer = await run_in_threadpool(
        sync_signed_in,
        context,
        request.headers.get("authorization"),
        lambda: unpack(request, packed, limits),
    )
    return Response(answer, media_type="application/json")

"""POST /sync: bytes in, bytes out; the work is in services.sync."""

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool

from backend.api.http import Given, SignedIn, read_body
from backend.api.sync_types import SyncOut
from backend.core.problems import Problem
from backend.services.refused_bodies import RefusedBodies
from backend.services.sync import sync

router = APIRouter()

_SCHEMA = {"application/json": {"schema": {"$ref": "#/components/schemas/SyncIn"}}}


@router.post(
    "/sync",
    operation_id="sync",
    response_model=None,
    responses={200: {"model": SyncOut, "description": "What the device has not seen yet."}},
    openapi_extra={"requestBody": {"required": True, "content": _SCHEMA}},
)
async def post_sync(request: Request, context: Given, caller: SignedIn) -> Response:
    """Takes the changesets of a device into its log, then answers every stream's news."""
    body = await read_body(request, context.settings.limits)
    refused: RefusedBodies = request.app.state.refused_bodies
    refused.check(caller.device_id, body)
    try:
        answer = await run_in_threadpool(sync, context, caller, body)
    except Problem as problem:
        refused.note(caller.device_id, body, problem)
        raise
    return Response(answer, media_type="application/json")

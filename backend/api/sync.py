"""POST /sync: bytes in, bytes out; the work is in services.sync.

It is asked before the routes and what lies around them, because that machinery costs as much as an
answer that has nothing new; the route below is what the OpenAPI document shows of it.
"""

from fastapi import APIRouter, Request, Response, Security
from fastapi.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Receive, Scope, Send

from backend.api.http import BEARER, get_context, problem_response, receive_body, unpack
from backend.api.packing import pack
from backend.api.sync_types import SyncOut
from backend.core.problems import Problem
from backend.core.scope import Caller
from backend.services.syncing.refused_bodies import RefusedBodies
from backend.services.syncing.sync import sync_signed_in

PATH = "/sync"
router = APIRouter()

_SCHEMA = {"application/json": {"schema": {"$ref": "#/components/schemas/SyncIn"}}}


@router.post(
    PATH,
    operation_id="sync",
    response_model=None,
    responses={200: {"model": SyncOut, "description": "What the device has not seen yet."}},
    dependencies=[Security(BEARER)],
    openapi_extra={"requestBody": {"required": True, "content": _SCHEMA}},
)
async def post_sync(request: Request) -> Response:
    """Takes the changesets of a device into its log, then answers every stream's news."""
    packed = await receive_body(request, get_context(request).settings.limits)
    answer, encoding = await run_in_threadpool(_answer, request, packed)
    headers = {"Vary": "Accept-Encoding"}
    if encoding is not None:
        headers["Content-Encoding"] = encoding
    return Response(answer, headers=headers, media_type="application/json")


class DirectSync:
    """ASGI middleware that answers a sync itself; it packs its answers, and its only refusals are
    Problems."""

    def __init__(self, app: ASGIApp, prefix: str) -> None:
        self._app = app
        self._path = prefix + PATH

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope.get("path") != self._path or scope.get("method") != "POST":
            await self._app(scope, receive, send)
            return
        try:
            answer = await post_sync(Request(scope, receive))
        except Problem as problem:
            # Its frames hold the body; within a ring they would wait for the collector.
            answer = problem_response(problem.with_traceback(None))
        await answer(scope, receive, send)


def _answer(request: Request, packed: bytes) -> tuple[bytes, str | None]:
    context = get_context(request)
    refused: RefusedBodies = request.app.state.refused_bodies
    asking: list[str] = []

    def body_of(caller: Caller) -> bytes:
        asking.append(caller.device_id)
        refused.check(caller.device_id, packed)
        return unpack(request, packed, context.settings.limits)

    try:
        answer = sync_signed_in(context, request.headers.get("authorization"), body_of)
    except Problem as problem:
        for device in asking:
            refused.note(device, packed, problem)
        raise
    return pack(answer, request.headers.get("accept-encoding", ""))

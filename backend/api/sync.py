"""POST /sync: bytes in, bytes out; the work is in services.sync.

It is asked before the routes and what lies around them, because that machinery costs as much as an
answer that has nothing new; the route below is what the OpenAPI document shows of it.
"""

import asyncio
from collections.abc import Sequence
from contextlib import suppress

from fastapi import APIRouter, Request, Response, Security
from starlette.types import ASGIApp, Receive, Scope, Send

from backend.api.http import BEARER, get_context, problem_response, receive_body, unpack
from backend.api.lanes import Lanes
from backend.api.packing import pack
from backend.api.sync_types import SyncOut
from backend.core.problems import Problem
from backend.core.scope import Caller
from backend.services.context import Context
from backend.services.syncing.refused_bodies import RefusedBodies
from backend.services.syncing.sync import sync_together

PATH = "/sync"
LANES, TOGETHER_MAX = 4, 16
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
    exchange = _Exchange(request, packed)
    lanes: Lanes[_Exchange] = request.app.state.sync_lanes
    lanes.add(exchange)
    answer, encoding = await exchange.answer
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


class _Exchange:
    """A request that a lane answers, and its answer, which the event loop waits for: bytes and
    their encoding."""

    def __init__(self, request: Request, packed: bytes) -> None:
        self.authorization = request.headers.get("authorization")
        self._request = request
        self._packed = packed
        self._device: str | None = None
        self._loop = asyncio.get_running_loop()
        self.answer: asyncio.Future[tuple[bytes, str | None]] = self._loop.create_future()

    def body(self, caller: Caller) -> bytes:
        self._device = caller.device_id
        self._refused.check(caller.device_id, self._packed)
        return unpack(self._request, self._packed, get_context(self._request).settings.limits)

    def tell(self, answer: bytes | Exception) -> None:
        if isinstance(answer, Problem) and self._device is not None:
            self._refused.note(self._device, self._packed, answer)
        accepted = self._request.headers.get("accept-encoding", "")
        told = answer if isinstance(answer, Exception) else pack(answer, accepted)
        with suppress(RuntimeError):  # the server has stopped: nobody waits any more
            self._loop.call_soon_threadsafe(self._settle, told)

    @property
    def _refused(self) -> RefusedBodies:
        refused: RefusedBodies = self._request.app.state.refused_bodies
        return refused

    def _settle(self, told: tuple[bytes, str | None] | Exception) -> None:
        if self.answer.done():
            return
        if isinstance(told, Exception):
            self.answer.set_exception(told)
        else:
            self.answer.set_result(told)


def open_lanes(context: Context) -> Lanes[_Exchange]:
    """Where the syncs of an application are answered; no thread begins before there is one."""

    def carry_out(exchanges: Sequence[_Exchange]) -> None:
        try:
            sync_together(context, exchanges)
        except Exception as error:  # noqa: BLE001 - whoever has no answer yet is told
            for each in exchanges:
                each.tell(error)

    return Lanes(carry_out, count=LANES, together_max=TOGETHER_MAX)

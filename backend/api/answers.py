"""The outermost layer of every answer: the protocol's mark, the browser's safety rules, and a
problem instead of a crash. It never logs what was sent, only where the program failed.
"""

import logging
import traceback

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from backend.api.http import problem_response
from backend.core.problems import Problem

PROTOCOL_HEADER = (b"tungnha-protocol", b"1")
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "worker-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types svelte-trusted-html tungnha",
    )
)
SAFETY_HEADERS = (
    (b"content-security-policy", CONTENT_SECURITY_POLICY.encode("ascii")),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(self), geolocation=(self), microphone=()"),
)
NO_STORE = (b"cache-control", b"no-store")
_LOG = logging.getLogger("tungnha")


class Answers:
    """ASGI middleware; it stands outside all others but Starlette's own.

    The API answers HEAD as it would GET, without the body (RFC 9110, 9.3.2): probes ask that way.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        is_api = scope["path"].startswith("/api/")
        is_head = is_api and scope["method"] == "HEAD"
        has_begun = False

        async def send_marked(message: Message) -> None:
            nonlocal has_begun
            if message["type"] == "http.response.start":
                has_begun = True
                message = {**message, "headers": _marked(message, is_api=is_api)}
            elif is_head:
                message = {**message, "body": b""}
            await send(message)

        try:
            inner = {**scope, "method": "GET"} if is_head else scope
            if is_api:
                inner = without_empty_parameters(inner)
            await self._app(without_refused_gzip(inner), receive, send_marked)
        except Exception as error:
            if has_begun:
                raise
            _LOG.error("%s", describe_failure(scope, error))
            await problem_response(internal())(scope, receive, send_marked)


def _marked(message: Message, *, is_api: bool) -> list[tuple[bytes, bytes]]:
    headers = [*message.get("headers", ()), *SAFETY_HEADERS]
    if is_api:
        headers.append(PROTOCOL_HEADER)
        if all(name != b"cache-control" for name, _ in headers):
            headers.append(NO_STORE)
    return headers


def internal() -> Problem:
    return Problem(500, "internal", "The server failed. Nothing was stored.")


def describe_failure(scope: Scope, error: Exception) -> str:
    """The route, the kind of error and the lines it passed; messages of errors quote values."""
    route = scope.get("route")
    where = getattr(route, "path", "an unknown path")
    frames = "".join(traceback.format_tb(error.__traceback__))
    return f"{scope['method']} {where}: {type(error).__name__}\n{frames}"


def without_empty_parameters(scope: Scope) -> Scope:
    """The scope without the query parameters that have no value: `?cursor=` is how many clients
    write that they have none."""
    pairs = scope["query_string"].split(b"&")
    return {**scope, "query_string": b"&".join(pair for pair in pairs if pair.partition(b"=")[2])}


def without_refused_gzip(scope: Scope) -> Scope:
    """The scope without `Accept-Encoding` where that says `gzip;q=0`, which Starlette's
    compression takes for a wish."""
    accepted = dict(scope["headers"]).get(b"accept-encoding", b"").decode("latin-1").lower()
    if "q=0" not in accepted:
        return scope
    for part in accepted.split(","):
        coding, _, quality = part.partition(";")
        if coding.strip() == "gzip" and quality.replace(" ", "").strip("0.") == "q=":
            headers = [pair for pair in scope["headers"] if pair[0] != b"accept-encoding"]
            return {**scope, "headers": headers}
    return scope

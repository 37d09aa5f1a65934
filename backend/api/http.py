"""What every route shares: reading a bounded body strictly, finding the caller, paging, problems.

It knows HTTP and nothing of what the routes are for.
"""

import base64
import binascii
import json
from collections.abc import AsyncGenerator, Callable, Coroutine, Sequence
from contextlib import suppress
from typing import Annotated, Any, Generic, TypeVar

from fastapi import Depends, Query, Request, Response, Security
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BaseModel
from starlette.requests import ClientDisconnect

from backend.core.problems import (
    Problem,
    invalid_request,
    malformed_json,
    not_allowed,
    not_found,
    too_large,
    unsupported_encoding,
)
from backend.core.scope import Caller
from backend.core.strict_json import parse_json
from backend.core.validate import is_uuid
from backend.core.values import NumberText, is_storable_text
from backend.services.context import Context
from backend.services.gunzip import gunzip
from backend.services.people.authenticate import authenticate
from backend.settings import Limits

PROBLEM_TYPE = "application/problem+json"
CURSOR_LENGTH_MAX = 200
T = TypeVar("T")


async def read_body(
    request: Request,
    limits: Limits,
    *,
    limit: str = "body_bytes_max",
    decoded: str = "decoded_bytes_max",
) -> bytes:
    """The body, unpacked where it is gzip; memory stays within the two limits of these names
    whatever is sent. Raises Problem 400 `malformed_json` for gzip that is not, 413 `too_large`,
    415 `unsupported_encoding`."""
    packed = await receive_body(request, limits, limit=limit)
    return unpack(request, packed, limits, decoded=decoded)


async def receive_body(request: Request, limits: Limits, *, limit: str = "body_bytes_max") -> bytes:
    """The body as it is sent, within the limit of that name. Raises Problem 413 `too_large`."""
    most: int = getattr(limits, limit)
    declared = request.headers.get("content-length", "")
    if declared.isdecimal() and (len(declared) > len(str(most)) or int(declared) > most):
        await _let_go(request.stream(), limits.refused_bytes_max)
        raise too_large(limit, most)
    parts: list[bytes] = []
    sent = 0
    stream = request.stream()
    try:
        async for chunk in stream:
            sent += len(chunk)
            if sent > most:
                await _let_go(stream, limits.refused_bytes_max)
                raise too_large(limit, most)
            parts.append(chunk)
    except ClientDisconnect as error:
        raise malformed_json("it was cut off") from error
    return b"".join(parts)


def unpack(
    request: Request, packed: bytes, limits: Limits, *, decoded: str = "decoded_bytes_max"
) -> bytes:
    """The plain body. Raises Problem 400 `malformed_json`, 413 `too_large`, 415
    `unsupported_encoding`."""
    encoding = request.headers.get("content-encoding", "identity").strip().lower()
    if encoding in ("identity", ""):
        return packed
    if encoding not in ("gzip", "x-gzip"):
        raise unsupported_encoding()
    return gunzip(packed, decoded, getattr(limits, decoded))


async def _let_go(stream: AsyncGenerator[bytes, None], most: int) -> None:
    """Reads on without keeping anything: who reads the answer only after sending would otherwise
    find the connection reset instead of why."""
    passed = 0
    with suppress(ClientDisconnect):
        async for chunk in stream:
            passed += len(chunk)
            if passed > most:
                return


class FormRoute(APIRoute):
    """A route whose body is small: it is read within `form_bytes_max`, sent and unpacked, and
    parsed strictly before FastAPI sees it."""

    bytes_max = "form_bytes_max"

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        answer = super().get_route_handler()
        if self.body_field is None:
            return answer
        is_required = self.body_field.field_info.is_required()

        async def read_then_answer(request: Request) -> Response:
            limits = get_context(request).settings.limits
            raw = await read_body(request, limits, limit=self.bytes_max, decoded=self.bytes_max)
            try:
                return await answer(_ParsedRequest(request, raw))
            except RequestValidationError as error:
                # Only now: who is not signed in hears that first.
                if is_required and not raw:
                    raise malformed_json("it is empty") from error
                raise

        return read_then_answer


class ChangesRoute(FormRoute):
    """One whose body may hold the changes of a whole changeset."""

    bytes_max = "body_bytes_max"


class _ParsedRequest(Request):
    """A request whose body has been read and found to be strict JSON that can be stored."""

    def __init__(self, request: Request, raw: bytes) -> None:
        super().__init__(request.scope, request.receive)
        self._raw = raw
        self._parsed = parse_json(raw) if raw else None
        check_numbers(self._parsed)

    async def body(self) -> bytes:
        return self._raw

    async def json(self) -> object:
        return self._parsed


def check_numbers(value: object) -> None:
    """Raises Problem 422 for a number that Python cannot hold, wherever it is."""
    if isinstance(value, NumberText):
        raise invalid_request("body", "a number beyond ±2^53")
    if isinstance(value, (dict, list)):
        for child in value.values() if isinstance(value, dict) else value:
            check_numbers(child)


def get_context(request: Request) -> Context:
    context: Context = request.app.state.context
    return context


BEARER = HTTPBearer(auto_error=False, description="The access token of a sign-in.")


def get_caller(
    request: Request,
    _documented: Annotated[HTTPAuthorizationCredentials | None, Security(BEARER)],
) -> Caller:
    """Whoever is signed in, also a disabled user or a revoked device. Raises Problem 401."""
    return authenticate(get_context(request), request.headers.get("authorization"))


def get_acting_caller(caller: Annotated[Caller, Depends(get_caller)]) -> Caller:
    """Whoever is signed in and may act. Raises Problem 401, 403 `not_allowed`."""
    if caller.is_silenced:
        raise not_allowed()
    return caller


Given = Annotated[Context, Depends(get_context)]
SignedIn = Annotated[Caller, Depends(get_caller)]
Acting = Annotated[Caller, Depends(get_acting_caller)]


class Page(BaseModel, Generic[T]):
    """One page of a list; `cursor` leads to the next one and is null at the end."""

    items: list[T]
    cursor: str | None


class PageQuery:
    """Where a page of a list begins and how long it may be."""

    def __init__(
        self,
        context: Given,
        cursor: Annotated[str | None, Query(max_length=CURSOR_LENGTH_MAX)] = None,
        limit: Annotated[int | None, Query(ge=1)] = None,
    ) -> None:
        limits = context.settings.limits
        if limit is not None and limit > limits.page_max:
            raise invalid_request("limit", f"at most {limits.page_max}")
        self.limit = limits.page_default if limit is None else limit
        self.after = read_cursor(cursor) if cursor else ""

    @property
    def one_more(self) -> int:
        """How many to ask the store for, to know whether anything follows the page."""
        return self.limit + 1

    def cut(self, found: Sequence[T], key: Callable[[T], str]) -> tuple[list[T], str | None]:
        """The page's items and the cursor behind the last of them."""
        items = list(found[: self.limit])
        is_last = len(found) <= self.limit
        return items, None if is_last else make_cursor(key(items[-1]))


Paged = Annotated[PageQuery, Depends()]


def make_cursor(key: str) -> str:
    return base64.urlsafe_b64encode(key.encode()).decode("ascii")


def read_cursor(cursor: str) -> str:
    """Raises Problem 422 for what no answer ever gave."""
    try:
        key = base64.b64decode(cursor.encode("ascii"), altchars=b"-_", validate=True).decode()
    except (ValueError, binascii.Error) as error:
        raise invalid_request("cursor", "not one of ours") from error
    if not is_storable_text(key):
        raise invalid_request("cursor", "not one of ours")
    return key


def known_id(text: str) -> str:
    """A UUID of a path. Raises Problem 404 for anything else, as for one that does not exist."""
    if not is_uuid(text):
        raise not_found()
    return text


def problem_response(problem: Problem) -> Response:
    """RFC 9457; it never holds what the client sent."""
    headers: dict[str, str] = {}
    if problem.retry_after_seconds is not None:
        headers["Retry-After"] = str(problem.retry_after_seconds)
    if problem.status == 401:  # noqa: PLR2004 - the status that HTTP ties to this header
        headers["WWW-Authenticate"] = "Bearer"
    content = {
        "type": "about:blank",
        "status": problem.status,
        "code": problem.code,
        "title": problem.title,
        **problem.extra,
    }
    body = json.dumps(content, ensure_ascii=True, separators=(",", ":")).encode("ascii")
    return Response(body, problem.status, headers, PROBLEM_TYPE)

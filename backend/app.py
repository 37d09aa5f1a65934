"""The only wiring: puts the routes, the problems, the PWA and the outer layers together."""

import ctypes
import gc

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import Lifespan

from backend import __version__
from backend.api import (
    audit,
    conflicts,
    devices,
    duplicates,
    exports,
    health,
    held,
    imports,
    invitations,
    outbox,
    photos,
    records,
    reports,
    sign_in,
    streams,
    subject_requests,
    subjects,
    sync,
    units,
    users,
)
from backend.api.answers import Answers
from backend.api.http import problem_response
from backend.api.openapi import describe
from backend.api.pwa import Pwa
from backend.core.problems import (
    Problem,
    invalid_request,
    malformed_json,
    method_not_allowed,
    not_found,
)
from backend.services.context import Context, real_context
from backend.services.people.attempts import Attempts
from backend.services.syncing.refused_bodies import RefusedBodies
from backend.services.upkeep.daily_upkeep import keep_tidy
from backend.settings import read_settings

API = "/api/v1"
GARBAGE_MIN = 50_000
M_ARENA_MAX, ARENAS = -8, 2
ROUTERS: tuple[APIRouter, ...] = (
    health.router,
    sign_in.router,
    invitations.router,
    imports.router,
    exports.router,
    users.router,
    units.router,
    streams.router,
    subject_requests.router,
    subjects.router,
    devices.router,
    sync.router,
    audit.router,
    conflicts.router,
    held.router,
    duplicates.router,
    outbox.router,
    photos.router,
    records.router,
    reports.router,
)
# Above level 1 the server spends more time than a phone's network saves.
GZIP_LEVEL = 1


def create_app(context: Context, *, lifespan: Lifespan[FastAPI] | None = None) -> FastAPI:
    """The application for one context. It opens nothing, and starts nothing but `lifespan`."""
    app = FastAPI(
        lifespan=lifespan,
        title="Từng Nhà",
        version=__version__,
        openapi_url=f"{API}/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        generate_unique_id_function=_operation_id,
        # Who leaves out Content-Type means JSON; a form on another site's page cannot leave it out.
        strict_content_type=False,
    )
    app.state.context = context
    app.state.attempts = Attempts(context)
    app.state.refused_bodies = RefusedBodies(context)
    app.state.sync_lanes = sync.open_lanes(context)
    for router in ROUTERS:
        app.include_router(router, prefix=API)
    app.openapi = lambda: describe(app)  # type: ignore[method-assign]
    app.router.default = Pwa(context.settings.pwa_dir)
    app.add_exception_handler(Problem, _answer_problem)
    app.add_exception_handler(RequestValidationError, _answer_invalid)
    app.add_exception_handler(HTTPException, _answer_http)
    app.add_middleware(GZipMiddleware, compresslevel=GZIP_LEVEL)
    app.add_middleware(sync.DirectSync, prefix=API)
    app.add_middleware(Answers)
    return app


def create_app_from_environment() -> FastAPI:
    """The application of one server process, which lives as long as the process."""
    _share_memory_between_threads()
    context = real_context(read_settings())
    app = create_app(context, lifespan=lambda _app: keep_tidy(context))
    spare_the_collector()
    return app


def spare_the_collector() -> None:
    """What is loaded now stays: without this the collector reads all of it again and again, which
    is a twentieth of a push."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(GARBAGE_MIN, 20, 100)


def _share_memory_between_threads() -> None:
    """By default glibc gives each thread an arena of its own and keeps what it freed there: after
    20 clients pushed 60,000 records that was 40 of 163 MB."""
    set_option = getattr(ctypes.CDLL(None), "mallopt", None)
    if set_option is not None:
        set_option(M_ARENA_MAX, ARENAS)


def _operation_id(route: APIRoute) -> str:
    return route.name


_PLAINLY = {
    "string_pattern_mismatch": "is not of the form that is needed (ids are lower-case UUIDs)",
    "model_attributes_type": "must be an object",
}
"""Where the library's own words are about itself."""


def _answer_problem(_request: Request, problem: Exception) -> Response:
    assert isinstance(problem, Problem)
    return problem_response(problem)


def _answer_invalid(_request: Request, error: Exception) -> Response:
    """The first thing wrong, by its place and rule; the input itself is not repeated."""
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"] if part not in ("body", "query"))
    said = _PLAINLY.get(str(first["type"])) or str(first["msg"]).removeprefix("Value error, ")
    return problem_response(invalid_request(where or "body", said))


def _answer_http(request: Request, error: Exception) -> Response:
    """What Starlette and FastAPI refuse by themselves."""
    assert isinstance(error, HTTPException)
    by_status = {404: not_found(), 405: method_not_allowed(), 400: malformed_json("unreadable")}
    problem = by_status.get(error.status_code)
    if problem is None:
        problem = Problem(error.status_code, "refused", "The request was refused.")
    answer = problem_response(problem)
    for name, value in (error.headers or {}).items():
        answer.headers[name] = value
    if error.status_code == 405:  # noqa: PLR2004 - the status that HTTP ties to this header
        answer.headers["Allow"] = ", ".join(_methods_at(request.scope["path"]))
    return answer


def _methods_at(path: str) -> list[str]:
    """All that an address takes (RFC 9110, 10.2.1); the framework names those of one route."""
    found = {
        method
        for router in ROUTERS
        for route in router.routes
        if isinstance(route, APIRoute) and route.path_regex.match(path.removeprefix(API))
        for method in route.methods or ()
    }
    return sorted(found | {"HEAD"} if "GET" in found else found)

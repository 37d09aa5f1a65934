"""Signing in, refreshing and signing out; the refresh token in the body or as a cookie.

The cookie is only ever read together with proof that the request comes from our own pages.
"""

from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Cookie, Request, Response

from backend.api.account_types import InvitedIn, LoginIn, LogoutIn, RefreshIn, SessionOut
from backend.api.http import FormRoute, Given
from backend.core.people import Session
from backend.core.problems import not_allowed, not_signed_in
from backend.services.people import accept_invitation as accepting
from backend.services.people import refresh_session as refreshing
from backend.services.people import sign_in as signing_in
from backend.services.people import sign_out as signing_out
from backend.services.people.attempts import Attempts

COOKIE = "tungnha_refresh"
COOKIE_PATH = "/api/v1/auth"
DAY_SECONDS = 24 * 60 * 60

router = APIRouter(prefix="/auth", tags=["sign-in"], route_class=FormRoute)
RefreshCookie = Annotated[str | None, Cookie(alias=COOKIE, include_in_schema=False)]


@router.post("/login")
def login(context: Given, request: Request, response: Response, body: LoginIn) -> SessionOut:
    """401 `bad_credentials`, 403 `device_not_yours`, 429 `too_many_attempts`."""
    if body.cookie:
        check_same_site(request)
    attempts: Attempts = request.app.state.attempts
    session = signing_in.sign_in(
        context,
        attempts,
        username=body.username,
        password=body.password,
        device=body.device.as_claim(),
        address=request.client.host if request.client else "",
    )
    if body.cookie:
        _set_cookie(context, request, response, session)
    return SessionOut.of(session, by_cookie=body.cookie)


@router.post("/invitation")
def accept_invitation(
    context: Given, request: Request, response: Response, body: InvitedIn
) -> SessionOut:
    """As login. 401 `bad_invitation`, 403 `device_not_yours`, 429 `too_many_attempts`."""
    if body.cookie:
        check_same_site(request)
    session = accepting.accept_invitation(
        context,
        request.app.state.attempts,
        token=body.token,
        device=body.device.as_claim(),
        address=request.client.host if request.client else "",
    )
    if body.cookie:
        _set_cookie(context, request, response, session)
    return SessionOut.of(session, by_cookie=body.cookie)


@router.post("/refresh")
def refresh(
    context: Given,
    request: Request,
    response: Response,
    body: RefreshIn | None = None,
    cookie: RefreshCookie = None,
) -> SessionOut:
    """401 `not_signed_in`; 401 `token_reused` ends all that the sign-in led to."""
    given = body or RefreshIn()
    token = given.refresh_token
    by_cookie = token is None
    if token is None:
        token = _cookie_token(request, cookie)
    device = given.device.as_claim() if given.device else None
    session = refreshing.refresh_session(context, token, device=device)
    if by_cookie:
        _set_cookie(context, request, response, session)
    return SessionOut.of(session, by_cookie=by_cookie)


@router.post("/logout", status_code=204)
def logout(
    context: Given,
    request: Request,
    response: Response,
    body: LogoutIn | None = None,
    cookie: RefreshCookie = None,
) -> None:
    """Ends the sign-in of the refresh token, the cookie or the access token, whichever comes."""
    token = body.refresh_token if body else None
    if token is None:
        token = _bearer_token(request)
    if token is None:
        token = _cookie_token(request, cookie)
    signing_out.sign_out(context, token)
    if cookie is not None:
        response.delete_cookie(COOKIE, path=COOKIE_PATH)


def check_same_site(request: Request) -> None:
    """Raises Problem 403 `not_allowed` for a request that another site's page made."""
    site = request.headers.get("sec-fetch-site")
    if site not in (None, "same-origin", "none"):
        raise not_allowed()
    origin = request.headers.get("origin")
    if origin is not None and urlsplit(origin).netloc != request.headers.get("host"):
        raise not_allowed()


def _cookie_token(request: Request, cookie: str | None) -> str:
    if not cookie:
        raise not_signed_in()
    check_same_site(request)
    return cookie


def _bearer_token(request: Request) -> str | None:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token if scheme.lower() == "bearer" and token else None


def _set_cookie(context: Given, request: Request, response: Response, session: Session) -> None:
    response.set_cookie(
        COOKIE,
        session.refresh_token,
        max_age=context.settings.refresh_days * DAY_SECONDS,
        path=COOKIE_PATH,
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="strict",
    )

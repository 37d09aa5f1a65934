"""Serves the built PWA from memory: packed once, never a path on the disk from a request."""

import gzip
import hashlib
import mimetypes
import threading
from dataclasses import dataclass
from pathlib import Path

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from backend.core.problems import method_not_allowed, not_found

INDEX = "/index.html"
HASHED = "/assets/"
FOR_EVER = "public, max-age=31536000, immutable"
ASK_AGAIN = "no-cache"
PACKED_BYTES_MIN = 500
PACKABLE = ("text/", "application/json", "application/manifest+json", "image/svg+xml")
TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
}
MISSING = (
    "Từng Nhà: the server runs, but the app is not built.\n"
    "Build it with: cd pwa && npm ci && npm run build\n"
)


@dataclass(frozen=True, slots=True)
class Page:
    """A file as it is sent; `packed` is its gzip where that is worth it."""

    plain: bytes
    packed: bytes | None
    media_type: str
    etag: str
    cache: str


class Pwa:
    """ASGI application for all that is not the API; paths without a dot open the app itself."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._pages: dict[str, Page] = {}
        self._built_at: int | None = None
        self._loading = threading.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.answer(Request(scope, receive))(scope, receive, send)

    def answer(self, request: Request) -> Response:
        """Raises Problem 404, 405."""
        path = request.scope["path"]
        if path.startswith("/api/"):
            raise not_found()
        if request.method not in ("GET", "HEAD"):
            raise method_not_allowed()
        self._load_if_built()
        if not self._pages:
            return PlainTextResponse(MISSING, headers={"Cache-Control": ASK_AGAIN})
        page = self._pages.get(path)
        if page is None and "." not in path.rpartition("/")[2]:
            page = self._pages[INDEX]
        if page is None:
            raise not_found()
        return _send(page, request)

    def _load_if_built(self) -> None:
        index = self._folder / INDEX.lstrip("/")
        built_at = index.stat().st_mtime_ns if index.is_file() else None
        if built_at == self._built_at:
            return
        with self._loading:
            self._pages = {} if built_at is None else _read_folder(self._folder)
            self._built_at = built_at


def _read_folder(folder: Path) -> dict[str, Page]:
    root = folder.resolve()
    pages: dict[str, Page] = {}
    for path in sorted(root.rglob("*")):
        if path.is_file() and path.resolve().is_relative_to(root):
            url = f"/{path.relative_to(root).as_posix()}"
            pages[url] = _page(url, path.read_bytes())
    return pages


def _page(url: str, plain: bytes) -> Page:
    suffix = Path(url).suffix
    media_type = TYPES.get(suffix) or mimetypes.guess_type(url)[0] or "application/octet-stream"
    packed = None
    if len(plain) >= PACKED_BYTES_MIN and media_type.startswith(PACKABLE):
        packed = gzip.compress(plain, mtime=0)
    return Page(
        plain=plain,
        packed=packed,
        media_type=media_type,
        etag=f'"{hashlib.sha256(plain).hexdigest()[:32]}"',
        cache=FOR_EVER if url.startswith(HASHED) else ASK_AGAIN,
    )


def _send(page: Page, request: Request) -> Response:
    headers = {"ETag": page.etag, "Cache-Control": page.cache, "Vary": "Accept-Encoding"}
    if page.etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    body = page.plain
    if page.packed is not None and "gzip" in request.headers.get("accept-encoding", ""):
        body = page.packed
        headers["Content-Encoding"] = "gzip"
    headers["Content-Length"] = str(len(body))
    content = b"" if request.method == "HEAD" else body
    return Response(content, headers=headers, media_type=page.media_type)

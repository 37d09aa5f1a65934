"""The only wiring: puts the routes, the error answers and the middleware around one context."""

from fastapi import FastAPI

from backend import __version__
from backend.services.context import Context

API = "/api/v1"


def create_app(context: Context) -> FastAPI:
    app = FastAPI(
        title="Từng Nhà",
        version=__version__,
        openapi_url=f"{API}/openapi.json",
        docs_url=None,
        redoc_url=None,
    )
    app.state.context = context
    return app

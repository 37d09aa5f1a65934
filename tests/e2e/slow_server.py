"""`tungnha` with answers that come late, see pace.py; what the browser tests start in its place
where they are told to.
"""

from starlette.types import ASGIApp

from backend import app, cli
from tests.e2e.pace import LateAnswers, read_pace

create_app = app.create_app_from_environment


def create_slow_app() -> ASGIApp:
    return LateAnswers(create_app(), read_pace())


if __name__ == "__main__":
    app.create_app_from_environment = create_slow_app  # type: ignore[assignment]
    cli.main()

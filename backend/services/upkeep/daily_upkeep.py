"""Prunes once a day within a serving process, on a thread of its own, beside its requests.

Each process asks every hour whether the day's turn is still free; what goes wrong is logged, is
left to the next turn, and never stops the server.
"""

import logging
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from backend.services.context import Context
from backend.services.upkeep.prune import prune_if_due

_LOG = logging.getLogger("tungnha")
FIRST_SECONDS = 120
ASK_SECONDS = 3_600
REST_SECONDS = 0.05
"""Between two batches, so that pushes that wait for the writer's lock get it."""
JOIN_SECONDS = 2


@asynccontextmanager
async def keep_tidy(context: Context) -> AsyncIterator[None]:
    """For the life of the application."""
    stop = threading.Event()
    thread = threading.Thread(target=tidy_until, args=(context, stop), name="upkeep", daemon=True)
    thread.start()
    yield
    stop.set()
    thread.join(JOIN_SECONDS)


def tidy_until(
    context: Context,
    stop: threading.Event,
    *,
    first_seconds: float = FIRST_SECONDS,
    ask_seconds: float = ASK_SECONDS,
) -> None:
    seconds = first_seconds
    while not stop.wait(seconds):
        seconds = ask_seconds
        try:
            pruned = prune_if_due(context, rest=lambda: stop.wait(REST_SECONDS))
        except Exception:  # noqa: BLE001 - the thread must outlive whatever befell one turn
            _LOG.exception("the day's prune stopped half-way; the next turn goes on with it")
        else:
            if pruned is not None:
                _LOG.info("pruned: %s", pruned)

"""What every use case is given: the database, the settings, the clock and the source of chance.

The only place below the wiring that names time and chance; tests put their own in.
"""

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from backend.settings import Settings
from backend.store.database import Database

TAG_BYTES = 6
TAGS_AT_ONCE = 64


@dataclass(frozen=True, slots=True)
class Context:
    """`now` gives the server's time in UTC, `random_bytes(n)` n unpredictable bytes."""

    database: Database
    settings: Settings
    now: Callable[[], datetime]
    random_bytes: Callable[[int], bytes]

    def now_text(self) -> str:
        """The server's time as it is stored and sent: RFC 3339, UTC, milliseconds."""
        return time_text(self.now())

    def new_id(self) -> str:
        """A UUIDv7 (RFC 9562) of the server's clock."""
        millis = int(self.now().timestamp() * 1000).to_bytes(6, "big")
        raw = bytearray(millis + self.random_bytes(10))
        raw[6] = (raw[6] & 0x0F) | 0x70
        raw[8] = (raw[8] & 0x3F) | 0x80
        text = raw.hex()
        return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"

    def new_tags(self) -> Callable[[], int]:
        """Gives 48 random bits at each call. Many are drawn at a time: each draw is a call of the
        system that lets go of the interpreter, which a busy server gets back late."""

        def draw() -> Iterator[int]:
            while True:
                drawn = self.random_bytes(TAG_BYTES * TAGS_AT_ONCE)
                for at in range(0, len(drawn), TAG_BYTES):
                    yield int.from_bytes(drawn[at : at + TAG_BYTES], "big")

        return draw().__next__


def time_text(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def real_context(settings: Settings) -> Context:
    """The context of a running server: the machine's clock and its random source."""
    return Context(
        database=Database(settings.database_url),
        settings=settings,
        now=lambda: datetime.fromtimestamp(time.time(), UTC),
        random_bytes=os.urandom,
    )

"""Packs the answers of sync by what the client accepts, in the thread that made them.

Starlette's middleware packs the rest, on the event loop; a page of 2,000 records would hold that
for 9 ms (docs/decisions/0022-zstd-and-zlib-ng.md).
"""

import sys

from zlib_ng import zlib_ng

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

PACKED_BYTES_MIN = 500
ZSTD_LEVEL = 1
GZIP_LEVEL = 4
GZIP_WINDOW = 31


def pack(body: bytes, accepted: str) -> tuple[bytes, str | None]:
    """The body as it is sent, and its Content-Encoding; `accepted` is the Accept-Encoding."""
    if len(body) < PACKED_BYTES_MIN:
        return body, None
    wished = _wishes(accepted)
    if "zstd" in wished:
        return zstd.compress(body, level=ZSTD_LEVEL), "zstd"
    if "gzip" in wished:
        return zlib_ng.compress(body, GZIP_LEVEL, wbits=GZIP_WINDOW), "gzip"
    return body, None


def _wishes(accepted: str) -> set[str]:
    """The codings that are named and not refused (RFC 9110, 12.5.3); `*` names none."""
    found = set()
    for part in accepted.lower().split(","):
        coding, _, weight = part.partition(";")
        if weight.replace(" ", "").strip("0.") != "q=":
            found.add(coding.strip())
    return found

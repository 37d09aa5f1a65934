"""Unpacks gzip piece by piece and stops at a limit, so that a bomb costs no memory."""

import zlib

from backend.core.problems import malformed_json, too_large

GZIP_WINDOW = 31


class Gunzip:
    """`name` is the limit's, `most` the bytes that may come out.

    Raises Problem 400 `malformed_json` for gzip that is not, 413 `too_large`.
    """

    def __init__(self, name: str, most: int) -> None:
        self._name = name
        self._most = most
        self._left = most
        self._inflate = zlib.decompressobj(wbits=GZIP_WINDOW)

    def decode(self, chunk: bytes) -> bytes:
        if self._inflate.eof and chunk:
            raise malformed_json("something follows the gzip data")
        try:
            # One byte more than is left shows that it is too much.
            piece = self._inflate.decompress(chunk, self._left + 1)
        except zlib.error as error:
            raise malformed_json("the gzip data is damaged") from error
        self._left -= len(piece)
        if self._left < 0:
            raise too_large(self._name, self._most)
        if self._inflate.unused_data:
            raise malformed_json("something follows the gzip data")
        return piece

    def finish(self) -> None:
        if not self._inflate.eof:
            raise malformed_json("the gzip data is cut off")


def gunzip(packed: bytes, name: str, most: int) -> bytes:
    """The whole of one gzip member with nothing behind it; raises as `Gunzip` does."""
    decoder = Gunzip(name, most)
    plain = decoder.decode(packed)
    decoder.finish()
    return plain

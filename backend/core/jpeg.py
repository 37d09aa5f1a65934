"""Walks the segments of a JPEG file and takes only what a plain picture needs (ITU-T T.81 B.1, and
JFIF 1.02). Metadata, a thumbnail, a second picture or a byte after the end are refused: they may
say where it was taken, or be read as another kind of file. Nothing is decoded here.
"""

import re
from dataclasses import dataclass

SCANS_MAX = 16
"""A progressive picture has about ten; each one more makes every reader decode all pixels again."""

_MARK, _START, _END, _SCAN = 0xFF, 0xD8, 0xD9, 0xDA
_FRAMES = frozenset({0xC0, 0xC2})
"""Baseline and progressive: what browsers write and read."""
_TABLES = frozenset({0xC4, 0xDB, 0xDD})
_JFIF = 0xE0
_METADATA = frozenset({*range(0xE1, 0xF0), 0xFE})
_JFIF_HEAD = b"JFIF\x00"
_JFIF_BYTES = 14
"""Without a thumbnail."""
_AFTER_SCAN = re.compile(rb"\xff[^\x00\xd0-\xd7]")
_FRAME_HEAD_BYTES = 6
_COMPONENTS = frozenset({1, 3})
_BITS = 8


class UnfitJpeg(ValueError):
    """`why`: `not_jpeg`, `metadata`, `trailing` (bytes after the picture), `scans`."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Shape:
    """In pixels."""

    width: int
    height: int


def read_shape(data: bytes) -> Shape:
    """The shape of a plain JPEG picture. Raises UnfitJpeg for anything else."""
    if data[:2] != bytes((_MARK, _START)):
        raise UnfitJpeg("not_jpeg")
    at, scans = 2, 0
    shape: Shape | None = None
    while (marker := _marker(data, at)) != _END:
        body = _segment(data, at)
        at += 4 + len(body)
        if marker == _SCAN:
            scans += 1
            at = _scan_end(data, at)
        elif marker in _FRAMES and shape is None:
            shape = _frame(body)
        else:
            _check_other(marker, body, is_first=at == 4 + 2 + len(body))
    if shape is None or not scans:
        raise UnfitJpeg("not_jpeg")
    if scans > SCANS_MAX:
        raise UnfitJpeg("scans")
    if at + 2 != len(data):
        raise UnfitJpeg("trailing")
    return shape


def _marker(data: bytes, at: int) -> int:
    if len(data) < at + 2 or data[at] != _MARK:
        raise UnfitJpeg("not_jpeg")
    return data[at + 1]


def _segment(data: bytes, at: int) -> bytes:
    """The content of the segment that begins at `at`, without marker and length."""
    length = int.from_bytes(data[at + 2 : at + 4], "big")
    body = data[at + 4 : at + 2 + length]
    if len(body) != length - 2:
        raise UnfitJpeg("not_jpeg")
    return body


def _scan_end(data: bytes, at: int) -> int:
    """Where the next segment begins: in a scan 0xFF is followed by 0 or is a restart marker."""
    found = _AFTER_SCAN.search(data, at)
    if found is None:
        raise UnfitJpeg("not_jpeg")
    return found.start()


def _frame(body: bytes) -> Shape:
    if len(body) < _FRAME_HEAD_BYTES or body[0] != _BITS or body[5] not in _COMPONENTS:
        raise UnfitJpeg("not_jpeg")
    shape = Shape(int.from_bytes(body[3:5], "big"), int.from_bytes(body[1:3], "big"))
    if not (shape.width and shape.height):
        raise UnfitJpeg("not_jpeg")
    return shape


def _check_other(marker: int, body: bytes, *, is_first: bool) -> None:
    if marker in _TABLES:
        return
    is_jfif = is_first and body[:5] == _JFIF_HEAD and len(body) == _JFIF_BYTES
    if marker in _METADATA or (marker == _JFIF and not is_jfif):
        raise UnfitJpeg("metadata")
    if marker != _JFIF:
        raise UnfitJpeg("not_jpeg")

"""Makes of what a phone sent the picture that others get: checked segment by segment, decoded, and
written anew, so that what was hidden in it does not travel on.
"""

import threading
from hashlib import sha256
from io import BytesIO

from PIL import Image

from backend.core.jpeg import UnfitJpeg, read_shape
from backend.core.problems import unfit_photo
from backend.core.validate import Fields

DECODES_AT_ONCE = 2
"""A decoded photo has up to 12 MB; the others wait for their turn."""

_turn = threading.BoundedSemaphore(DECODES_AT_ONCE)


def fit_photo(received: bytes, told: Fields) -> bytes:
    """The picture without anything that its record did not announce.

    Raises Problem 422 `unfit_photo`: other bytes than announced (`hash`, `shape`), or the word of
    an UnfitJpeg.
    """
    if sha256(received).hexdigest() != told["sha256"]:
        raise unfit_photo("hash")
    try:
        shape = read_shape(received)
    except UnfitJpeg as error:
        raise unfit_photo(error.why) from error
    # Before anything is decoded: the announced sides are bounded by the declaration.
    if (shape.width, shape.height) != (told["width"], told["height"]):
        raise unfit_photo("shape")
    with _turn:
        return _rewrite(received)


def _rewrite(received: bytes) -> bytes:
    """With the same quality, which costs next to nothing of the picture."""
    written = BytesIO()
    try:
        with Image.open(BytesIO(received), formats=("JPEG",)) as picture:
            picture.save(written, "JPEG", quality="keep", optimize=True)
    except (OSError, ValueError, SyntaxError) as error:
        raise unfit_photo("not_jpeg") from error
    return written.getvalue()

"""Pictures for tests: made here, so that what is in each byte is known."""

from collections.abc import Sequence
from hashlib import sha256
from io import BytesIO

from PIL import Image

GPS = 0x8825


def picture(width: int = 64, height: int = 48, *, is_progressive: bool = False) -> bytes:
    """A plain JPEG with something in every corner, as a browser's canvas makes one."""
    image = Image.linear_gradient("L").resize((width, height)).convert("RGB")
    written = BytesIO()
    image.save(written, "JPEG", quality=80, progressive=is_progressive)
    return written.getvalue()


def with_place(width: int = 64, height: int = 48) -> bytes:
    """A picture as a camera writes it: its EXIF says where it was taken."""
    exif = Image.Exif()
    exif.get_ifd(GPS)[2] = (10.0, 21.0, 42.0)
    written = BytesIO()
    Image.new("RGB", (width, height), "teal").save(written, "JPEG", exif=exif)
    return written.getvalue()


def with_segment(jpeg: bytes, marker: int, body: bytes, *, at: int = 2) -> bytes:
    """The picture with one more segment at a place, after the start marker by default."""
    segment = bytes((0xFF, marker)) + (len(body) + 2).to_bytes(2, "big") + body
    return jpeg[:at] + segment + jpeg[at:]


def announce(jpeg: bytes, shape: Sequence[int] = (64, 48)) -> dict[str, object]:
    """The fields of a photo record that these bytes belong to."""
    return {
        "sha256": sha256(jpeg).hexdigest(),
        "bytes": len(jpeg),
        "width": shape[0],
        "height": shape[1],
    }

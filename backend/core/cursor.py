"""Opaque cursors: a seq within a history. One of another history is unknown, never misread."""

import base64
import binascii

SEPARATOR = "."


def write_cursor(epoch: str, seq: int) -> str:
    text = f"{epoch}{SEPARATOR}{seq}"
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read_cursor(cursor: str, epoch: str) -> int | None:
    """The seq, or None where the cursor is not one of this history."""
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        text = base64.urlsafe_b64decode(padded.encode("ascii")).decode("ascii")
    except (binascii.Error, UnicodeError, ValueError):
        return None
    name, _, seq = text.rpartition(SEPARATOR)
    if name != epoch or not seq.isdecimal() or len(seq) > len(str(2**63)):
        return None
    return int(seq)

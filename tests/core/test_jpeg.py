"""Only a plain picture passes: nothing beside it, nothing hidden in it, nothing after it."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.core.jpeg import SCANS_MAX, Shape, UnfitJpeg, read_shape
from tests.jpegs import picture, with_place, with_segment

PLAIN = picture()
SCAN = PLAIN.index(b"\xff\xda")
FRAME = PLAIN.index(b"\xff\xc0")


def why(data: bytes) -> str:
    with pytest.raises(UnfitJpeg) as refused:
        read_shape(data)
    return refused.value.why


def test_a_plain_picture_tells_its_shape() -> None:
    assert read_shape(picture(70, 30)) == Shape(70, 30)
    assert read_shape(picture(70, 30, is_progressive=True)) == Shape(70, 30)


@pytest.mark.parametrize("marker", [*range(0xE0, 0xF0), 0xFE])
def test_metadata_is_refused_wherever_it_stands(marker: int) -> None:
    assert why(with_segment(PLAIN, marker, b"Exif\x00\x00GPS")) == "metadata"
    assert why(with_segment(PLAIN, marker, b"<script>", at=SCAN)) == "metadata"


def test_a_camera_s_picture_with_its_place_is_refused() -> None:
    assert why(with_place()) == "metadata"


def test_a_thumbnail_and_a_second_jfif_head_are_refused() -> None:
    with_thumbnail = b"JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x01\x01\x00\x00\x00"
    assert why(with_segment(PLAIN[:2] + PLAIN[20:], 0xE0, with_thumbnail)) == "metadata"
    assert why(with_segment(PLAIN, 0xE0, PLAIN[6:20])) == "metadata"


@pytest.mark.parametrize("tail", [b"\x00", b"PK\x03\x04", b"%PDF-1.7", PLAIN])
def test_nothing_may_follow_the_picture(tail: bytes) -> None:
    assert why(PLAIN + tail) == "trailing"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        b"\x89PNG\r\n\x1a\n" + PLAIN,
        b"GIF89a",
        PLAIN[:2],
        PLAIN[:3],
        PLAIN[:-2],
        PLAIN[: SCAN + 5],
        PLAIN[:SCAN] + b"\xff\xd9",
        PLAIN[:2] + b"\xff\xd9",
        PLAIN[:2] + PLAIN[SCAN:],
        with_segment(PLAIN, 0xC0, PLAIN[FRAME + 4 : FRAME + 21], at=SCAN),
        with_segment(PLAIN, 0xC9, b"arithmetic", at=SCAN),
        with_segment(PLAIN, 0x01, b"", at=SCAN),
    ],
    ids=range(14),
)
def test_what_is_not_one_whole_picture_is_refused(data: bytes) -> None:
    assert why(data) == "not_jpeg"


@pytest.mark.parametrize(
    "frame",
    [
        b"\x08\x00",
        b"\x0c\x00\x30\x00\x40\x03",
        b"\x08\x00\x30\x00\x40\x04",
        b"\x08\x00\x00\x00\x40\x03",
        b"\x08\x00\x30\x00\x00\x03",
    ],
    ids=["short", "12 bits", "CMYK", "no height", "no width"],
)
def test_a_frame_that_no_browser_writes_is_refused(frame: bytes) -> None:
    assert why(with_segment(PLAIN[:FRAME] + PLAIN[FRAME + 19 :], 0xC0, frame, at=FRAME)) == (
        "not_jpeg"
    )


def test_many_scans_of_one_picture_are_refused() -> None:
    scan = PLAIN[SCAN:-2]
    assert read_shape(PLAIN[:-2] + scan * (SCANS_MAX - 1) + b"\xff\xd9") == Shape(64, 48)
    assert why(PLAIN[:-2] + scan * SCANS_MAX + b"\xff\xd9") == "scans"


@given(st.data())
def test_whatever_is_changed_in_it_the_answer_is_a_shape_or_a_refusal(data: st.DataObject) -> None:
    spoilt = bytearray(PLAIN)
    for _ in range(data.draw(st.integers(1, 4))):
        spoilt[data.draw(st.integers(0, len(spoilt) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(spoilt)))
    with suppress(UnfitJpeg):
        assert read_shape(bytes(spoilt[:cut])).width > 0

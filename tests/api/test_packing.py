"""Sync answers are packed as the client accepts it, and say so."""

import gzip
from collections.abc import Callable

import pytest
from backports import zstd

from backend.api.packing import PACKED_BYTES_MIN, pack

PAGE = b'{"head_name":"Nguy\xe1\xbb\x85n V\xc4\x83n Ba"}' * 100


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip, deflate, br, zstd", "zstd"),
        ("gzip, deflate", "gzip"),
        ("GZIP;q=0.5", "gzip"),
        ("zstd;q=0, gzip;q=1.0", "gzip"),
        ("gzip; q=0.000", None),
        ("identity", None),
        ("*", None),
        ("", None),
    ],
)
def test_the_best_that_is_accepted_is_taken(accepted: str, encoding: str | None) -> None:
    packed, named = pack(PAGE, accepted)
    assert named == encoding
    unpack: dict[str | None, Callable[[bytes], bytes]] = {
        "zstd": zstd.decompress,
        "gzip": gzip.decompress,
        None: bytes,
    }
    assert unpack[named](packed) == PAGE


def test_what_is_small_is_sent_as_it_is() -> None:
    small = b" " * (PACKED_BYTES_MIN - 1)
    assert pack(small, "gzip") == (small, None)

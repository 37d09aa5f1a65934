"""Bodies that are too large, not JSON, or packed to burst: a clear answer and bounded memory."""

import gzip
import json
import tracemalloc
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

import pytest
from starlette.testclient import TestClient

from backend.core.scope import Role
from backend.services.context import Context
from tests.conftest import WITHOUT_STORE
from tests.people import API, SignedIn, add_and_sign_in, add_hamlet, login_body, new_device_id

MIB = 1024 * 1024
JSON = {"Content-Type": "application/json"}
PACKED = {**JSON, "Content-Encoding": "gzip"}
LOGIN = f"{API}/auth/login"
SYNC = f"{API}/sync"

DAMAGED = {
    "never was": b"not gzip at all",
    "cut": gzip.compress(b"{}")[:-4],
    "more behind": gzip.compress(b"{}") + b"more",
    "two members": gzip.compress(b"{}") + gzip.compress(b"{}"),
    "packed twice": gzip.compress(gzip.compress(b"{}")),
    "wrong checksum": gzip.compress(b"{}")[:-8] + b"\0" * 8,
    "empty": b"",
}

pytestmark = WITHOUT_STORE


@pytest.fixture
def an(context: Context, client: TestClient) -> SignedIn:
    return add_and_sign_in(
        context, client, "an", Role.VOLUNTEER, [add_hamlet(context, "Ấp Mỹ Phú")]
    )


def blanks(count: int, *, piece: int = 64 * 1024) -> Iterator[bytes]:
    for _ in range(count // piece):
        yield b" " * piece


@contextmanager
def peak_below(most: int) -> Iterator[None]:
    """Fails where more than so many bytes were held at any one time."""
    tracemalloc.start()
    try:
        yield
        assert tracemalloc.get_traced_memory()[1] < most
    finally:
        tracemalloc.stop()


@cache
def bomb(decoded_mib: int) -> bytes:
    """Gzip of so many MiB of blanks, made without holding them."""
    packer = zlib.compressobj(9, wbits=31)
    parts = [packer.compress(b" " * MIB) for _ in range(decoded_mib)]
    return b"".join([*parts, packer.flush()])


@pytest.mark.parametrize(("path", "limit"), [(LOGIN, "form_bytes_max"), (SYNC, "body_bytes_max")])
@pytest.mark.parametrize("is_declared", [True, False])
def test_a_body_of_50_mb_is_too_large_and_is_not_kept(
    client: TestClient, an: SignedIn, path: str, limit: str, *, is_declared: bool
) -> None:
    declared = {"Content-Length": str(50 * MIB)} if is_declared else {}
    headers = {**JSON, **an.headers, **declared}
    with peak_below(120 * MIB):  # the test's own client joins the 50 MiB before it sends them
        response = client.post(path, content=blanks(50 * MIB), headers=headers)
    assert response.status_code == 413
    assert (response.json()["code"], response.json()["limit"]) == ("too_large", limit)


@pytest.mark.parametrize(
    ("path", "limit"), [(LOGIN, "form_bytes_max"), (SYNC, "decoded_bytes_max")]
)
def test_a_gzip_bomb_of_1_gib_is_too_large_and_costs_no_memory(
    client: TestClient, an: SignedIn, path: str, limit: str
) -> None:
    packed = bomb(1024)
    assert len(packed) < 4 * MIB
    with peak_below(50 * MIB):
        response = client.post(path, content=packed, headers={**PACKED, **an.headers})
    assert response.status_code == 413
    assert (response.json()["code"], response.json()["max"]) == (
        "too_large",
        16 * MIB if limit == "decoded_bytes_max" else 256 * 1024,
    )


def test_a_gzip_body_is_read_like_a_plain_one(client: TestClient, an: SignedIn) -> None:
    body = gzip.compress(json.dumps(login_body("an", new_device_id())).encode())
    assert client.post(LOGIN, content=body, headers=PACKED).status_code == 200


@pytest.mark.parametrize("path", [LOGIN, SYNC])
@pytest.mark.parametrize("content", DAMAGED.values(), ids=DAMAGED.keys())
def test_damaged_gzip_is_malformed(
    client: TestClient, an: SignedIn, path: str, content: bytes
) -> None:
    response = client.post(path, content=content, headers={**PACKED, **an.headers})
    assert (response.status_code, response.json()["code"]) == (400, "malformed_json")


@pytest.mark.parametrize("encoding", ["br", "zstd", "deflate", "gzip, gzip", "x"])
def test_another_encoding_is_not_supported(client: TestClient, an: SignedIn, encoding: str) -> None:
    headers = {**JSON, **an.headers, "Content-Encoding": encoding}
    response = client.post(SYNC, content=b"{}", headers=headers)
    assert (response.status_code, response.json()["code"]) == (415, "unsupported_encoding")


@pytest.mark.parametrize("path", [LOGIN, SYNC])
@pytest.mark.parametrize(
    "content",
    [
        b"{",
        b"\xff",
        b'\xef\xbb\xbf{"a":1}',
        b'{"a":NaN}',
        b'{"a":1,"a":1}',
        b"{} []",
        b"[" * 100_000,
        b'{"a":' * 17 + b"1" + b"}" * 17,
    ],
)
def test_what_is_not_strict_json_is_malformed(
    client: TestClient, an: SignedIn, path: str, content: bytes
) -> None:
    response = client.post(path, content=content, headers={**JSON, **an.headers})
    assert (response.status_code, response.json()["code"]) == (400, "malformed_json")


@pytest.mark.parametrize(
    "value", ["1e400", "9" * 400, '"\\ud800"', '"\\u0000"', "null", "[]", '"\\u202e"', "true", "{}"]
)
def test_json_that_a_form_cannot_take_is_invalid_and_not_repeated(
    client: TestClient, value: str
) -> None:
    content = '{"username":' + value + ',"password":"secret-word","device":{}}'
    response = client.post(LOGIN, content=content, headers=JSON)
    assert (response.status_code, response.json()["code"]) == (422, "invalid_request")
    assert "secret-word" not in response.text


@pytest.mark.parametrize("content", [b"[]", b"5", b"null", b'"text"'])
def test_a_form_is_an_object(client: TestClient, content: bytes) -> None:
    response = client.post(LOGIN, content=content, headers=JSON)
    assert (response.status_code, response.json()["code"]) == (422, "invalid_request")


def test_nothing_at_all_is_no_json(client: TestClient) -> None:
    response = client.post(LOGIN, content=b"", headers=JSON)
    assert (response.status_code, response.json()["code"]) == (400, "malformed_json")
    # Here nothing need be said: the cookie says it.
    assert client.post(f"{API}/auth/refresh", content=b"", headers=JSON).status_code == 401


def test_a_form_must_say_that_it_is_json(client: TestClient) -> None:
    body = json.dumps(login_body("an", new_device_id()))
    response = client.post(LOGIN, content=body, headers={"Content-Type": "text/plain"})
    assert response.status_code == 422


def test_what_is_asked_without_a_sign_in_is_not_even_parsed(client: TestClient) -> None:
    response = client.post(SYNC, content=b"{", headers=JSON)
    assert (response.status_code, response.json()["code"]) == (401, "not_signed_in")

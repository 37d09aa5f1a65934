"""The cryptography of outbox files against a vector that the phone's own tests read too."""

import json
from pathlib import Path
from random import Random

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from backend.services.outbox.outbox_seal import (
    from_base64,
    is_signed,
    make_private_key,
    open_box,
    public_part,
    read_public_key,
    thumbprint,
)
from tests.outbox_file import private_key, seal, sign
from tests.phone import Json

VECTOR: Json = json.loads(
    (Path(__file__).parent.parent / "vectors" / "outbox_file.json").read_text("utf-8")
)
FILE: Json = VECTOR["file"]
BOX = from_base64(FILE["box"])
IV = from_base64(FILE["iv"])


def test_the_vectors_file_opens_to_what_was_packed() -> None:
    opened = open_box(
        BOX, IV, ephemeral=read_public_key(FILE["ephemeral"]), private=VECTOR["server_key"]
    )
    assert opened == from_base64(VECTOR["packed"])


def test_the_vectors_steps_lead_to_its_box() -> None:
    ephemeral, server = VECTOR["ephemeral_key"], VECTOR["server_key"]
    secret = private_key(ephemeral).exchange(ec.ECDH(), read_public_key(server))
    assert secret == from_base64(VECTOR["shared_secret"])
    packed = from_base64(VECTOR["packed"])
    assert seal(packed, server, ephemeral=ephemeral, iv=IV) == BOX
    assert thumbprint(server) == VECTOR["server_key_id"]


def test_a_signature_counts_for_its_box_and_its_key_only() -> None:
    key = read_public_key(VECTOR["device_key"])
    signature = from_base64(FILE["signature"])
    assert is_signed(BOX, signature, key)
    assert not is_signed(BOX[:-1], signature, key)
    assert not is_signed(BOX, sign(BOX, VECTOR["server_key"]), key)
    for damaged in (b"", signature[:-1], signature + b"\0", bytes(64), b"\xff" * 64):
        assert not is_signed(BOX, damaged, key)


@pytest.mark.parametrize("iv", [b"", IV[:-1], IV + b"\0"])
def test_an_iv_of_another_length_is_refused(iv: bytes) -> None:
    ephemeral = read_public_key(FILE["ephemeral"])
    with pytest.raises(ValueError, match="12 bytes"):
        open_box(BOX, iv, ephemeral=ephemeral, private=VECTOR["server_key"])


def test_what_was_sealed_to_another_server_does_not_open() -> None:
    ephemeral = read_public_key(FILE["ephemeral"])
    with pytest.raises(ValueError, match="this server's key"):
        open_box(BOX, IV, ephemeral=ephemeral, private=VECTOR["device_key"])


@pytest.mark.parametrize(
    "changed",
    [
        {"x": VECTOR["server_key"]["y"]},
        {"crv": "P-384"},
        {"kty": "RSA"},
        {"x": "AA"},
        {"x": 5},
        {"y": None},
        {"y": "ä"},
    ],
)
def test_what_is_no_point_of_the_curve_is_no_key(changed: Json) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        read_public_key({**VECTOR["device_key"], **changed})


def test_a_new_key_is_a_whole_pair() -> None:
    made = make_private_key(Random(11).randbytes)
    assert public_part(made) == {name: made[name] for name in ("kty", "crv", "x", "y")}
    assert is_signed(b"x", sign(b"x", made), read_public_key(public_part(made)))


@pytest.mark.parametrize("text", ["-_8=", "-_8", "+/8=", "+/8"])
def test_both_alphabets_of_base64_are_read(text: str) -> None:
    assert from_base64(text) == b"\xfb\xff"

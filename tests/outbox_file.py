"""Writes outbox files as a phone does: the device log gzipped, sealed to the server, signed."""

import base64
import gzip
import json
from random import Random

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from backend.services.outbox.outbox_seal import (
    CURVE,
    INFO,
    Jwk,
    from_base64,
    make_private_key,
    public_part,
    read_public_key,
)
from tests.phone import Json


def make_key(seed: int) -> Jwk:
    return make_private_key(Random(seed).randbytes)


def pack(content: object) -> bytes:
    """The gzipped content; the same bytes each time."""
    return gzip.compress(json.dumps(content, ensure_ascii=False).encode(), mtime=0)


def seal(packed: bytes, server: Jwk, *, ephemeral: Jwk, iv: bytes) -> bytes:
    secret = private_key(ephemeral).exchange(ec.ECDH(), read_public_key(server))
    key = HKDF(algorithm=SHA256(), length=32, salt=b"", info=INFO).derive(secret)
    return AESGCM(key).encrypt(iv, packed, None)


def sign(box: bytes, device_key: Jwk) -> bytes:
    r, s = decode_dss_signature(private_key(device_key).sign(box, ec.ECDSA(SHA256())))
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def private_key(jwk: Jwk) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int.from_bytes(from_base64(jwk["d"]), "big"), CURVE)


def to_base64(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")


def write_file(
    device: str, content: object, *, server: Jwk, device_key: Jwk, seed: int = 7
) -> Json:
    """The file of a device; `content` is `{"first", "changesets"}` or its gzipped bytes."""
    ephemeral, iv = make_key(seed + 1_000), Random(seed).randbytes(12)
    packed = content if isinstance(content, bytes) else pack(content)
    box = seal(packed, server, ephemeral=ephemeral, iv=iv)
    return {
        "v": 1,
        "device": device,
        "ephemeral": public_part(ephemeral),
        "iv": to_base64(iv),
        "box": to_base64(box),
        "signature": to_base64(sign(box, device_key)),
    }

"""Opens the files in which phones without a network carry their device log.

Only the cryptography of the changeset API's "Outbox files": what is inside is not looked at here.
"""

import base64
import binascii
import json
from collections.abc import Callable
from hashlib import sha256

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

CURVE = ec.SECP256R1()
COORDINATE_BYTES = 32
IV_BYTES = 12
INFO = b"tungnha-outbox-1"
PRIVATE_SPAN = CURVE.group_order - 1
RANDOM_BYTES = 48
"""128 bits more than the order has, so that the remainder favours no number (FIPS 186-5, A.2.1)."""

Jwk = dict[str, str]


def make_private_key(random_bytes: Callable[[int], bytes]) -> Jwk:
    """A new P-256 key as a private JWK."""
    number = int.from_bytes(random_bytes(RANDOM_BYTES), "big") % PRIVATE_SPAN + 1
    private = ec.derive_private_key(number, CURVE)
    return {**_jwk(private.public_key()), "d": _to_text(number.to_bytes(COORDINATE_BYTES, "big"))}


def public_part(key: Jwk) -> Jwk:
    return {name: key[name] for name in ("kty", "crv", "x", "y")}


def thumbprint(key: Jwk) -> str:
    """The key's name (RFC 7638)."""
    text = json.dumps(public_part(key), separators=(",", ":"), sort_keys=True)
    return _to_text(sha256(text.encode()).digest())


def read_public_key(jwk: object) -> ec.EllipticCurvePublicKey:
    """Raises ValueError for what is no public key on P-256."""
    if not isinstance(jwk, dict) or (jwk.get("kty"), jwk.get("crv")) != ("EC", "P-256"):
        raise ValueError("not a P-256 key")
    x, y = (_coordinate(jwk.get(name)) for name in ("x", "y"))
    return ec.EllipticCurvePublicNumbers(x, y, CURVE).public_key()


def is_signed(box: bytes, signature: bytes, key: ec.EllipticCurvePublicKey) -> bool:
    """Whether `signature` (raw r‖s) is the key's over the box."""
    if len(signature) != 2 * COORDINATE_BYTES:
        return False
    r, s = (
        int.from_bytes(half, "big")
        for half in (signature[:COORDINATE_BYTES], signature[COORDINATE_BYTES:])
    )
    try:
        key.verify(encode_dss_signature(r, s), box, ec.ECDSA(SHA256()))
    except InvalidSignature:
        return False
    return True


def open_box(box: bytes, iv: bytes, *, ephemeral: ec.EllipticCurvePublicKey, private: Jwk) -> bytes:
    """What was sealed. Raises ValueError where it was sealed to another key, or is damaged."""
    if len(iv) != IV_BYTES:
        raise ValueError("the iv must have 12 bytes")
    number = int.from_bytes(from_base64(private["d"]), "big")
    secret = ec.derive_private_key(number, CURVE).exchange(ec.ECDH(), ephemeral)
    key = HKDF(algorithm=SHA256(), length=32, salt=b"", info=INFO).derive(secret)
    try:
        return AESGCM(key).decrypt(iv, box, None)
    except InvalidTag as error:
        raise ValueError("it was not sealed to this server's key") from error


def from_base64(text: object) -> bytes:
    """Base64 in either alphabet, with or without padding. Raises ValueError."""
    if not isinstance(text, str):
        raise ValueError("must be base64")  # noqa: TRY004 - a value of the file
    plain = text.rstrip("=").replace("-", "+").replace("_", "/")
    try:
        return base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True)
    except (binascii.Error, ValueError) as error:
        raise ValueError("must be base64") from error


def _coordinate(text: object) -> int:
    raw = from_base64(text)
    if len(raw) != COORDINATE_BYTES:
        raise ValueError("a coordinate must have 32 bytes")
    return int.from_bytes(raw, "big")


def _jwk(key: ec.EllipticCurvePublicKey) -> Jwk:
    numbers = key.public_numbers()
    x, y = (_to_text(each.to_bytes(COORDINATE_BYTES, "big")) for each in (numbers.x, numbers.y))
    return {"kty": "EC", "crv": "P-256", "x": x, "y": y}


def _to_text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")

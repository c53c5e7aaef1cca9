"""Public keys and signatures as W3C's Multikey and Multibase write them, and base 64 without padding."""

from __future__ import annotations

import base64
from typing import Final

_ALPHABET: Final = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
#: Multicodec 0xed01: an Ed25519 public key follows.
_ED25519: Final = b"\xed\x01"
_LONGEST: Final = 200


def base58(data: bytes) -> str:
    """Base 58 as Bitcoin writes it."""
    number, written = int.from_bytes(data, "big"), ""
    while number:
        number, rest = divmod(number, 58)
        written = _ALPHABET[rest] + written
    return "1" * (len(data) - len(data.lstrip(b"\0"))) + written


def from_base58(written: str) -> bytes:
    """The bytes. Raises `ValueError` for a sign that is none, or for more than any key or signature has."""
    if len(written) > _LONGEST:
        raise ValueError("too long")
    number = 0
    for sign in written:
        number = number * 58 + _ALPHABET.index(sign)
    zeros = len(written) - len(written.lstrip("1"))
    return b"\0" * zeros + number.to_bytes((number.bit_length() + 7) // 8, "big")


def multikey(public_key: bytes) -> str:
    """An Ed25519 public key: `z6Mk…`."""
    return "z" + base58(_ED25519 + public_key)


def from_multikey(written: str) -> bytes:
    """The 32 bytes. Raises `ValueError` for anything else than an Ed25519 key."""
    data = from_multibase(written)
    if not data.startswith(_ED25519) or len(data) != 34:
        raise ValueError("not an Ed25519 key")
    return data[2:]


def multibase(data: bytes) -> str:
    """Bytes in base 58, said so by a `z`."""
    return "z" + base58(data)


def from_multibase(written: str) -> bytes:
    """Bytes from base 58. Raises `ValueError` for any other base."""
    if not written.startswith("z"):
        raise ValueError("not in base 58")
    return from_base58(written[1:])


def base64url(data: bytes) -> str:
    """Base 64 for addresses, without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def from_base64url(written: str) -> bytes:
    """The bytes, whether padded or not. Raises `ValueError`."""
    if "+" in written or "/" in written:
        raise ValueError("not the alphabet for addresses")
    return base64.b64decode(written + "=" * (-len(written) % 4), b"-_", validate=True)

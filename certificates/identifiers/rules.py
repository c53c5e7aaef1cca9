"""A licence identifier in its parts, and its check character.

GB/T 36904: root, type code, the issuer's unified social credit code, serial, version, check character, with
dots between. The check character is ISO 7064 MOD 37,36 over the parts between root and check, without dots.
From public code, not from the standard's text (U): nothing is given until somebody configures the type code.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

import msgspec

ROOT: Final = "1.2.156.3005.2"
_SIGNS: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_CODE: Final = re.compile(r"[0-9A-Z]{1,32}")
_WRITTEN: Final = re.compile(
    re.escape(ROOT) + r"\.([0-9A-Z]{1,32})\.([0-9A-Z]{18})\.([0-9A-Z]{1,64})\.(\d{3})\.([0-9A-Z])"
)


class Identifier(msgspec.Struct, frozen=True):
    """The parts of an identifier."""

    type_code: str
    issuer: str
    serial: str
    version: int


def check_character(written: str) -> str:
    """ISO 7064 MOD 37,36. Raises `ValueError` for a sign that is neither digit nor capital."""
    rest = 36
    for sign in written:
        rest = ((rest + _SIGNS.index(sign)) % 36 or 36) * 2 % 37
    return _SIGNS[(37 - rest) % 36]


def identifier(type_code: str, issuer: str, serial: str, version: int) -> str:
    """Put an identifier together. What does not fit is a fault of the caller, not of a user."""
    parts = [type_code, issuer, serial, f"{version:03}"]
    if not all(_CODE.fullmatch(part) for part in parts) or len(issuer) != 18 or not 0 < version < 1000:
        raise ValueError(f"no licence identifier from {parts}")
    return ".".join([ROOT, *parts, check_character("".join(parts))])


def read_identifier(written: str) -> Identifier | None:
    """An identifier as people type it, or nothing when it cannot be one or its check character is wrong."""
    kept = unicodedata.normalize("NFKC", written).upper().replace("。", ".")
    found = _WRITTEN.fullmatch("".join(sign for sign in kept if not sign.isspace()))
    if found is None:
        return None
    type_code, issuer, serial, version, check = found.groups()
    if check_character(type_code + issuer + serial + version) != check or not int(version):
        return None
    return Identifier(type_code, issuer, serial, int(version))

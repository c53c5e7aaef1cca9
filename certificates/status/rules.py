"""W3C Bitstring Status List 1.0: a bit for each place, packed, and the credential that carries it."""

from __future__ import annotations

import base64
import gzip
import zlib
from collections.abc import Iterable
from typing import Any, Final

CONTEXT: Final = "https://www.w3.org/ns/credentials/v2"
#: The specification's least: fewer would say too much about whoever is asked for.
SIZE: Final = 131_072
_MOST: Final = SIZE // 8 * 64


def bits(places: Iterable[int]) -> bytes:
    """The bit string with these places set; place 0 is the leftmost bit."""
    packed = bytearray(SIZE // 8)
    for place in places:
        packed[place // 8] |= 0x80 >> place % 8
    return bytes(packed)


def encoded(bitstring: bytes) -> str:
    """Packed by gzip, in base 64 for addresses, said so by a `u`. The same bits give the same text."""
    return "u" + base64.urlsafe_b64encode(gzip.compress(bitstring, 9, mtime=0)).rstrip(b"=").decode()


def decoded(written: str) -> bytes:
    """The bit string. Raises `ValueError` for what is none, or unpacks to more than any list is long."""
    if not written.startswith("u"):
        raise ValueError("not in base 64")
    packed = base64.b64decode(written[1:] + "=" * (-len(written[1:]) % 4), b"-_", validate=True)
    reader = zlib.decompressobj(wbits=31)
    try:
        unpacked = reader.decompress(packed, _MOST)
    except zlib.error as error:
        raise ValueError("not packed by gzip") from error
    if not reader.eof or len(unpacked) < SIZE // 8:
        raise ValueError("cut short, or longer than any list")
    return unpacked


def is_set(bitstring: bytes, place: int) -> bool:
    """Whether the bit is set. Raises `ValueError` for a place outside of the list."""
    if not 0 <= place < len(bitstring) * 8:
        raise ValueError("no such place")
    return bool(bitstring[place // 8] & 0x80 >> place % 8)


def list_credential(
    *, address: str, did: str, purpose: str, bitstring: bytes, valid_from: str, valid_until: str
) -> dict[str, Any]:
    """The list as a credential, without its proofs."""
    return {
        "@context": [CONTEXT],
        "id": address,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": did,
        "validFrom": valid_from,
        "validUntil": valid_until,
        "credentialSubject": {
            "id": f"{address}#list",
            "type": "BitstringStatusList",
            "statusPurpose": purpose,
            "encodedList": encoded(bitstring),
        },
    }

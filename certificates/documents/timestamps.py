"""Time-stamps over signatures (RFC 3161): asked from an authority by URL where one is configured."""

from __future__ import annotations

import hashlib
import secrets
import urllib.error
import urllib.request
from datetime import UTC, datetime
from typing import Final

from certificates.documents.cms import SHA256, TimestampOf
from certificates.documents.der import (
    INTEGER,
    NULL,
    OCTETS,
    SEQUENCE,
    TIME,
    Malformed,
    Value,
    decode,
    encode,
    integer,
    oid,
    sequence,
)
from foundation.errors import Unavailable
from foundation.text import text

_PATIENCE: Final = 20
_LARGEST: Final = 12_000
_TST_INFO: Final = oid("1.2.840.113549.1.9.16.1.4")
_TRUE: Final = b"\x01\x01\xff"


def asking(url: str) -> TimestampOf | None:
    """A function that gets tokens from the authority at `url`; nothing without one."""
    if not url:
        return None
    if not url.startswith(("https://", "http://")):
        raise Unavailable(text("The address of the time-stamp authority is no web address."))
    return lambda digest: ask(url, digest)


def ask(url: str, digest: bytes) -> bytes:
    """A token over this SHA-256. Raises `Unavailable`: what was configured is not left out silently."""
    nonce = secrets.randbits(63)
    request = urllib.request.Request(  # noqa: S310 - the scheme was looked at above
        url, _question(digest, nonce), {"Content-Type": "application/timestamp-query"}
    )
    try:
        with urllib.request.urlopen(request, timeout=_PATIENCE) as answer:  # noqa: S310
            return _token(answer.read(_LARGEST), digest, nonce)
    except (OSError, urllib.error.URLError) as error:
        raise Unavailable(text("The time-stamp authority does not answer.")) from error
    except Malformed as error:
        raise Unavailable(text("The time-stamp authority's answer is of no use.")) from error


def _question(digest: bytes, nonce: int) -> bytes:
    imprint = sequence(SHA256, encode(OCTETS, digest))
    return sequence(integer(1), imprint, integer(nonce), _TRUE)  # and send your certificate along


def _token(answer: bytes, digest: bytes, nonce: int) -> bytes:
    """The token, if it is about our question. Raises `Malformed`."""
    parts = decode(answer).parts()
    status = parts[0].parts()[0].content if parts and parts[0].tag == SEQUENCE else b""
    if len(parts) != 2 or status not in (b"\x00", b"\x01"):  # granted, granted with changes
        raise Malformed("refused")
    info = _info(parts[1])
    numbers = [value.encoded for value in info if value.tag == INTEGER]
    if _imprint(info) != digest or integer(nonce) not in numbers[2:]:
        raise Malformed("about something else")
    return parts[1].encoded


def time_of(token: bytes, signature: bytes) -> datetime | None:
    """The moment in a token over this signature. Whose clock it was is for the reader to judge."""
    try:
        info = _info(decode(token))
        if _imprint(info) != hashlib.sha256(signature).digest():
            return None
        [moment] = [value.content for value in info if value.tag == TIME]
        return datetime.strptime(moment[:14].decode("ascii"), "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None


def _info(token: Value) -> list[Value]:
    """What the authority states: version, policy, imprint, number, moment, … Raises `Malformed`."""
    try:
        body = token.parts()[1].parts()[0]
        kind, wrapped = body.parts()[2].parts()
        [octets] = wrapped.parts()
        if kind.encoded != _TST_INFO or octets.tag != OCTETS:
            raise Malformed("no time-stamp")
        return decode(octets.content).parts()
    except IndexError:
        raise Malformed("no time-stamp") from None


def _imprint(info: list[Value]) -> bytes:
    """The digest that was stamped, if it is a SHA-256."""
    algorithm, digest = info[2].parts()
    known = (SHA256, sequence(oid("2.16.840.1.101.3.4.2.1"), bytes((NULL, 0))))
    return digest.content if algorithm.encoded in known else b""

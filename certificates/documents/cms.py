"""The signature's own container (CMS, RFC 5652; PAdES B-B and B-T, ETSI EN 319 142-1): written and read.

Only what this house writes is read: one signer, ECDSA with SHA-256. Anything else is not ours.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import lru_cache
from typing import Final

import msgspec
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from certificates.documents.der import (
    OCTETS,
    SEQUENCE,
    SET,
    Malformed,
    Value,
    decode_first,
    encode,
    integer,
    oid,
    sequence,
    set_of,
)
from certificates.documents.signer import DocumentSigner

TimestampOf = Callable[[bytes], bytes]
"""From the SHA-256 of a signature to a time-stamp token over it (RFC 3161)."""

_DATA: Final = oid("1.2.840.113549.1.7.1")
_SIGNED_DATA: Final = oid("1.2.840.113549.1.7.2")
_CONTENT_TYPE: Final = oid("1.2.840.113549.1.9.3")
_MESSAGE_DIGEST: Final = oid("1.2.840.113549.1.9.4")
_SIGNING_CERTIFICATE: Final = oid("1.2.840.113549.1.9.16.2.47")
_TIMESTAMP: Final = oid("1.2.840.113549.1.9.16.2.14")
SHA256: Final = sequence(oid("2.16.840.1.101.3.4.2.1"))
_ECDSA: Final = sequence(oid("1.2.840.10045.4.3.2"))
_TAG_0, _TAG_1 = 0xA0, 0xA1


def signed_data(digest: bytes, signer: DocumentSigner, timestamp_of: TimestampOf | None = None) -> bytes:
    """The container for a document with this SHA-256."""
    attributes = _attributes(digest, signer.certificates[0])
    signature = signer.sign(attributes)
    stamp = b""
    if timestamp_of is not None:
        token = timestamp_of(hashlib.sha256(signature).digest())
        stamp = encode(_TAG_1, _attribute(_TIMESTAMP, token))
    info = sequence(
        integer(1),
        _name_of(signer.certificates[0]),
        SHA256,
        bytes((_TAG_0,)) + attributes[1:],
        _ECDSA,
        encode(OCTETS, signature),
        stamp,
    )
    certificates = encode(_TAG_0, *signer.certificates)
    body = sequence(integer(1), encode(SET, SHA256), sequence(_DATA), certificates, encode(SET, info))
    return sequence(_SIGNED_DATA, encode(_TAG_0, body))


def _attributes(digest: bytes, certificate: bytes) -> bytes:
    """What the key really signs: the document's digest and which certificate answers for it (RFC 5035)."""
    named = sequence(sequence(sequence(encode(OCTETS, hashlib.sha256(certificate).digest()))))
    return set_of(
        _attribute(_CONTENT_TYPE, _DATA),
        _attribute(_MESSAGE_DIGEST, encode(OCTETS, digest)),
        _attribute(_SIGNING_CERTIFICATE, named),
    )


def _attribute(name: bytes, value: bytes) -> bytes:
    return sequence(name, encode(SET, value))


@lru_cache(maxsize=8)
def _name_of(certificate: bytes) -> bytes:
    """Issuer and serial number, by which CMS points at a certificate."""
    read = x509.load_der_x509_certificate(certificate)
    return sequence(read.issuer.public_bytes(), integer(read.serial_number))


class Opened(msgspec.Struct, frozen=True):
    """A container that was read: the certificates in it, what it signs, and with what."""

    certificates: list[bytes]
    digest: bytes
    named: bytes
    attributes: bytes
    signature: bytes
    timestamp: bytes | None

    def signer(self) -> x509.Certificate | None:
        """The certificate that was signed along; nothing when it is not in the container."""
        for encoded in self.certificates:
            if hashlib.sha256(encoded).digest() == self.named:
                return x509.load_der_x509_certificate(encoded)
        return None

    def holds(self, digest: bytes) -> bool:
        """Whether the named certificate's key signed just this digest."""
        try:
            signer = self.signer()
            key = signer.public_key() if signer else None
            if self.digest != digest or not isinstance(key, ec.EllipticCurvePublicKey):
                return False
            key.verify(self.signature, self.attributes, ec.ECDSA(hashes.SHA256()))
        except (InvalidSignature, UnsupportedAlgorithm, ValueError):
            return False
        return True


def open_signed_data(encoded: bytes) -> Opened:
    """Read a container; zeros may follow it, nothing else. Raises `Malformed`."""
    outer, padding = decode_first(encoded)
    if padding.strip(b"\0"):
        raise Malformed("something follows the signature")
    kind, wrapped = _parts(outer, SEQUENCE, 2)
    [body] = _parts(wrapped, _TAG_0, 1)
    version, _, content, certificates, infos = _parts(body, SEQUENCE, 5)
    if kind.encoded != _SIGNED_DATA or content.encoded != sequence(_DATA) or version.encoded != integer(1):
        raise Malformed("not a signature over a document")
    [info] = _parts(infos, SET, 1)
    return _opened([one.encoded for one in _parts(certificates, _TAG_0)], _parts(info, SEQUENCE))


def _opened(certificates: list[bytes], info: list[Value]) -> Opened:
    if len(info) not in (6, 7) or info[2].encoded != SHA256 or info[4].encoded != _ECDSA:
        raise Malformed("not a signature of this kind")
    signed = _named_attributes(info[3], _TAG_0)
    unsigned = _named_attributes(info[6], _TAG_1) if len(info) == 7 else {}
    try:
        [list_of_named] = _parts(signed[_SIGNING_CERTIFICATE], SEQUENCE, 1)
        named = _parts(_parts(list_of_named, SEQUENCE)[0], SEQUENCE)[0]
        if signed[_CONTENT_TYPE].encoded != _DATA:
            raise Malformed("not a signature over a document")
        digest = signed[_MESSAGE_DIGEST].content
    except (KeyError, IndexError):
        raise Malformed("an attribute is missing") from None
    stamp = unsigned.get(_TIMESTAMP)
    return Opened(
        certificates=certificates,
        digest=digest,
        named=named.content,
        attributes=bytes((SET,)) + info[3].encoded[1:],
        signature=info[5].content,
        timestamp=stamp.encoded if stamp else None,
    )


def _named_attributes(attributes: Value, tag: int) -> dict[bytes, Value]:
    found: dict[bytes, Value] = {}
    for attribute in _parts(attributes, tag):
        name, values = _parts(attribute, SEQUENCE, 2)
        [found[name.encoded]] = _parts(values, SET, 1)
    return found


def _parts(value: Value, tag: int, count: int | None = None) -> list[Value]:
    """The parts of a value that must have this tag and, if it is said, so many of them."""
    if value.tag != tag:
        raise Malformed("another kind of value than expected")
    parts = value.parts()
    if count is not None and len(parts) != count:
        raise Malformed("another number of parts than expected")
    return parts

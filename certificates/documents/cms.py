"""The signature's own container (CMS, RFC 5652; PAdES B-B and B-T, ETSI EN 319 142-1): written and read.

Only what this house writes is read: one signer, ECDSA with SHA-256. Anything else is not ours.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Final

import msgspec
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from certificates.documents.der import (
    OCTETS,
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
    token = timestamp_of(hashlib.sha256(signature).digest()) if timestamp_of else None
    return _container(signer.certificates, attributes, signature, token)


def _container(
    certificates: Sequence[bytes], attributes: bytes, signature: bytes, timestamp: bytes | None
) -> bytes:
    stamp = b"" if timestamp is None else encode(_TAG_1, _attribute(_TIMESTAMP, timestamp))
    info = sequence(
        integer(1),
        _name_of(certificates[0]),
        SHA256,
        bytes((_TAG_0,)) + attributes[1:],
        _ECDSA,
        encode(OCTETS, signature),
        stamp,
    )
    chain = encode(_TAG_0, *certificates)
    body = sequence(integer(1), encode(SET, SHA256), sequence(_DATA), chain, encode(SET, info))
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
    attributes: bytes
    signature: bytes
    timestamp: bytes | None

    @property
    def signer(self) -> x509.Certificate:
        """The certificate that was signed along."""
        return x509.load_der_x509_certificate(self.certificates[0])

    def holds(self, digest: bytes) -> bool:
        """Whether the signer's key signed just this digest."""
        try:
            key = self.signer.public_key()
            if self.digest != digest or not isinstance(key, ec.EllipticCurvePublicKey):
                return False
            key.verify(self.signature, self.attributes, ec.ECDSA(hashes.SHA256()))
        except (InvalidSignature, UnsupportedAlgorithm, ValueError):
            return False
        return True


def open_signed_data(encoded: bytes) -> Opened:
    """Read a container; zeros may follow it, nothing else. Raises `Malformed` or another `ValueError`.

    What was read is written again and must come out the same: then nothing in it is left to whoever sends it.
    """
    outer, padding = decode_first(encoded)
    try:
        opened = _opened(outer)
        again = _container(opened.certificates, opened.attributes, opened.signature, opened.timestamp)
    except (KeyError, IndexError):
        raise Malformed("a part is missing") from None
    if again != outer.encoded or _attributes(opened.digest, opened.certificates[0]) != opened.attributes:
        raise Malformed("not a signature of this kind")
    if padding.strip(b"\0"):
        raise Malformed("something follows the signature")
    return opened


def _opened(outer: Value) -> Opened:
    body = outer.parts()[1].parts()[0].parts()
    [info] = body[4].parts()
    parts = info.parts()
    unsigned = _named_attributes(parts[6]) if len(parts) == 7 else {}
    stamp = unsigned.get(_TIMESTAMP)
    return Opened(
        certificates=[one.encoded for one in body[3].parts()],
        digest=_named_attributes(parts[3])[_MESSAGE_DIGEST].content,
        attributes=bytes((SET,)) + parts[3].encoded[1:],
        signature=parts[5].content,
        timestamp=stamp.encoded if stamp else None,
    )


def _named_attributes(attributes: Value) -> dict[bytes, Value]:
    found: dict[bytes, Value] = {}
    for attribute in attributes.parts():
        name, values = attribute.parts()
        [found[name.encoded]] = values.parts()
    return found

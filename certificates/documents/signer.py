"""Who signs documents: an X.509 certificate under a root of our own, and whatever holds its key.

A signature in a PDF must be checkable by programs that know X.509 and nothing of us; they know neither
Ed25519 nor did:web. Hence a P-256 key of its own beside those of credentials and log.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final, Protocol

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from foundation.errors import Unavailable
from foundation.text import text

#: RFC 9336. NSS, on which `pdfsig` relies, knows only the mail usage; other programs take this one.
_DOCUMENT_SIGNING: Final = x509.ObjectIdentifier("1.3.6.1.5.5.7.3.36")
#: Programs that know only X.509 must still call a document trusted ten years after it was signed.
_SIGNER_YEARS: Final = 15
_ROOT_YEARS: Final = 30
_YEAR: Final = timedelta(days=365)


class DocumentSigner(Protocol):
    """Whatever holds a P-256 key: its certificate, then those above it, and a DER signature for a message."""

    @property
    def certificates(self) -> tuple[bytes, ...]: ...

    def sign(self, message: bytes) -> bytes: ...


class FileDocumentSigner:
    """Signs with a private key that this process has read; the same message gives the same signature."""

    def __init__(self, private_key: bytes, certificates: tuple[bytes, ...]) -> None:
        key = serialization.load_der_private_key(private_key, None)
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise ValueError("not an elliptic-curve key")
        own = x509.load_der_x509_certificate(certificates[0]).public_key()
        if own != key.public_key():
            raise ValueError("the certificate is another key's")
        self._key = key
        self._certificates = certificates

    @property
    def certificates(self) -> tuple[bytes, ...]:
        return self._certificates

    def sign(self, message: bytes) -> bytes:
        return self._key.sign(message, _SIGNING)


# RFC 6979: no random number, so signing again gives the same bytes, and no bad generator gives the key away.
_SIGNING: Final = ec.ECDSA(hashes.SHA256(), deterministic_signing=True)


def new_key() -> bytes:
    """A fresh P-256 key (PKCS #8, DER)."""
    return ec.generate_private_key(ec.SECP256R1()).private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def root_certificate(root_key: bytes, organisation: str, at: datetime) -> bytes:
    """The ceremony's first step: a root that vouches for signers and for nothing below them."""
    key, name = _loaded(root_key), _named(organisation, "文书签名根证书 Document root")
    built = (
        _begun(name, name, key.public_key(), at, _ROOT_YEARS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
    )
    return built.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


def signer_certificate(root_key: bytes, root: bytes, key: bytes, organisation: str, at: datetime) -> bytes:
    """The second step: the root vouches for the key that signs documents."""
    above, issuer = x509.load_der_x509_certificate(root), _loaded(root_key)
    name = _named(organisation, "职业技能等级证书 Certificate documents")
    built = (
        _begun(name, above.subject, _loaded(key).public_key(), at, _SIGNER_YEARS)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(
            x509.ExtendedKeyUsage([_DOCUMENT_SIGNING, ExtendedKeyUsageOID.EMAIL_PROTECTION]), critical=False
        )
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.public_key()), critical=False
        )
    )
    return built.sign(issuer, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


def _loaded(key: bytes) -> ec.EllipticCurvePrivateKey:
    loaded = serialization.load_der_private_key(key, None)
    assert isinstance(loaded, ec.EllipticCurvePrivateKey)
    return loaded


def _named(organisation: str, common: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation[:64]),
            x509.NameAttribute(NameOID.COMMON_NAME, common),
        ]
    )


def _begun(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, at: datetime, years: int
) -> x509.CertificateBuilder:
    # An hour back: the clock of whoever checks may be behind ours.
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - timedelta(hours=1))
        .not_valid_after(at + years * _YEAR)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=not signs_certificates,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )


_signer: DocumentSigner | None = None


def use_document_signer(means: DocumentSigner | None) -> None:
    """From now on sign documents with this; the roof says so at start."""
    global _signer
    _signer = means


def document_signer() -> DocumentSigner:
    """The installation's signer. Raises `Unavailable` where there is none: no document leaves unsigned."""
    if _signer is None:
        raise Unavailable(text("The key that signs documents is not loaded."))
    return _signer

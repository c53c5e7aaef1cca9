"""SD-JWT VC (RFC 9901): a signed statement of which the reader sees only the fields that were disclosed.

Digests of all fields are signed; each disclosed one travels beside them with its salt. Made anew for each
reader and short-lived, so that it need not name a status list: whoever wants the present asks the link.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from certificates.credentials.multikey import base64url, multikey
from certificates.credentials.proofs import canonical
from certificates.credentials.signing import Issuer

TYPE: Final = "dc+sd-jwt"
MEDIA_TYPE: Final = "application/dc+sd-jwt"
#: It counts so long, or until the link ends.
LASTS: Final = timedelta(hours=24)
#: Digests of nothing, so that the number of fields tells nothing.
_DECOYS: Final = 8


def presentation(
    means: Issuer,
    always: Mapping[str, Any],
    fields: Mapping[str, Any],
    disclosed: Collection[str],
    at: datetime,
    until: datetime,
) -> str:
    """All `fields` signed, those in `disclosed` shown; `always` is seen by everybody."""
    disclosures = {name: _disclosure(name, value) for name, value in fields.items()}
    digests = [_digest(one) for one in disclosures.values()]
    digests += [base64url(secrets.token_bytes(32)) for _ in range(max(_DECOYS - len(digests), 0))]
    payload = {
        "iss": means.address,
        "vct": f"{means.address}/skill-level",
        "iat": int(at.timestamp()),
        "exp": int(min(until, at + LASTS).timestamp()),
        **always,
        "_sd": sorted(digests),
        "_sd_alg": "sha-256",
    }
    header = {"alg": "EdDSA", "typ": TYPE, "kid": multikey(means.credentials.public_key)}
    signed = ".".join(base64url(canonical(part)) for part in (header, payload))
    jwt = f"{signed}.{base64url(means.credentials.sign(signed.encode()))}"
    shown = [disclosures[name] for name in fields if name in disclosed]
    return "~".join([jwt, *shown, ""])


def _disclosure(name: str, value: Any) -> str:
    return base64url(canonical([secrets.token_urlsafe(16), name, value]))


def _digest(disclosure: str) -> str:
    return base64url(hashlib.sha256(disclosure.encode("ascii")).digest())


def issuer_metadata(address: str, public_keys: Collection[bytes]) -> dict[str, Any]:
    """Where a verifier finds the keys: `/.well-known/jwt-vc-issuer`."""
    keys = [
        {
            "kty": "OKP",
            "crv": "Ed25519",
            "alg": "EdDSA",
            "use": "sig",
            "kid": multikey(key),
            "x": base64url(key),
        }
        for key in public_keys
    ]
    return {"issuer": address, "jwks": {"keys": keys}}

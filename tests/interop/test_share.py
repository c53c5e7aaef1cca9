"""The reference implementation of SD-JWT reads what share links serve."""

from __future__ import annotations

import importlib
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from certificates.sharing.selective import issuer_metadata, presentation
from tests.certificates.builders import ADDRESS, ISSUER
from tests.certificates.credentials.offline.kits import STRANGER

pytestmark = pytest.mark.interop

FIELDS = {"name": "王小英", "number": "S1", "results": [{"name": "理论", "value": "86"}]}


def claims(written: str, key: dict[str, str]) -> dict[str, Any]:
    """What their verifier makes of it; raises for anything that does not hold."""
    verifier = importlib.import_module("sd_jwt.verifier").SDJWTVerifier
    jwk = importlib.import_module("jwcrypto.jwk").JWK(**{k: v for k, v in key.items() if k != "alg"})
    found: dict[str, Any] = verifier(written, lambda *_: jwk, None, None, "compact").get_verified_payload()
    return found


def made(disclosed: set[str]) -> str:
    at = datetime.now(UTC)
    return presentation(ISSUER, {"level": "4"}, FIELDS, disclosed, at, at + timedelta(days=1))


def key_of(public_key: bytes) -> dict[str, str]:
    return issuer_metadata(ADDRESS, [public_key])["jwks"]["keys"][0]


@pytest.mark.parametrize("disclosed", [set(), {"name"}, set(FIELDS)])
def test_they_see_what_was_disclosed(disclosed: set[str]) -> None:
    found = claims(made(disclosed), key_of(ISSUER.credentials.public_key))
    assert {name: found[name] for name in FIELDS if name in found} == {n: FIELDS[n] for n in disclosed}
    assert (found["iss"], found["level"]) == (ADDRESS, "4")


@pytest.mark.parametrize("kind", ["another key", "another disclosure", "another claim"])
def test_they_refuse_what_was_changed(kind: str) -> None:
    written, key = made({"name"}), key_of(ISSUER.credentials.public_key)
    if kind == "another key":
        key = key_of(STRANGER.credentials.public_key)
    elif kind == "another disclosure":
        jwt, _, end = written.split("~")
        written = "~".join([jwt, made({"name"}).split("~")[1], end])
    else:
        head, _, rest = written.split(".", 2)
        written = ".".join([head, made({"name"}).split(".")[1], rest])
    try:
        found = claims(written, key)
    except Exception:  # theirs are of many kinds
        return
    assert "name" not in found, "a disclosure whose digest is not signed says nothing"

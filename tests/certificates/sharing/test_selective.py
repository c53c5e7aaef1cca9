"""SD-JWT VC as a verifier reads it: signed digests, and of the fields only those that were disclosed."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from certificates.credentials.multikey import base64url, from_base64url
from certificates.credentials.signing import signed_by
from certificates.sharing.actions import NewShare, share
from certificates.sharing.rules import device_of, network_of
from certificates.sharing.selective import presentation
from tests.certificates.builders import ADDRESS, ISSUER
from tests.certificates.sharing.conftest import Held
from tests.foundation.web.browser import Browser

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
FIELDS = {"name": "王小英", "number": "S1", "results": [{"name": "理论", "value": "86"}]}


def read(written: str, key: bytes) -> tuple[dict[str, Any], dict[str, Any]]:
    """RFC 9901, 7.1, in few lines: the signed claims, and the disclosed ones whose digests are signed."""
    jwt, *disclosures, bound = written.split("~")
    assert bound == "", "no key binding"
    head, body, signature = jwt.split(".")
    assert signed_by(key, from_base64url(signature), f"{head}.{body}".encode())
    header, said = json.loads(from_base64url(head)), json.loads(from_base64url(body))
    assert (header["alg"], header["typ"]) == ("EdDSA", "dc+sd-jwt")
    found = {}
    for one in disclosures:
        assert base64url(hashlib.sha256(one.encode()).digest()) in said["_sd"]
        salt, name, value = json.loads(from_base64url(one))
        assert len(from_base64url(salt)) >= 16
        found[name] = value
    return said, found


@pytest.mark.parametrize("disclosed", [set(), {"name"}, {"name", "results"}, set(FIELDS)])
def test_what_is_disclosed(disclosed: set[str]) -> None:
    written = presentation(ISSUER, {"level": "4"}, FIELDS, disclosed, NOW, NOW + timedelta(days=7))
    said, found = read(written, ISSUER.credentials.public_key)
    assert found == {name: value for name, value in FIELDS.items() if name in disclosed}
    assert (said["level"], said["iss"], said["exp"] - said["iat"]) == ("4", ADDRESS, 86_400)
    assert len(said["_sd"]) == 8, "how many fields there are is not told"
    assert "王小英" not in from_base64url(written.split(".")[1]).decode()


def test_two_presentations_have_nothing_in_common_but_what_they_say() -> None:
    one, other = (
        read(
            presentation(ISSUER, {}, FIELDS, {"name"}, NOW, NOW + timedelta(hours=1)),
            ISSUER.credentials.public_key,
        )[0]
        for _ in range(2)
    )
    assert not set(one["_sd"]) & set(other["_sd"])
    assert one["exp"] - one["iat"] == 3_600, "it does not outlive its link"


async def test_as_it_is_served(held: Held, stranger: Browser) -> None:
    token = await share(held.holder, held.public_id, NewShare(["number"], 7))
    answer = await stranger.get(f"/s/{token}/credential")
    assert answer.headers["content-type"].startswith("application/dc+sd-jwt")
    said, found = read(answer.text, ISSUER.credentials.public_key)
    assert found == {"number": held.paper.number}
    assert (said["occupation"], said["level"]) == ("保育师", "3")
    told = (await stranger.get("/.well-known/jwt-vc-issuer")).json()
    assert told["issuer"] == said["iss"]
    head = json.loads(from_base64url(answer.text.split(".")[0]))
    [key] = [each for each in told["jwks"]["keys"] if each["kid"] == head["kid"]]
    assert from_base64url(key["x"]) == ISSUER.credentials.public_key


@pytest.mark.parametrize(
    ("agent", "device"),
    [
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Mobile/15E", "phone"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140", "computer"),
        ("curl/8.9", "program"),
        ("", "program"),
    ],
)
def test_kinds_of_device(agent: str, device: str) -> None:
    assert device_of(agent) == device


@pytest.mark.parametrize(
    ("address", "network"),
    [("198.51.100.7", "198.51.0.0"), ("2001:db8:1:2::/64", "2001:db8::"), ("unknown", ""), ("", "")],
)
def test_networks_at_large(address: str, network: str) -> None:
    assert network_of(address) == network

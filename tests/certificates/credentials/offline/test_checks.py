"""Verification with nothing but a folder: whatever can be wrong with a certificate itself."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from certificates.credentials.offline.checks import check
from certificates.credentials.offline.kit import exported, own_kit
from certificates.credentials.offline.reading import read_file
from certificates.credentials.proofs import canonical
from certificates.holds.actions import suspend
from certificates.proposals.actions import decide, propose
from foundation.clock import now
from foundation.database import fetchval
from tests.certificates.builders import ADDRESS, Ready
from tests.certificates.credentials.offline.kits import (
    NAMES,
    Files,
    number,
    outcomes,
    resigned,
    told,
)


async def test_the_kit_is_whole_and_enough(files: Files, tmp_path: Path) -> None:
    assert set(files) == NAMES
    for name in ("credential.json", "certificate.pdf"):
        report = told(files, tmp_path, name)
        assert report.verdict == "valid"
        assert set(outcomes(report).values()) == {"passed"}
        assert ("document" in outcomes(report)) == (name == "certificate.pdf")
        assert abs(report.lists_from - now()) < timedelta(minutes=5)
    contexts = json.loads(files["contexts.json"])
    assert [one["url"] for one in contexts] == json.loads(files["credential.json"])["@context"]
    assert all("@context" in one["document"] for one in contexts)


async def test_the_installations_own_data_say_the_same(files: Files) -> None:
    brought = read_file(files["certificate.pdf"])
    report = check(brought, await own_kit(brought.credential), now())
    assert (report.verdict, set(outcomes(report).values())) == ("valid", {"passed"})
    unknown = {**brought.credential, "id": f"{ADDRESS}/credentials/unknown", "credentialStatus": [7]}
    assert check(read_file(canonical(unknown)), await own_kit(unknown), now()).verdict == "not_valid"


async def test_rewritten_with_other_spaces_it_is_the_same(files: Files, tmp_path: Path) -> None:
    files["credential.json"] = json.dumps(json.loads(files["credential.json"]), indent=4).encode()
    assert told(files, tmp_path).verdict == "valid"


async def test_suspended_and_withdrawn(ready: Ready, tmp_path: Path) -> None:
    public_id = await fetchval("SELECT public_id FROM certificate ORDER BY number LIMIT 1")
    await suspend(ready.approver, public_id, "疑点")
    report = told(await exported(await number()), tmp_path)
    assert (report.verdict, outcomes(report)["suspension"]) == ("not_valid", "failed")
    proposal = await propose(
        ready.preparer, public_id, "withdraw", reason_code="fraud", reason="舞弊", document_no="1"
    )
    await decide(ready.approver, public_id, proposal, agreed=True)
    report = told(await exported(await number()), tmp_path, "certificate.pdf")
    assert (report.verdict, outcomes(report)["revocation"]) == ("not_valid", "failed")


@pytest.mark.parametrize(
    ("change", "name"),
    [
        (lambda s: s.update(validUntil="2026-01-01T00:00:00Z"), "period"),
        (lambda s: s.update(validFrom="2999-01-01T00:00:00Z"), "period"),
        (lambda s: s["issuer"].update(id="did:web:elsewhere.example"), "issuer"),
        (lambda s: s.update(issuer="did:web:elsewhere.example"), "issuer"),
    ],
)
async def test_not_valid_although_signed(files: Files, tmp_path: Path, change: Any, name: str) -> None:
    report = told(resigned(files, change), tmp_path)
    assert (report.verdict, outcomes(report)[name], outcomes(report)["signature"]) == (
        "not_valid",
        "failed",
        "passed",
    )


@pytest.mark.parametrize(
    ("change", "name"),
    [
        (lambda s: s.pop("credentialStatus"), "revocation"),
        (lambda s: s.update(credentialStatus=s["credentialStatus"][:1]), "suspension"),
        (lambda s: s["credentialStatus"][0].update(statusListCredential="https://x.example/1"), "revocation"),
        (lambda s: s["credentialStatus"][0].update(statusListIndex="131072"), "revocation"),
        (lambda s: s["credentialStatus"][0].update(statusListIndex="-1"), "revocation"),
        (lambda s: s["credentialStatus"][0].update(statusListIndex="many"), "revocation"),
        (lambda s: s.update(validFrom="yesterday"), "period"),
        (lambda s: s.update(validUntil="2999-01-01"), "period"),
    ],
)
async def test_cannot_be_told_although_signed(files: Files, tmp_path: Path, change: Any, name: str) -> None:
    report = told(resigned(files, change), tmp_path)
    assert (report.verdict, outcomes(report)[name]) == ("cannot_tell", "unknown")


@pytest.mark.parametrize(
    "change",
    [
        lambda s: s["credentialSubject"]["result"][1].update(value="96"),
        lambda s: s.update(aTermThatNobodyKnows="x"),
        lambda s: s["credentialSubject"]["identifier"][0].update(identityHash="李四"),
    ],
)
async def test_tampered_is_not_valid(files: Files, tmp_path: Path, change: Any) -> None:
    said = json.loads(files["credential.json"])
    change(said)
    report = told(files | {"credential.json": canonical(said)}, tmp_path)
    assert (report.verdict, outcomes(report)["signature"]) == ("not_valid", "failed")

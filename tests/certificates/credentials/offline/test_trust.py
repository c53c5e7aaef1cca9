"""What a kit is worth: foreign, forged and stale lists, proofs from the log, replaced and stolen keys."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from certificates.credentials.offline.checks import check
from certificates.credentials.offline.kit import exported, read_kit
from certificates.credentials.offline.reading import read_file
from certificates.credentials.proofs import canonical, with_proofs
from certificates.credentials.signing import FileSigner, Issuer, use_issuer
from certificates.status.rules import bits, encoded
from foundation.clock import FixedClock, now, use
from foundation.database import execute, fetchval
from tests.certificates.builders import ADDRESS, ISSUER, Ready
from tests.certificates.credentials.offline.kits import (
    STRANGER,
    Files,
    number,
    outcomes,
    resigned,
    told,
)


async def test_signed_by_a_stranger_or_with_a_deleted_key(files: Files, tmp_path: Path) -> None:
    report = told(resigned(files, lambda said: None, STRANGER), tmp_path)
    assert (report.verdict, outcomes(report)["signature"]) == ("not_valid", "failed")
    did = json.loads(files["did.json"])
    changes: list[dict[str, Any]] = [
        {"verificationMethod": [], "assertionMethod": []},
        {"assertionMethod": []},
        {"verificationMethod": [{**did["verificationMethod"][0], "controller": "did:web:x"}]},
        {"verificationMethod": [{**did["verificationMethod"][0], "publicKeyMultibase": "z1"}]},
        {"verificationMethod": None},
    ]
    for change in changes:
        other = files | {"did.json": json.dumps({**did, **change}).encode()}
        assert told(other, tmp_path).verdict == "not_valid", change


async def test_lists_of_somebody_else_or_forged_are_not_believed(files: Files, tmp_path: Path) -> None:
    """A list with the bit cleared must not make a withdrawn certificate valid."""
    listed = json.loads(files["status-revocation.json"])
    plain = {name: value for name, value in listed.items() if name != "proof"}
    foreign = with_proofs({**plain, "issuer": "did:web:x.example"}, ISSUER, now())
    stranger = with_proofs(plain, STRANGER, now())
    subject = {**listed["credentialSubject"], "encodedList": encoded(bits([5]))}
    tampered = {**listed, "credentialSubject": subject}
    swapped = with_proofs(
        {**plain, "credentialSubject": {**subject, "statusPurpose": "suspension"}}, ISSUER, now()
    )
    broken = with_proofs({**plain, "credentialSubject": {**subject, "encodedList": "uAAAA"}}, ISSUER, now())
    undated = with_proofs({**plain, "validUntil": "some day"}, ISSUER, now())
    for forged in (foreign, stranger, tampered, swapped, broken, undated):
        report = told(files | {"status-revocation.json": canonical(forged)}, tmp_path)
        assert (report.verdict, outcomes(report)["revocation"]) == ("cannot_tell", "unknown")


async def test_a_stale_list_or_none_cannot_tell(files: Files, tmp_path: Path) -> None:
    for at in (now() + timedelta(days=8), now() - timedelta(hours=1)):
        report = told(files, tmp_path, at=at)
        assert (outcomes(report)["revocation"], outcomes(report)["suspension"]) == ("unknown", "unknown")
    assert told(files, tmp_path, at=now() + timedelta(days=8)).verdict == "cannot_tell"
    (tmp_path / "kit" / "status-suspension.json").unlink()
    report = check(read_file(files["credential.json"]), read_kit(tmp_path / "kit"), now())
    assert (report.verdict, outcomes(report)["suspension"]) == ("cannot_tell", "unknown")


async def test_the_lists_tell_how_old_they_are(files: Files, tmp_path: Path) -> None:
    assert told(files, tmp_path).lists_from.tzinfo is not None
    nothing = {"status-revocation.json": b"{}", "status-suspension.json": b"{}"}
    assert told(files | nothing, tmp_path).lists_from is None


@pytest.mark.parametrize(
    "change",
    [
        {"checkpoint": b"x/log\n1\nAAAA\n\n"},
        {"log-key": b""},
        {"log-key": b"a+b+c\n"},
    ],
)
async def test_a_wrong_proof_from_the_log_leaves_a_doubt(files: Files, tmp_path: Path, change: Files) -> None:
    report = told(files | change, tmp_path)
    assert (report.verdict, outcomes(report)["log"]) == ("cannot_tell", "unknown")


@pytest.mark.parametrize(
    "change", [{"index": "0"}, {"index": 1}, {"size": 1}, {"hashes": []}, {"hashes": ["!"]}, {"hashes": None}]
)
async def test_a_changed_proof_from_the_log_leaves_a_doubt(
    files: Files, tmp_path: Path, change: dict[str, Any]
) -> None:
    proof = {**json.loads(files["inclusion.json"]), **change}
    if proof == json.loads(files["inclusion.json"]):
        proof["index"] = 7
    report = told(files | {"inclusion.json": json.dumps(proof).encode()}, tmp_path)
    assert (report.verdict, outcomes(report)["log"]) == ("cannot_tell", "unknown")


async def test_without_a_proof_from_the_log_it_is_still_checked(ready: Ready, tmp_path: Path) -> None:
    files = await exported(await number())
    other = await fetchval("SELECT number FROM certificate ORDER BY number DESC LIMIT 1")
    files["inclusion.json"] = (await exported(other))["inclusion.json"]
    report = told(files, tmp_path)
    assert (report.verdict, outcomes(report)["log"]) == ("valid", "absent")


async def test_a_rotated_key_still_counts_a_compromised_one_does_not_and_the_log_says_when(
    files: Files, tmp_path: Path
) -> None:
    """The drill: strike the key off; what it signed is void; the log shows which of it existed before."""
    fresh = Issuer(ADDRESS, FileSigner(bytes(range(3, 35))), ISSUER.log)
    await execute("UPDATE issuer_key SET state = 'retired', until = now() WHERE purpose = 'credential'")
    await execute(
        "INSERT INTO issuer_key VALUES ($1, 'credential', 'active', now())", fresh.credentials.public_key
    )
    use_issuer(fresh)
    rotated = await exported(await number())
    assert rotated["credential.json"] == files["credential.json"]
    assert told(rotated, tmp_path).verdict == "valid"
    await execute("UPDATE issuer_key SET state = 'compromised' WHERE state = 'retired'")
    struck_off = await exported(await number())
    report = told(struck_off, tmp_path)
    assert report.verdict == "not_valid"
    assert (outcomes(report)["signature"], outcomes(report)["log"]) == ("failed", "passed")
    forged = resigned(files, lambda said: said.update(awardedDate="2026-01-01T00:00:00Z"))
    assert outcomes(told(files | forged, tmp_path))["signature"] == "passed", "with the stolen key"
    assert outcomes(told(files | forged, tmp_path))["log"] == "absent", "but the log never saw it"


async def test_with_a_clock_that_went_on(ready: Ready, tmp_path: Path) -> None:
    with use(FixedClock(now())) as clock:
        before = await exported(await number())
        clock.advance(timedelta(days=9))
        assert told(before, tmp_path).verdict == "cannot_tell"
        assert told(await exported(await number()), tmp_path).verdict == "valid"

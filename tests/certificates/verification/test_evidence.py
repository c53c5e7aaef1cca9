"""A row in the register makes no valid certificate: signature, issuer, log and document are checked."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from certificates.credentials.proofs import canonical, with_proofs
from certificates.issuing.filing import path_of
from certificates.log.actions import sequence
from certificates.log.checkpoints import read_note, read_verifier_key
from certificates.log.queries import verifier_keys
from certificates.log.rules import includes, leaf_hash
from certificates.verification import evidence, proving
from certificates.verification.queries import Finding, by_token
from foundation.clock import now
from foundation.database import execute, fetchval
from tests.certificates.builders import press_in
from tests.certificates.credentials.offline.kits import STRANGER
from tests.certificates.verification.papers import Paper, paper, withdraw
from tests.foundation.web.browser import Browser

Break = Callable[[Paper], Awaitable[Any]]


def outcomes(finding: Finding) -> dict[str, str]:
    return {check.name: check.outcome for check in finding.checks}


async def asked(one: Paper) -> Finding:
    return (await by_token(one.token)).finding


async def unguarded(sql: str, *args: object) -> None:
    """What somebody with the database's own password may do."""
    await execute("SET ROLE NONE")
    for table in ("certificate", "credential", "log_entry", "log_tile", "log_checkpoint"):
        await execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    await execute(sql, *args)
    await execute("SET ROLE yuzheng_app")


async def test_everything_passes_for_what_was_issued(database: object, tmp_path: Path) -> None:
    one = await paper()
    await sequence()
    await filed(one, tmp_path, b"%PDF as issued")
    found = await asked(one)
    assert found.state == "valid"
    assert set(outcomes(found).values()) == {"passed"}


async def filed(one: Paper, folder: Path, document: bytes) -> Path:
    press_in(folder)
    public_id = await fetchval("SELECT public_id FROM certificate WHERE id = $1", one.id)
    path = path_of(folder, public_id)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(document)
    await unguarded("UPDATE certificate SET pdf_sha256 = sha256($2) WHERE id = $1", one.id, document)
    evidence._weighed.clear()
    return path


async def test_the_proof_is_one_that_verifiers_take(certificate: Paper, stranger: Browser) -> None:
    for _ in range(4):
        await paper(certificate.office)
    await sequence()
    answer = (await stranger.get(f"/api/v1/verifications/{certificate.token}")).json()
    proof = answer["inclusion"]
    [key] = await verifier_keys()
    name, public_key = read_verifier_key(key)
    said = read_note(proof["checkpoint"], name, [public_key])
    path = [base64.b64decode(step) for step in proof["hashes"]]
    assert (proof["log"], proof["size"]) == (name, said.size)
    assert includes(leaf_hash(canonical(proof["entry"])), proof["index"], said.size, path, said.root)
    digest = await fetchval(
        "SELECT encode(sha256, 'hex') FROM credential WHERE certificate_id = $1", certificate.id
    )
    assert proof["entry"]["h"] == digest
    page = (await stranger.get(f"/v/{certificate.token}")).text
    assert all(step in page for step in proof["hashes"])
    typed = (await stranger.client.post("/api/v1/verifications", json=certificate.asked)).json()
    assert typed["inclusion"] == proof


async def test_proofs_of_a_growing_log_fit_at_every_size(certificate: Paper) -> None:
    """More than one tile: 256 entries and some, so that whole tiles and ranges between them take part."""
    first = await asked(certificate)
    assert (first.inclusion, outcomes(first)["log"]) == (None, "unknown")
    other = await paper(certificate.office)
    for batch in (3, 250, 5, 300):
        await execute(
            "INSERT INTO certificate_event (certificate_id, kind) SELECT $1, k FROM"
            " generate_series(1, $2) n CROSS JOIN (VALUES ('held'), ('released')) AS v (k) ORDER BY n, k",
            other.id, batch,
        )  # fmt: skip
        await sequence()
        for one in (certificate, other):
            found = await asked(one)
            assert outcomes(found)["log"] == "passed"
            assert found.inclusion is not None
            assert found.inclusion.size == await fetchval("SELECT count(*) FROM log_entry")


async def _other_body(one: Paper, signer: Any = None) -> None:
    """The credential says another name; re-signed by `signer`, or not at all."""
    said = evidence.msgspec.json.decode(
        await fetchval("SELECT body FROM credential WHERE certificate_id = $1", one.id)
    )
    said["credentialSubject"]["identifier"][0]["identityHash"] = "李四"
    if signer is not None:
        del said["proof"]
        said = with_proofs(said, signer, now())
    body = canonical(said)
    await unguarded(
        "UPDATE credential SET body = $2, sha256 = sha256($2) WHERE certificate_id = $1", one.id, body
    )


async def _body_alone(one: Paper) -> None:
    await unguarded("UPDATE credential SET body = body || ' ' WHERE certificate_id = $1", one.id)


async def _no_credential(one: Paper) -> None:
    await unguarded("DELETE FROM credential WHERE certificate_id = $1", one.id)


def _row(column: str, value: str) -> Break:
    async def change(one: Paper) -> None:
        await unguarded(f"UPDATE certificate SET {column} = {value} WHERE id = $1", one.id)

    return change


async def _struck_off(one: Paper) -> None:
    await execute("UPDATE issuer_key SET state = 'retired', until = now() WHERE purpose = 'credential'")
    await execute("UPDATE issuer_key SET state = 'compromised' WHERE state = 'retired'")


async def _never_registered(one: Paper) -> None:
    await unguarded("DELETE FROM evaluator_scope WHERE level = 3")


async def _another_entry(one: Paper) -> None:
    await unguarded("UPDATE log_entry SET data = data || ' ' WHERE certificate_id = $1", one.id)


async def _another_tile(one: Paper) -> None:
    await unguarded("UPDATE log_tile SET hashes = sha256('x') || sha256('x') WHERE level = 0")


async def _unsigned_checkpoint(one: Paper) -> None:
    await unguarded("UPDATE log_checkpoint SET note = replace(note, '— ', '— x') WHERE size > 0")


BROKEN: dict[str, tuple[Break, str]] = {
    "a name changed in the credential": (_other_body, "signature"),
    "signed by a stranger": (lambda one: _other_body(one, STRANGER), "signature"),
    "bytes under the same digest": (_body_alone, "log"),  # a blank more: signed, but not what was logged
    "no credential": (_no_credential, "signature"),
    "a name changed in the register": (_row("holder_name", "'李四'"), "signature"),
    "a level changed in the register": (_row("level", "2"), "signature"),
    "a number changed in the register": (_row("number", "'S000036000001263999999'"), "signature"),
    "a day changed in the register": (_row("issued_on", "issued_on - 1"), "signature"),
    "an end taken away": (_row("expires_on", "'2999-01-01'"), "signature"),
    "the key struck off": (_struck_off, "signature"),
    "an evaluator that was never registered for it": (_never_registered, "issuer"),
    "another entry in the log": (_another_entry, "log"),
    "another tile": (_another_tile, "log"),
    "a checkpoint that nobody signed": (_unsigned_checkpoint, "log"),
}


@pytest.mark.parametrize("kind", BROKEN)
async def test_what_does_not_hold_is_never_valid(
    certificate: Paper, stranger: Browser, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await paper(certificate.office)
    await sequence()
    assert (await asked(certificate)).state == "valid"
    change, wrong = BROKEN[kind]
    await change(certificate)
    monkeypatch.setattr(proving, "_view", proving._View("", None, {}))  # another process
    evidence._weighed.clear()
    found = await asked(certificate)
    assert (found.state, found.doubt, found.name) == ("unavailable", wrong, "")
    page = await stranger.get(f"/v/{certificate.token}")
    assert page.status_code == 503
    assert "band--unavailable" in page.text
    assert certificate.name not in page.text
    answer = await stranger.get(f"/api/v1/verifications/{certificate.token}")
    assert (answer.status_code, answer.json().keys()) == (503, {"state", "checked_at", "doubt"})


async def test_a_forged_row_with_a_credential_of_another_does_not_count(certificate: Paper) -> None:
    """Somebody who writes to the database gives a stranger's certificate the credential of a real one."""
    other = await paper(certificate.office, name="赵敏")
    await unguarded("DELETE FROM credential WHERE certificate_id = $1", other.id)
    await unguarded(
        "UPDATE credential SET certificate_id = $2 WHERE certificate_id = $1", certificate.id, other.id
    )
    assert (await asked(other)).doubt == "signature"


async def test_a_changed_archive_is_said_and_condemns_nobody(certificate: Paper, tmp_path: Path) -> None:
    path = await filed(certificate, tmp_path, b"%PDF as issued")
    assert outcomes(await asked(certificate))["document"] == "passed"
    for left, expected in ((b"%PDF changed", "failed"), (None, "unknown")):
        path.write_bytes(left) if left else path.unlink()
        evidence._weighed.clear()
        found = await asked(certificate)
        assert (found.state, outcomes(found)["document"]) == ("valid", expected)


async def test_one_that_ended_says_so_whatever_its_evidence(certificate: Paper) -> None:
    await withdraw(certificate)
    await _struck_off(certificate)
    found = await asked(certificate)
    assert (found.state, outcomes(found)["signature"], outcomes(found)["status"]) == (
        "withdrawn",
        "failed",
        "failed",
    )


async def test_known_bytes_are_not_verified_again(
    certificate: Paper, database: asyncpg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    await asked(certificate)

    def verified(*_: object) -> None:
        raise AssertionError("verified again")

    monkeypatch.setattr(evidence, "verified_by", verified)
    seen: list[str] = []

    def note(record: Any) -> None:
        seen.append(record.query)

    database.add_query_logger(note)
    assert (await asked(certificate)).state == "valid"
    await asyncio.sleep(0)  # it is told afterwards
    database.remove_query_logger(note)
    assert len(seen) == 1, "one statement, one round trip"

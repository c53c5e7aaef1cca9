"""What is signed at issue: the right statement, two proofs, the same bytes everywhere, nothing too much."""

from __future__ import annotations

import copy
import json
from collections import Counter
from pathlib import Path
from typing import Any

import asyncpg
import pypdfium2 as pdfium
import pytest

from certificates.credentials import queries
from certificates.credentials.actions import sign_credential
from certificates.credentials.contexts import contexts
from certificates.credentials.multikey import from_multikey
from certificates.credentials.proofs import canonical, verified_by
from certificates.credentials.rules import refuse_control_characters
from certificates.issuing.actions import issue_batch
from certificates.issuing.filing import path_of
from foundation.database import execute, fetch, fetchrow, fetchval
from foundation.errors import Refused, Unavailable
from foundation.text import text
from registry.people.queries import identity
from tests.certificates.builders import ADDRESS, ISSUER, approved, confirmed_session, issued, press_in


async def keys() -> dict[str, bytes]:
    did = await queries.did_now()
    return {method["id"]: from_multikey(method["publicKeyMultibase"]) for method in did["verificationMethod"]}


async def one(tmp_path: Path, name: str = "欧阳䶮") -> dict[str, Any]:
    await issued(await confirmed_session(names=[name]), tmp_path)
    return json.loads(await fetchval("SELECT body FROM credential"))


async def test_it_says_what_the_certificate_says(database: asyncpg.Connection, tmp_path: Path) -> None:
    said = await one(tmp_path)
    row = await fetchrow("SELECT * FROM credential")
    number = await fetchval("SELECT number FROM certificate")
    assert said["@context"] == list(contexts())
    assert said["type"] == ["VerifiableCredential", "OpenBadgeCredential"]
    assert said["id"] == f"{ADDRESS}/credentials/{row['token']}"
    assert said["issuer"]["id"] == "did:web:yuzheng.example.org"
    subject = said["credentialSubject"]
    assert subject["identifier"][0]["identityHash"] == "欧阳䶮"
    assert subject["licenseNumber"] == number
    achievement = subject["achievement"]
    assert (achievement["name"], achievement["version"]) == ("保育师 四级／中级工", "2021年版")
    assert achievement["alignment"][0]["targetCode"] == "4-10-01-03"
    level, theory, skill = subject["result"]
    assert level["achievedLevel"].endswith("#level-4")
    assert (theory["value"], skill["value"]) == ("86", "91.5")
    described = {part["id"] for part in achievement["resultDescription"]}
    assert {result["resultDescription"] for result in subject["result"]} == described
    for status, purpose in zip(said["credentialStatus"], ("revocation", "suspension"), strict=True):
        assert status["statusPurpose"] == purpose
        assert status["statusListIndex"] == str(row["status_index"])
        assert status["statusListCredential"] == f"{ADDRESS}/status/{purpose}/{row['status_list']}"


async def test_two_proofs_in_the_order_that_verifiers_want(
    database: asyncpg.Connection, tmp_path: Path
) -> None:
    said = await one(tmp_path)
    assert [proof["cryptosuite"] for proof in said["proof"]] == ["eddsa-rdfc-2022", "eddsa-jcs-2022"]
    assert verified_by(said, await keys()) == ISSUER.method


@pytest.mark.parametrize(
    "change",
    [
        lambda said: said["credentialSubject"]["result"][1].update(value="96"),
        lambda said: said.update(aTermThatNobodyKnows="x"),
        lambda said: said["proof"][1].update(created="2020-01-01T00:00:00Z"),
        lambda said: said["proof"][1].update(proofPurpose="authentication"),
        lambda said: said["proof"][1].update(proofValue="z1"),
        lambda said: said["proof"][1].update(proofValue=7),
        lambda said: said["proof"][1].update(verificationMethod="did:web:yuzheng.example.org#z6Mkother"),
        lambda said: said.update(proof=said["proof"][0]),
        lambda said: said.update(proof=None),
        lambda said: said.update(odd=float(2**60)),
    ],
)
async def test_any_change_is_noticed(database: asyncpg.Connection, tmp_path: Path, change: Any) -> None:
    said = await one(tmp_path)
    changed = copy.deepcopy(said)
    change(changed)
    assert verified_by(changed, await keys()) is None


async def test_no_identity_number_in_it(database: asyncpg.Connection, tmp_path: Path) -> None:
    ready = await confirmed_session(names=["陈静"])
    await issued(ready, tmp_path)
    body = bytes(await fetchval("SELECT body FROM credential")).decode()
    for _, number in (await identity(ready.people[0])).documents:
        assert number not in body
        assert number[6:14] not in body, "not the birth date either"


async def test_the_document_carries_exactly_the_signed_bytes(
    database: asyncpg.Connection, tmp_path: Path
) -> None:
    (public_id,) = await issued(await confirmed_session(1), tmp_path)
    body = bytes(await fetchval("SELECT body FROM credential"))
    with pdfium.PdfDocument(path_of(tmp_path, public_id).read_bytes()) as pdf:
        assert bytes(pdf.get_attachment(0).get_data()) == body
    assert canonical(json.loads(body)) == body


async def test_signing_again_gives_the_same_bytes(database: asyncpg.Connection, tmp_path: Path) -> None:
    from certificates.issuing.steps import Reserved

    await issued(await confirmed_session(1), tmp_path)
    row = await fetchrow("SELECT id, public_id, number, person_id, status, content_sealed FROM certificate")
    again = await sign_credential(row["id"], Reserved(**dict(row)).content())
    assert again.body == bytes(await fetchval("SELECT body FROM credential"))


async def test_what_is_signed_never_changes(database: asyncpg.Connection, tmp_path: Path) -> None:
    await one(tmp_path)
    with pytest.raises(asyncpg.PostgresError) as caught:
        await execute("UPDATE credential SET body = body || ' '::bytea")
    assert caught.value.sqlstate == "P0B07"


async def test_places_are_distinct_and_known_from_the_reservation_on(
    database: asyncpg.Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of eight places six are given away: chance must meet taken ones, and never gives one twice."""
    from certificates.credentials import actions

    monkeypatch.setattr(actions, "LIST_SIZE", 8)
    monkeypatch.setattr(actions, "LIST_FILLED", 6)
    await issued(await confirmed_session(13), tmp_path)
    rows = await fetch("SELECT status_list, status_index, token, subject FROM credential")
    assert len({(row["status_list"], row["status_index"]) for row in rows}) == 13
    filled = Counter(row["status_list"] for row in rows)
    assert len(filled) >= 3
    assert max(filled.values()) == 6
    assert len({row["token"] for row in rows}) == len({row["subject"] for row in rows}) == 13


async def test_nothing_is_issued_unsigned(database: asyncpg.Connection, tmp_path: Path) -> None:
    from certificates.credentials.signing import use_issuer

    ready = await confirmed_session(1)
    batch = await approved(ready)
    press = press_in(tmp_path)
    use_issuer(None)
    report = await issue_batch(ready.preparer, batch, press)
    assert (report.issued, len(report.waiting)) == (0, 1)
    report = await issue_batch(ready.preparer, batch, press_in(tmp_path))
    assert (report.issued, report.waiting) == (1, [])


async def test_nothing_is_signed_with_a_key_that_was_replaced(
    database: asyncpg.Connection, tmp_path: Path
) -> None:
    ready = await confirmed_session(1)
    batch = await approved(ready)
    await execute("UPDATE issuer_key SET state = 'retired', until = now()")
    report = await issue_batch(ready.preparer, batch, press_in(tmp_path))
    assert report.issued == 0
    assert "replaced" in report.waiting[0].why.english()
    assert await fetchval("SELECT status FROM certificate") == "reserved"


async def test_a_prepared_credential_is_not_shown(
    database: asyncpg.Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from certificates.issuing import actions

    async def fails(*_: Any) -> Any:
        raise Unavailable(text("Not now."))

    async def waits(*_: Any) -> Any:
        return text("It waits.")

    ready = await confirmed_session(1)
    batch = await approved(ready)
    with monkeypatch.context() as patched:
        patched.setattr(actions, "issue_together", fails)
        patched.setattr(actions, "issue_prepared", waits)
        await issue_batch(ready.preparer, batch, press_in(tmp_path))
    row = await fetchrow("SELECT token, certificate_id, body FROM credential")
    assert row["body"] is not None
    assert await queries.by_token(row["token"]) is None
    assert await queries.of_certificate(row["certificate_id"]) is None
    await issue_batch(ready.preparer, batch, press_in(tmp_path))
    assert (await queries.by_token(row["token"])).body == row["body"]
    assert await queries.by_token("nobody") is None


@pytest.mark.parametrize("sign", ["\x01", "\x08", "\x7f", "\x85"])
def test_control_characters_are_refused(sign: str) -> None:
    with pytest.raises(Refused):
        refuse_control_characters({"a": [{"b": f"x{sign}"}]})


def test_other_signs_are_not_refused() -> None:
    refuse_control_characters({"a": ["𠮷\t\n", 1, True, None]})

"""The drill for a stolen signing key (docs/operations.md): struck off, issued anew, the log tells what was
there before. Done as an office does it, once with somebody who forges under the stolen key."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from certificates.credentials.keyfile import NAME, FileVault
from certificates.credentials.keys import open_signing_keys, rotate, strike_off
from certificates.credentials.offline.checks import check
from certificates.credentials.offline.kit import own_kit
from certificates.credentials.offline.reading import Brought
from certificates.credentials.proofs import canonical, with_proofs
from certificates.credentials.signing import Issuer, use_issuer
from certificates.issuing import actions as issuing
from certificates.issuing.actions import issue_batch
from certificates.log.actions import sequence
from certificates.log.checking import check_log
from certificates.log.checkpoints import read_note
from certificates.log.queries import affected_by, find_in_log, inclusion_of, latest_note, read_tiles
from certificates.log.rules import includes, inclusion, leaf_hash, needed
from certificates.proposals.actions import decide, propose
from foundation.clock import now
from foundation.database import execute, fetch, fetchrow, fetchval
from foundation.errors import Unavailable
from foundation.settings import Settings
from foundation.text import text
from tests.certificates.builders import ADDRESS, Ready, approved, confirmed_session, press_in


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path / "data", public_url=ADDRESS)


async def begun(settings: Settings, tmp_path: Path, names: list[str]) -> tuple[Ready, UUID, Issuer]:
    """An approved batch on an installation with keys of its own."""
    means = await open_signing_keys(settings)
    ready = await confirmed_session(names=names)
    batch = await approved(ready)
    press_in(tmp_path)
    use_issuer(means)
    return ready, batch, means


async def issue(ready: Ready, batch: UUID, folder: Path, settings: Settings) -> None:
    press = press_in(folder)
    await open_signing_keys(settings)
    assert (await issue_batch(ready.preparer, batch, press)).waiting == []


async def verdict(credential: dict[str, Any]) -> str:
    """What our own verifier says with the installation's kit of this moment."""
    body = canonical(credential)
    return check(Brought(body, credential), await own_kit(credential), now()).verdict


async def test_a_stolen_key(database: asyncpg.Connection, tmp_path: Path, settings: Settings) -> None:
    ready, batch, before = await begun(settings, tmp_path, ["陈静", "黄丽娟"])
    await issue(ready, batch, tmp_path, settings)
    await sequence()
    kept_outside = await latest_note() or ""
    genuine = json.loads(await fetchval(f"{_BODY} WHERE c.holder_name = '陈静'"))
    # Somebody has read the key file, and writes a certificate from last month.
    stolen = FileVault(settings.data_dir / NAME).signers("credential")[0]
    forged = json.loads(json.dumps(genuine))
    forged["id"] = f"{ADDRESS}/credentials/{'A' * 22}"
    forged["credentialSubject"]["identifier"][0]["identityHash"] = "无名氏"
    del forged["proof"]
    forged = with_proofs(forged, Issuer(ADDRESS, stolen, stolen), now())
    assert await verdict(genuine) == "valid"
    # Struck off: nothing that it signed counts, the genuine as little as the forged.
    after = await rotate(settings, "credential", compromised=True)
    left = FileVault(settings.data_dir / NAME).signers("credential")
    assert [signer.public_key for signer in left] == [after.credentials.public_key]
    assert [await verdict(genuine), await verdict(forged)] == ["not_valid", "not_valid"]
    # The log tells which were there before, to whoever kept a checkpoint.
    affected = await affected_by(before.credentials.public_key)
    assert [(one.status, one.index is not None) for one in affected] == [("issued", True)] * 2
    (found,) = await find_in_log(canonical(genuine))
    assert found.covered_at is not None
    assert await _was_there(canonical(genuine), found.index, kept_outside, after)
    assert await find_in_log(canonical(forged)) == []
    # Issued anew by two persons, under the same numbers.
    for public_id in [row["public_id"] for row in await fetch("SELECT public_id FROM certificate")]:
        proposal = await propose(
            ready.preparer, public_id, "reissue", reason_code="correction", reason="签名密钥作废"
        )
        await decide(ready.approver, public_id, proposal, agreed=True)
    await issue(ready, batch, tmp_path, settings)
    await sequence()
    renewed = json.loads(await fetchval(f"{_BODY} WHERE c.holder_name = '陈静' AND c.status = 'issued'"))
    assert await verdict(renewed) == "valid"
    assert renewed["credentialSubject"]["licenseNumber"] == genuine["credentialSubject"]["licenseNumber"]
    assert {p["verificationMethod"] for p in renewed["proof"]} == {after.method}
    assert [one.status for one in await affected_by(before.credentials.public_key)] == ["superseded"] * 2
    assert (await check_log()).problems == []


_BODY = "SELECT k.body FROM credential k JOIN certificate c ON c.id = k.certificate_id"


async def _was_there(body: bytes, index: int, note: str, means: Issuer) -> bool:
    """Proven by the old checkpoint alone: the register could say what it likes."""
    data = await fetchval("SELECT data FROM log_entry WHERE idx = $1", index)
    keys = [bytes(row["public_key"]) for row in await fetch("SELECT public_key FROM issuer_key")]
    said = read_note(note, means.log_name, keys)
    path = inclusion(await read_tiles(needed(said.size, index)), index, said.size)
    return includes(leaf_hash(data), index, said.size, path, said.root)


async def test_what_was_signed_and_not_yet_out_is_made_anew_under_its_number(
    database: asyncpg.Connection, tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The key is struck off between the document and its issue: it is not issued, resuming replaces it."""

    async def not_now(*_: Any) -> Any:
        raise Unavailable(text("Not now."))

    ready, batch, _ = await begun(settings, tmp_path, ["陈静"])
    press = press_in(tmp_path)
    await open_signing_keys(settings)
    with monkeypatch.context() as patched:
        patched.setattr(issuing, "issue_together", not_now)
        patched.setattr(issuing, "issue_prepared", not_now)
        await issue_batch(ready.preparer, batch, press)
    row = await fetchrow("SELECT id, number, status FROM certificate")
    assert row["status"] == "prepared"
    after = await rotate(settings, "credential", compromised=True)
    with pytest.raises(asyncpg.PostgresError) as refused:
        async with database.transaction():
            await execute("UPDATE certificate SET status = 'issued' WHERE id = $1", row["id"])
    assert refused.value.sqlstate in ("P0B10", "P0B02", "23514")
    report = await issue_batch(ready.preparer, batch, press)
    assert (report.issued, report.waiting) == (1, [])
    states = await fetch("SELECT number, version, status FROM certificate ORDER BY version")
    assert [tuple(state) for state in states] == [(row["number"], 1, "voided"), (row["number"], 2, "issued")]
    signed = await fetchval(f"{_BODY} WHERE c.status = 'issued'")
    assert json.loads(signed)["proof"][1]["verificationMethod"] == after.method
    assert not await strike_off(after.credentials.public_key), "that one signs"
    proof = await inclusion_of(row["id"])
    assert proof is None, "what was never out is not in the log"

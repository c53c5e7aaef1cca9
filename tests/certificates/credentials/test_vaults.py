"""Everything that is signed goes through one port: with keys in a file, and in a module that shows none."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from certificates.credentials import queries
from certificates.credentials.keyfile import NAME, FileVault
from certificates.credentials.keys import issuer_now, open_signing_keys, rotate
from certificates.credentials.multikey import from_base64url, from_multikey
from certificates.credentials.proofs import verified_by
from certificates.credentials.signing import Issuer, issuer, signed_by, use_issuer
from certificates.credentials.vaults import Vault
from certificates.issuing.actions import issue_batch
from certificates.log.actions import sequence
from certificates.log.checking import check_log
from certificates.log.checkpoints import is_signed
from certificates.log.queries import latest_note
from certificates.status.actions import sign_lists
from foundation.database import execute, fetch, fetchval
from foundation.errors import Unavailable
from foundation.settings import Settings
from tests.certificates.builders import ADDRESS, Ready, approved, confirmed_session, press_in
from tests.certificates.credentials.module import Module


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path / "data", public_url=ADDRESS)


@pytest.fixture(params=["file", "module"])
def vault(request: pytest.FixtureRequest, settings: Settings) -> Iterator[Vault]:
    if request.param == "file":
        yield FileVault(settings.data_dir / NAME)
        return
    module = Module()
    yield module
    module.close()


async def keys() -> dict[str, bytes]:
    methods = (await queries.did_now())["verificationMethod"]
    return {method["id"]: from_multikey(method["publicKeyMultibase"]) for method in methods}


async def batch_of(names: list[str], means: Issuer) -> tuple[Ready, Any]:
    """An approved batch; the builders' own keys are put aside again."""
    ready = await confirmed_session(names=names)
    batch = await approved(ready)
    use_issuer(means)
    return ready, batch


async def issue(ready: Ready, batch: Any, folder: Path, means: Issuer) -> None:
    press = press_in(folder)
    use_issuer(means)
    report = await issue_batch(ready.preparer, batch, press)
    assert report.waiting == []


async def test_everything_is_signed_by_the_vault_and_a_replaced_key_is_followed_without_a_restart(
    database: asyncpg.Connection, tmp_path: Path, settings: Settings, vault: Vault
) -> None:
    first = await open_signing_keys(settings, vault)
    ready, batch = await batch_of(["陈静"], first)
    await issue(ready, batch, tmp_path, first)
    for purpose in ("credential", "log"):
        await rotate(settings, purpose, vault=vault)  # type: ignore[arg-type]
    second = issuer()
    assert second.method != first.method
    ready, batch = await batch_of(["黄丽娟"], first)  # this process still holds what was replaced
    await issue(ready, batch, tmp_path, first)
    assert issuer().method == second.method
    use_issuer(first)
    assert await sign_lists() >= 2
    await sequence()
    listed = await keys()
    assert list(listed) == [second.method, first.method]
    signed = {row["holder_name"]: json.loads(row["body"]) for row in await fetch(_BODIES)}
    assert verified_by(signed["陈静"], listed) == first.method
    assert verified_by(signed["黄丽娟"], listed) == second.method
    await _lists_and_log_are_of(second)
    assert [signer.public_key for signer in vault.signers("credential")] == [second.credentials.public_key]


_BODIES = "SELECT c.holder_name, k.body FROM credential k JOIN certificate c ON c.id = k.certificate_id"


async def _lists_and_log_are_of(means: Issuer) -> None:
    for row in await fetch("SELECT body, jwt FROM status_list"):
        assert verified_by(json.loads(row["body"]), await keys()) == means.method
        said, _, signature = row["jwt"].rpartition(".")
        assert signed_by(means.credentials.public_key, from_base64url(signature), said.encode())
    assert is_signed(await latest_note() or "", means.log_name, means.log.public_key)
    assert (await check_log()).problems == []


async def test_the_newest_checkpoint_is_signed_by_the_next_key_although_nothing_was_added(
    database: asyncpg.Connection, settings: Settings, vault: Vault
) -> None:
    first = await open_signing_keys(settings, vault)
    await sequence()
    await rotate(settings, "log", compromised=True, vault=vault)
    (problem,) = (await check_log()).problems
    assert "a key that counts" in problem.english()
    use_issuer(first)
    await sequence()
    await sequence()
    assert await fetchval("SELECT count(*) FROM log_checkpoint") == 2
    await _lists_and_log_are_of(issuer())


async def test_where_the_next_key_is_not_at_hand_nothing_is_signed(
    database: asyncpg.Connection, settings: Settings, tmp_path: Path
) -> None:
    """Another machine with a vault of its own has replaced the key."""
    mine = await open_signing_keys(settings)
    await execute("UPDATE issuer_key SET state = 'retired', until = now() WHERE purpose = 'credential'")
    await execute("INSERT INTO issuer_key VALUES ($1, 'credential', 'active', now())", bytes(range(32)))
    use_issuer(mine)
    with pytest.raises(Unavailable):
        await issuer_now()


async def test_what_a_crash_left_of_replaced_keys_is_erased_at_the_next_start(
    database: asyncpg.Connection, settings: Settings
) -> None:
    vault = FileVault(settings.data_dir / NAME)
    await open_signing_keys(settings, vault)
    before = vault.read()
    await rotate(settings, "credential", vault=vault)
    vault.write(type(before)([*before.keys, *vault.read().keys]))
    await open_signing_keys(settings, vault)
    assert len(vault.signers("credential")) == 1

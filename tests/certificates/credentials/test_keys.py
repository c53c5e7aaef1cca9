"""Signing keys: made once, readable by their owner only, replaced in order, and a second kind of signer."""

from __future__ import annotations

import asyncio
import os
import stat
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import asyncpg
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from certificates.credentials import queries
from certificates.credentials.did import did_of, log_name_of
from certificates.credentials.keyfile import NAME
from certificates.credentials.keys import open_signing_keys, rotate, strike_off
from certificates.credentials.multikey import (
    base58,
    from_base58,
    from_base64url,
    from_multibase,
    from_multikey,
    multikey,
)
from certificates.credentials.proofs import verified_by, with_proofs
from certificates.credentials.signing import FileSigner, Issuer, issuer, use_issuer
from foundation.database import execute, fetch, fetchval
from foundation.errors import Unavailable
from foundation.settings import Settings

PLAIN = {"@context": ["https://www.w3.org/ns/credentials/v2"], "id": "urn:x:1", "name": "证书"}
AT = datetime(2026, 10, 11, tzinfo=UTC)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path / "data", public_url="https://zhengshu.example/")


async def listed() -> dict[str, bytes]:
    methods = (await queries.did_now())["verificationMethod"]
    return {method["id"]: from_multikey(method["publicKeyMultibase"]) for method in methods}


async def test_made_on_the_first_start_and_kept(database: asyncpg.Connection, settings: Settings) -> None:
    first = await open_signing_keys(settings)
    file = settings.data_dir / NAME
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    again = await open_signing_keys(settings)
    assert again.credentials.public_key == first.credentials.public_key
    assert again.log.public_key == first.log.public_key != first.credentials.public_key
    registered = {bytes(row["public_key"]) for row in await fetch("SELECT public_key FROM issuer_key")}
    assert registered == {first.credentials.public_key, first.log.public_key}
    assert issuer().did == "did:web:zhengshu.example"


async def test_several_processes_that_start_at_once_make_one_set(
    own_database: str, settings: Settings
) -> None:
    opened = await asyncio.gather(*(open_signing_keys(settings) for _ in range(6)))
    assert len({(means.credentials.public_key, means.log.public_key) for means in opened}) == 1
    assert (await open_signing_keys(settings)).method == opened[0].method


async def test_a_missing_or_foreign_file_is_not_replaced(
    database: asyncpg.Connection, settings: Settings, tmp_path: Path
) -> None:
    await open_signing_keys(settings)
    (settings.data_dir / NAME).rename(tmp_path / "away")
    with pytest.raises(Unavailable):
        await open_signing_keys(settings)
    assert not (settings.data_dir / NAME).exists()


async def test_a_file_that_others_can_read_or_that_is_damaged_is_refused(
    database: asyncpg.Connection, settings: Settings
) -> None:
    await open_signing_keys(settings)
    file = settings.data_dir / NAME
    file.chmod(0o644)
    with pytest.raises(Unavailable, match="read by others"):
        await open_signing_keys(settings)
    file.chmod(0o600)
    file.write_text("{")
    with pytest.raises(Unavailable, match="cannot be read"):
        await open_signing_keys(settings)


async def test_a_retired_key_stays_listed_and_its_signatures_count(
    database: asyncpg.Connection, settings: Settings
) -> None:
    before = await open_signing_keys(settings)
    signed = with_proofs(PLAIN, before, AT)
    after = await rotate(settings, "credential")
    assert after.credentials.public_key != before.credentials.public_key
    assert after.log.public_key == before.log.public_key
    assert list(await listed()) == [after.method, before.method]
    assert verified_by(signed, await listed()) == before.method
    assert issuer().method == after.method
    reopened = await open_signing_keys(settings)
    assert reopened.method == after.method


async def test_a_compromised_key_is_struck_off_and_erased(
    database: asyncpg.Connection, settings: Settings
) -> None:
    before = await open_signing_keys(settings)
    private = (settings.data_dir / NAME).read_bytes()
    signed = with_proofs(PLAIN, before, AT)
    after = await rotate(settings, "credential", compromised=True)
    assert list(await listed()) == [after.method]
    assert verified_by(signed, await listed()) is None
    assert (settings.data_dir / NAME).read_bytes() != private
    assert verified_by(with_proofs(PLAIN, after, AT), await listed()) == after.method
    assert await fetchval("SELECT count(*) FROM issuer_key WHERE state = 'compromised'") == 1


async def test_a_retired_key_can_be_struck_off_later_and_never_comes_back(
    database: asyncpg.Connection, settings: Settings
) -> None:
    before = await open_signing_keys(settings)
    await rotate(settings, "credential")
    assert await strike_off(before.credentials.public_key)
    assert not await strike_off(before.log.public_key), "that one signs"
    assert before.method not in await listed()
    with pytest.raises(asyncpg.PostgresError) as caught:
        await execute("UPDATE issuer_key SET state = 'retired' WHERE state = 'compromised'")
    assert caught.value.sqlstate == "P0B08"


class OpenSSL:
    """Another program holds the key and signs, as a hardware module or a key service would."""

    def __init__(self, folder: Path) -> None:
        key = Ed25519PrivateKey.generate()
        self.public_key = key.public_key().public_bytes_raw()
        self.file, self.folder = folder / "key.pem", folder
        self.file.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))

    def sign(self, message: bytes) -> bytes:
        told = self.folder / "message"
        told.write_bytes(message)
        command = ["openssl", "pkeyutl", "-sign", "-rawin", "-inkey", str(self.file), "-in", str(told)]
        return subprocess.run(command, check=True, capture_output=True, env=dict(os.environ)).stdout


async def test_another_kind_of_signer_serves_as_well(database: asyncpg.Connection, tmp_path: Path) -> None:
    signer = OpenSSL(tmp_path)
    means = Issuer("https://zhengshu.example", signer, signer)
    use_issuer(means)
    signed = with_proofs(PLAIN, means, AT)
    assert verified_by(signed, {means.method: signer.public_key}) == means.method
    assert verified_by(signed, {means.method: FileSigner(bytes(32)).public_key}) is None


@pytest.mark.parametrize(
    ("address", "did", "log"),
    [
        ("https://zhengshu.example", "did:web:zhengshu.example", "zhengshu.example/log"),
        ("http://127.0.0.1:8000", "did:web:127.0.0.1%3A8000", "127.0.0.1:8000/log"),
        ("https://a.example/b/c", "did:web:a.example:b:c", "a.example/b/c/log"),
    ],
)
def test_identifiers_follow_the_address(address: str, did: str, log: str) -> None:
    assert (did_of(address), log_name_of(address)) == (did, log)


def test_base_58_and_multikey_of_the_specification() -> None:
    """The first example is in the draft of base 58, the second in W3C's did:key."""
    assert base58(b"Hello World!") == "2NEpo7TZRRrLZSi2U"
    key = "z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK"
    assert multikey(from_multikey(key)) == key
    assert from_base58(base58(b"\0\0\x01")) == b"\0\0\x01"


@pytest.mark.parametrize("written", ["", "z0", "m2NEpo", "z" + "2" * 500, "z2NEpo7TZRRrLZSi2U"])
def test_what_is_no_key_is_refused(written: str) -> None:
    with pytest.raises(ValueError):
        from_multikey(written)


def test_what_is_not_base_64_is_refused() -> None:
    assert from_base64url("_-8") == b"\xff\xef"
    with pytest.raises(ValueError):
        from_base64url("a+b")
    with pytest.raises(ValueError):
        from_multibase("uAAA")

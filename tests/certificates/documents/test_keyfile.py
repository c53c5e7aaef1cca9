"""The ceremony of the documents' keys: made once, never over existing data, replaced in order."""

from __future__ import annotations

import stat
from datetime import timedelta
from pathlib import Path

import asyncpg
import pytest

from certificates.documents.content import CertificateContent
from certificates.documents.keyfile import (
    ROOT,
    SIGNER,
    document_signer_now,
    open_document_signer,
    rotate_document_signer,
    strike_off_signer,
)
from certificates.documents.render import render
from certificates.documents.signer import FileDocumentSigner, document_signer, use_document_signer
from certificates.documents.trust import document_trust
from foundation.clock import now
from foundation.database import execute, fetch, transaction
from foundation.errors import Unavailable
from foundation.settings import Settings
from tests.certificates.documents.papers import USUAL


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path / "data", public_url="https://zhengshu.example/")


def document(signer: FileDocumentSigner) -> bytes:
    return render(CertificateContent(**USUAL), credential=b"{}", signer=signer, signed_at=now())


async def genuine(made: bytes) -> bool:
    return (await document_trust()).check(made).genuine


async def test_made_on_the_first_start_and_kept(database: asyncpg.Connection, settings: Settings) -> None:
    first = await open_document_signer(settings)
    for name in (ROOT, SIGNER):
        assert stat.S_IMODE((settings.data_dir / name).stat().st_mode) == 0o600
    again = await open_document_signer(settings)
    assert again.certificates == first.certificates
    assert document_signer() is again
    assert await genuine(document(again))


async def test_a_missing_foreign_or_open_file_is_refused(
    database: asyncpg.Connection, settings: Settings
) -> None:
    await open_document_signer(settings)
    path = settings.data_dir / SIGNER
    kept = path.read_bytes()
    path.chmod(0o644)
    with pytest.raises(Unavailable, match="read by others"):
        await open_document_signer(settings)
    path.chmod(0o600)
    path.write_bytes((settings.data_dir / ROOT).read_bytes())
    with pytest.raises(Unavailable, match="is missing"):
        await open_document_signer(settings)
    path.write_bytes(b"{}")
    with pytest.raises(Unavailable, match="cannot be read"):
        await open_document_signer(settings)
    path.unlink()
    with pytest.raises(Unavailable, match="is missing"):
        await open_document_signer(settings)
    path.write_bytes(kept)
    path.chmod(0o600)
    await open_document_signer(settings)


async def test_retired_goes_on_counting_compromised_does_not(
    database: asyncpg.Connection, settings: Settings
) -> None:
    old = document(await open_document_signer(settings))
    retired = (await open_document_signer(settings)).certificates[0]
    second = await rotate_document_signer(settings)
    new = document(second)
    assert second.certificates[0] != retired
    assert second.certificates[1] == (await document_trust()).roots[0]
    assert [await genuine(old), await genuine(new)] == [True, True]
    await rotate_document_signer(settings, compromised=True)
    assert [await genuine(old), await genuine(new)] == [True, False]
    assert await strike_off_signer(retired)
    assert not await strike_off_signer(retired)
    assert not await genuine(old)


async def test_without_the_roots_key_a_new_root_is_made(
    database: asyncpg.Connection, settings: Settings
) -> None:
    old = document(await open_document_signer(settings))
    (settings.data_dir / ROOT).unlink()
    new = document(await rotate_document_signer(settings))
    assert len((await document_trust()).roots) == 2
    assert [await genuine(old), await genuine(new)] == [True, True]


async def test_the_database_knows_the_same_steps(database: asyncpg.Connection, settings: Settings) -> None:
    await open_document_signer(settings)
    await rotate_document_signer(settings, compromised=True)
    for change in (
        "state = 'retired' WHERE state = 'compromised'",
        "state = 'active', until = NULL WHERE state = 'compromised'",
        "root = certificate",
        "since = since - interval '1 day'",
    ):
        with pytest.raises(asyncpg.PostgresError) as refused:
            async with transaction():
                await execute(f"UPDATE document_signer SET {change}")
        assert refused.value.sqlstate in ("P0B08", "23505")
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with transaction():
            await execute("DELETE FROM document_signer")
    assert len(await fetch("SELECT 1 FROM document_signer WHERE state = 'active'")) == 1


async def test_nothing_is_issued_unsigned() -> None:
    use_document_signer(None)
    with pytest.raises(Unavailable):
        document_signer()


async def test_a_signer_counts_for_years_but_not_before_it_was_made(
    database: asyncpg.Connection, settings: Settings
) -> None:
    signer = await open_document_signer(settings)
    content = CertificateContent(**USUAL)
    for days, counts in ((-2, False), (0, True), (3_650, True), (9_000, False)):
        made = render(content, signer=signer, signed_at=now() + timedelta(days=days))
        assert await genuine(made) == counts


async def test_a_signer_replaced_by_another_process_is_followed(
    database: asyncpg.Connection, settings: Settings
) -> None:
    first = await open_document_signer(settings)
    assert await document_signer_now() is first
    second = await rotate_document_signer(settings)
    use_document_signer(first)  # as this process still would
    followed = await document_signer_now()
    assert followed.certificates == second.certificates != first.certificates
    assert document_signer() is followed
    (settings.data_dir / SIGNER).unlink()
    use_document_signer(first)
    with pytest.raises(Unavailable):
        await document_signer_now()

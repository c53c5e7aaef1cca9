"""The ceremony as its command holds it: new keys, a backup that brings the installation back, minutes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg
import pytest
from click.testing import CliRunner

from certificates.credentials.keys import open_signing_keys
from certificates.credentials.multikey import multikey
from certificates.credentials.signing import issuer
from foundation.settings import Settings
from yuzheng.commands import keys

WORDS = {"王主任": "correct horse battery", "李科长": "staple wrong again"}


@pytest.fixture
async def settings(database: asyncpg.Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """An installation on the test's own transaction."""

    @asynccontextmanager
    async def started(wanted: Settings) -> AsyncIterator[None]:
        await open_signing_keys(wanted)
        yield

    monkeypatch.setattr(keys, "running", started)
    return Settings(data_dir=tmp_path / "data", public_url="https://zhengshu.example")


async def test_a_ceremony_and_what_it_leaves(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = await open_signing_keys(settings)
    (settings.data_dir / "keys.json").write_text("{}")
    backup, said = await keys._ceremony(settings, WORDS, tmp_path / "out", False)
    made = issuer()
    assert made.credentials.public_key != before.credentials.public_key
    assert made.log.public_key != before.log.public_key
    assert multikey(made.credentials.public_key) in said.read_text("utf-8")
    assert [row[1] for row in await keys._list(settings)].count("retired") == 2
    # Elsewhere, with an empty folder and both custodians.
    monkeypatch.setattr(keys, "settings", lambda: Settings(data_dir=tmp_path / "new"))
    typed = CliRunner().invoke(keys.keys, ["restore", str(backup)], input="\n".join(WORDS.values()) + "\n")
    assert typed.exit_code == 0, typed.output
    for name in ("keys.json", "signing-keys.json"):
        assert (tmp_path / "new" / name).read_bytes() == (settings.data_dir / name).read_bytes()
    assert await keys._affected(settings, multikey(before.credentials.public_key)) == []

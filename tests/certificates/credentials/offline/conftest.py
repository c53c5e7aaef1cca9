"""Two issued certificates, and the exported files of the first."""

from __future__ import annotations

from pathlib import Path

import asyncpg
import pytest

from certificates.credentials.offline.kit import exported
from tests.certificates.builders import Ready, confirmed_session, issued
from tests.certificates.credentials.offline.kits import (
    Files,
    number,
)


@pytest.fixture
async def ready(database: asyncpg.Connection, tmp_path: Path) -> Ready:
    ready = await confirmed_session(names=["陈静", "黄丽娟"])
    await issued(ready, tmp_path / "documents")
    return ready


@pytest.fixture
async def files(ready: Ready) -> Files:
    return await exported(await number())

"""The public's side of the site, and a certificate to ask about."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

from certificates.verification import api, lookups, pages
from foundation.settings import Settings
from foundation.web.app import build_app
from foundation.web.edge import Site
from tests.certificates.verification.papers import Paper, paper
from tests.foundation.web.browser import Browser


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Site]:
    lookups._noted.clear()
    yield build_app(Settings(data_dir=tmp_path), [*pages.routes, *api.routes])
    lookups._noted.clear()


@pytest.fixture
def stranger(app: Site) -> Browser:
    """Somebody whom the site has never seen."""
    return Browser(app)


@pytest.fixture
async def certificate(database: asyncpg.Connection) -> Paper:
    return await paper()

"""The outline of the courses here is confirmed."""

from __future__ import annotations

import asyncpg
import pytest

from tests.parameters import confirm_outline


@pytest.fixture
async def confirmed_outline(database: asyncpg.Connection) -> None:
    """Courses may be published under it."""
    await confirm_outline()

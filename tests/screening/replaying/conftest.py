"""Somebody who audits."""

from __future__ import annotations

import pytest

from foundation.actor import Actor
from tests.people import persona


@pytest.fixture
async def auditor(first: Actor) -> Actor:
    """Somebody who audits 南昌市."""
    return await persona("auditor", "360100")

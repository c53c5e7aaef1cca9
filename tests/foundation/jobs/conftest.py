"""Kinds of jobs to try the queue with, people who want them, and a queue that is empty again afterwards."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator, Callable
from datetime import timedelta

import asyncpg
import pytest

from foundation.actor import Actor
from foundation.database import pool as open_pool
from foundation.jobs.performing import Timing

#: Everything quick, so that a test does not wait; no test depends on something *not* happening in this time.
QUICK = Timing(
    beat=timedelta(milliseconds=50),
    silence=timedelta(milliseconds=800),
    housekeeping=timedelta(milliseconds=100),
    patience=timedelta(milliseconds=200),
    grace=timedelta(milliseconds=200),
)


def somebody(organisation_id: uuid.UUID | None = None, *permissions: str) -> Actor:
    """A made-up account, of a made-up organisation unless one is given."""
    return Actor(
        account_id=uuid.uuid4(),
        name="测试员",
        organisation_id=organisation_id or uuid.uuid4(),
        organisation_name="测试单位",
        organisation_kind="college",
        area_code="360100",
        role="registrar",
        permissions=frozenset(permissions),
        purpose="test",
    )


async def until(condition: Callable[[], object], *, seconds: float = 15) -> None:
    """Wait for something that another task brings about."""
    async with asyncio.timeout(seconds):
        while True:
            found = condition()
            if found if not asyncio.iscoroutine(found) else await found:
                return
            await asyncio.sleep(0.02)


@pytest.fixture
async def committed(pool: str) -> AsyncIterator[asyncpg.Connection]:
    """The owner's connection, for tests in which several connections must see each other's work."""
    owner = await asyncpg.connect(pool)
    yield owner
    await owner.execute("DELETE FROM job; DELETE FROM job_period")
    await owner.close()
    await until(_every_connection_is_given_back, seconds=5)


def _every_connection_is_given_back() -> bool:
    return open_pool().get_idle_size() == open_pool().get_size()

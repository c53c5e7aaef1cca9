"""Look-ups reach the database, and outlast its absence."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from certificates.verification import lookups
from foundation.clock import now
from foundation.database import fetch, fetchval
from tests.certificates.verification.papers import Paper, ban, paper
from tests.foundation.web.browser import Browser

_COUNT = "SELECT count(*) FROM certificate_lookup"


async def test_hits_are_written_and_misses_are_not(certificate: Paper, stranger: Browser) -> None:
    await stranger.get(f"/v/{certificate.token}")
    await stranger.get(f"/api/v1/verifications/{certificate.token}")
    await stranger.get("/v/nothing")
    await stranger.post("/verify", certificate.asked | {"name": "王"})
    await ban(certificate)
    await stranger.post("/verify", certificate.asked)
    assert await lookups.write() == 3
    rows = await fetch(
        "SELECT channel, answer, organisation_id FROM certificate_lookup"
        " WHERE certificate_id = $1 ORDER BY at",
        certificate.id,
    )
    assert [tuple(row) for row in rows] == [
        ("qr", "valid", None), ("qr", "valid", None), ("number", "suspended", None),
    ]  # fmt: skip
    assert await lookups.write() == 0


async def test_a_certificate_that_is_gone_keeps_nobody_elses_back(certificate: Paper, app: object) -> None:
    lookups.note(uuid4(), "qr", "valid", now())
    lookups.note(certificate.id, "qr", "valid", now())
    await lookups.write()
    assert await fetchval(_COUNT) == 1
    assert lookups.waiting() == 0


async def test_the_oldest_go_when_too_many_wait(app: object, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fail(*_: object) -> str:
        for n in range(10):
            lookups.note(uuid4(), "qr", f"later {n}", now())
        raise OSError

    monkeypatch.setattr(lookups, "execute", fail)
    for n in range(lookups._MOST + 5):
        lookups.note(uuid4(), "qr", str(n), now())
    with pytest.raises(OSError):
        await lookups.write()
    assert lookups.waiting() == lookups._MOST
    assert lookups._noted[-1][2] == "later 9"


async def test_they_wait_for_a_database_that_is_away(
    own_database: str, app: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = await paper()
    monkeypatch.setattr(lookups, "_INTERVAL", 0.02)
    real, away = lookups.execute, True

    async def execute(sql: str, *args: Any) -> str:
        if away:
            raise asyncpg.ConnectionDoesNotExistError
        return await real(sql, *args)

    monkeypatch.setattr(lookups, "execute", execute)
    async with lookups.writing():
        for _ in range(3):
            lookups.note(one.id, "qr", "valid", now())
            await asyncio.sleep(0.05)
        assert await fetchval(_COUNT) == 0
        away = False
        for _ in range(200):
            if await fetchval(_COUNT) == 3:
                break
            await asyncio.sleep(0.02)
        assert await fetchval(_COUNT) == 3


async def test_the_last_are_written_at_the_end(own_database: str, app: object) -> None:
    one = await paper()
    async with lookups.writing():
        lookups.note(one.id, "qr", "valid", now())
    assert await fetchval(_COUNT) == 1


async def test_the_end_comes_without_a_database_too(app: object, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fail(*_: object) -> str:
        raise OSError

    monkeypatch.setattr(lookups, "execute", fail)
    async with lookups.writing():
        lookups.note(uuid4(), "qr", "valid", now())
    assert lookups.waiting() == 1

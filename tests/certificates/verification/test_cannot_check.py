"""Whatever keeps the register from being asked: 503, grey, and nothing that looks like an answer."""

from __future__ import annotations

import asyncio
import re
from datetime import timedelta
from pathlib import Path

import asyncpg
import pytest

from certificates.verification import asking, queries
from certificates.verification.patience import Patience
from foundation import sealing
from foundation.clock import FixedClock, now, use
from foundation.database import ENGINE, close_pool, open_pool
from foundation.errors import Unavailable
from foundation.text import text
from tests.certificates.verification.papers import Paper, paper
from tests.foundation.web.browser import Browser


async def _assert_cannot_check(stranger: Browser, one: Paper) -> None:
    page = await stranger.get(f"/v/{one.token}")
    typed = await stranger.post("/verify", one.asked)
    for shown in (page, typed):
        assert shown.status_code == 503
        assert 'class="band band--unavailable"' in shown.text
        assert "现在无法查验" in shown.text
        assert "有效</h1>" not in shown.text
        assert not {"band--valid", "holder", "award", one.name} & set(re.split(r'[\s"<>]+', shown.text))
        assert shown.headers["cache-control"] == "no-store"
    scanned = await stranger.get(f"/api/v1/verifications/{one.token}")
    asked = await stranger.client.post("/api/v1/verifications", json=one.asked)
    for answer in (scanned, asked):
        assert answer.status_code == 503
        assert answer.json().keys() == {"state", "checked_at"}
        assert answer.json()["state"] == "unavailable"


FAILURES = [
    Unavailable(text("The database is not connected.")),
    ConnectionRefusedError(111, "refused"),
    ConnectionResetError(104, "reset"),
    TimeoutError(),
    asyncpg.InterfaceError("pool is closing"),
    asyncpg.ConnectionDoesNotExistError("connection was closed in the middle of operation"),
    asyncpg.CannotConnectNowError("the database system is starting up"),
    asyncpg.TooManyConnectionsError("sorry, too many clients already"),
    asyncpg.AdminShutdownError("terminating connection due to administrator command"),
    asyncpg.QueryCanceledError("canceling statement due to statement timeout"),
    asyncpg.DiskFullError("no space left on device"),
    asyncpg.InvalidCatalogNameError("database does not exist"),
    asyncpg.InvalidPasswordError("password authentication failed"),
]


@pytest.mark.parametrize("failure", FAILURES, ids=lambda failure: type(failure).__name__)
async def test_the_database_fails(
    certificate: Paper, stranger: Browser, monkeypatch: pytest.MonkeyPatch, failure: Exception
) -> None:
    async def fail(*_: object) -> None:
        raise failure

    monkeypatch.setattr(queries, "fetchrow", fail)
    await _assert_cannot_check(stranger, certificate)
    photo = await stranger.get(f"/v/{certificate.token}/photo")
    assert (photo.status_code, photo.content) == (503, b"")


async def test_the_ban_register_was_not_confirmed_in_time(certificate: Paper, stranger: Browser) -> None:
    with use(FixedClock(now() + timedelta(hours=73))):
        await _assert_cannot_check(stranger, certificate)


async def test_the_sealing_keys_are_missing(certificate: Paper, stranger: Browser) -> None:
    ring = sealing.keyring()
    sealing.use_keyring(None)
    try:
        await _assert_cannot_check(stranger, certificate)
        assert (await stranger.get(f"/v/{certificate.token}/photo")).status_code == 503
    finally:
        sealing.use_keyring(ring)


@pytest.fixture
async def committed(own_database: str) -> Paper:
    return await paper()


async def test_the_pool_was_never_started(committed: Paper, stranger: Browser, own_database: str) -> None:
    await close_pool()
    await _assert_cannot_check(stranger, committed)
    await open_pool(own_database, role="yuzheng_app", size=2)
    assert (await stranger.get(f"/v/{committed.token}")).status_code == 200


async def test_the_pool_is_closing(committed: Paper, stranger: Browser, own_database: str) -> None:
    pool = ENGINE.pool
    assert pool is not None
    await pool.close()
    await _assert_cannot_check(stranger, committed)
    await open_pool(own_database, role="yuzheng_app", size=2)


async def test_nobody_listens_where_the_database_was(
    committed: Paper, stranger: Browser, own_database: str, tmp_path: Path
) -> None:
    await close_pool()
    ENGINE.pool = asyncpg.create_pool(f"postgresql:///x?host={tmp_path}", min_size=0, max_size=1)
    await ENGINE.pool
    await _assert_cannot_check(stranger, committed)
    await close_pool()
    await open_pool(own_database, role="yuzheng_app", size=2)


async def test_the_database_does_not_answer_in_time(
    committed: Paper, stranger: Browser, own_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "_patience", Patience(0.2))
    holder = await asyncpg.connect(own_database)
    try:
        await holder.execute("BEGIN; LOCK TABLE certificate IN ACCESS EXCLUSIVE MODE")
        await _assert_cannot_check(stranger, committed)
        crowd = [stranger.get(f"/v/{committed.token}") for _ in range(40)]  # more than there are connections
        assert {page.status_code for page in await asyncio.gather(*crowd)} == {503}
    finally:
        await holder.close()
    assert (await stranger.get(f"/v/{committed.token}")).status_code == 200


async def test_connections_cut_while_people_look(
    committed: Paper, stranger: Browser, own_database: str
) -> None:
    admin = await asyncpg.connect(own_database)
    seen: set[int] = set()
    try:
        for _ in range(20):
            crowd = [stranger.get(f"/v/{committed.token}") for _ in range(8)]
            cut = admin.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            pages, _ = await asyncio.gather(asyncio.gather(*crowd), cut)
            seen |= {page.status_code for page in pages}
    finally:
        await admin.close()
    assert seen <= {200, 503}
    assert 200 in seen

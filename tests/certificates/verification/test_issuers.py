"""The public page of an issuer: scope, validity, numbers by year and state, keys, the log; no people."""

from __future__ import annotations

import asyncpg
import pytest

from certificates.log.actions import sequence
from certificates.verification import issuer_pages, issuers, pages
from foundation.database import execute
from foundation.settings import Settings
from foundation.web.app import build_app
from tests.certificates.builders import ISSUER
from tests.certificates.verification.papers import Paper, ban, paper, withdraw
from tests.foundation.web.browser import Browser

PREFIX = "S000036000001"


@pytest.fixture
def visitor(tmp_path: object) -> Browser:
    issuers._known.clear()
    app = build_app(Settings(data_dir=tmp_path), [*issuer_pages.routes, *pages.routes])  # type: ignore[arg-type]
    return Browser(app, language="en")


async def test_what_is_public(certificate: Paper, visitor: Browser) -> None:
    others = [await paper(certificate.office, name=name) for name in ("赵敏", "钱丽")]
    await ban(others[0])
    await withdraw(others[1])
    await sequence()
    assert f"/issuers/{PREFIX}" in (await visitor.get("/issuers")).text
    found = await issuers.find_issuer(PREFIX)
    assert found.years == [
        (2026, {"valid": 1, "suspended": 1, "expired": 0, "superseded": 0, "withdrawn": 1})
    ]
    assert found.scopes == [("4-10-01-03", 3)]
    page = (await visitor.get(f"/issuers/{PREFIX}")).text
    for shown in (found.name, ISSUER.did, found.keys[0], found.log.root, "/.well-known/did.json", "<svg"):
        assert shown in page
    for secret in ("王小英", "赵敏", certificate.number, "369999"):
        assert secret not in page
    assert f'href="/issuers/{PREFIX}"' in (await visitor.get(f"/v/{certificate.token}")).text


async def test_counted_once_a_minute(
    certificate: Paper, visitor: Browser, database: asyncpg.Connection
) -> None:
    await visitor.get(f"/issuers/{PREFIX}")
    await withdraw(certificate)
    assert (await issuers.find_issuer(PREFIX)).years[0][1]["valid"] == 1
    issuers._known.clear()
    assert (await issuers.find_issuer(PREFIX)).years[0][1]["withdrawn"] == 1


async def test_ended_and_unknown(certificate: Paper, visitor: Browser) -> None:
    await execute("UPDATE evaluator_register SET valid_until = '2026-11-01'")
    assert "This registration has ended" in (await visitor.get(f"/issuers/{PREFIX}")).text
    assert "registration ended" in (await visitor.get("/issuers")).text
    for unknown in ("S999936000001", "x", "%27"):
        assert (await visitor.get(f"/issuers/{unknown}")).status_code == 404

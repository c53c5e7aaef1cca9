"""Issuing a batch: every member once, faults keep nobody else waiting, documents are what was issued."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import asyncpg

from certificates.issuing.actions import issue_batch
from foundation.database import fetch, fetchval
from tests.certificates.builders import approved, confirmed_session, press_in


async def test_every_member_is_issued_once(database: asyncpg.Connection, tmp_path: Path) -> None:
    ready = await confirmed_session(3)
    batch = await approved(ready)
    report = await issue_batch(ready.preparer, batch, press_in(tmp_path))
    assert report.waiting == []
    assert report.issued == 3

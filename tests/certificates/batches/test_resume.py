"""Issuing that was called off goes on from the batch's page, with the progress of before behind it."""

from __future__ import annotations

from pathlib import Path

import asyncpg
import pytest

from certificates.batches.start import approve_and_start, resume
from foundation.database import execute, fetchrow, fetchval
from foundation.errors import Conflict, Forbidden
from foundation.jobs.progress import JobHandle
from foundation.jobs.worker import drain
from foundation.text import Text
from tests.certificates.builders import confirmed_session, press_in, submitted
from tests.certificates.conftest import SignIn


async def test_called_off_halfway_and_resumed_on_the_page(
    database: asyncpg.Connection, tmp_path: Path, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready = await confirmed_session(20)
    press_in(tmp_path)
    first = await approve_and_start(ready.approver, await submitted(ready))
    advance = JobHandle.advance

    async def called_off(self: JobHandle, n: int = 1, message: Text | None = None) -> None:
        """Somebody presses the button while the first set is written down."""
        await execute("UPDATE job SET state = 'cancelling' WHERE id = $1", self.id)
        self.saved_at = 0
        await advance(self, n, message)

    with monkeypatch.context() as patched:
        patched.setattr(JobHandle, "advance", called_off)
        await drain()
    assert await fetchval("SELECT state FROM job WHERE id = $1", first) == "cancelled"
    out = await fetchval("SELECT count(*) FROM certificate WHERE status = 'issued'")
    assert 0 < out < 20
    batch = await fetchval("SELECT '/batches/' || public_id FROM certificate_batch")
    approver, preparer = await signed_in(ready.approver), await signed_in(ready.preparer)
    assert "Resume issuing" not in (await preparer.get(batch)).text
    page = await approver.get(batch)
    assert "Resume issuing" in page.text
    assert "stopped before the end" in page.text
    answer = await approver.post(f"{batch}/issue")
    second = answer.headers["location"].removeprefix("/jobs/")
    await drain()
    job = await fetchrow("SELECT state, done, total FROM job WHERE id = $1", second)
    assert tuple(job) == ("done", 20, 20), "what the first run issued counts as done"
    assert "Resume issuing" not in (await approver.get(batch)).text
    with pytest.raises(Conflict):
        await resume(ready.approver, batch.rsplit("/", 1)[1])
    with pytest.raises(Forbidden):
        await resume(ready.preparer, batch.rsplit("/", 1)[1])

"""The handle by which a running job says how far it is, learns that it is not wanted, and ends."""

from __future__ import annotations

import asyncio
import uuid
from typing import Any, Final

import msgspec

from foundation.actor import Actor
from foundation.jobs.queue import CUT, Claim, Desk
from foundation.jobs.tables import JobState, pack
from foundation.logging import log
from foundation.text import Text

#: Seconds between two writes of progress; a bar that moves four times a second looks alive.
_INTERVAL: Final = 0.25

# The attempt is the fence: whoever lost the job writes nothing.
_SAVE = """
WITH kept AS (
  UPDATE job SET done = $3, total = $4, message = $5, heartbeat = clock_timestamp()
  WHERE id = $1 AND attempt = $2 AND state IN ('running', 'cancelling')
  RETURNING id, state
), failed AS (
  INSERT INTO job_failure (job_id, row_key, position, message, remedy, link)
  SELECT kept.id, row_key, position, f.message, remedy, link FROM kept, jsonb_to_recordset($6::jsonb)
    AS f (row_key text, position integer, message jsonb, remedy jsonb, link text)
  ON CONFLICT (job_id, row_key) DO UPDATE SET message = excluded.message, remedy = excluded.remedy
)
SELECT state FROM kept
"""


class Superseded(Exception):
    """Another worker has taken the job over; this attempt must stop."""


class JobHandle:
    """What the body of a job holds in its hand.

    Progress is written on a connection of its own, so it is seen while a transaction of the body is open.
    """

    def __init__(self, claim: Claim, desk: Desk) -> None:
        self.id: uuid.UUID = claim.id
        self.actor: Actor = claim.actor
        self.attempt = claim.attempt
        self.done = 0
        self.total = claim.total
        self.message: Text | None = None
        self.result: Any = None
        self.link: str | None = None
        self.completed = False
        #: Whether somebody asked for it to stop; look between two steps and return.
        self.cancelled = False
        #: Whether another worker may have taken it over.
        self.lost = False
        self.saved_at = asyncio.get_running_loop().time()
        self._desk = desk
        self._saving = asyncio.Lock()
        self._failures: dict[str, dict[str, Any]] = {}
        self._failed = 0

    async def expect(self, total: int, *, done: int = 0) -> None:
        """Say how many rows there are, and how many of them an earlier attempt has behind it."""
        self.total, self.done = total, done
        await self.report()

    async def advance(self, n: int = 1, message: Text | None = None) -> None:
        """Count `n` more rows done, well or badly; written at most four times a second."""
        self.done += n
        if self.total is not None and self.done > self.total:
            self.total = self.done
        if message is not None:
            self.message = message
        if asyncio.get_running_loop().time() - self.saved_at >= _INTERVAL:
            await self.report()

    async def fail_row(
        self, row: int | str, message: Text, *, remedy: Text | None = None, link: str | None = None
    ) -> None:
        """Keep a row that did not go through: what is wrong, how to mend it, and where."""
        self._failed += 1
        self._failures[str(row)] = {
            "row_key": str(row),
            "position": self._failed,
            "message": message,
            "remedy": remedy,
            "link": link,
        }

    async def finish(
        self, result: Any = None, *, message: Text | None = None, link: str | None = None
    ) -> None:
        """Say what came of it; `link` leads to where it can be seen. The job ends when its body returns."""
        self.result, self.link, self.completed = result, link, True
        self.message = message or self.message
        await self.report()

    async def report(self) -> None:
        """Write progress if the database can be reached: the work itself does not depend on it."""
        try:
            await self.save()
        except CUT:
            log.warning("job.progress_not_written", job=str(self.id))

    async def save(self) -> None:
        """Write progress and heartbeat; raises `Superseded` when the job is no longer ours."""
        async with self._saving:
            state = await self._write()
        if state is None:
            self.lost = True
            raise Superseded(str(self.id))
        self.cancelled = state == JobState.CANCELLING

    async def _write(self) -> str | None:
        failures, self._failures = self._failures, {}
        rows = msgspec.json.encode(list(failures.values()), enc_hook=str).decode()
        try:
            kept = await self._desk.fetchrow(
                _SAVE, self.id, self.attempt, self.done, self.total, pack(self.message), rows
            )
        except BaseException:
            self._failures = {**failures, **self._failures}
            raise
        self.saved_at = asyncio.get_running_loop().time()
        return None if kept is None else kept["state"]

"""A worker as a process of its own, for the tests to kill: `python -m tests.foundation.jobs.crashing URL`.

Its job writes one row for each step, and one more line for each step that really had something to do.
"""

from __future__ import annotations

import asyncio
import sys

from foundation.database import close_pool, execute, fetchval, open_pool, transaction
from foundation.jobs.kinds import job
from foundation.jobs.progress import JobHandle
from foundation.jobs.worker import run_worker
from foundation.settings import Settings
from foundation.text import text
from tests.foundation.jobs.conftest import QUICK


@job("test.steps")
async def steps(job: JobHandle, steps: int, pause: float) -> None:
    """Each step finds out by itself whether it was done; that makes beginning again harmless."""
    for step in range(steps):
        async with transaction():
            if await fetchval(
                "INSERT INTO step (number) VALUES ($1) ON CONFLICT DO NOTHING RETURNING 1", step
            ):
                await execute("INSERT INTO effect (number, attempt) VALUES ($1, $2)", step, job.attempt)
        await job.advance()
        await asyncio.sleep(pause)
    await job.finish({"steps": steps}, message=text("All steps."))


async def main(url: str) -> None:
    await open_pool(url, role="yuzheng_app", size=4)
    await run_worker(Settings(), concurrency=2, timing=QUICK)
    await close_pool()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))

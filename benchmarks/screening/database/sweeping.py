"""The full sweep, as a job in the processes that do jobs; one of them is killed on the way."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import msgspec
import psutil

from benchmarks.screening.database.asking import processor_time
from foundation.actor import SYSTEM
from foundation.database import fetchrow, fetchval
from screening.sweeps.actions import start

_WORK = "from yuzheng.cli import main; main()"
_STATE = "SELECT people, done, opened, finished_at IS NOT NULL AS finished FROM sweep WHERE public_id = $1"


class Swept(msgspec.Struct, frozen=True):
    """What the sweep did; `seconds` without the time between the kill and the next worker's first slice."""

    people: int
    opened: int
    seconds: float
    processor: float
    killed_at: int
    twice: int
    left: int


async def sweep(data_dir: Path, postmaster: int, kill_at: float = 0.3) -> Swept:
    """Sweep everybody; when so large a part is done the worker is killed, and another goes on."""
    public_id = await start(SYSTEM, "yearly")
    before = await fetchval("SELECT count(*) FROM screening WHERE trigger = 'yearly'")
    first = await _run(data_dir, postmaster, public_id, kill_at)
    rest = await _run(data_dir, postmaster, public_id, 1.0)
    row = await fetchrow(_STATE, public_id)
    assert row is not None
    assert row["finished"]
    made = await fetchval("SELECT count(*) FROM screening WHERE trigger = 'yearly'") - before
    distinct = await fetchval("SELECT count(DISTINCT person_id) FROM screening WHERE trigger = 'yearly'")
    return Swept(
        people=row["people"],
        opened=row["opened"],
        seconds=first[0] + rest[0],
        processor=first[1] + rest[1],
        killed_at=first[2],
        twice=made - row["people"],
        left=row["people"] - distinct,
    )


async def _run(data_dir: Path, postmaster: int, public_id: str, until: float) -> tuple[float, float, int]:
    """Seconds and processor time from the first slice on, and how many people were done at the end."""
    environment = os.environ | {"YUZHENG_DATA_DIR": str(data_dir)}
    worker = subprocess.Popen(  # noqa: ASYNC220, S603 - our own command
        [sys.executable, "-c", _WORK, "work"], env=environment, stdout=subprocess.DEVNULL
    )
    try:
        began = await _done(public_id)
        while await _done(public_id) == began:  # noqa: ASYNC110 - another process does it
            await asyncio.sleep(0.05)
        at, processor = time.perf_counter(), processor_time(postmaster, worker.pid)
        first = await _done(public_id)
        while not await _reached(public_id, until):  # noqa: ASYNC110 - another process does it
            await asyncio.sleep(0.2)
        seconds = time.perf_counter() - at
        spent = processor_time(postmaster, worker.pid) - processor
        done = await _done(public_id)
        whole = (done - began) / max(done - first, 1)  # the first slice was not timed
        return seconds * whole, spent * whole, done
    finally:
        helpers = psutil.Process(worker.pid).children(recursive=True)
        worker.send_signal(signal.SIGKILL if until < 1 else signal.SIGTERM)
        worker.wait()
        psutil.wait_procs(helpers)  # they end by themselves, after the slice at hand


async def _done(public_id: str) -> int:
    row = await fetchrow(_STATE, public_id)
    assert row is not None
    return int(row["done"])


async def _reached(public_id: str, until: float) -> bool:
    row = await fetchrow(_STATE, public_id)
    assert row is not None
    return bool(row["finished"]) or (until < 1 and row["done"] >= until * row["people"])

"""Workers: the loop that takes jobs and carries them out, in a process of its own or beside the pages."""

from __future__ import annotations

import asyncio
import contextlib
import contextvars
import os
import signal
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from foundation import database
from foundation.database import ENGINE
from foundation.ids import new_public_id
from foundation.jobs import upkeep  # noqa: F401  # registers its kinds: wherever jobs are done, so are these
from foundation.jobs.line import Line
from foundation.jobs.performing import Timing, attend, perform
from foundation.jobs.periods import ask_for_due
from foundation.jobs.progress import JobHandle
from foundation.jobs.queue import CUT, Claim, Desk, rescue, take
from foundation.logging import describe, log
from foundation.settings import Settings

#: Connections of the pool that a worker needs besides one for each job: its line, and housekeeping.
SPARE: Final = 2

_STOP_SIGNALS: Final = (signal.SIGTERM, signal.SIGINT)


class NotFit(RuntimeError):
    """This process may not work on jobs; the message says why."""


class Worker:
    """Takes jobs as long as it has a hand free, beats for them, and looks after those of dead workers."""

    def __init__(self, *, concurrency: int = 2, timing: Timing | None = None) -> None:
        self.name = f"{socket.gethostname()}:{os.getpid()}:{new_public_id(4)}"
        self._concurrency = concurrency
        self._timing = timing or Timing()
        self._line = Line(on_news=self._wake)
        self._news = asyncio.Event()
        self._running: set[asyncio.Task[None]] = set()
        self._stopping = False
        self._kept_house_at = float("-inf")

    async def run(self) -> None:
        """Work until `stop`; what is running then has the grace period to end."""
        log.info("worker.started", worker=self.name, concurrency=self._concurrency)
        try:
            while not self._stopping:
                self._news.clear()
                await self._turn()
                await self._rest()
        finally:
            await self._wind_up()
            log.info("worker.stopped", worker=self.name)

    def stop(self) -> None:
        """Take no more work; `run` returns when the rest has ended. Twice: the rest is given back now."""
        if self._stopping:
            for task in self._running:
                task.cancel()
        self._stopping = True
        self._wake()

    def _wake(self) -> None:
        self._news.set()

    async def _turn(self) -> None:
        try:
            await self._keep_house()
            while len(self._running) < self._concurrency and not self._stopping:
                claim = await take(self._line, self.name)
                if claim is None:
                    return
                self._begin(claim)
        except CUT as error:
            log.warning("worker.cut_off", worker=self.name, **describe(error))
        except Exception as error:  # one job that cannot be ended must not keep the others from being taken
            log.error("worker.fault", worker=self.name, **describe(error))

    async def _keep_house(self) -> None:
        now = asyncio.get_running_loop().time()
        if now - self._kept_house_at < self._timing.housekeeping.total_seconds():
            return
        await rescue(self._timing.silence)
        await ask_for_due()
        self._kept_house_at = now

    def _begin(self, claim: Claim) -> None:
        task = asyncio.create_task(attend(claim, self._line, self._timing))
        self._running.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            # How it ended could not be written; the lease runs out and the job is taken back.
            log.error("worker.job_not_ended", worker=self.name, **describe(error))
        self._wake()

    async def _rest(self) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._news.wait(), self._timing.patience.total_seconds())

    async def _wind_up(self) -> None:
        if self._running:
            _, late = await asyncio.wait(set(self._running), timeout=self._timing.grace.total_seconds())
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        await self._line.close()


async def check_fitness(role: str, *, concurrency: int) -> None:
    """Raise `NotFit` unless the pool works in the application's role and is large enough."""
    found = await database.fetchrow(
        "SELECT current_user AS role, rolsuper OR rolbypassrls AS mighty"
        " FROM pg_roles WHERE rolname = current_user"
    )
    if found is None or found["mighty"] or (role and found["role"] != role):
        raise NotFit(f"workers run in the database role {role!r} only, not in {found and found['role']!r}")
    if database.pool().get_max_size() < concurrency + SPARE:
        raise NotFit(
            f"{concurrency} jobs at once need a pool of {concurrency + SPARE} connections (YUZHENG_POOL_SIZE)"
        )


async def run_worker(settings: Settings, *, concurrency: int = 2, timing: Timing | None = None) -> None:
    """Work on the open pool until SIGTERM or SIGINT: the `work` command. A second signal does not wait."""
    await check_fitness(settings.database_role, concurrency=concurrency)
    worker = Worker(concurrency=concurrency, timing=timing)
    loop = asyncio.get_running_loop()
    for number in _STOP_SIGNALS:
        loop.add_signal_handler(number, worker.stop)
    try:
        await worker.run()
    finally:
        for number in _STOP_SIGNALS:
            loop.remove_signal_handler(number)


@asynccontextmanager
async def run_in_process(
    settings: Settings, *, concurrency: int = 1, timing: Timing | None = None
) -> AsyncIterator[None]:
    """Work on the open pool beside the pages of a small site, for as long as the block lasts."""
    await check_fitness(settings.database_role, concurrency=concurrency)
    worker = Worker(concurrency=concurrency, timing=timing)
    context = contextvars.copy_context()
    context.run(ENGINE.current_transaction.set, None)  # a job never works inside a transaction of the caller
    task = asyncio.create_task(worker.run(), name="worker", context=context)
    try:
        yield
    finally:
        worker.stop()
        await task


async def drain() -> int:
    """Carry out everything that is due, here and now; how many jobs that were.

    For the demo and for tests: inside a transaction it sees the jobs asked for in it.
    """
    ended = 0
    line = Line(on_news=lambda: None)
    desk: Desk = line if ENGINE.current_transaction.get() is None else database
    try:
        while (claim := await take(desk, f"drain:{os.getpid()}")) is not None:
            await perform(claim, JobHandle(claim, desk))
            ended += 1
    finally:
        await line.close()
    return ended

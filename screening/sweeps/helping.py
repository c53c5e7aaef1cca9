"""Processes that help with a sweep: comparing keeps one core busy while the database has time to spare."""

from __future__ import annotations

import asyncio
import contextlib
import os
from asyncio.subprocess import DEVNULL, Process
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Final

from foundation.logging import describe, log

#: For fewer people a process would hardly have started before the sweep is over.
WORTH: Final = 20_000
#: Seconds that a helper has to end.
_GRACE: Final = 5.0

_command: tuple[str, ...] = ()
_processes = 0


def use_helpers(command: Sequence[str], processes: int) -> None:
    """How a helper is started, and how many there are; 0: the process of the job does everything itself."""
    global _command, _processes
    _command, _processes = tuple(command), processes


@asynccontextmanager
async def helped(public_id: str, people: int) -> AsyncIterator[None]:
    """Within, helpers take slices of this sweep as well, if so many people are worth it.

    They take whatever slice nobody holds, so it does not matter when they start or whether they fail: a slice
    that was not finished is left to the others.
    """
    helpers = [await _start(public_id) for _ in range(_processes if people >= WORTH else 0)]
    try:
        yield
    finally:
        await asyncio.gather(*(_end(helper) for helper in helpers if helper))


async def _start(public_id: str) -> Process | None:
    words = (*_command, public_id, "--beside", str(os.getpid()))
    try:
        return await asyncio.create_subprocess_exec(*words, stdin=DEVNULL, stdout=DEVNULL)
    except OSError as error:
        log.warning("sweep.helper_failed", **describe(error))
        return None


async def _end(helper: Process) -> None:
    stopped = helper.returncode is None
    if stopped:
        with contextlib.suppress(ProcessLookupError):
            helper.terminate()
        try:
            await asyncio.wait_for(helper.wait(), _GRACE)
        except TimeoutError:
            helper.kill()
            await helper.wait()
    elif helper.returncode:
        log.warning("sweep.helper_failed", code=helper.returncode)

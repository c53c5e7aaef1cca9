"""How long one question to the register may take: the database itself breaks off what takes longer."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from foundation.database import ENGINE, execute, fetchval, transaction

#: Seconds. A portion of a sheet of bans, for which screenings wait, takes one or two.
USUAL: Final = 10.0
#: The first column is read before the second one changes it.
_LIMIT = "SELECT current_setting('statement_timeout'), set_config('statement_timeout', $1, true)"
_BACK = "SELECT set_config('statement_timeout', $1, true)"
_seconds = USUAL


def use_patience(seconds: float) -> None:
    """From now on each statement of a screening has so many seconds."""
    global _seconds
    _seconds = seconds


@asynccontextmanager
async def patient() -> AsyncIterator[None]:
    """For what is done within, which is part of an open transaction.

    What is broken off raises, the transaction is undone, and the setting with it; so nobody is passed, no
    certificate issued and no ban entered that was not compared to the end.
    """
    before = await fetchval(_LIMIT, f"{_seconds * 1000:.0f}ms")
    yield
    await execute(_BACK, before)


@asynccontextmanager
async def patient_transaction() -> AsyncIterator[None]:
    """A transaction for such questions; when it ends, so does the setting, unless others go on with it."""
    if ENGINE.current_transaction.get() is not None:
        async with transaction(), patient():
            yield
        return
    async with transaction():
        await fetchval(_LIMIT, f"{_seconds * 1000:.0f}ms")
        yield

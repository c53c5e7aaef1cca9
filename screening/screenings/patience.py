"""How the register is asked: the database breaks off what takes too long, and plans a question only once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from foundation.database import ENGINE, execute, fetchrow, transaction

#: Seconds. A portion of a sheet of bans, for which screenings wait, takes one or two.
USUAL: Final = 10.0
#: What was set before is read before it is changed. A question is the same for one person and for many, and
#: to plan it anew each time takes longer than to look one person up.
_LIMIT = """
SELECT current_setting('statement_timeout') AS seconds, current_setting('plan_cache_mode') AS planning,
       set_config('statement_timeout', $1, true), set_config('plan_cache_mode', 'force_generic_plan', true)
"""
_BACK = "SELECT set_config('statement_timeout', $1, true), set_config('plan_cache_mode', $2, true)"
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
    before = await fetchrow(_LIMIT, limit())
    assert before is not None  # one row, always
    yield
    await execute(_BACK, before["seconds"], before["planning"])


@asynccontextmanager
async def patient_transaction() -> AsyncIterator[None]:
    """A transaction for such questions; the first is `register_now`, which says how long they may take."""
    if ENGINE.current_transaction.get() is None:
        async with transaction():
            yield
        return
    async with transaction(), patient():  # others go on with it
        yield


def limit() -> str:
    """How long a statement may take, as the database reads it."""
    return f"{_seconds * 1000:.0f}ms"

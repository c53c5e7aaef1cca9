"""The plan of a sweep: who shares a key with whom, found for everybody at once.

It only saves looking up: whoever reads it makes sure that register and keys are what they were.
"""

from __future__ import annotations

from typing import Final

from foundation.clock import today
from foundation.database import execute, fetchval, transaction

#: Seconds; a million people and a hundred thousand bans take half a minute.
_PATIENCE: Final = 3600.0


async def make_plan() -> None:
    """Find everybody's candidates, unless the plan that is there still holds."""
    if await fetchval("SELECT screening_keys.plan_holds($1)", today()):
        return
    async with transaction() as connection:
        await connection.execute("SELECT screening_keys.make_plan($1)", today(), timeout=_PATIENCE)


async def drop_plan() -> None:
    """The sweep is over."""
    await execute("SELECT screening_keys.drop_plan()")

"""Keep what the checks found: an alarm is opened, seen again, and ended by the check that finds it gone."""

from __future__ import annotations

from collections.abc import Sequence

import asyncpg

from foundation.clock import now
from foundation.database import execute, fetchrow, own_connection, transaction
from foundation.events import publish
from foundation.ids import new_id
from foundation.jobs.queue import CUT
from foundation.jobs.tables import pack
from foundation.logging import describe, log
from foundation.text import Text
from screening.alarms.events import AlarmOpened
from screening.alarms.rules import KINDS, Finding

_CHECKED = """
INSERT INTO screening_self_check (name, state, said, checked_at) VALUES ($1, $2, $3, $4)
ON CONFLICT (name) DO UPDATE SET state = $2, said = $3, checked_at = $4
"""
_OPEN = """
INSERT INTO screening_alarm (id, kind, stops, said, opened_at, last_seen_at) VALUES ($1, $2, $3, $4, $5, $5)
ON CONFLICT (kind) WHERE ended_at IS NULL DO UPDATE SET last_seen_at = $5, said = $4
RETURNING id, xmax = 0 AS opened
"""
_END = "UPDATE screening_alarm SET ended_at = $2 WHERE kind = $1 AND ended_at IS NULL"


async def keep(findings: Sequence[Finding]) -> None:
    """Write down what was found; open and end alarms accordingly. What waits says nothing either way."""
    moment = now()
    opened: list[AlarmOpened] = []
    async with transaction():
        for finding in sorted(findings, key=lambda one: one.name):
            await execute(_CHECKED, finding.name, finding.state, pack(finding.said), moment)
            if finding.state == "failed":
                assert finding.said is not None
                opened += await _open(finding.name, finding.said)
            elif finding.state == "good":
                await execute(_END, finding.name, moment)
    await _tell(opened)


async def raise_alarm(name: str, said: Text) -> None:
    """Open the alarm at once, whatever becomes of the transaction in which it was noticed."""
    try:
        async with own_connection():
            await _open(name, said)
    except (*CUT, asyncpg.PostgresError) as error:
        log.error("screening.alarm_not_kept", kind=name, **describe(error))


async def end_alarms() -> None:
    """End them all: for a trial that is undone afterwards, as nobody can be screened while one stops it."""
    await execute("UPDATE screening_alarm SET ended_at = $1 WHERE ended_at IS NULL", now())


async def _tell(opened: Sequence[AlarmOpened]) -> None:
    """Afterwards: an alarm stands, even if nobody can be told of it."""
    for event in opened:
        try:
            async with transaction():
                await publish(event)
        except Exception as error:
            log.error("screening.alarm_not_told", check=event.check.msgid, **describe(error))


async def _open(name: str, said: Text) -> list[AlarmOpened]:
    kind = KINDS[name]
    log.error("screening.alarm", kind=name, said=said.msgid)
    row = await fetchrow(_OPEN, new_id(), name, kind.stops and not kind.at_once, pack(said), now())
    assert row is not None  # it says what it wrote
    return [AlarmOpened(row["id"], kind.title, said, kind.stops)] if row["opened"] else []

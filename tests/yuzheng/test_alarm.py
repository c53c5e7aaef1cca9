"""An alarm is told once to those who can mend it, and stands even if nobody can be told."""

from __future__ import annotations

from collections import defaultdict

import asyncpg
import pytest

from foundation import events
from foundation.database import fetch, fetchval
from foundation.events import subscribe
from screening.alarms.events import AlarmOpened
from screening.upkeep import canary
from screening.upkeep.actions import refresh_list
from tests.people import organisation
from yuzheng.wiring import wire


@pytest.fixture(autouse=True)
def _unconnected(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test connects the floors itself."""
    monkeypatch.setattr(events, "_handlers", defaultdict(list))


async def _nobody(*_: object) -> list[object]:
    return []


async def test_those_who_can_mend_it_are_told_once(
    database: asyncpg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    province = await organisation("health_commission", "360000")
    await organisation("health_commission", "360100")
    wire()
    with monkeypatch.context() as patch:
        patch.setattr(canary, "retro_screen", _nobody)
        await refresh_list()
        await refresh_list()
    rows = await fetch("SELECT organisation_id, href FROM notice WHERE kind = 'screening.paused'")
    assert [(row["organisation_id"], row["href"]) for row in rows] == [(province.id, "/screening/health")]
    assert await refresh_list() == []


async def test_an_alarm_stands_though_nobody_could_be_told(
    database: asyncpg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fails(event: AlarmOpened) -> None:
        raise ValueError("no desk to put it on")

    wire()
    subscribe(AlarmOpened, fails)
    monkeypatch.setattr(canary, "retro_screen", _nobody)
    await refresh_list()
    assert await fetchval("SELECT kind FROM screening_alarm WHERE ended_at IS NULL") == "canary"

"""What is kept of an answer is never what the register no longer says: each look reads how things stand."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import msgspec
import pytest

from certificates.log.actions import sequence
from certificates.verification.queries import Found, by_token
from foundation.clock import CHINA, FixedClock, now, use
from foundation.database import execute
from tests.certificates.verification.papers import Paper, ban, paper, withdraw


async def unguarded(sql: str, *args: object) -> None:
    """Past the database's own rules for what may change."""
    await execute("SET ROLE NONE")
    await execute("ALTER TABLE certificate_hold DISABLE TRIGGER USER")
    await execute(sql, *args)
    await execute("SET ROLE yuzheng_app")


async def looked_at(one: Paper) -> Found:
    """The answer, whose JSON is byte for byte what the encoder makes of it, the second time too."""
    for _ in range(2):
        found = await by_token(one.token)
        assert found.encoded() == found.encoded() == msgspec.json.encode(found.finding)
    return found


async def _held(one: Paper) -> None:
    await execute("INSERT INTO certificate_hold (certificate_id, kind) VALUES ($1, 'officer')", one.id)


async def _stale(_: Paper) -> None:
    await execute("UPDATE ban_list SET refreshed_at = now() - interval '9 days'")


async def _unsure(_: Paper) -> None:
    await unguarded("DELETE FROM evaluator_scope")


CHANGES: dict[str, tuple[Callable[[Paper], Awaitable[Any]], str]] = {
    "a ban": (ban, "suspended"),
    "a hold": (_held, "suspended"),
    "a withdrawal": (withdraw, "withdrawn"),
    "a register that nobody confirmed": (_stale, "unavailable"),
    "an evaluator whose scope was struck off": (_unsure, "unavailable"),
}


@pytest.mark.parametrize("kind", CHANGES)
async def test_what_changes_shows_at_the_next_look(database: object, kind: str) -> None:
    one = await paper()
    await sequence()
    assert (await looked_at(one)).finding.state == "valid"
    change, state = CHANGES[kind]
    await change(one)
    found = await looked_at(one)
    assert found.finding.state == state
    assert (found.finding.name == one.name) is (state != "unavailable")


async def test_a_hold_that_is_lifted_and_a_day_that_passes(database: object) -> None:
    last = (now().astimezone(CHINA) + timedelta(days=1)).date()
    one = await paper(expires_on=last)
    assert (await looked_at(one)).finding.state == "valid"
    await _held(one)
    assert (await looked_at(one)).finding.state == "suspended"
    await unguarded("UPDATE certificate_hold SET lifted_at = now() WHERE certificate_id = $1", one.id)
    assert (await looked_at(one)).finding.state == "valid"
    with use(FixedClock(now() + timedelta(days=2))):
        over = (await looked_at(one)).finding
    assert (over.state, {check.name: check.outcome for check in over.checks}["period"]) == (
        "expired",
        "failed",
    )
    assert (await looked_at(one)).finding.state == "valid"


async def test_every_word_is_what_the_register_says_now(database: object) -> None:
    one = await paper()
    await looked_at(one)
    await unguarded("UPDATE organisation SET name = '更名后的评价中心'")
    assert (await looked_at(one)).finding.issuer == "更名后的评价中心"
    licence = f"1.2.156.3005.2.X.91360100MA35ABCDEF.{one.number}.001.9"
    await execute("INSERT INTO certificate_identifier VALUES ($1, $2)", one.id, licence)
    assert (await looked_at(one)).finding.identifier == licence
    await sequence()
    assert (await looked_at(one)).finding.inclusion is not None

"""Tests whose time is over are handed in by a job, also when nobody opens them; once, whatever breaks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from foundation import clock
from foundation.clock import FixedClock
from foundation.database import execute, fetch, fetchval
from foundation.jobs.kinds import periods
from foundation.jobs.periods import ask_for_due
from foundation.jobs.worker import drain
from tests.training.module_tests.test_module_tests import NOON, _answer, _begin, _test
from training.module_tests import jobs, marking, sitting
from training.module_tests.actions import NewTest, plan_test
from training.module_tests.marking import Attempt, hand_in_over
from training.module_tests.queries import any_test

pytestmark = pytest.mark.usefixtures("database")
KIND = "training.module_tests.hand_in"


@pytest.fixture
def hands() -> Iterator[FixedClock]:
    """The clock on the wall of the room, at noon."""
    with clock.use(FixedClock(NOON)) as hands:
        yield hands


async def _attempts() -> list[tuple[Any, Any]]:
    rows = await fetch("SELECT submitted_at, score FROM test_attempt ORDER BY started_at, id")
    return [(row["submitted_at"], row["score"]) for row in rows]


async def test_what_is_over_is_scored_as_it_stands_and_only_once(hands: FixedClock) -> None:
    _, test, _ = await _test()
    token = await _begin(test)
    await _answer(token, wrong=2)
    hands.advance(timedelta(minutes=10, seconds=19))
    assert await hand_in_over() == 0, "an answer that was sent in time may still arrive"
    hands.advance(timedelta(seconds=1))
    assert await hand_in_over() == 1
    assert await _attempts() == [(NOON + timedelta(minutes=10), 60)]
    assert await hand_in_over() == 0
    assert await fetchval("SELECT count(*) FROM module_result WHERE attempt_id IS NOT NULL") == 1
    assert (await sitting.hand_in(token)).score == 60
    second = await _begin(test)
    assert await hand_in_over() == 0, "what is under way goes on"
    assert (await sitting.find_attempt(second)).submitted_at is None


async def test_a_run_that_breaks_is_made_up_for(hands: FixedClock, monkeypatch: pytest.MonkeyPatch) -> None:
    teacher, test, _ = await _test()
    known = await any_test("public_id", test)
    longer = NewTest(
        module_code="B-T6", bank=known.bank_public_id, title="再测", singles=1, minutes=20, opens_at=NOON,
        closes_at=NOON + timedelta(hours=2),
    )  # fmt: skip
    other = await plan_test(teacher, known.cohort_public_id, longer)
    await _begin(test)
    await _begin(other)
    hands.advance(timedelta(hours=1))
    whole = marking.mark

    async def breaks(attempt: Attempt, moment: Any) -> None:
        if attempt.test_id != known.id:
            raise ConnectionError("the power went off")
        await whole(attempt, moment)

    monkeypatch.setattr(marking, "mark", breaks)
    with pytest.raises(ConnectionError):
        await hand_in_over()
    monkeypatch.undo()
    over = "SELECT count(*) FROM test_attempt WHERE submitted_at IS NOT NULL"
    assert await fetchval(over) == 1, "what was handed in before it broke stays"
    assert await hand_in_over() == 1
    assert await fetchval(over) == 2
    assert await fetchval("SELECT count(*) FROM module_result WHERE attempt_id IS NOT NULL") == 2


async def test_it_is_asked_for_every_minute_and_says_what_it_did(hands: FixedClock) -> None:
    assert [period.cron.minutes == set(range(60)) for period in periods() if period.kind == KIND] == [True]
    assert jobs.hand_in.__doc__
    _, test, _ = await _test()
    await _begin(test)
    hands.advance(timedelta(hours=1))
    await ask_for_due()
    await execute("UPDATE job_period SET last_tick = last_tick - interval '1 hour' WHERE kind = $1", KIND)
    await ask_for_due()
    assert await drain() == 1
    row = (await fetch("SELECT state, result::text FROM job WHERE kind = $1", KIND))[0]
    assert (row["state"], row["result"]) == ("done", '{"handed_in": 1}')
    assert [score for _, score in await _attempts()] == [0]

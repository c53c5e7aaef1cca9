"""Patience ends what takes too long, and nothing else."""

from __future__ import annotations

import asyncio
import time

import pytest

from certificates.verification.patience import Patience


async def _within(patience: Patience, seconds: float) -> str:
    with patience:
        await asyncio.sleep(seconds)
    return "done"


async def test_what_takes_too_long_is_ended() -> None:
    patience, began = Patience(0.2), time.perf_counter()
    with pytest.raises(TimeoutError):
        await _within(patience, 30)
    assert time.perf_counter() - began < 10
    await asyncio.sleep(0.01)  # the task goes on, and is not cancelled any more
    current = asyncio.current_task()
    assert current is not None
    assert current.cancelling() == 0


async def test_many_at_once_each_by_its_own_time() -> None:
    patience = Patience(0.4)
    told = await asyncio.gather(
        *(_within(patience, seconds) for seconds in [0, 0.01] * 20 + [30] * 20), return_exceptions=True
    )
    assert told[:40] == ["done"] * 40
    assert {type(one) for one in told[40:]} == {TimeoutError}
    assert not patience._since
    assert not patience._given_up


async def test_a_real_cancellation_stays_one() -> None:
    patience = Patience(5)
    task = asyncio.create_task(_within(patience, 30))
    await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert not patience._since


async def test_other_errors_pass() -> None:
    patience = Patience(5)
    with pytest.raises(KeyError), patience:
        raise KeyError
    assert not patience._since

"""Completion of many at once says of each what it says of each alone, however many go into one statement."""

from __future__ import annotations

import uuid
from datetime import date
from decimal import Decimal

import pytest

from foundation import clock
from tests.people import persona
from tests.training.taught import enrolments, key_of, later, small_cohort
from training.learning import queries
from training.learning.actions import HoursEntry, record_hours
from training.learning.queries import completions

pytestmark = pytest.mark.usefixtures("database")


@pytest.mark.parametrize("at_once", [1, 2, 3, 1000])
async def test_together_as_alone(at_once: int, monkeypatch: pytest.MonkeyPatch) -> None:
    with clock.use(later()):
        registrar = await persona("registrar")
        trainees = await enrolments(await small_cohort(registrar, names=("王小花", "李小云", "赵小雨")))
        for at, trainee in enumerate(trainees[:2], 1):
            entry = HoursEntry(module_code="B-T3", held_on=date(2026, 4, 7), hours=Decimal(at))
            await record_hours(registrar, trainee, entry)
        keys = [uuid.UUID(str(await key_of(one))) for one in trainees]
        alone = {key: (await completions([key]))[key] for key in keys}
        monkeypatch.setattr(queries, "_AT_ONCE", at_once)
        assert await completions(keys) == alone
        assert [alone[key].lines[0].done for key in keys] == [1, 2, 0]
        assert await completions([]) == {}

"""An enrolment rests, goes on, is completed or ends: each step only where allowed, and recorded."""

from __future__ import annotations

from datetime import date, timedelta

import msgspec
import pytest

from foundation import clock
from foundation.actor import Actor
from foundation.clock import today
from foundation.database import fetchval
from foundation.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from foundation.history import of
from tests.people import persona
from tests.training.taught import HOURS, STARTS_ON, enrolments, file, filled_cohort, later, small_cohort
from training.enrolments.actions import (
    Leaving,
    Moving,
    Rest,
    complete,
    complete_ready,
    defer,
    resume,
    transfer,
    withdraw,
)
from training.enrolments.queries import deferrals, find_enrolment, list_enrolments, state_counts
from training.learning import importing

pytestmark = pytest.mark.usefixtures("database")
LEAVING = Leaving(
    withdrawal_trigger="trainee", withdrawal_reason="family", ended_on=date(2026, 5, 4), note="电话"
)


async def _trainee() -> tuple[Actor, str]:
    registrar = await persona("registrar")
    return registrar, (await enrolments(await small_cohort(registrar)))[0]


def _rest(first: date, days: int) -> Rest:
    return Rest(from_on=first, until_on=first + timedelta(days=days - 1), reason="生病")


async def test_a_deferral_shows_while_it_lasts_and_changes_nothing_underneath() -> None:
    with clock.use(later()) as at:
        registrar, trainee = await _trainee()
        await defer(registrar, trainee, _rest(today() + timedelta(days=1), 30))
        assert (await find_enrolment(registrar, trainee)).state == "active"
        at.advance(timedelta(days=1))
        seen = await find_enrolment(registrar, trainee)
        assert (seen.status, seen.state, seen.resting_until) == ("active", "deferred", date(2026, 10, 1))
        assert await state_counts(registrar, seen.cohort_id) == {"deferred": 1}
        rows, total = await list_enrolments(registrar, seen.cohort_id, state="deferred")
        assert ([row.public_id for row in rows], total) == ([trainee], 1)
        at.advance(timedelta(days=30))
        assert (await find_enrolment(registrar, trainee)).state == "active"


async def test_back_early() -> None:
    with clock.use(later()) as at:
        registrar, trainee = await _trainee()
        await defer(registrar, trainee, _rest(today(), 30))
        at.advance(timedelta(days=9))
        await resume(registrar, trainee)
        seen = await find_enrolment(registrar, trainee)
        assert seen.state == "active"
        (one,) = (await deferrals([seen.id]))[seen.id]
        assert one.period.ends_on == today() - timedelta(days=1)
        with pytest.raises(Conflict):
            await resume(registrar, trainee)
        await defer(registrar, trainee, _rest(today(), 5))  # the rest of the first period is free again


@pytest.mark.parametrize(
    "first, days, field",
    [(0, 5, "from_on"), (-5, 6, "from_on"), (29, 3, "from_on"), (-5, 60, "from_on"), (40, 0, "until_on")],
)
async def test_deferrals_do_not_overlap(first: int, days: int, field: str) -> None:
    with clock.use(later()):
        registrar, trainee = await _trainee()
        base = today() + timedelta(days=10)
        await defer(registrar, trainee, _rest(base, 30))
        with pytest.raises(Invalid) as found:
            await defer(registrar, trainee, _rest(base + timedelta(days=first), days))
        assert [problem.field for problem in found.value.problems] == [field]
        await defer(registrar, trainee, _rest(base + timedelta(days=30), 3))  # the day after is free


async def test_nobody_who_rests_is_deferred_again_or_completed() -> None:
    with clock.use(later()):
        registrar, trainee = await _trainee()
        await defer(registrar, trainee, _rest(today(), 30))
        with pytest.raises(Conflict):
            await defer(registrar, trainee, _rest(today() + timedelta(days=90), 3))
        with pytest.raises(Conflict):
            await complete(registrar, trainee)


async def test_leaving_needs_a_reason_that_fits() -> None:
    with clock.use(later()):
        registrar, trainee = await _trainee()
        replace = msgspec.structs.replace
        for wrong, field in (
            (replace(LEAVING, withdrawal_reason="barred"), "withdrawal_reason"),
            (replace(LEAVING, withdrawal_trigger="nobody"), "withdrawal_trigger"),
            (replace(LEAVING, ended_on=STARTS_ON - timedelta(days=1)), "ended_on"),
            (replace(LEAVING, ended_on=today() + timedelta(days=1)), "ended_on"),
        ):
            with pytest.raises(Invalid) as found:
                await withdraw(registrar, trainee, wrong)
            assert [problem.field for problem in found.value.problems] == [field]
        await withdraw(registrar, trainee, LEAVING)
        seen = await find_enrolment(registrar, trainee)
        assert (seen.state, seen.withdrawal_reason, seen.ended_on) == (
            "withdrawn",
            "family",
            date(2026, 5, 4),
        )
        entry = (await of("enrolment", seen.id))[0]
        assert (entry.kind, entry.reason) == ("enrolment.withdrawn", "电话")
        with pytest.raises(Conflict):
            await withdraw(registrar, trainee, LEAVING)


async def test_going_on_elsewhere() -> None:
    with clock.use(later()):
        registrar, trainee = await _trainee()
        moving = Moving(destination="九江职业学院", ended_on=date(2026, 5, 4))
        await transfer(registrar, trainee, moving)
        assert (await find_enrolment(registrar, trainee)).state == "transferred"
        with pytest.raises(Conflict):
            await transfer(registrar, trainee, moving)


async def test_not_complete_while_anything_is_short() -> None:
    with clock.use(later()):
        registrar, trainee = await _trainee()
        with pytest.raises(Refused) as refused:
            await complete(registrar, trainee)
        assert refused.value.rule is not None
        assert (await find_enrolment(registrar, trainee)).status == "active"


async def test_all_who_have_everything_are_completed_at_once() -> None:
    with clock.use(later()):
        registrar = await persona("registrar")
        cohort = await filled_cohort(registrar)
        await importing.confirm(registrar, await importing.preview(registrar, cohort, HOURS, file(HOURS)))
        ids = await enrolments(cohort)
        await withdraw(registrar, ids[0], LEAVING)
        await defer(registrar, ids[1], _rest(today(), 10))
        assert await complete_ready(registrar, cohort) == 112  # of 117, three short, one left, one rests
        assert await complete_ready(registrar, cohort) == 0
        done = await fetchval(
            "SELECT count(*) FROM enrolment WHERE status = 'completed' AND completed_on = $1", today()
        )
        assert done == 112
        assert await fetchval("SELECT count(*) FROM history WHERE kind = 'enrolment.completed'") == 112


async def test_scope_and_role() -> None:
    with clock.use(later()):
        _, trainee = await _trainee()
        other = await persona("registrar", area="360300")
        province = await persona("preparer", area="360000")
        for step in (
            find_enrolment(other, trainee),
            defer(other, trainee, _rest(today(), 3)),
            withdraw(other, trainee, LEAVING),
            complete(other, trainee),
        ):
            with pytest.raises(NotFound):
                await step
        assert (await find_enrolment(province, trainee)).name == "王小花"
        for without in (await persona("teacher"), province):
            with pytest.raises(Forbidden):
                await complete(without, trainee)

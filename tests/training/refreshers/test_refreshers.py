"""Refresher training: the day on which it is due, who is shown as due, and what is recorded."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from curricula.outlines.data import REFRESH
from foundation import clock
from foundation.actor import SYSTEM
from foundation.clock import FixedClock
from foundation.database import execute
from foundation.errors import Conflict, Forbidden, NotFound
from foundation.settings import Settings
from foundation.web.access import set_actor_loader
from foundation.web.app import build_app
from registry.accounts.queries import actor_for
from registry.people.links import link
from registry.people.queries import public_id_of
from registry.people.tables import LinkKind
from tests.people import person, persona
from tests.training.taught import enrolments, later, small_cohort
from tests.training.walking import leads_to, signed_in
from training.learning.actions import HoursEntry, record_hours
from training.refreshers import pages
from training.refreshers.actions import NewRefresher, record_refresher, void_refresher
from training.refreshers.queries import due_count, people, recorded
from training.refreshers.rules import is_due, standing
from training.refreshers.rules import later as months_later

LAST = date(2025, 7, 18)


@pytest.mark.parametrize(
    "today, state",
    [
        (date(2026, 5, 18), "fresh"),
        (date(2026, 5, 19), "soon"),
        (date(2026, 7, 18), "soon"),
        (date(2026, 7, 19), "overdue"),
    ],
)
def test_the_day_on_which_it_is_due(today: date, state: str) -> None:
    found = standing("law", LAST, 12, today)
    assert (found.state, found.due_on) == (state, date(2026, 7, 18))


def test_never_counts_only_for_those_who_work() -> None:
    never = standing("law", None, 12, LAST)
    assert (is_due([never], works=True), is_due([never], works=False)) == (True, False)


def test_the_end_of_a_shorter_month() -> None:
    assert months_later(date(2025, 8, 31), 6) == date(2026, 2, 28)
    assert months_later(date(2024, 2, 29), 12) == date(2025, 2, 28)


@given(st.dates(date(2000, 1, 1), date(2080, 1, 1)), st.integers(1, 60), st.integers(0, 400))
def test_a_later_training_is_never_due_earlier(last: date, months: int, days: int) -> None:
    assert months_later(last, months) <= months_later(last + timedelta(days=days), months)
    assert months_later(last, months) > last


def test_the_period_is_unsure_and_says_so() -> None:
    assert set(REFRESH) == {"ethics", "safety", "law"}
    assert all(one.needs_confirm and one.value == 12 and one.document for one in REFRESH.values())


def _new(person_id: str, **changes: Any) -> NewRefresher:
    usual: dict[str, Any] = {
        "people": (person_id,), "subjects": ("ethics", "safety", "law"), "held_on": date(2026, 8, 30),
        "hours": Decimal(4), "provider": "示例院校",
    }  # fmt: skip
    return NewRefresher(**(usual | changes))


@pytest.mark.usefixtures("database")
async def test_workers_of_an_institution(tmp_path: Path) -> None:
    with clock.use(later()):
        manager = await persona("manager")
        worker = await person(name="许在岗")
        await link(SYSTEM, worker, manager.organisation_id, LinkKind.WORKER)
        key = await public_id_of(worker)
        assert await due_count(manager) == 1
        assert await record_refresher(manager, _new(key)) == 3
        assert await record_refresher(manager, _new(key)) == 0
        assert await due_count(manager) == 0
        with pytest.raises(Forbidden):
            await record_refresher(await persona("mentor"), _new(key))
        with pytest.raises(NotFound):
            await record_refresher(await persona("manager", "360300"), _new(key))
        await void_refresher(manager, (await recorded(manager))[0].public_id, "记错人")
        with pytest.raises(Conflict):
            await void_refresher(manager, (await recorded(manager))[0].public_id, "再次")
        assert await due_count(manager) == 1
        with pytest.raises(asyncpg.PostgresError, match="never changed"):
            await execute("UPDATE refresher SET hours = 1 WHERE voided_at IS NULL")


@pytest.mark.usefixtures("database")
async def test_the_page_shows_who_is_due_and_records_for_those_chosen(tmp_path: Path) -> None:
    with clock.use(later()):
        manager = await persona("manager")
        worker = await person(name="许在岗")
        await link(SYSTEM, worker, manager.organisation_id, LinkKind.WORKER)
        key = await public_id_of(worker)
        set_actor_loader(actor_for)
        app = build_app(Settings(data_dir=tmp_path), pages.ROUTES, navigation=pages.NAVIGATION)
        browser = await signed_in(app, manager)
        page = (await browser.get("/refreshers")).text
        assert "许在岗" in page
        assert "尚未培训" in page
        assert "须由主管部门确认" in page
        form = (await browser.get(f"/refreshers/new?people={key}")).text
        assert f'value="{key}" checked' in form
        typed = {
            "people": key,
            "subjects": ["law"],
            "held_on": "2026-8-30",
            "hours": "2",
            "provider": "县卫健委",
        }
        assert (await browser.post("/refreshers/new", typed | {"held_on": "2027-1-1"})).status_code == 422
        assert leads_to(await browser.post("/refreshers/new", typed)) == "/refreshers"
        (one,) = await recorded(manager)
        assert "县卫健委" in (await browser.get(f"/refreshers/{one.public_id}/void")).text
        assert leads_to(await browser.post(f"/refreshers/{one.public_id}/void", {"reason": "记错"}))
        assert "记错" in (await browser.get("/refreshers?state=all")).text


@pytest.mark.usefixtures("database")
async def test_hours_of_a_module_count_for_the_subjects_it_teaches() -> None:
    with clock.use(later()):
        registrar = await persona("registrar")
        cohort = await small_cohort(registrar)
        trainee = (await enrolments(cohort))[0]
        assert await due_count(registrar, cohort) == 0, "the first training is under way"
        for module in ("B-T1", "B-T2", "B-T6"):
            entry = HoursEntry(module_code=module, held_on=date(2026, 4, 7), hours=Decimal(2))
            await record_hours(registrar, trainee, entry)
        (one,) = await people(registrar, cohort)
        assert [(each.subject, each.last_on) for each in one.standings] == [
            ("ethics", date(2026, 4, 7)), ("law", date(2026, 4, 7)), ("safety", date(2026, 4, 7)),
        ]  # fmt: skip
    with clock.use(FixedClock(datetime(2027, 4, 8, 4, tzinfo=UTC))):
        assert await due_count(registrar, cohort) == 1
        assert await record_refresher(registrar, _new(one.public_id, held_on=date(2027, 4, 8))) == 3
        assert await due_count(registrar, cohort) == 0

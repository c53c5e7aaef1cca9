"""The board, the line on the front page, and the way through an alarm, as people see them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

from foundation.actor import Actor
from foundation.database import execute
from foundation.jobs.worker import drain
from foundation.settings import Settings
from foundation.web.access import set_actor_loader
from foundation.web.app import build_app
from foundation.web.edge import Site
from registry.accounts.queries import actor_for
from screening.feature import NAVIGATION, ROUTES
from screening.screenings.actions import screen
from screening.upkeep import canary
from screening.upkeep.actions import refresh_list
from tests.by_hand import by_hand
from tests.people import citizen_number, persona
from tests.screening.conftest import SignIn
from tests.screening.entries import BIRTH, banned, registered
from yuzheng.home import ROUTES as HOME


@pytest.fixture
def app(tmp_path: Path, database: asyncpg.Connection) -> Iterator[Site]:
    """The floor's pages and the front page."""
    set_actor_loader(actor_for)
    yield build_app(Settings(data_dir=tmp_path), [*HOME, *ROUTES], navigation=NAVIGATION)
    set_actor_loader(None)


async def test_a_failed_check_is_seen_by_those_who_issue_and_those_who_mend(
    first: Actor, signed_in: SignIn
) -> None:
    await banned(first, citizen_number(BIRTH))
    await by_hand("DELETE FROM screening_keys.ban_key WHERE strong")
    await refresh_list()
    supervisor, preparer = await signed_in(first), await signed_in(await persona("preparer", "360100"))
    auditor, registrar = (
        await signed_in(await persona("auditor")),
        await signed_in(await persona("registrar")),
    )
    for browser in (supervisor, preparer, auditor):
        page = (await browser.get("/")).text
        assert "Issuing is paused" in page
        assert ('href="/screening/health">What was found' in page) == (browser is not preparer)
    assert "Issuing is paused" not in (await registrar.get("/")).text
    board = (await supervisor.get("/screening/health")).text
    assert "1 entries of the register cannot be found by their keys." in board
    assert "yuzheng rekey" in board
    assert "Check now" not in (await auditor.get("/screening/health")).text
    assert (await preparer.get("/screening/health")).status_code == 403


async def test_on_demand_the_checks_run_and_end_the_alarm(
    first: Actor, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def nobody(*_: object) -> list[object]:
        return []

    browser = await signed_in(first)
    with monkeypatch.context() as patch:
        patch.setattr(canary, "retro_screen", nobody)
        await refresh_list()
    assert "Trial with a made-up person" in (await browser.get("/screening/health")).text
    asked = await browser.post("/screening/health")
    assert asked.headers["location"].startswith("/jobs/")
    await drain()
    page = (await browser.get("/screening/health")).text
    assert "Everything is in order" in page
    assert "A made-up banned person was not found by the screening." in page  # it stays on record
    assert "paused" not in (await browser.get("/")).text
    await execute("UPDATE screening_self_check SET checked_at = checked_at - interval '3 hours'")
    assert "more than two hours" in (await browser.get("/screening/health")).text
    assert "needs a look" in (await browser.get("/")).text


async def test_a_new_matcher_is_led_through_by_the_pages(
    first: Actor, above: Actor, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An installation that has people and bans, on the day after an upgrade."""
    number = citizen_number(BIRTH)
    hit, clean = await registered(number), await registered(citizen_number(), "李四")
    await screen(first, hit, "enrol", "enrolment")
    await screen(first, clean, "enrol", "enrolment")
    await banned(first, number)
    await refresh_list()
    for place in ("screenings.actions", "sweeps.actions", "sweeps.jobs", "sweeps.queries", "sweeps.pages"):
        monkeypatch.setattr(f"screening.{place}.MATCHER_VERSION", "99/next")
    for place in ("upkeep.actions", "alarms.queries"):
        monkeypatch.setattr(f"screening.{place}.MATCHER_VERSION", "99/next")
    await refresh_list()  # as at every start
    mine, theirs = await signed_in(above), await signed_in(await persona("supervision_officer", "360000"))
    page = await mine.get("/")
    assert "A new matcher is installed that nobody has accepted yet" in page.text
    assert '<a href="/screening/sweeps">' in (await mine.get("/screening/health")).text
    assert "A new matcher is installed" in (await mine.get("/screening/sweeps")).text
    sweep = (await mine.post("/screening/sweeps", {"kind": "shadow"})).headers["location"]
    await drain()
    await theirs.get(sweep)
    assert (await theirs.post(f"{sweep}/accept")).status_code == 303
    await drain()
    assert "Issuing is paused" not in (await mine.get("/")).text
    assert (await screen(first, clean, "enrol", "enrolment")).result == "clear"
    assert (await screen(first, hit, "enrol", "enrolment")).result == "strong"
    assert await refresh_list() == []

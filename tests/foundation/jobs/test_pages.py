"""The pages of jobs, as the person who wanted the job, a colleague and a stranger meet them."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

from foundation import database as db
from foundation import feature
from foundation.actor import Actor
from foundation.jobs.queries import job_for
from foundation.jobs.queue import enqueue, take
from foundation.jobs.tables import JobState
from foundation.jobs.worker import drain
from foundation.settings import Settings
from foundation.text import text
from foundation.web.access import set_actor_loader
from foundation.web.app import build_app
from foundation.web.edge import Site
from tests.foundation.jobs import work  # noqa: F401  # registers the kinds
from tests.foundation.jobs.conftest import somebody
from tests.foundation.web.browser import Browser

READ = "certificates.batch.view"
#: Who can sign in, by account.
PEOPLE: dict[uuid.UUID, Actor] = {}


@pytest.fixture
def app(tmp_path: Path, database: asyncpg.Connection) -> Iterator[Site]:
    async def load(account_id: uuid.UUID, role_id: uuid.UUID | None) -> Actor | None:
        return PEOPLE.get(account_id)

    set_actor_loader(load)
    yield build_app(Settings(data_dir=tmp_path), feature.ROUTES)
    set_actor_loader(None)
    PEOPLE.clear()


async def seated(app: Site, actor: Actor, language: str = "en") -> Browser:
    """Somebody at a browser, signed in."""
    PEOPLE[actor.account_id] = actor
    browser = Browser(app, language=language)
    await browser.sign_in_as(actor.account_id)
    return browser


async def ask(actor: Actor, kind: str = "test.fail_rows", **options: object) -> uuid.UUID:
    args: dict[str, object] = {"bad": [2], "rows": 3} if kind == "test.fail_rows" else {}
    return await enqueue(actor, kind, args, title=text("Read {rows} rows", rows=3), **options)  # type: ignore[arg-type]


async def test_a_waiting_job_polls_and_can_be_stopped(app: Site) -> None:
    actor = somebody()
    browser = await seated(app, actor)
    job_id = await ask(actor)
    page = await browser.get(f"/jobs/{job_id}")
    assert page.status_code == 200
    assert f'hx-get="/jobs/{job_id}/progress"' in page.text
    assert '<noscript><meta http-equiv="refresh"' in page.text
    answer = await browser.post(f"/jobs/{job_id}/cancel")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/jobs/{job_id}")
    assert (await job_for(actor, job_id)).state is JobState.CANCELLED
    page = await browser.get(f"/jobs/{job_id}")
    assert "The work is being stopped." in page.text
    assert "hx-trigger" not in page.text


async def test_an_ended_job_shows_its_failed_rows_with_a_way_to_mend_them(app: Site) -> None:
    actor = somebody()
    browser = await seated(app, actor)
    job_id = await ask(actor)
    await drain()
    page = await browser.get(f"/jobs/{job_id}")
    assert "Row 2: no month 13" in page.text
    assert 'href="/rows/2"' in page.text
    assert "hx-get" not in page.text


async def test_the_fragment_carries_the_bar_the_notes_and_the_windows_title(app: Site) -> None:
    actor = somebody()
    browser = await seated(app, actor)
    job_id = await ask(actor)
    await drain()
    part = await browser.get(f"/jobs/{job_id}/progress", HX_Request="true")
    assert "<html" not in part.text
    assert f'id="job-{job_id}"' in part.text
    assert '<div id="job-notes" hx-swap-oob="true">' in part.text
    assert re.search(r"<title>Finished · Read 3 rows", part.text)


async def test_an_interrupted_job_says_when_it_is_tried_again(app: Site) -> None:
    actor = somebody()
    browser = await seated(app, actor)
    job_id = await ask(actor, "test.break")
    await drain()
    page = await browser.get(f"/jobs/{job_id}")
    assert "It was interrupted and is tried again by itself." in page.text


async def test_it_speaks_chinese(app: Site) -> None:
    actor = somebody()
    browser = await seated(app, actor, language="zh-CN")
    await ask(actor)
    assert "后台任务" in (await browser.get("/jobs")).text


async def test_the_list_holds_ones_own_jobs(app: Site) -> None:
    actor = somebody()
    browser = await seated(app, actor)
    assert "No work in the background" in (await browser.get("/jobs")).text
    job_id, other = await ask(actor), await ask(somebody())
    page = await browser.get("/jobs")
    assert f'href="/jobs/{job_id}"' in page.text
    assert str(other) not in page.text


async def test_others_do_not_learn_that_it_exists(app: Site) -> None:
    actor = somebody()
    job_id = await ask(actor)
    stranger, colleague = (
        await seated(app, somebody()),
        await seated(app, somebody(actor.organisation_id, READ)),
    )
    for browser in (stranger, colleague):
        for path in (f"/jobs/{job_id}", f"/jobs/{job_id}/progress"):
            assert (await browser.get(path)).status_code == 404
        assert (await browser.post(f"/jobs/{job_id}/cancel")).status_code == 404
    assert (await job_for(actor, job_id)).state is JobState.QUEUED


async def test_a_colleague_with_the_permission_looks_on_without_the_button(app: Site) -> None:
    actor = somebody()
    job_id = await ask(actor, shared_with=READ)
    browser = await seated(app, somebody(actor.organisation_id, READ))
    page = await browser.get(f"/jobs/{job_id}")
    assert page.status_code == 200
    assert f"/jobs/{job_id}/cancel" not in page.text
    assert (await browser.post(f"/jobs/{job_id}/cancel")).status_code == 403


async def test_looking_changes_nothing(app: Site) -> None:
    actor = somebody()
    browser = await seated(app, actor)
    job_id = await ask(actor)
    assert await take(db, "w")
    before = await db.fetchrow("SELECT * FROM job WHERE id = $1", job_id)
    for path in ("/jobs", f"/jobs/{job_id}", f"/jobs/{job_id}/progress"):
        await browser.get(path)
    assert await db.fetchrow("SELECT * FROM job WHERE id = $1", job_id) == before


async def test_programs_read_the_same_as_json(app: Site) -> None:
    actor = somebody()
    browser = await seated(app, actor)
    job_id = await ask(actor)
    await drain()
    found = (await browser.get(f"/api/v1/jobs/{job_id}")).json()
    assert (found["state"], found["done"], found["total"], found["failed"]) == ("done", 3, 3, 1)
    assert found["failures"] == [{"row": "2", "message": "Row 2: no month 13", "remedy": "Mend it."}]
    assert found["seconds_left"] is None
    stranger = await seated(app, somebody())
    answer = await stranger.get(f"/api/v1/jobs/{job_id}")
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")


async def test_nobody_looks_without_signing_in(app: Site) -> None:
    job_id = await ask(somebody())
    visitor = Browser(app)
    assert (await visitor.get(f"/jobs/{job_id}")).status_code == 303
    assert (await visitor.get(f"/api/v1/jobs/{job_id}")).status_code == 401

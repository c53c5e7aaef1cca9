"""The pages of courses and training on a small site, and browsers in front of it."""

from __future__ import annotations

from pathlib import Path

import httpx

from curricula import feature as curricula
from foundation.actor import Actor
from foundation.settings import Settings
from foundation.web.access import set_actor_loader
from foundation.web.app import build_app
from foundation.web.edge import Site
from registry.accounts.queries import actor_for
from tests.foundation.web.browser import Browser
from tests.people import role_of
from training.cohorts import api as cohorts_api
from training.cohorts import pages as cohorts
from training.cohorts import roster_pages as rosters
from training.enrolments import pages as enrolments
from training.learning import api as learning_api
from training.learning import pages as learning
from training.learning import sheet_pages as sheets

ROUTES = [
    *curricula.ROUTES,
    *cohorts.ROUTES,
    *rosters.ROUTES,
    *cohorts_api.ROUTES,
    *enrolments.ROUTES,
    *learning.ROUTES,
    *sheets.ROUTES,
    *learning_api.ROUTES,
]
NAVIGATION = [*curricula.NAVIGATION, *cohorts.NAVIGATION]


def site(folder: Path) -> Site:
    """The site with the routes of courses, cohorts, enrolments and learning."""
    set_actor_loader(actor_for)
    return build_app(Settings(data_dir=folder), ROUTES, navigation=NAVIGATION)


async def signed_in(app: Site, actor: Actor, language: str = "zh-CN") -> Browser:
    """A browser in which the persona is signed in."""
    browser = Browser(app, language=language)
    await browser.sign_in_as(actor.account_id, await role_of(actor))
    return browser


def leads_to(response: httpx.Response) -> str:
    """The address an answer sends the browser to."""
    assert response.status_code == 303, response.text[:2000]
    return response.headers["location"]

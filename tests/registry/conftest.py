"""The site with this floor's pages, and browsers in front of it, rolled back after each test."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import asyncpg
import pytest

from foundation.actor import Actor
from foundation.settings import Settings
from foundation.web.access import set_actor_loader, set_bearer_loader
from foundation.web.app import build_app
from foundation.web.edge import Site
from registry.accounts.queries import actor_for
from registry.feature import NAVIGATION, ROUTES
from registry.tokens.queries import actor_of_token
from tests.foundation.web.browser import Browser
from tests.people import role_of

SignIn = Callable[[Actor], Awaitable[Browser]]


@pytest.fixture
def app(tmp_path: Path, database: asyncpg.Connection) -> Iterator[Site]:
    """The site; `database` undoes everything done through it."""
    set_actor_loader(actor_for)
    set_bearer_loader(actor_of_token)
    yield build_app(Settings(data_dir=tmp_path), ROUTES, navigation=NAVIGATION)
    set_actor_loader(None)
    set_bearer_loader(None)


@pytest.fixture
def browser(app: Site) -> Browser:
    """A stranger's browser."""
    return Browser(app, language="en")


@pytest.fixture
def signed_in(app: Site) -> SignIn:
    """Makes browsers in which a persona is signed in; they read English."""

    async def sign_in(actor: Actor) -> Browser:
        browser = Browser(app, language="en")
        await browser.sign_in_as(actor.account_id, await role_of(actor))
        return browser

    return sign_in

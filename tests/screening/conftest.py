"""Two supervisors of one city, one of the province, and the site with this floor's pages."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import asyncpg
import pytest

from foundation.actor import Actor
from foundation.events import subscribe
from foundation.settings import Settings
from foundation.web.access import set_actor_loader
from foundation.web.app import build_app
from foundation.web.edge import Site
from registry.accounts.queries import actor_for
from registry.people.events import IdentityRecorded
from screening.feature import NAVIGATION, ROUTES
from screening.screenings.following import on_identity_recorded
from tests.foundation.web.browser import Browser
from tests.people import persona, role_of

SignIn = Callable[[Actor], Awaitable[Browser]]

subscribe(IdentityRecorded, on_identity_recorded)


@pytest.fixture
async def first(database: asyncpg.Connection) -> Actor:
    """A supervisor of 南昌市."""
    return await persona("supervision_officer", "360100")


@pytest.fixture
async def second(first: Actor) -> Actor:
    """A colleague of the first, in the same commission."""
    return await persona("supervision_officer", "360100")


@pytest.fixture
async def above(first: Actor) -> Actor:
    """A supervisor of the province: another organisation that sees the same bans."""
    return await persona("supervision_officer", "360000")


@pytest.fixture
async def elsewhere(first: Actor) -> Actor:
    """A supervisor of 赣州市."""
    return await persona("supervision_officer", "360700")


@pytest.fixture
def app(tmp_path: Path, database: asyncpg.Connection) -> Iterator[Site]:
    """The site; `database` undoes everything done through it."""
    set_actor_loader(actor_for)
    yield build_app(Settings(data_dir=tmp_path), ROUTES, navigation=NAVIGATION)
    set_actor_loader(None)


@pytest.fixture
def signed_in(app: Site) -> SignIn:
    """Makes browsers in which a persona is signed in; they read English."""

    async def sign_in(actor: Actor) -> Browser:
        browser = Browser(app, language="en")
        await browser.sign_in_as(actor.account_id, await role_of(actor))
        return browser

    return sign_in

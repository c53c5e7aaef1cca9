"""The web application: every floor's pages and API on one running installation."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from litestar import Litestar

from certificates.verification.lookups import writing
from foundation.jobs.worker import run_in_process
from foundation.settings import Settings
from foundation.web.access import set_actor_loader, set_bearer_loader
from foundation.web.app import build_app
from registry.accounts.queries import actor_for
from registry.tokens.queries import actor_of_token
from screening.upkeep.actions import refresh_list
from yuzheng.floors import navigation, routes
from yuzheng.home import ROUTES as HOME
from yuzheng.start import running


def create_app(settings: Settings, *, work: bool = True, migrated: bool = False) -> Litestar:
    """The application; with `work` it also carries out background jobs beside the pages."""

    @asynccontextmanager
    async def lifespan(app: Litestar) -> AsyncIterator[None]:
        async with running(settings, migrated=migrated), writing(), _worker(settings, work):
            await refresh_list()
            yield

    set_actor_loader(actor_for)
    set_bearer_loader(actor_of_token)
    return build_app(settings, [*HOME, *routes()], navigation=navigation(), lifespan=[lifespan])


@asynccontextmanager
async def _nobody() -> AsyncIterator[None]:
    yield


def _worker(settings: Settings, work: bool) -> AbstractAsyncContextManager[None]:
    return run_in_process(settings) if work else _nobody()

"""From settings to a running installation: database, schema, keys, reference data, links between floors."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from certificates.credentials.keys import open_signing_keys
from certificates.credentials.signing import use_issuer
from certificates.documents.keyfile import open_document_signer
from certificates.documents.signer import use_document_signer
from certificates.issuing.means import Press, use_press
from foundation.application_login import application_url, make_login
from foundation.cores import cores
from foundation.database import close_pool, open_pool
from foundation.keys import open_keys
from foundation.migrations import migrate
from foundation.outbox.carriers import carriers_of, use_carriers
from foundation.postgres import database_url, stop_embedded
from foundation.printing.fonts import add_faces
from foundation.printing.libraries import check_libraries
from foundation.sealing import use_keyring
from foundation.settings import Settings
from registry.areas.actions import load as load_areas
from screening.screenings.patience import use_patience
from screening.sweeps.helping import use_helpers
from screening.upkeep.keys import open_search_keys
from yuzheng.wiring import wire

#: More processes than that the database would hardly keep busy.
_MOST: Final = 8
#: A process that helps with a sweep.
_HELP: Final = (sys.executable, "-m", "yuzheng", "screenings", "help")


@asynccontextmanager
async def database_server(settings: Settings) -> AsyncIterator[str]:
    """The address of the database; an embedded server is started here and left at the end."""
    url = database_url(settings)
    try:
        yield url
    finally:
        if not settings.database_url:
            stop_embedded(settings.data_dir)


async def prepare(settings: Settings, url: str) -> None:
    """As the owner: the newest schema, and the login by which the application reaches it."""
    await migrate(url)
    await make_login(settings, url)


@asynccontextmanager
async def running(settings: Settings, *, migrated: bool = False) -> AsyncIterator[str]:
    """Everything below the pages, ready for use; `migrated` when another process has seen to the schema."""
    check_libraries()
    add_faces(settings.data_dir / "fonts")
    async with database_server(settings) as url:
        if not migrated:
            await prepare(settings, url)
        reached = application_url(settings, url)
        await open_pool(reached, role=settings.database_role, size=settings.pool_size)
        try:
            await open_keys(settings)
            await open_search_keys()
            await open_signing_keys(settings)
            await open_document_signer(settings)
            await load_areas()
            use_patience(settings.screening_seconds)
            use_helpers(_HELP, (settings.sweep_processes or min(cores(), _MOST)) - 1)
            use_carriers(carriers_of(settings))
            use_press(
                Press(
                    settings.address,
                    settings.documents_dir,
                    settings.timestamp_url,
                    settings.data_dir / "fonts",
                    settings.licence_type_code.upper(),
                )
            )
            wire()
            yield url
        finally:
            use_issuer(None)
            use_document_signer(None)
            use_carriers(None)
            use_keyring(None)
            await close_pool()

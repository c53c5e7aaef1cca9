"""`yuzheng migrate`: bring the database to the newest schema."""

from __future__ import annotations

import click

from foundation.language import say
from foundation.settings import Settings
from foundation.text import text
from yuzheng.commands.saying import note, run, settings
from yuzheng.start import running


@click.command()
def migrate() -> None:
    """Bring the database to the newest schema; does nothing when it is there already."""
    run(_migrate(settings()))


async def _migrate(wanted: Settings) -> None:
    async with running(wanted):
        note(say(text("The database is up to date.")))

"""`yuzheng rekey`: write the search keys of everybody anew."""

from __future__ import annotations

import click

from foundation.settings import Settings
from screening.upkeep.rekeying import rekey_everybody
from yuzheng.commands.saying import note, run, settings
from yuzheng.start import running


@click.command()
def rekey() -> None:
    """Write the search keys of all people and bans anew, as after an upgrade of the matcher.

    The site may run meanwhile; the command may be broken off and begun again.
    """
    owners = run(_rekey(settings()))
    click.echo(f"{owners} people and bans have the keys of the matcher installed.")


async def _rekey(wanted: Settings) -> int:
    async with running(wanted):
        return await rekey_everybody(_progress)


def _progress(done: int, total: int) -> None:
    note(f"{done} of {total} ({done * 100 // max(total, 1)} %)")

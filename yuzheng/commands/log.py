"""`yuzheng log verify`: recompute the public log and compare it with the register."""

from __future__ import annotations

import sys

import click

from certificates.log.checking import LogReport, check_log
from foundation.language import say
from foundation.settings import Settings
from foundation.text import text
from yuzheng.commands.saying import note, run, settings
from yuzheng.start import running


@click.group()
def log() -> None:
    """The public log of certificates."""


@log.command("verify")
def verify_log() -> None:
    """Check every entry, tile and checkpoint, and every certificate; ends with 1 when something is wrong."""
    report = run(_verify(settings()))
    for problem in report.problems:
        click.echo(say(problem))
    counted = text(
        "{size} entries, {checkpoints} checkpoints, {waiting} changes wait, {problems} problems.",
        size=report.size,
        checkpoints=report.checkpoints,
        waiting=report.waiting,
        problems=len(report.problems),
    )
    note(say(counted))
    sys.exit(1 if report.problems else 0)


async def _verify(wanted: Settings) -> LogReport:
    async with running(wanted):
        return await check_log()

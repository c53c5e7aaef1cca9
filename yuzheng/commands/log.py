"""`yuzheng log verify`: recompute the public log and compare it with the register."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from certificates.credentials.offline.reading import read_file
from certificates.log.checking import LogReport, check_log
from certificates.log.queries import Found, find_in_log
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


@log.command("find")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def find_credential(file: Path) -> None:
    """What the log says of a credential or certificate: place, event, since when a checkpoint covers it.

    After a key was struck off this is what tells a genuine certificate from one forged under it. Ends with 1
    when the log knows nothing of it.
    """
    found = run(_find(settings(), read_file(file.read_bytes()).body))
    for one in found:
        since = one.covered_at.isoformat(timespec="seconds") if one.covered_at else "—"
        click.echo(f"{one.index}\t{one.kind}\t{since}")
    if not found:
        note(say(text("The log knows nothing of it.")))
    sys.exit(0 if found else 1)


async def _find(wanted: Settings, body: bytes) -> list[Found]:
    async with running(wanted):
        return await find_in_log(body)


async def _verify(wanted: Settings) -> LogReport:
    async with running(wanted):
        return await check_log()

"""`yuzheng work`: background jobs in a process of their own."""

from __future__ import annotations

import click

from foundation.jobs.worker import run_worker
from foundation.language import say
from foundation.settings import Settings
from foundation.text import text
from yuzheng.commands.saying import note, run, settings
from yuzheng.floors import routes
from yuzheng.start import running


@click.command()
@click.option(
    "--concurrency", type=click.IntRange(1, 32), default=2, show_default=True, help="Jobs at a time."
)
def work(concurrency: int) -> None:
    """Carry out background jobs until stopped; several workers share the work."""
    run(_work(settings(), concurrency))


async def _work(wanted: Settings, concurrency: int) -> None:
    routes()  # importing the floors' pages registers their jobs
    async with running(wanted):
        note(say(text("Working. Ctrl-C stops after the step at hand.")))
        await run_worker(wanted, concurrency=concurrency)

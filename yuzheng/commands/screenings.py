"""`yuzheng screenings`: make an answer again, take part in a sweep."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

import click
import msgspec
import psutil

from foundation.actor import SYSTEM
from foundation.errors import DomainError
from foundation.settings import Settings
from screening.replaying.actions import replay
from screening.replaying.api import replay_out, screening_out
from screening.replaying.queries import ScreeningRecord, find_screening
from screening.replaying.rules import Replay, conclusion
from screening.sweeps.jobs import help_with
from yuzheng.commands.saying import explain, run, settings
from yuzheng.start import running

_DIFFERS: Final = 1
#: Whoever works at a page goes first.
_GENTLY: Final = 5
_UNKNOWN: Final = 2


@click.group()
def screenings() -> None:
    """Answers of screenings that are on record, and sweeps through everybody."""


@screenings.command(name="replay")
@click.argument("screening_id", metavar="ID", type=click.UUID)
@click.option("--purpose", required=True, help="What it is for; it is written into the history.")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def replay_(screening_id: UUID, purpose: str, as_json: bool) -> None:
    """Compare the person as she was read with every entry of the register as it stood. Nothing is kept of it.

    Exit code 0: the answer is the same. 1: it is another. 2: it cannot be told.
    """
    try:
        record, found = run(_replay(settings(), screening_id, purpose))
    except DomainError as error:
        explain(error)
        sys.exit(_UNKNOWN)
    click.echo(msgspec.json.encode(_plain(record, found)).decode() if as_json else "\n".join(_lines(found)))
    sys.exit(0 if found.agrees else _DIFFERS)


@screenings.command(name="help")
@click.argument("sweep", metavar="SWEEP")
@click.option("--beside", type=int, help="Stop when the process with this number has gone.")
def help_(sweep: str, beside: int | None) -> None:
    """Take part in a sweep that is running, here or on another machine, until nobody is left to compare.

    Its job calls one for each further core by itself. SWEEP is the last part of the address of its page.
    """
    os.nice(_GENTLY)
    run(_help(settings(), sweep, lambda: beside is None or psutil.pid_exists(beside)))


async def _help(wanted: Settings, sweep: str, still: Callable[[], bool]) -> None:
    async with running(wanted, migrated=True):
        await help_with(sweep, still)


async def _replay(wanted: Settings, screening_id: UUID, purpose: str) -> tuple[ScreeningRecord, Replay]:
    async with running(wanted):
        return await find_screening(SYSTEM, screening_id), await replay(SYSTEM, screening_id, purpose)


def _plain(record: ScreeningRecord, found: Replay) -> dict[str, Any]:
    return {"record": screening_out(record), "replay": replay_out(found)}


def _lines(found: Replay) -> list[str]:
    _, said, remark = conclusion(found)
    lines = [said.english(), *([remark.english()] if remark else [])]
    lines.append(f"{found.entries} entries of epoch {found.epoch}: {found.recorded}, now {found.expected}")
    for hit in found.hits:
        key = "shares a key" if hit.shares_key else "shares no key"
        lines.append("\t".join((hit.document_no, hit.state, f"{hit.bits:.1f}", str(hit.stood), key)))
    return lines

"""`yuzheng health`: what the self-checks of the ban register found."""

from __future__ import annotations

import sys
from typing import Any, Final

import click
import msgspec

from foundation.errors import DomainError
from foundation.settings import Settings
from screening.alarms.queries import Board, board
from screening.upkeep.actions import refresh_list
from yuzheng.commands.saying import explain, run, settings
from yuzheng.start import running

#: 0: in order. 1: an alarm is open, or nobody runs the checks. 2: it cannot be told.
_ALARM: Final = 1
_UNKNOWN: Final = 2


@click.command()
@click.option(
    "--run", "now", is_flag=True, help="Run the checks now, instead of reading what the last run found."
)
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def health(now: bool, as_json: bool) -> None:
    """Whether the ban register finds people, and certificates can be issued.

    Exit code 0: in order. 1: an alarm is open, or the checks are not run. 2: it cannot be told.
    """
    try:
        found = run(_board(settings(), now))
    except DomainError as error:
        explain(error)
        sys.exit(_UNKNOWN)
    click.echo(msgspec.json.encode(_plain(found)).decode() if as_json else "\n".join(_lines(found)))
    sys.exit(0 if found.in_order else _ALARM)


async def _board(wanted: Settings, now: bool) -> Board:
    async with running(wanted):
        if now:
            await refresh_list(thorough=True)
        return await board()


def _plain(found: Board) -> dict[str, Any]:
    return {
        "issuing": "paused" if found.paused else "ready",
        "why": found.paused[0].english() if found.paused else "",
        "checked_at": found.checked_at,
        "overdue": found.overdue,
        "checks": [
            {"name": line.kind.name, "state": line.state, "said": line.said.english() if line.said else ""}
            for line in found.lines
        ],
    }


def _lines(found: Board) -> list[str]:
    lines = [
        "\t".join((line.kind.name, line.state, line.said.english() if line.said else "")).rstrip()
        for line in found.lines
    ]
    if found.overdue:
        lines.append("The checks were not run for more than two hours.")
    if found.paused:
        lines.append(f"Issuing is paused: {found.paused[0].english()} {found.paused[1].english()}")
    return lines

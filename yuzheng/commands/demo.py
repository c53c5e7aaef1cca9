"""`yuzheng demo`: play the main job on synthetic people, then serve the site."""

from __future__ import annotations

import sys
from typing import Any

import click
import msgspec

from foundation.language import say
from foundation.settings import Settings
from foundation.text import Text, text
from yuzheng.commands.saying import note, run, settings
from yuzheng.commands.serve import serve_alone
from yuzheng.demo.play import play
from yuzheng.demo.world import PASSWORD, accounts
from yuzheng.floors import routes
from yuzheng.start import running


@click.command()
@click.option("--no-serve", is_flag=True, help="End when the main job is played.")
@click.option("--json", "as_json", is_flag=True, help="Print what happened at each step as one JSON object.")
def demo(no_serve: bool, as_json: bool) -> None:
    """Play the main job, from a college's spreadsheet to a suspended certificate, and leave a running site.

    Playing it again changes nothing that is there already.
    """
    wanted = settings()
    run(_demo(wanted, no_serve, as_json))


async def _demo(wanted: Settings, no_serve: bool, as_json: bool) -> None:
    routes()  # importing the floors' pages registers their jobs
    async with running(wanted):
        happened = await play(wanted, _progress)
    if as_json:
        sys.stdout.write(msgspec.json.format(msgspec.json.encode(happened)).decode() + "\n")
    else:
        _tell(happened)
    if not no_serve:
        _introduce(wanted)
        await serve_alone(wanted)


def _progress(act: Text) -> None:
    note(f"  · {say(act)}")


def _tell(happened: dict[str, Any]) -> None:
    for key, value in happened.items():
        click.echo(f"{key:<12}{_in_short(value)}")


def _in_short(value: Any) -> Any:
    if isinstance(value, dict):
        return ", ".join(f"{count} {word}" for word, count in value.items())
    return len(value) if isinstance(value, list) else value


def _introduce(wanted: Settings) -> None:
    note("")
    note(say(text("Demo accounts; the password of each is: {password}", password=PASSWORD)))
    for login, role, place in accounts():
        note(f"  {login:<14}{role:<24}{place}")
    note("")

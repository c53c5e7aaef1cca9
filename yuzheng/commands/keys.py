"""`yuzheng keys`: which keys sign, signing with a new one, and searching with a new one."""

from __future__ import annotations

from typing import Literal

import click

from certificates.credentials.keys import rotate, strike_off
from certificates.credentials.multikey import from_multikey, multikey
from foundation.database import fetch
from foundation.errors import NotFound
from foundation.language import say
from foundation.settings import Settings
from foundation.text import text
from screening.upkeep import rotation
from yuzheng.commands.saying import note, run, settings
from yuzheng.start import running

Row = tuple[str, str, str, str]


@click.group()
def keys() -> None:
    """Keys that sign credentials and the public log, and the key behind the search of the ban register."""


@keys.command("list")
def list_keys() -> None:
    """Every key that ever signed here: what for, its state, since when, its public half."""
    for row in run(_list(settings())):
        click.echo("\t".join(row))


@keys.command("rotate")
@click.argument("purpose", type=click.Choice(["credential", "log"]))
@click.option("--compromised", is_flag=True, help="Nothing that the old key signed counts any more.")
def rotate_key(purpose: Literal["credential", "log"], compromised: bool) -> None:
    """Sign with a new key from now on; restart the service afterwards."""
    click.echo(run(_rotate(settings(), purpose, compromised)))
    note(say(text("Restart the service now: until then it signs with the old key and issues nothing.")))


@keys.command("strike-off")
@click.argument("public_key")
def strike_off_key(public_key: str) -> None:
    """A retired key is compromised: nothing that it signed counts any more."""
    run(_strike_off(settings(), public_key))


@keys.command("rotate-search")
@click.option("--abandon", is_flag=True, help="Give up a change that has not come to its end.")
def rotate_search(abandon: bool) -> None:
    """Search the ban register with a new key: both are written until both find the same people.

    The site may run meanwhile; broken off, the command goes on from there when it is given again.
    """
    version = run(_rotate_search(settings(), abandon))
    click.echo(f"Search key version {version} is in use. Back up the key file now.")


async def _rotate_search(wanted: Settings, giving_up: bool) -> int:
    async with running(wanted):
        return await (rotation.abandon if giving_up else rotation.rotate)(wanted, _progress)


def _progress(phase: str, done: int) -> None:
    note(f"{phase}: {done}")


async def _list(wanted: Settings) -> list[Row]:
    async with running(wanted):
        rows = await fetch("SELECT purpose, state, since, public_key FROM issuer_key ORDER BY since, purpose")
    return [
        (
            row["purpose"],
            row["state"],
            row["since"].isoformat(timespec="seconds"),
            multikey(row["public_key"]),
        )
        for row in rows
    ]


async def _rotate(wanted: Settings, purpose: Literal["credential", "log"], compromised: bool) -> str:
    async with running(wanted):
        means = await rotate(wanted, purpose, compromised=compromised)
    return multikey((means.credentials if purpose == "credential" else means.log).public_key)


async def _strike_off(wanted: Settings, written: str) -> None:
    async with running(wanted):
        try:
            found = await strike_off(from_multikey(written))
        except ValueError:
            found = False
    if not found:
        raise NotFound(text("There is no retired key {key}.", key=written))

"""`yuzheng keys`: which keys sign, signing with a new one, and searching with a new one."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path
from typing import Literal

import click

from certificates.credentials.ceremony import FILES, backed_up, custodians_of, minutes, opened, put_back
from certificates.credentials.keys import PURPOSES, rotate, strike_off
from certificates.credentials.multikey import from_multikey, multikey
from certificates.log.actions import sequence
from certificates.log.queries import affected_by
from certificates.reissues.actions import propose_everywhere
from certificates.status.actions import sign_lists
from foundation.clock import now
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
    """Sign with a new key from now on; running services follow by themselves."""
    click.echo(run(_rotate(settings(), purpose, compromised)))
    if compromised:
        note(say(text("Everything the old key signed has to be issued anew: yuzheng keys reissue KEY.")))


@keys.command("affected")
@click.argument("public_key")
def affected_certificates(public_key: str) -> None:
    """Every certificate that this key signed: number, version, state, its place in the public log."""
    for one in run(_affected(settings(), public_key)):
        click.echo("\t".join(one))


@keys.command("reissue")
@click.argument("public_key")
@click.option("--reason", required=True, help="What happened, for the officers who decide.")
def reissue_affected(public_key: str, reason: str) -> None:
    """Propose to each office to issue anew what a struck-off key signed; officers decide on the page."""
    made = run(_reissue(settings(), public_key, reason))
    for office, address in made:
        click.echo(f"{office}\t{address}")
    if not made:
        note(say(text("Nothing is left to be proposed.")))


@keys.command("ceremony")
@click.option("--custodian", "custodians", multiple=True, required=True, help="Who keeps a passphrase.")
@click.option(
    "--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="Folder to write to."
)
@click.option("--compromised", is_flag=True, help="Nothing that the old keys signed counts any more.")
def hold_ceremony(custodians: tuple[str, ...], out: Path, compromised: bool) -> None:
    """Make new keys before witnesses: a backup that only all custodians together open, and minutes to sign.

    Each custodian types a passphrase that nobody else sees. Keep key-backup.json apart from the data folder,
    and the signed minutes with the office's files.
    """
    named = list(dict.fromkeys(custodians))
    passphrases = {name: _passphrase(name, confirm=True) for name in named}
    for path in run(_ceremony(settings(), passphrases, out, compromised)):
        click.echo(str(path))


@keys.command("restore")
@click.argument("backup", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def restore_keys(backup: Path) -> None:
    """Put the key files of a ceremony's backup into an empty data folder; every custodian is asked."""
    written = backup.read_bytes()
    files = opened(written, [_passphrase(name) for name in custodians_of(written)])
    put_back(settings().data_dir, files)
    for name in files:
        click.echo(str(settings().data_dir / name))


def _passphrase(name: str, *, confirm: bool = False) -> str:
    asked = say(text("Passphrase of {name}", name=name))
    found: str = click.prompt(asked, hide_input=True, confirmation_prompt=confirm, err=True)
    return found


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
        await _publish()
    return multikey((means.credentials if purpose == "credential" else means.log).public_key)


async def _strike_off(wanted: Settings, written: str) -> None:
    async with running(wanted):
        try:
            found = await strike_off(from_multikey(written))
        except ValueError:
            found = False
    if not found:
        raise NotFound(text("There is no retired key {key}.", key=written))


async def _publish() -> None:
    """Lists and checkpoint bear the new signatures at once, not only at the next full minute."""
    await sequence()
    await sign_lists()


async def _affected(wanted: Settings, written: str) -> list[Row]:
    async with running(wanted):
        try:
            found = await affected_by(from_multikey(written))
        except ValueError as error:
            raise NotFound(text("There is no key {key}.", key=written)) from error
    return [
        (one.number, str(one.version), one.status, "—" if one.index is None else str(one.index))
        for one in found
    ]


async def _reissue(wanted: Settings, written: str, reason: str) -> list[tuple[str, str]]:
    async with running(wanted):
        made = await propose_everywhere(written, reason)
    return [(office, f"{wanted.public_url}/reissues/{public_id}") for office, public_id in made]


async def _ceremony(
    wanted: Settings, passphrases: dict[str, str], out: Path, compromised: bool
) -> list[Path]:
    async with running(wanted):
        for purpose in PURPOSES:
            means = await rotate(wanted, purpose, compromised=compromised)
        await _publish()
    files = {
        name: (wanted.data_dir / name).read_bytes() for name in FILES if (wanted.data_dir / name).exists()
    }
    backup = backed_up(files, passphrases)
    moment = now().isoformat(timespec="seconds")
    said = minutes(means, backup, list(passphrases), moment=moment, version=version("yuzheng"))
    written = {"key-backup.json": backup, "minutes.txt": said.encode()}
    put_back(out, written)
    return [out / name for name in written]

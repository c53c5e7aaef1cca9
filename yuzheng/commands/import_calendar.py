"""`yuzheng import calendar FILE`: a year's days off, entered in somebody's name for a second person."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import click
import msgspec

from foundation.actor import Actor
from foundation.errors import NotFound
from foundation.language import say
from foundation.settings import Settings
from foundation.text import text
from registry.accounts.queries import actor_in_role, by_login, open_roles
from registry.calendars import importing
from registry.calendars.actions import KEEPER
from registry.calendars.importing import Named, SheetRefused
from registry.calendars.queries import Look
from registry.calendars.rules import Notice
from registry.parameters.actions import PROPOSE
from registry.parameters.queries import is_highest
from yuzheng.commands.saying import note, run, settings, tell_problems
from yuzheng.start import running


@click.command("calendar")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--year", required=True, type=int, help="The year of the notice.")
@click.option("--title", help="Title of the notice; by default the usual one of that year.")
@click.option("--document-no", required=True, help="Number of the notice.")
@click.option("--dated", required=True, type=click.DateTime(["%Y-%m-%d"]), help="Date of the notice.")
@click.option("--proposed-by", required=True, metavar="LOGIN", help="Who has read the notice.")
@click.option("--reason", default="", help="Why the year is entered again.")
@click.option("--dry-run", is_flag=True, help="Say what would happen and change nothing.")
def calendar(
    file: Path,
    year: int,
    title: str | None,
    document_no: str,
    dated: datetime,
    proposed_by: str,
    reason: str,
    dry_run: bool,
) -> None:
    """Enter the working calendar of a year from a sheet: a day and “放假” or “上班” in each row.

    One row with a problem refuses the sheet, and every one is listed. It has no effect until another person
    has agreed, on the page or by a program.
    """
    named = Named(
        year=year,
        title=title or f"国务院办公厅关于{year}年部分节假日安排的通知",
        document_no=document_no,
        dated=dated.date(),
        reason=reason,
    )
    try:
        notice, seen, entered = run(_calendar(settings(), named, file, proposed_by, dry_run))
    except SheetRefused as refused:
        tell_problems(refused.problems)
        raise
    _tell(notice, seen)
    if entered is None:
        note(say(text("The calendar of {year} could be entered.", year=year)))
    else:
        note(say(text("The calendar of {year} is entered; another person confirms it.", year=year)))
        click.echo(entered)


async def _calendar(
    wanted: Settings, named: Named, file: Path, login: str, dry_run: bool
) -> tuple[Notice, Look, str | None]:
    async with running(wanted):
        actor = await _proposer(login)
        notice, seen = await importing.look(actor, named, file)
        entered = None if dry_run else await importing.import_file(actor, named, file)
        return notice, seen, entered


async def _proposer(login: str) -> Actor:
    """The account in the role in which it may enter calendars; the office in charge comes first."""
    account = await by_login(login)
    roles = [] if account is None or account.disabled_at else await open_roles(account.id)
    acting = [await actor_in_role(account.id, one.id) for one in roles] if account else []
    able = [one for one in acting if one and one.may(PROPOSE)]
    for one in able:
        if await is_highest(one, KEEPER):
            return _typed(one)
    if able:
        return _typed(able[0])
    raise NotFound(text("There is no account {login} that may enter working calendars.", login=login))


def _typed(actor: Actor) -> Actor:
    """The history says that it came in at the command line."""
    return msgspec.structs.replace(actor, name=f"{actor.name} (command line)")


def _tell(notice: Notice, seen: Look) -> None:
    arrangement = notice.arrangement
    note(say(text("{free} days off, {worked} weekend days worked.",
                  free=len(arrangement.free), worked=len(arrangement.worked))))  # fmt: skip
    for warning in seen.warnings:
        note(f"  {say(warning)}")
    for change in seen.changes:
        note(f"  {_change(change.day, worked=change.worked)}")


def _change(day: date, *, worked: bool) -> str:
    if worked:
        return say(text("{day} would be worked.", day=day))
    return say(text("{day} would be off.", day=day))

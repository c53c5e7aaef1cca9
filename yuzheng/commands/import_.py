"""`yuzheng import cohort|scores|papers|keys FILE`: sheets through the same gates as the pages."""

from __future__ import annotations

from pathlib import Path

import click

from foundation.actor import SYSTEM, Actor
from foundation.errors import NotFound
from foundation.language import say
from foundation.settings import Settings
from foundation.text import Text, text
from registry.accounts.data import ROLES
from registry.organisations.queries import OrganisationView, by_code
from training.cohorts.importing import Imported, import_file
from training.evaluations import importing as scores_importing
from training.evaluations.importing import ScorePreview, ScoreReceipt
from training.papers import actions as papers_actions
from training.papers import importing as papers_importing
from training.papers.importing import PaperPreview, PaperReceipt
from training.questions.actions import QuestionsRefused
from yuzheng.commands.import_calendar import calendar
from yuzheng.commands.saying import note, run, settings, tell_problems
from yuzheng.start import running

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_DRY = "Say what would happen and change nothing."


@click.group("import")
def import_() -> None:
    """Take files in."""


import_.add_command(calendar)


@import_.command()
@click.argument("file", type=_FILE)
@click.option("--college", required=True, help="Code of the college.")
@click.option("--cohort", help="Code of the cohort; not needed when the college has just one.")
@click.option("--dry-run", is_flag=True, help=_DRY)
def cohort(file: Path, college: str, cohort: str | None, dry_run: bool) -> None:
    """Enrol the people of a roster (.xlsx, or .csv in UTF-8 or GB18030) in a cohort.

    Rows with problems are listed and left out; everybody else is enrolled in one go and screened.
    """
    imported = run(_cohort(settings(), file, college, cohort, dry_run))
    _tell(imported, dry_run)


@import_.command()
@click.argument("file", type=_FILE)
@click.option("--session", required=True, help="Code of the session.")
@click.option("--evaluator", required=True, help="Code of the evaluator.")
@click.option("--dry-run", is_flag=True, help=_DRY)
def scores(file: Path, session: str, evaluator: str, dry_run: bool) -> None:
    """Enter the scores of a sheet in a session that was held.

    Rows with problems are listed and left out; a score that is entered already is never replaced.
    """
    seen, done = run(_scores(settings(), file, session, evaluator, dry_run))
    tell_problems(seen.problems)
    if done is None:
        good, known, bad = len(seen.good), len(seen.known), seen.bad_rows
        note(say(text("{good} could be entered, {known} are entered already, {bad} rows have problems.",
                      good=good, known=known, bad=bad)))  # fmt: skip
    else:
        note(say(text("{scored} entered, {known} were entered already, {bad} rows left out.",
                      scored=done.scored, known=done.known, bad=done.rejected)))  # fmt: skip


@import_.command()
@click.argument("file", type=_FILE)
@click.option("--session", required=True, help="Code of the session.")
@click.option("--evaluator", required=True, help="Code of the evaluator.")
@click.option("--dry-run", is_flag=True, help=_DRY)
def papers(file: Path, session: str, evaluator: str, dry_run: bool) -> None:
    """Keep the answers of a sheet as an optical reader writes it; no score changes.

    Rows with problems are listed and left out; a paper that is kept already is never replaced.
    """
    seen, done = run(_papers(settings(), file, session, evaluator, dry_run))
    tell_problems(seen.problems)
    if done is None:
        good, known, bad = len(seen.good), len(seen.known), seen.bad_rows
        note(say(text("{good} papers could be kept, {known} are kept already, {bad} rows have problems.",
                      good=good, known=known, bad=bad)))  # fmt: skip
    else:
        note(say(text("{taken} papers kept, {known} were kept already, {bad} rows left out.",
                      taken=done.taken, known=done.known, bad=done.rejected)))  # fmt: skip


@import_.command("keys")
@click.argument("file", type=_FILE)
@click.option("--session", required=True, help="Code of the session.")
@click.option("--evaluator", required=True, help="Code of the evaluator.")
@click.option("--dry-run", is_flag=True, help=_DRY)
def paper_keys(file: Path, session: str, evaluator: str, dry_run: bool) -> None:
    """Enter the keys of a session's papers; a second person agrees before anything is scored by them.

    One row with a problem refuses the sheet, and every one is listed. A key that is entered already is not
    entered again.
    """
    try:
        versions = run(_keys(settings(), file, session, evaluator, dry_run))
    except QuestionsRefused as refused:
        tell_problems(refused.problems)
        raise
    if not versions:
        note(say(text("No key is new.")))
    elif dry_run:
        note(say(text("The keys of {versions} could be entered.", versions="、".join(versions))))
    else:
        note(say(text("The keys of {versions} are entered and wait for the second person.",
                      versions="、".join(versions))))  # fmt: skip


async def _cohort(wanted: Settings, file: Path, college: str, code: str | None, dry_run: bool) -> Imported:
    async with running(wanted):
        actor = await _acting("registrar", "college", await by_code(college), college)
        return await import_file(actor, code, file, dry_run=dry_run)


async def _scores(
    wanted: Settings, file: Path, session: str, evaluator: str, dry_run: bool
) -> tuple[ScorePreview, ScoreReceipt | None]:
    async with running(wanted):
        actor = await _acting("organiser", "evaluator", await by_code(evaluator), evaluator)
        if dry_run:
            return await scores_importing.look(actor, session, file), None
        return await scores_importing.import_file(actor, session, file)


async def _papers(
    wanted: Settings, file: Path, session: str, evaluator: str, dry_run: bool
) -> tuple[PaperPreview, PaperReceipt | None]:
    async with running(wanted):
        actor = await _acting("organiser", "evaluator", await by_code(evaluator), evaluator)
        if dry_run:
            return await papers_importing.look(actor, session, file), None
        return await papers_importing.import_file(actor, session, file)


async def _keys(wanted: Settings, file: Path, session: str, evaluator: str, dry_run: bool) -> list[str]:
    async with running(wanted):
        actor = await _acting("organiser", "evaluator", await by_code(evaluator), evaluator)
        return await papers_actions.import_keys(actor, session, file, dry_run=dry_run)


async def _acting(role: str, kind: str, organisation: OrganisationView | None, code: str) -> Actor:
    """Whoever types here acts in that role of the organisation, and is named as the command line."""
    if organisation is None or organisation.kind != kind:
        raise NotFound(_NONE[kind](code))
    return Actor(
        account_id=SYSTEM.account_id,
        name="command line",
        organisation_id=organisation.id,
        organisation_name=organisation.name,
        organisation_kind=str(organisation.kind),
        area_code=organisation.area_code,
        role=role,
        permissions=ROLES[role].allows,
        purpose=ROLES[role].purpose,
    )


def _no_college(code: str) -> Text:
    return text("There is no college with the code {code}.", code=code)


def _no_evaluator(code: str) -> Text:
    return text("There is no evaluator with the code {code}.", code=code)


_NONE = {"college": _no_college, "evaluator": _no_evaluator}


def _tell(imported: Imported, dry_run: bool) -> None:
    tell_problems(imported.preview.problems)
    good, known, bad = len(imported.preview.good), len(imported.preview.known), imported.preview.bad_rows
    if dry_run:
        note(say(text("{good} could be enrolled, {known} are enrolled already, {bad} rows have problems.",
                      good=good, known=known, bad=bad)))  # fmt: skip
    elif imported.receipt is not None:
        note(say(text("{enrolled} enrolled, {known} were enrolled already, {bad} rows left out.",
                      enrolled=imported.receipt.enrolled, known=known, bad=bad)))  # fmt: skip

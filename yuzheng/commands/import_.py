"""`yuzheng import cohort FILE --college CODE`: a roster through the same gate as the page."""

from __future__ import annotations

from pathlib import Path

import click

from foundation.actor import SYSTEM, Actor
from foundation.errors import NotFound
from foundation.language import say
from foundation.settings import Settings
from foundation.text import text
from registry.accounts.data import ROLES
from registry.organisations.queries import by_code
from training.cohorts.importing import Imported, import_file
from yuzheng.commands.saying import note, run, settings
from yuzheng.start import running


@click.group("import")
def import_() -> None:
    """Take files in."""


@import_.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--college", required=True, help="Code of the college.")
@click.option("--cohort", help="Code of the cohort; not needed when the college has just one.")
@click.option("--dry-run", is_flag=True, help="Say what would happen and change nothing.")
def cohort(file: Path, college: str, cohort: str | None, dry_run: bool) -> None:
    """Enrol the people of a roster (.xlsx, or .csv in UTF-8 or GB18030) in a cohort.

    Rows with problems are listed and left out; everybody else is enrolled in one go and screened.
    """
    imported = run(_cohort(settings(), file, college, cohort, dry_run))
    _tell(imported, dry_run)


async def _cohort(wanted: Settings, file: Path, college: str, code: str | None, dry_run: bool) -> Imported:
    async with running(wanted):
        actor = await registrar_of(college)
        return await import_file(actor, code, file, dry_run=dry_run)


async def registrar_of(college: str) -> Actor:
    """Whoever types here acts as the college's registrar, and is named as the command line."""
    organisation = await by_code(college)
    if organisation is None or organisation.kind != "college":
        raise NotFound(text("There is no college with the code {code}.", code=college))
    return Actor(
        account_id=SYSTEM.account_id,
        name="command line",
        organisation_id=organisation.id,
        organisation_name=organisation.name,
        organisation_kind=str(organisation.kind),
        area_code=organisation.area_code,
        role="registrar",
        permissions=ROLES["registrar"].allows,
        purpose=ROLES["registrar"].purpose,
    )


def _tell(imported: Imported, dry_run: bool) -> None:
    for problem in imported.preview.problems:
        remedy = f" {say(problem.remedy)}" if problem.remedy else ""
        click.echo(f"{problem.row}\t{problem.column}\t{problem.value}\t{say(problem.message)}{remedy}")
    good, known, bad = len(imported.preview.good), len(imported.preview.known), imported.preview.bad_rows
    if dry_run:
        note(say(text("{good} could be enrolled, {known} are enrolled already, {bad} rows have problems.",
                      good=good, known=known, bad=bad)))  # fmt: skip
    elif imported.receipt is not None:
        note(say(text("{enrolled} enrolled, {known} were enrolled already, {bad} rows left out.",
                      enrolled=imported.receipt.enrolled, known=known, bad=bad)))  # fmt: skip

"""`yuzheng curriculum check FILE`: what a course version lacks against its outline; no database."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from curricula.courses.checking import Checked, check_file
from curricula.courses.rules import plain
from curricula.outlines.data import Outline
from foundation.clock import today
from foundation.language import say
from foundation.text import text
from yuzheng.commands.saying import note
from yuzheng.commands.without_database import REFUSED, content, language_option, speaking


@click.group()
def curriculum() -> None:
    """Look at courses."""


@curriculum.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--outline", default="", help="Code of the training outline, where the file does not say it.")
@language_option
def check(file: Path, outline: str, language: str) -> None:
    """Say line by line what the course version in FILE lacks against its outline.

    FILE is .json or .toml: outline, edition, title, occupation, level, and modules with code, title, kind,
    hours, outline_module, pass_mark. Or it is a sheet (.xlsx, .csv) with the headings 模块代码, 模块名称,
    类别, 学时, 大纲模块, 合格分数, and the outline's code (TY-BYRY) in a line above them or in a column
    培训大纲. Kinds: theory 理论, practice 实操, ethics, safety, law, health. A module whose code is one of
    the outline's stands for that one if nothing else is said.

    Exit code 0: complete; 1: lacking, each lack a line on standard output, or the file cannot be read.
    """
    with speaking(language):
        checked = check_file(content(file), file.name, today(), outline)
        _tell(checked)
    if not checked.complete:
        sys.exit(REFUSED)


def _tell(checked: Checked) -> None:
    for lack in checked.lacks:
        place = f"{say(lack.place)}: " if lack.place else ""
        click.echo(f"{place}{say(lack.message)}")
    held = checked.outline
    name = {"outline": held.label, "code": held.code, "edition": held.edition}
    if checked.complete:
        hours = plain(checked.hours)
        click.echo(say(text("Complete: {outline} ({code}, {edition}), {hours} hours.", hours=hours, **name)))
    else:
        count = len(checked.lacks)
        note(say(text("Against {outline} ({code}, {edition}) lacking: {count}.", count=count, **name)))
    _unsure(held)


def _unsure(held: Outline) -> None:
    if any(one.needs_confirm for one in (held.total, held.theory, held.practice)):
        note(say(text("The least hours of this outline are unconfirmed.")))

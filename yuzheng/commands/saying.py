"""How commands speak: results on standard output, everything else on standard error."""

from __future__ import annotations

import os
from collections.abc import Coroutine, Iterable
from typing import Any, TypeVar

import click
import uvloop

from foundation.errors import DomainError, Invalid, told
from foundation.language import say
from foundation.settings import Settings, from_environment
from foundation.spreadsheets.findings import RowProblem

T = TypeVar("T")


def settings() -> Settings:
    """The settings of this process's environment."""
    return from_environment(os.environ)


def run(task: Coroutine[Any, Any, T]) -> T:
    """Run a command's work to its end, on the loop that serves half as much again."""
    return uvloop.run(task)


def note(message: str) -> None:
    """Say how it goes, without disturbing output that a program reads."""
    click.echo(message, err=True)


def explain(error: DomainError) -> None:
    """Say what went wrong, where, and what can be done."""
    note(click.style(say(told(error)), fg="red"))
    if isinstance(error, Invalid):
        for problem in error.problems:
            note(
                f"  {problem.field}: {say(problem.message)}"
                + (f" — {say(problem.remedy)}" if problem.remedy else "")
            )
    if error.remedy is not None:
        note(f"  {say(error.remedy)}")


def tell_problems(problems: Iterable[RowProblem]) -> None:
    """What is wrong with a file, one problem a line: row, column, value, what to do."""
    for problem in problems:
        remedy = f" {say(problem.remedy)}" if problem.remedy else ""
        click.echo(f"{problem.row}\t{problem.column}\t{problem.value}\t{say(problem.message)}{remedy}")

"""What commands share that only read a file and answer: the reader's language, and the file."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import click

from foundation.errors import DomainError, FieldProblem, Invalid
from foundation.language import DEFAULT, LANGUAGES, use_language
from foundation.text import text
from yuzheng.commands.saying import explain

Command = TypeVar("Command", bound=Callable[..., Any])

#: The exit code of everything that did not come to its end.
REFUSED = 1


def language_option(command: Command) -> Command:
    """The option --language."""
    option = click.option(
        "--language", type=click.Choice(list(LANGUAGES)), default=DEFAULT, help="Of what is said."
    )
    return option(command)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Answers and refusals within the block are in that language; a refusal ends the command."""
    with use_language(language):
        try:
            yield
        except DomainError as error:
            explain(error)
            sys.exit(REFUSED)


def content(source: Path) -> bytes:
    """What is in the file, or comes from standard input for -. Raises `Invalid`."""
    try:
        with click.open_file(str(source), "rb") as file:
            read: bytes = file.read()
    except OSError as error:
        said = text("The file cannot be opened: {detail}", detail=error.strerror or str(error))
        raise Invalid([FieldProblem(str(source), said)]) from None
    return read

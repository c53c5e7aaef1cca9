"""What the database's own refusals mean: constraint or SQLSTATE → an error in the words of the domain.

Each feature registers what a person's input can run into (`explain`): names of constraints, and the states
that our own triggers raise. What is not registered is a mistake of ours and stays an internal error.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import asyncpg

from foundation.errors import Conflict, DomainError, FieldProblem, Invalid
from foundation.text import text

_meanings: dict[str, Callable[[], DomainError]] = {}

#: Text that PostgreSQL cannot store: the NUL character, halves of surrogate pairs.
_UNSTORABLE = (asyncpg.CharacterNotInRepertoireError, asyncpg.UntranslatableCharacterError)
#: Two transactions met; doing it again is right.
_COLLISIONS = (asyncpg.SerializationError, asyncpg.DeadlockDetectedError, asyncpg.LockNotAvailableError)


def explain(name: str, error: Callable[[], DomainError]) -> None:
    """Register what the constraint or SQLSTATE `name` means; `error` makes the error anew each time."""
    _meanings[name] = error


@contextmanager
def in_our_words() -> Iterator[None]:
    """Around a change: the database's refusals come out as the domain errors that they mean."""
    try:
        yield
    except asyncpg.PostgresError as error:
        known = meaning(error)
        if known is None:
            raise
        raise known from error


def meaning(error: BaseException) -> DomainError | None:
    """The domain error behind a database error, or None when it is not one that input can cause."""
    if isinstance(error, _UNSTORABLE):
        return Invalid([FieldProblem("", text("The text contains a character that cannot be stored."))])
    if isinstance(error, _COLLISIONS):
        return Conflict(
            text("Somebody else changed the same entry at the same moment."),
            remedy=text("Nothing was saved. Try again."),
        )
    if isinstance(error, asyncpg.PostgresError):
        names = (getattr(error, "constraint_name", None), error.sqlstate)
        known = next((_meanings[name] for name in names if name in _meanings), None)
        return known() if known else None
    return None


def forget(name: str) -> None:
    """Undo `explain`."""
    _meanings.pop(name, None)

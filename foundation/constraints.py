"""What the database's own refusals mean: constraint name → an error in the words of the domain.

Each feature registers the constraints that a person's input can run into (`explain`); what is not
registered is a mistake of ours and stays an internal error.
"""

from __future__ import annotations

from collections.abc import Callable

import asyncpg

from foundation.errors import Conflict, DomainError, FieldProblem, Invalid
from foundation.text import text

_meanings: dict[str, Callable[[], DomainError]] = {}

#: Text that PostgreSQL cannot store: the NUL character, halves of surrogate pairs.
_UNSTORABLE = (asyncpg.CharacterNotInRepertoireError, asyncpg.UntranslatableCharacterError)
#: Two transactions met; doing it again is right.
_COLLISIONS = (asyncpg.SerializationError, asyncpg.DeadlockDetectedError, asyncpg.LockNotAvailableError)


def explain(constraint: str, error: Callable[[], DomainError]) -> None:
    """Register what breaking `constraint` means; `error` makes the error anew each time."""
    _meanings[constraint] = error


def meaning(error: BaseException) -> DomainError | None:
    """The domain error behind a database error, or None when it is not one that input can cause."""
    if isinstance(error, _UNSTORABLE):
        return Invalid([FieldProblem("", text("The text contains a character that cannot be stored."))])
    if isinstance(error, _COLLISIONS):
        return Conflict(
            text("Somebody else changed the same entry at the same moment."),
            remedy=text("Nothing was saved. Try again."),
        )
    if isinstance(error, asyncpg.IntegrityConstraintViolationError):
        known = _meanings.get(getattr(error, "constraint_name", None) or "")
        return known() if known else None
    return None


def forget(constraint: str) -> None:
    """Undo `explain`."""
    _meanings.pop(constraint, None)

"""Whether an evaluator is registered for a level: the floor above knows, the roof connects it here."""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Callable
from datetime import date

from foundation.errors import Unavailable
from foundation.text import text

#: Raises `Refused` when the evaluator may not evaluate this occupation and level on that day.
Check = Callable[[uuid.UUID, str, int, date], Awaitable[object]]


async def _unknown(evaluator_id: uuid.UUID, occupation: str, level: int, day: date) -> None:
    raise Unavailable(text("The register of evaluators cannot be asked now."))


_check: Check = _unknown


def use_register(check: Check) -> None:
    """From now on this register is asked."""
    global _check
    _check = check


async def require_registered(evaluator_id: uuid.UUID, occupation: str, level: int, day: date) -> None:
    """Raise `Refused` unless the register has the evaluator for this occupation and level on that day."""
    await _check(evaluator_id, occupation, level, day)
